from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile

from files.models import AllianceDocument
from practices.models import Attachment, EvidenceGrade, OutcomeIndicator, Recognition
from search.models import OutboxEntry, QueryLog
from search.outbox import drain_once
from search.questions import Question
from search.services import search
from tests.factories.cities import administrator, curator, member_of, user
from tests.factories.practices import practice
from vocabulary.models import Scheme, Term
from vocabulary.richtext import stored_to_text

pytestmark = pytest.mark.django_db


def drain():
    while drain_once():
        pass


def found(text="燕子山", reader=None, **filters):
    return search(Question(text, filters=filters), user=reader or AnonymousUser())


def term(scheme):
    return Term.objects.in_scheme(scheme).first()


@pytest.mark.parametrize(
    ("facet", "scheme", "relation"),
    [("lifecycle", Scheme.LIFECYCLE, "lifecycle_stages"), ("loop", Scheme.LOOP_PHASE, "loop_phases")],
)
def test_cases_are_counted_and_filtered_by(index, facet, scheme, relation):
    page = practice(title="燕子山一")
    getattr(page, relation).add(term(scheme))
    page.save_revision().publish()
    practice(title="燕子山二")
    index()
    code = term(scheme).code
    assert found().facets[facet] == {code: 1}
    assert found(**{facet: (code,)}).total == 1


def test_a_recognition_given_later_is_a_facet_after_the_drain(index):
    page = practice(title="燕子山一")
    index()
    award = term(Scheme.RECOGNITION)
    row = Recognition.objects.create(practice=page, award=award, given_by=user())
    drain()
    assert found().facets["recognition"] == {award.code: 1}
    row.withdrawn_on = row.given_on
    row.save()
    drain()
    assert not found().facets["recognition"]


def test_an_evidence_grade_queues_its_page(index):
    page = practice()
    OutboxEntry.objects.all().delete()
    EvidenceGrade.objects.create(practice=page, level=3)
    assert OutboxEntry.objects.get().identifier == f"practice-{page.pk}"


def test_the_result_line_counts_cities_and_cases(index, client):
    practice("rizhao", title="燕子山一")
    practice("heze", title="燕子山二")
    practice("heze", title="燕子山三", visibility="city")
    index()
    assert (
        "2 个城市的 2 个案例"
        in client.get("/search/?q=燕子山", headers={"accept-language": "zh-hans"}).content.decode()
    )


def test_a_hit_shows_evidence_award_and_the_largest_improvement(index, client):
    page = practice(title="燕子山一")
    OutcomeIndicator.objects.create(page=page, name="投诉量", unit="件", before=100, after=80, better="lower")
    OutcomeIndicator.objects.create(page=page, name="处置时长", unit="时", before=100, after=20, better="lower")
    EvidenceGrade.objects.create(practice=page, level=3)
    Recognition.objects.create(practice=page, award=term(Scheme.RECOGNITION), given_by=user())
    index()
    hit = found().hits[0]
    assert (hit.best_indicator.name, str(hit.evidence)) == ("处置时长", "部门佐证")
    assert hit.awards == [term(Scheme.RECOGNITION)]


def test_a_case_without_a_grade_is_self_reported(index):
    practice(title="燕子山一")
    index()
    assert str(found().hits[0].evidence) == "自述"


def test_text_of_an_attached_file_is_found_by_those_who_may_read_the_page(index):
    page = practice("rizhao", title="附件案例", visibility="alliance")
    document = AllianceDocument.objects.create(title="台账", file=ContentFile(b"x", name="a.txt"))
    Attachment.objects.create(page=page, document=document)
    document.text = "燕子山巡查台账"
    document.save()
    drain()
    assert found(reader=AnonymousUser()).total == 0
    assert found(reader=member_of("heze")).total == 1


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (AnonymousUser, "visitor"),
        (lambda: member_of("heze"), "member"),
        (curator, "office"),
        (administrator, "administrator"),
    ],
)
def test_the_query_log_knows_the_kind_of_reader(index, make, kind):
    found(reader=make())
    assert QueryLog.objects.get().reader == kind


def test_the_query_log_keeps_normalised_text_facets_and_emptiness(index):
    found("燕子山　ＡＢ經營", city=("jinan",), theme=())
    entry = QueryLog.objects.get()
    assert (entry.text, entry.facets, entry.is_empty) == ("燕子山 ab经营", ["city"], True)


def test_an_empty_result_says_which_filter_to_drop(index, client):
    practice("rizhao", title="燕子山一")
    index()
    response = client.get("/search/", {"q": "燕子山", "city": "heze"})
    ways = response.context["ways_out"]
    assert [(way["kind"], way["total"]) for way in ways] == [("filter", 1)]
    assert found(**{}).total == 1


def test_an_empty_result_says_which_word_to_drop(index, client):
    practice("rizhao", title="燕子山一")
    index()
    ways = client.get("/search/", {"q": '燕子山 -一号线 "不存在的短语"'}).context["ways_out"]
    assert ("word", '"不存在的短语"', 1) in [(way["kind"], way["dropped"], way["total"]) for way in ways]


def test_filters_work_without_scripts_and_keep_their_place_with_them(index, client):
    content = client.get("/search/").content.decode()
    assert 'hx-select="#results"' in content and 'id="facet-city-jinan"' in content
    assert content.count('name="city"') == 16


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("纯文本", "纯文本"),
        ("<p>一</p><p>二 &amp; 三</p>", "一\n二 & 三"),
        ("<ul><li>甲</li><li>乙<br>丙</li></ul>", "甲\n乙\n丙"),
        ('<a href="https://x.cn">链</a>&lt;b&gt;', "链<b>"),
    ],
)
def test_a_stored_text_becomes_one_line_a_block(markup, text):
    assert stored_to_text(markup) == text
