from __future__ import annotations

import pytest
from django.urls import reverse

from cities.viewers import VISITOR
from practices.cards import cards
from practices.models import EvidenceGrade, EvidenceLevel, PracticePage, Recognition
from practices.reviews.judging import review_decide
from tests.factories.cities import approver_of, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.reviews import measured_case, opened, scored
from vocabulary.models import Term

pytestmark = pytest.mark.django_db


def award(code: str = "excellent-case") -> Term:
    return Term.objects.get(scheme="recognition", code=code)


@pytest.fixture
def recognised():
    page = measured_case(title="夜市疏导")
    review = opened(page)
    scored(review, 3, 3)
    review_decide(review=review, reasons="内部理由", level=EvidenceLevel.DATA, awards=[award()], by=review.opened_by)
    return page


def text(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_the_page_of_a_case_leads_to_certificate_and_record(client, recognised):
    html = text(client, recognised.get_url())
    row = Recognition.objects.get()
    assert reverse("certificate", args=[row.number]) in html
    assert reverse("practice_standing", args=[recognised.short_id]) in html


def test_everybody_reads_the_result_and_nobody_else_the_reasons(client, recognised):
    html = text(client, reverse("practice_standing", args=[recognised.short_id]))
    assert "有数据" in html
    assert "加权平均 3.00 分" in html
    assert "其他城市评审人 2 位" in html
    assert "内部理由" not in html
    assert "的理由" not in html


def test_a_case_without_any_says_so(client):
    html = text(client, reverse("practice_standing", args=[practice().short_id]))
    assert "还没有荣誉与认定。" in html
    assert "尚未核对" in html


def test_a_certificate_says_what_was_recognised_and_is_verified_by_its_code(client, recognised):
    row = Recognition.objects.get()
    html = text(client, reverse("certificate", args=[row.number]))
    assert "《夜市疏导》" in html
    assert "优秀案例" in html
    assert f"证书编号 {row.number}" in html
    assert "<svg" in text(client, reverse("certificate_qr", args=[row.number]))


def test_a_certificate_keeps_the_title_that_was_reviewed(client, recognised):
    recognised.title = "另一个名称"
    recognised.save_revision().publish()
    assert "《夜市疏导》" in text(client, reverse("certificate", args=[Recognition.objects.get().number]))


@pytest.mark.parametrize("number", ["2026-9999", "1999-0001", "x", "0000-0000", "2026-99999999999999999999"])
def test_a_number_that_was_never_given_leads_nowhere(client, number, recognised):
    text(client, reverse("certificate", args=[number]), status=404)


def test_a_certificate_is_as_closed_as_its_case(client):
    page = practice(visibility="city")
    row = Recognition.objects.create(practice=page, award=award(), given_by=curator())
    for name in ("certificate", "certificate_qr"):
        text(client, reverse(name, args=[row.number]), status=404)
    text(client, reverse("practice_standing", args=[page.short_id]), status=404)
    client.force_login(member_of("jinan"))
    text(client, reverse("certificate", args=[row.number]), status=404)
    client.force_login(member_of("rizhao"))
    text(client, reverse("certificate", args=[row.number]))


def test_what_is_taken_back_is_said_on_the_certificate(client, recognised):
    row, office = Recognition.objects.get(), curator()
    client.force_login(office)
    address = reverse("certificate_withdraw", args=[row.number])
    client.post(address, {"reason": " "})
    assert Recognition.objects.get().withdrawn_on is None
    response = client.post(address, {"reason": "数据有误"}, follow=True)
    assert "已撤销，该市会收到通知和原因。" in response.content.decode()
    client.logout()
    html = text(client, reverse("certificate", args=[row.number]))
    assert "证书作废" in html
    assert "数据有误" not in html
    assert reverse("certificate", args=[row.number]) not in text(client, recognised.get_url())


def test_the_office_lowers_a_level_with_a_reason(client, recognised):
    client.force_login(curator())
    address = reverse("evidence_lower", args=[recognised.short_id])
    assert "只能改为比现在低的等级。" in client.post(address, {"level": "2", "reason": "同级"}).content.decode()
    client.post(address, {"level": "1", "reason": "来源撤回"})
    assert [row.level for row in EvidenceGrade.objects.all()] == [1, 2]


@pytest.mark.parametrize("who", [editor_of, approver_of, member_of])
def test_only_the_office_takes_back(client, who, recognised):
    client.force_login(who("rizhao"))
    row = Recognition.objects.get()
    for address in (
        reverse("certificate_withdraw", args=[row.number]),
        reverse("evidence_lower", args=[recognised.short_id]),
    ):
        assert client.post(address, {"reason": "不要", "level": "1"}).status_code == 404
    row.refresh_from_db()
    assert row.withdrawn_on is None


def test_a_card_shows_the_newest_award_at_no_further_cost(client, recognised, django_assert_num_queries):
    assert 'badge--award">优秀案例' in text(client, "/cases/")
    with django_assert_num_queries(5):
        cards(PracticePage.objects.all().for_cards(), VISITOR)
