"""Cases with much text in common: what is found, who is told what, and the rows it is found by."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from functools import cache

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageLogEntry

from alliance.sample.reading import to_html
from practices.models import CaseMark, CaseSignature, DerivedFrom, LikePair, PracticePage
from practices.quality.comparison import like_passages
from practices.quality.decisions import report_of_draft
from practices.quality.shingles import ALIKE, CONTAINED, KEEP_ONE_IN, likeness, marks, shingles, story_of
from practices.quality.similarity import FEWEST_SHARED, LIKELY, case_sign, like_cases, unsigned
from practices.services import practice_submit
from tests.factories.cities import administrator, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.practices.quality.cases import content, sample_contents
from tests.practices.test_editor import add, errors, form, rich_text

SENTENCE = re.compile(r"[^。]+。")


@cache
def stories() -> list[str]:
    return [story_of(case) for case in sample_contents()]


def text_of(number: int) -> str:
    """Of a sample case, long enough to be compared."""
    return [story for story in stories() if len(story) > 1200][number]


def changed(text: str, other: str, share: float) -> str:
    """So many of its sentences exchanged for those of another case."""
    sentences, foreign = SENTENCE.findall(text), SENTENCE.findall(other)
    places = random.Random(7).sample(range(len(sentences)), round(len(sentences) * share))
    for number, place in enumerate(places):
        sentences[place] = foreign[number % len(foreign)]
    return "".join(sentences)


def html(text: str) -> str:
    return to_html(text.splitlines())


def signed(slug: str, text: str, **fields) -> PracticePage:
    page = practice(slug, approach=html(text), **fields)
    case_sign(page.pk)
    return page


def told(page: PracticePage, user) -> list[str]:
    lines = report_of_draft(page, user).lines
    return [line.finding.code for line in lines if line.finding.family == "similar"]


# --- texts alone --------------------------------------------------------------------------------------------------
def test_every_copy_with_a_fifth_of_its_sentences_changed_is_found_by_marks_and_by_text():
    long_ones = [story for story in stories() if len(SENTENCE.findall(story)) >= 5]
    for story, other in zip(long_ones, [*long_ones[1:], long_ones[0]], strict=True):
        one, copy = shingles(story), shingles(changed(story, other, 0.2))
        shared = len(marks(one) & marks(copy))
        assert likeness(one, copy).is_much
        assert shared >= FEWEST_SHARED and shared / min(len(marks(one)), len(marks(copy))) >= LIKELY


def test_no_two_sample_cases_are_alike():
    hashes = [shingles(story) for story in stories()]
    by_mark = defaultdict(set)
    for number, found in enumerate(hashes):
        for value in marks(found):
            by_mark[value].add(number)
    near = {pair for numbers in by_mark.values() for pair in [(a, b) for a in numbers for b in numbers if a < b]}
    assert not [(a, b) for a, b in near if likeness(hashes[a], hashes[b]).is_much]


def test_a_short_case_inside_a_long_one_is_contained():
    short = text_of(0)[:400]
    found = likeness(shingles(short), shingles("\n".join([text_of(1), short, text_of(2)])))
    assert found.contained >= CONTAINED > ALIKE > found.alike


def test_too_short_texts_are_alike_to_nothing():
    assert not likeness(shingles("待补充"), shingles("待补充")).is_much


def test_punctuation_and_spaces_make_no_difference():
    text = text_of(0)
    assert shingles(text) == shingles(text.replace("，", " ， ").replace("。", "；"))


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_has_no_direction_and_stays_between_none_and_all(one, other):
    a, b = shingles(one * 20), shingles(other * 20)
    found = likeness(a, b)
    assert found == likeness(b, a)
    assert 0 <= found.alike <= found.contained <= 1
    assert all(-(2**63) <= value < 2**63 for value in a)


def test_marks_are_a_sample_that_does_not_depend_on_the_case():
    one, other = shingles(text_of(0)), shingles(text_of(1))
    assert marks(one) & marks(other) == marks(one & other)
    assert 0.5 < len(marks(one)) * KEEP_ONE_IN / len(one) < 1.5


def test_like_passages_stand_beside_each_other_with_equal_words_marked():
    line = "先由街道登记商户，再由网格员逐户核对经营时间和占道面积。"
    other = "先由街道登记商户，再由执法队逐户核对经营时间和占道面积。"
    (pair,) = like_passages(content(f"无关的一段话，说的是别的事情和别的地方。</p><p>{line}"), content(other))
    assert "".join(piece.text for piece in pair.left) == line
    assert "".join(piece.text for piece in pair.right) == other
    assert "先由街道登记商户，再由" in [piece.text for piece in pair.left if piece.is_shared]


@pytest.mark.parametrize("text", ["", "长" * 8000, "一段。</p><p>" * 1000])
def test_any_two_texts_can_be_compared(text):
    like_passages(content(text), content(text))


# --- among all cases ----------------------------------------------------------------------------------------------
pytestmark = pytest.mark.django_db


def test_a_changed_copy_of_another_citys_case_is_told_by_name_and_asks_for_a_tick():
    other = signed("heze", text_of(0), title="渣土车联管")
    editor = editor_of("rizhao")
    page = practice("rizhao", published=False, owner=editor, approach=html(changed(text_of(0), text_of(1), 0.2)))
    (finding,) = report_of_draft(page, editor).warnings
    assert (finding.code, finding.other, finding.where.field) == ("similar.other", other.short_id, "approach")
    assert "《渣土车联管》" in finding.message and "菏泽" in finding.message
    with pytest.raises(Exception, match="还没有核对"):
        practice_submit(practice=page, by=editor)


def test_a_case_the_writer_may_not_read_is_told_without_a_word_of_it():
    other = signed("heze", text_of(0), title="渣土车联管", visibility="city")
    editor = editor_of("rizhao")
    page = practice("rizhao", published=False, owner=editor, approach=html(text_of(0)))
    (finding,) = report_of_draft(page, editor).warnings
    assert finding.code == "similar.closed" and finding.other == ""
    said = f"{finding.message}{finding.excerpt}{finding.where.label()}"
    assert not any(word in said for word in ("渣土", "菏泽", other.short_id, "%"))


def test_a_copy_of_an_own_case_as_a_start_is_advice():
    signed("rizhao", text_of(0))
    editor = editor_of("rizhao")
    page = practice("rizhao", published=False, owner=editor, approach=html(text_of(0)))
    assert told(page, editor) == ["similar.own"]
    assert report_of_draft(page, editor).warnings == []


def test_a_source_that_is_named_is_advice():
    other = signed("heze", text_of(0))
    editor = editor_of("rizhao")
    page = practice("rizhao", published=False, owner=editor, approach=html(text_of(0)))
    page.derived_from.add(DerivedFrom(practice=other, title=other.title))
    page.save_revision()
    assert told(PracticePage.objects.get(pk=page.pk), editor) == ["similar.declared"]


def test_a_case_is_not_like_itself():
    page = signed("rizhao", text_of(0))
    assert told(page, editor_of("rizhao")) == []


def test_the_editor_tells_while_one_writes_and_the_form_asks_for_the_tick(client):
    signed("heze", text_of(0), title="渣土车联管")
    client.force_login(editor_of("rizhao"))
    copied = rich_text(html(text_of(0)))
    assert "《渣土车联管》" in client.post("/write/check/", form(approach=copied)).content.decode()
    response = add(client, form(approach=copied, **{"action-submit": "1"}))
    assert "还没有核对" in errors(response)["__all__"][0]
    ticked = {"quality_checked": "on", "quality_reason": "同一个课题组写的"}
    add(client, form(approach=copied, **ticked, **{"action-submit": "1"}))
    assert report_of_draft(PracticePage.objects.get(live=False), editor_of("rizhao")).warnings == []


# --- rows ---------------------------------------------------------------------------------------------------------
def test_publishing_signs_and_unpublishing_forgets(django_capture_on_commit_callbacks, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    with django_capture_on_commit_callbacks(execute=True):
        page = practice("rizhao", approach=html(text_of(0)))
    assert CaseSignature.objects.get(practice=page).marks == CaseMark.objects.count() > 0
    with django_capture_on_commit_callbacks(execute=True):
        PracticePage.objects.get(pk=page.pk).unpublish()
    assert not CaseSignature.objects.exists() and not CaseMark.objects.exists()


def test_a_pair_is_kept_once_whichever_is_signed_and_goes_when_one_changes():
    one, other = signed("rizhao", text_of(0)), signed("heze", text_of(0))
    case_sign(one.pk)
    pair = LikePair.objects.get()
    assert (pair.first, pair.second, pair.contained) == (one, other, 100)
    PracticePage.objects.filter(pk=one.pk).update(approach=html(text_of(1)))
    case_sign(one.pk)
    assert not LikePair.objects.exists()


def test_a_pair_that_was_looked_at_stays_so():
    one = signed("rizhao", text_of(0))
    signed("heze", text_of(0))
    LikePair.objects.update(looked_at="2026-01-01T00:00Z", looked_by=curator())
    case_sign(one.pk)
    assert LikePair.objects.get().looked_at is not None


def test_a_deleted_case_leaves_no_rows():
    page = signed("rizhao", text_of(0))
    signed("heze", text_of(0))
    page.delete()
    assert not LikePair.objects.exists() and CaseSignature.objects.count() == 1


def test_the_command_signs_what_nothing_signed(capsys):
    page = practice("rizhao", approach=html(text_of(0)))
    gone = signed("heze", text_of(1))
    PracticePage.objects.filter(pk=gone.pk).update(live=False)
    assert unsigned() == sorted([page.pk, gone.pk])
    call_command("sign_cases")
    assert unsigned() == []
    call_command("sign_cases")
    assert "没有等待比对的案例" in capsys.readouterr().out
    call_command("sign_cases", "--all")
    assert CaseSignature.objects.count() == 1


def test_looking_up_asks_few_queries_however_many_are_alike(django_assert_max_num_queries):
    for _number in range(10):
        signed("heze", text_of(0))
    with django_assert_max_num_queries(5):
        assert len(like_cases(shingles(text_of(0)))) == 10


# --- screens ------------------------------------------------------------------------------------------------------
def side_by_side(client, one, other):
    return client.get(reverse("quality_similar", args=[one.short_id, other.short_id]))


def test_like_passages_are_shown_to_who_may_read_both(client):
    one, other = signed("rizhao", text_of(0)), signed("heze", text_of(0))
    client.force_login(member_of("jinan"))
    response = side_by_side(client, one, other)
    assert response.context["contained"] == 100 and len(response.context["pairs"]) > 1


@pytest.mark.parametrize("closed_first", [True, False])
def test_they_are_shown_to_nobody_who_may_not_read_one(client, closed_first):
    one, closed = signed("rizhao", text_of(0)), signed("heze", text_of(0), visibility="city")
    client.force_login(editor_of("rizhao"))
    cases = (closed, one) if closed_first else (one, closed)
    assert side_by_side(client, *cases).status_code == 404


def test_a_writer_compares_the_draft_and_a_reader_what_is_published(client):
    one, other = signed("rizhao", text_of(0)), signed("heze", text_of(1))
    one.approach = html(text_of(1))
    one.save_revision()
    client.force_login(editor_of("rizhao"))
    assert side_by_side(client, one, other).context["contained"] > 80
    client.force_login(member_of("jinan"))
    assert side_by_side(client, one, other).context["contained"] < 20


def test_the_office_lists_pairs_and_ticks_one(client):
    one, other = signed("rizhao", text_of(0)), signed("heze", text_of(0))
    office = curator()
    client.force_login(office)
    assert one.title in client.get("/office/similar/").content.decode()
    pair = LikePair.objects.get()
    said = client.post("/office/similar/", {"pair": pair.pk}, follow=True).content.decode()
    pair.refresh_from_db()
    assert pair.looked_by == office and "已记为看过" in said
    assert PageLogEntry.objects.get(action="practices.pair_look").data == {"other": other.short_id}


def test_the_office_does_not_see_a_pair_with_a_citys_own_case(client):
    signed("rizhao", text_of(0), title="只给本市看的")
    LikePair.objects.all().delete()
    PracticePage.objects.update(visibility="city")
    signed("heze", text_of(0))
    client.force_login(curator())
    assert LikePair.objects.exists()
    assert "只给本市看的" not in client.get("/office/similar/").content.decode()
    assert client.post("/office/similar/", {"pair": LikePair.objects.get().pk}).status_code == 404
    client.force_login(administrator())
    assert "只给本市看的" in client.get("/office/similar/").content.decode()


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 30, "²"])
def test_a_forged_pair_is_no_pair(client, number):
    client.force_login(curator())
    assert client.post("/office/similar/", {"pair": number}).status_code == 404


@pytest.mark.parametrize("page", ["x", "-1", "999999"])
def test_any_page_of_the_list_gets_an_answer(client, page):
    client.force_login(curator())
    assert client.get(f"/office/similar/?page={page}").status_code == 200
