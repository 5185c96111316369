"""The page of a case: every part of the template, and nothing of other cases that its reader may not know."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.page_cache import renew_site_mark
from practices.models import (
    BuildingBlock,
    Condition,
    DerivedFrom,
    EvidenceFile,
    EvidenceGrade,
    Hold,
    OutcomeIndicator,
    Policy,
    PolicyCitation,
    PracticeStep,
    Recognition,
    Resource,
    TransferRange,
    Verification,
    VideoLink,
)
from practices.reading import latest_version, reading_of
from practices.serializers import LONG_TEXTS, SCHEMA_VERSION, serialize
from tests.factories.cities import approver_of, curator, editor_of, member_of
from tests.factories.files import make_document
from tests.factories.practices import practice
from vocabulary.models import Term

pytestmark = pytest.mark.django_db


def full(**fields):
    """A case with something in every part."""
    from cities.models import ProfileMetric

    texts = {name: f"<p>{name}的内容</p>" for name in LONG_TEXTS}
    page = practice(published=False, **{**texts, **fields})
    page.steps = [PracticeStep(title="摸清底数", body="逐条街登记", period="2 周")]
    page.building_blocks = [BuildingBlock(name="共治公约", how="商户自己定", lesson="先易后难")]
    page.indicators = [OutcomeIndicator(name="投诉量", unit="件", before=120, after=48, source="热线")]
    page.resources = [Resource(kind="money", name="改造", amount=30, unit="万元")]
    page.conditions = [Condition(text="有可用空地")]
    page.videos = [VideoLink(title="现场", url="https://example.invalid/v")]
    page.evidence_files = [EvidenceFile(document=make_document("月报"), description="投诉月报")]
    policy = Policy.objects.create(title="示例管理办法", number="示例〔2020〕1 号")
    page.policy_citations = [PolicyCitation(policy=policy, clause="第三条")]
    metric = ProfileMetric.objects.filter(kind="number").first()
    page.transfer_ranges = [TransferRange(metric=metric, minimum=100)]
    page.lifecycle_stages.add(Term.objects.filter(scheme="lifecycle").first())
    page.save()
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def said(client, page) -> str:
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


PARTS = [
    *[f"{name}的内容" for name in LONG_TEXTS],
    *("摸清底数", "逐条街登记", "共治公约", "先易后难", "投诉量", "60%", "30 万元", "有可用空地", "现场", "投诉月报"),
    *("示例管理办法", "第三条", "不低于 100", "管理环节"),
]


@pytest.fixture(scope="module")
def shown(django_db_setup, django_db_blocker):
    from django.test import Client

    with django_db_blocker.unblock():
        from django.db import transaction

        with transaction.atomic():
            text = said(Client(), full())
            transaction.set_rollback(True)
    return text


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_the_template_is_shown(shown, part):
    assert part in shown


def test_a_version_makes_the_same_reading_as_the_page_it_was_made_of():
    page = full()
    version = page.versions.first()
    assert version.schema_version == SCHEMA_VERSION
    assert version.content == serialize(page)


def test_a_version_of_an_older_shape_is_read_from_the_page():
    page = full()
    page.versions.create(number=2, schema_version=1, content={})
    assert latest_version(page.pk) is None
    assert reading_of(page).content["title"] == page.title


def test_a_draft_in_preview_shows_the_draft(client):
    page = full()
    page.approach = "<p>还没发布的改动</p>"
    assert "还没发布的改动" in reading_of(page, is_preview=True).texts["approach"]
    assert "还没发布的改动" not in said(client, page)


def test_a_source_that_is_not_the_readers_to_know_is_counted_and_not_named(client):
    secret = practice("heze", visibility="city", title="菏泽的内部案例")
    page = practice()
    page.derived_from = [DerivedFrom(practice=secret, title=secret.title, source_uuid=secret.uuid)]
    page.save_revision().publish()
    text = said(client, page)
    assert "菏泽的内部案例" not in text
    assert "另有 1 个未对您公开的案例" in text
    client.force_login(member_of("heze"))
    assert "菏泽的内部案例" in said(client, page)


def test_who_learnt_from_a_case_is_shown_there_within_the_readers_visibility(client):
    page = practice(title="来源案例")
    for visibility in ("public", "city"):
        follower = practice("heze", published=False, visibility=visibility, title=f"跟进{visibility}")
        follower.derived_from = [DerivedFrom(practice=page)]
        follower.save_revision().publish()
    text = said(client, page)
    assert "跟进public" in text
    assert "跟进city" not in text


def test_related_cases_are_of_other_cities_and_readable(client, settings):
    settings.REMEMBER_SECONDS = 60
    page, own = practice(), practice(title="本市另一个案例")
    shown, hidden = (
        practice("heze", title="菏泽公开案例"),
        practice("heze", title="菏泽联盟内案例", visibility="alliance"),
    )
    renew_site_mark()
    text = said(client, page)
    assert shown.title in text
    assert own.title not in text and hidden.title not in text
    Hold.objects.create(practice=shown, limit="hidden", reason="原因", set_by=curator())
    renew_site_mark()
    assert shown.title not in said(client, page)


def test_what_members_see_of_other_cases_is_never_kept_for_visitors(client, settings):
    settings.REMEMBER_SECONDS = 60
    page, hidden = practice(), practice("heze", title="菏泽联盟内案例", visibility="alliance")
    renew_site_mark()
    client.force_login(member_of("jinan"))
    assert hidden.title in said(client, page)
    client.logout()
    assert hidden.title not in said(client, page)


def test_the_contact_is_not_part_of_what_is_kept(client, settings):
    settings.REMEMBER_SECONDS = 60
    page = full(contact_phone="0633-0000000")
    renew_site_mark()
    client.force_login(member_of("heze"))
    assert "0633-0000000" in said(client, page)
    client.logout()
    assert "0633-0000000" not in said(client, page)


def test_each_language_has_its_own_story(client, settings):
    settings.REMEMBER_SECONDS = 60
    page = full()
    renew_site_mark()
    assert "成功做法" in said(client, page)
    client.post("/language/", {"language": "en", "next": page.url})
    assert "成功做法" not in said(client, page)


def test_evidence_awards_and_an_overdue_review_are_shown(client):
    page = full()
    EvidenceGrade.objects.create(practice=page, level=3, given_by=curator())
    award = Term.objects.filter(scheme="recognition").first()
    Recognition.objects.create(practice=page, award=award, given_by=curator())
    past = timezone.localdate() - timedelta(days=1)
    Verification.objects.create(practice=page, verifier=approver_of("rizhao"), verified_on=past, review_by=past)
    text = said(client, page)
    assert "部门佐证" in text and award.name in text and "尚未复核" in text


def test_a_repealed_policy_is_marked(client):
    page = full()
    Policy.objects.update(repealed_on=date(2024, 1, 1))
    assert "废止" in said(client, page)


def test_a_writer_of_the_city_may_edit_it_and_start_from_it(client):
    page = full()
    address = f"/cms/pages/{page.pk}/edit/"
    assert address not in said(client, page)
    client.force_login(editor_of("rizhao"))
    assert address in said(client, page)
    client.force_login(editor_of("heze"))
    assert address not in said(client, page)


def test_a_case_without_any_part_is_still_a_page(client):
    text = said(client, practice())
    assert "目录" not in text
    assert "还没有城市登记借鉴本案例" in text


@pytest.mark.parametrize("before, after", [(None, None), (0, 5), (5, 0), (-3, 3), (0, 0)])
def test_odd_indicators_draw_no_error(client, before, after):
    page = practice()
    page.indicators = [OutcomeIndicator(name="投诉", unit="", before=before, after=after)]
    page.save_revision().publish()
    assert "投诉" in said(client, page)


def test_the_citation_names_unit_version_and_short_address(client):
    page = full()
    text = said(client, page)
    assert f"{page.title}[EB/OL]. 第1版" in text
    assert f"/p/{page.short_id}." in text


def test_the_qr_code_is_a_picture_of_the_short_address(client):
    response = client.get(f"/p/{practice().short_id}/qr.svg")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in response.content


def test_a_full_case_asks_few_queries(client, settings):
    settings.REMEMBER_SECONDS = 60
    page = full()
    client.get(page.url)
    renew_site_mark()
    with CaptureQueriesContext(connection) as cold:
        client.get(page.url)
    with CaptureQueriesContext(connection) as warm:
        client.get(page.url)
    assert len(cold) <= 15
    assert len(warm) <= 3


def test_a_term_that_was_merged_is_read_as_the_one_it_went_into():
    page = practice(theme="street-order")
    other = Term.objects.filter(scheme="theme").exclude(code="street-order").first()
    Term.objects.filter(code="street-order").update(successor=other, retired=True)
    reading = latest_version(page.pk)
    assert reading and reading.terms["themes"] == [other]
