"""Whether a case still holds: said in one click by its city, shown to readers, one rule for who is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.models import Notification
from practices.models import PracticePage, Verification
from practices.reminders import keepers_of, remind_of_reviews
from tests.factories.cities import administrator, approver_of, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.search.conftest import _remove_index, index

pytestmark = pytest.mark.django_db
__all__ = ["_remove_index", "index"]


def old(slug="rizhao", **fields):
    page = practice(slug, **fields)
    PracticePage.objects.filter(pk=page.pk).update(last_published_at=timezone.now() - timedelta(days=400))
    page.refresh_from_db()
    return page


def test_a_reminder_leads_to_the_page_where_one_click_is_enough(client):
    author = editor_of("rizhao", name="王小明")
    page = old(owner=author)
    remind_of_reviews()
    address = Notification.objects.of(author).get().url
    assert "/accounts/login/" in client.get(address)["Location"]
    client.force_login(author)
    assert "仍然有效" in client.get(address).content.decode()
    assert not Verification.objects.exists()
    client.post(address, {"note": "数据已更新"})
    row = Verification.objects.get()
    assert (row.verifier, row.note, row.verified_on) == (author, "数据已更新", timezone.localdate())
    text = client.get(page.url).content.decode()
    assert "王小明：数据已更新" in text and "尚未复核" not in text
    client.logout()
    assert "王小明" not in client.get(page.url).content.decode()


def test_said_twice_a_day_is_answered_in_words(client):
    author = editor_of("rizhao")
    page = practice(owner=author)
    client.force_login(author)
    address = f"/p/{page.short_id}/still-valid/"
    client.post(address, {})
    assert "今天已经登记过复核" in client.post(address, {}).content.decode()


@pytest.mark.parametrize("make", [lambda: member_of("rizhao"), lambda: editor_of("heze"), curator, administrator])
def test_nobody_else_says_that_a_case_still_holds(client, make):
    page = practice()
    client.force_login(make())
    assert client.post(f"/p/{page.short_id}/still-valid/", {}).status_code == 404
    assert "/still-valid/" not in client.get(page.url).content.decode()
    assert not Verification.objects.exists()


def test_readers_see_it_on_the_card_and_can_list_it_by_city(client):
    old(title="早该复核的")
    practice(title="刚发布的")
    old("heze", title="菏泽早该复核的")
    text = client.get("/cases/?city=rizhao").content.decode()
    assert text.count("到期未复核") == 1
    page = client.get("/cases/?city=rizhao&only=overdue")
    assert [case.title for case in page.context["practices"].object_list] == ["早该复核的"]


def test_search_results_say_it_too(client, index):
    old(title="早市疏导", summary="早市疏导")
    index()
    assert "到期未复核" in client.get("/search/?q=早市疏导").content.decode()


PEOPLE = {
    "editor": lambda: editor_of("rizhao"),
    "approver": lambda: approver_of("rizhao"),
    "member": lambda: member_of("rizhao"),
    "other editor": lambda: editor_of("heze"),
    "nobody": lambda: None,
}


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    owner=st.sampled_from(sorted(PEOPLE)),
    contact=st.sampled_from(sorted(PEOPLE)),
    owner_is_active=st.booleans(),
)
def test_lists_and_reminders_agree_on_who_keeps_a_case(owner, contact, owner_is_active):
    """An approver who is not a keeper has it to review just where no keeper is left to be told."""
    people = PEOPLE[owner](), PEOPLE[contact]()
    page = old(owner=people[0], contact_user=people[1])
    if people[0] is not None and not owner_is_active:
        people[0].is_active = False
        people[0].save()
    page = PracticePage.objects.get(pk=page.pk)
    third = approver_of("rizhao")
    asked = PracticePage.objects.to_review_by(third).filter(pk=page.pk).exists()
    assert asked == (not keepers_of(page))
    for keeper in keepers_of(page):
        assert PracticePage.objects.to_review_by(keeper).filter(pk=page.pk).exists()
