"""先试一试 on the desk: what an edit would do, without doing it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from search.models import QueryLog
from search.services import engine
from search.trial import try_on_judged, try_on_log
from search.vocabulary import in_force
from search.word_use import with_group, with_word
from tests.admin.words import english
from tests.factories.cities import curator
from tests.factories.practices import practice
from vocabulary.models import SynonymGroup, UserWord

pytestmark = pytest.mark.django_db
SYNONYMS, WORDS = "vocabulary_synonyms", "vocabulary_words"


@pytest.fixture
def office(client):
    client.force_login(curator())
    return client


def asked(*texts: str) -> None:
    for text in texts:
        QueryLog.objects.create(text=text, total=0, reader="visitor")


def tried(client, space: str, pk: int | None = None, **fields: str):
    address = reverse(f"{space}:edit", args=[pk]) if pk else reverse(f"{space}:add")
    return client.post(address, {"active": "on", **fields, "action-try": "1"})


# --- the judged set -----------------------------------------------------------------------------------------------
def test_a_group_without_its_words_loses_the_queries_that_needed_it():
    group = SynonymGroup.objects.get(words__contains="收破烂")
    found = try_on_judged(in_force(), with_group(words=[], group=group.pk))
    assert "收破烂的占道" in [row.text for row in found.losses]
    assert found.then < found.now
    assert found.number == found.unchanged + len(found.gains) + len(found.losses)


def test_a_group_that_helps_gains():
    group = SynonymGroup.objects.get(words__contains="收破烂")
    group.active = False
    group.save()
    found = try_on_judged(in_force(), with_group(words=group.as_list(), group=group.pk))
    assert "收破烂的占道" in [row.text for row in found.gains]


def test_words_nobody_asks_for_change_nothing():
    found = try_on_judged(in_force(), with_group(words=["麒麟阁", "凌烟阁"], group=None))
    assert (found.gains, found.losses, found.now) == ([], [], found.then)


def test_a_user_word_takes_the_sample_texts_apart_anew():
    tried_words = with_word(word="渣土运", active=True, entry=None)
    assert tried_words.words == (*in_force().words, "渣土运")
    assert try_on_judged(in_force(), tried_words).number == 165


# --- what was searched for ----------------------------------------------------------------------------------------
def test_a_question_whose_hits_change_is_shown_with_the_titles_that_come(index):
    practice(title="大排档疏导点")
    index()
    asked("夜宵摊", "夜宵摊", "公厕")
    found = try_on_log(in_force(), with_group(words=["夜宵摊", "大排档"], group=None), curator())
    assert found.number == 2
    (row,) = found.changed
    assert (row.text, row.times, row.now, row.then, row.come, row.gone) == ("夜宵摊", 2, 0, 1, ["大排档疏导点"], [])


def test_no_title_is_shown_that_the_office_may_not_read(index):
    practice(title="大排档疏导点", visibility="city")
    index()
    asked("夜宵摊")
    assert try_on_log(in_force(), with_group(words=["夜宵摊", "大排档"], group=None), curator()).changed == []


def test_trying_is_not_logged(index):
    index()
    asked("夜宵摊")
    try_on_log(in_force(), with_group(words=["夜宵摊", "大排档"], group=None), curator())
    assert QueryLog.objects.count() == 1


# --- screens ------------------------------------------------------------------------------------------------------
def test_the_form_of_a_group_shows_all_three_trials_and_saves_nothing(office, index):
    practice(title="大排档疏导点")
    index()
    asked("夜宵摊")
    before = SynonymGroup.objects.count()
    content = tried(office, SYNONYMS, words="夜宵摊\n大排档").content.decode()
    assert '<th scope="row">夜宵摊</th><td>0</td><td>1</td>' in content
    assert "<div>大排档疏导点</div>" in content
    assert "165 道题里，变好 0 道，变差 0 道" in content
    assert SynonymGroup.objects.count() == before


def test_a_trial_says_no_word_of_english(office, index):
    practice(title="大排档疏导点")
    index()
    asked("夜宵摊")
    assert english(tried(office, SYNONYMS, words="夜宵摊\n大排档").content.decode()) == []


def test_a_group_taken_out_of_use_is_tried_without_its_words(office, index):
    index()
    group = SynonymGroup.objects.get(words__contains="收破烂")
    answer = office.post(reverse(f"{SYNONYMS}:edit", args=[group.pk]), {"words": group.words, "action-try": "1"})
    assert "变差" in answer.content.decode()
    assert "收破烂的占道" in answer.content.decode()
    group.refresh_from_db()
    assert group.active


def test_the_form_of_a_word_says_that_only_sample_cases_are_tried(office):
    before = UserWord.objects.count()
    content = tried(office, WORDS, word="门前五包").content.decode()
    assert "只用随平台附的示例案例来试" in content
    assert "165 道题里" in content
    assert UserWord.objects.count() == before


def test_a_word_that_is_edited_is_tried(office):
    entry = UserWord.objects.get(word="渣土车")
    assert "165 道题里" in tried(office, WORDS, entry.pk, word="渣土车辆").content.decode()


@pytest.mark.parametrize(("space", "fields"), [(SYNONYMS, {"words": "夜宵"}), (WORDS, {"word": ""})])
def test_what_could_not_be_saved_is_not_tried(office, space, fields):
    answer = tried(office, space, **fields)
    assert answer.status_code == 200
    assert "道题里" not in answer.content.decode()


def test_an_index_that_cannot_be_read_still_leaves_the_judged_set(office, settings, tmp_path):
    settings.SEARCH_INDEX_DIR = tmp_path / "none"
    engine.cache_clear()
    content = tried(office, SYNONYMS, words="夜宵摊\n大排档").content.decode()
    engine.cache_clear()
    assert "165 道题里" in content
    assert "搜索正在整理" in content
