"""A case off the site: its address says why, to whoever could read it the day before and to nobody else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from practices.models import Hold, PracticePage, Withdrawal
from practices.services import practice_unpublish
from tests.factories.cities import administrator, approver_of, curator, editor_of, member_of, user
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
PEOPLE = {
    "visitor": AnonymousUser,
    "account": user,
    "member": lambda: member_of("rizhao"),
    "editor": lambda: editor_of("rizhao"),
    "other editor": lambda: editor_of("heze"),
    "curator": curator,
    "administrator": administrator,
}


def withdrawn(reason="数据有出入，正在核对", category="mistaken", **fields):
    page = practice(**fields)
    practice_unpublish(practice=page, by=approver_of("rizhao"), reason=reason, category=category)
    page.refresh_from_db()
    return page


def client_of(person):
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    return client


# --- the address --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("where", ["page", "short", "capitals", "versions", "old version", "without a slash"])
def test_every_address_of_a_withdrawn_case_says_what_why_and_whom_to_ask(client, where):
    page = withdrawn(title="夜市划区")
    short = f"/p/{page.short_id}"
    address = {
        "page": page.url,
        "short": short,
        "capitals": short.upper().replace("/P/", "/p/"),
        "versions": f"{short}/versions/",
        "old version": f"{short}/v1/",
        "without a slash": page.url.rstrip("/"),
    }[where]
    response = client.get(address, follow=where == "without a slash")
    text = response.content.decode()
    assert response.status_code == 410
    for words in ("夜市划区", "日照", "内容或数据有误", "数据有出入，正在核对", "第 1 版", "询问"):
        assert words in text
    assert '<meta name="robots" content="noindex">' in text
    assert "no-store" in response["Cache-Control"]


def test_the_reason_is_text_and_never_markup(client):
    page = withdrawn(reason="<script>alert(1)</script>", title="<b>夜市</b>")
    text = client.get(page.url).content.decode()
    assert "<script>alert" not in text and "<b>夜市" not in text


def test_contact_is_for_members_only(client):
    page = withdrawn(contact_name="示例联系人", contact_phone="0633-0000")
    assert "0633-0000" not in client.get(page.url).content.decode()
    client.force_login(member_of("heze"))
    assert "0633-0000" in client.get(page.url).content.decode()


def test_publishing_again_puts_the_case_in_the_place_of_its_tombstone(client):
    page = withdrawn()
    page.save_revision().publish()
    assert client.get(page.url).status_code == 200
    assert not Withdrawal.objects.open().exists()
    practice_unpublish(practice=page, by=approver_of("rizhao"), reason="又撤下")
    assert "又撤下" in client.get(page.url).content.decode()
    assert Withdrawal.objects.count() == 2


def test_what_was_never_published_leaves_the_same_404_as_nothing(client):
    page = practice(published=False)
    assert client.get(page.url).status_code == 404
    assert client.get(f"/p/{page.short_id}").status_code == 404


def test_a_deleted_case_is_remembered_by_what_was_copied(client):
    page = practice(title="夜市划区", contact_phone="0633-0000")
    page.delete()
    client.force_login(member_of("heze"))
    text = client.get(page.url).content.decode()
    assert "夜市划区" in text and "已删除" in text and "0633-0000" not in text


def test_a_page_made_later_at_the_same_address_is_shown(client):
    gone = withdrawn()
    address, slug = gone.url, gone.slug
    gone.delete()
    other = practice(published=False, title="另一个案例")
    other.slug = slug
    other.save_revision().publish()
    response = client.get(address)
    assert (response.status_code, "另一个案例" in response.content.decode()) == (200, True)


def test_only_reading_meets_a_tombstone(client):
    page = withdrawn()
    assert client.post(page.url).status_code != 410
    assert client.head(page.url).status_code == 410


# --- who ----------------------------------------------------------------------------------------------------------
LIMITS = [(), ("alliance",), ("city",), ("hidden",), ("alliance", "hidden"), ("city", "hidden")]


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    who=st.sampled_from(sorted(PEOPLE)),
    visibility=st.sampled_from(["public", "alliance", "city"]),
    limits=st.sampled_from(LIMITS),
)
def test_a_tombstone_is_seen_by_whom_the_case_was_and_by_nobody_else(who, visibility, limits):
    person, by = PEOPLE[who](), approver_of("rizhao")
    page = practice(visibility=visibility)
    for limit in limits:
        Hold.objects.create(practice=page, limit=limit, reason="原因", set_by=by)
    could_read = PracticePage.objects.visible_to(person).filter(pk=page.pk).exists()
    practice_unpublish(practice=page, by=by, reason="原因")
    response = client_of(person).get(page.url)
    assert response.status_code == (410 if could_read else 404)
    assert Withdrawal.objects.visible_to(person).filter(practice=page.pk).exists() is could_read


@pytest.mark.parametrize(
    ("who", "sees"), [("visitor", False), ("other editor", False), ("curator", False), ("member", True)]
)
def test_what_was_unfit_for_the_public_leaves_no_sign_outside_its_city(who, sees):
    page = withdrawn(category="unfit", title="不宜公开的")
    response = client_of(PEOPLE[who]()).get(page.url)
    assert response.status_code == (410 if sees else 404)
    assert ("不宜公开的" in response.content.decode()) is sees


# --- how ----------------------------------------------------------------------------------------------------------
FORM = {"category": "outdated", "reason": "已被新办法取代"}


def test_an_approver_withdraws_from_the_page_of_the_case(client):
    page = practice()
    client.force_login(approver_of("rizhao"))
    assert f"/p/{page.short_id}/withdraw/" in client.get(page.url).content.decode()
    client.post(f"/p/{page.short_id}/withdraw/", FORM)
    row = Withdrawal.objects.get(practice=page)
    assert (row.category, row.reason, row.title, row.address) == ("outdated", "已被新办法取代", page.title, page.url)
    assert not PracticePage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("missing", FORM)
def test_without_a_reason_nothing_is_withdrawn_and_the_form_says_so(client, missing):
    page = practice()
    client.force_login(approver_of("rizhao"))
    response = client.post(f"/p/{page.short_id}/withdraw/", {**FORM, missing: ""})
    assert response.status_code == 200
    assert response.context["form"].errors[missing]
    assert PracticePage.objects.get(pk=page.pk).live


def test_a_reason_of_blanks_is_none():
    with pytest.raises(ValidationError, match="请写明原因"):
        practice_unpublish(practice=practice(), by=approver_of("rizhao"), reason="  ")


def test_wagtails_unpublish_leads_to_the_form_that_asks_for_the_reason(client):
    page = practice()
    for person in (approver_of("rizhao"), administrator()):
        client.force_login(person)
        for ask in (client.get, client.post):
            response = ask(f"/cms/pages/{page.pk}/unpublish/")
            assert response["Location"] == f"/p/{page.short_id}/withdraw/"
        assert client.get(response["Location"]).status_code == 200
    assert PracticePage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("of", ["case", "index with its cases"])
def test_many_are_not_unpublished_without_a_reason(client, of):
    page = practice()
    target = page.pk if of == "case" else page.get_parent().pk
    client.force_login(administrator())
    data = {"include_descendants": "on"} if of != "case" else {}
    response = client.post(f"/cms/bulk/wagtailcore/page/unpublish/?id={target}&next=/cms/", data, follow=True)
    assert "要写明原因" in response.content.decode()
    assert PracticePage.objects.get(pk=page.pk).live


def test_a_page_above_cases_does_not_take_them_off_the_site(client):
    page = practice()
    client.force_login(administrator())
    client.post(f"/cms/pages/{page.get_parent().pk}/unpublish/", {"include_descendants": "on"})
    assert PracticePage.objects.get(pk=page.pk).live


def test_what_leaves_the_site_by_itself_has_a_tombstone_too(client):
    page = practice()
    page.unpublish()
    response = client.get(page.url)
    assert (response.status_code, "其他原因" in response.content.decode()) == (410, True)


# --- deleting -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("make", [approver_of, editor_of])
@pytest.mark.parametrize("is_live", [True, False])
def test_what_was_published_once_is_not_deleted_by_its_city(client, make, is_live):
    person = make("rizhao")
    page = practice(owner=person)
    if not is_live:
        page.unpublish()
        page.refresh_from_db()
    assert not page.permissions_for_user(person).can_delete()
    client.force_login(person)
    for ask in (client.get, client.post):
        response = ask(f"/cms/pages/{page.pk}/delete/", follow=True)
        assert "不能删除" in response.content.decode()
    client.post(f"/cms/bulk/wagtailcore/page/delete/?id={page.pk}")
    assert Page.objects.filter(pk=page.pk).exists()


def test_a_draft_is_deleted_by_its_author(client):
    author = editor_of("rizhao")
    page = practice(published=False, owner=author)
    client.force_login(author)
    client.post(f"/cms/pages/{page.pk}/delete/")
    assert not Page.objects.filter(pk=page.pk).exists()


def test_an_administrator_who_must_can_delete(client):
    page = practice()
    client.force_login(administrator())
    client.post(f"/cms/pages/{page.pk}/delete/")
    assert not Page.objects.filter(pk=page.pk).exists()


def test_the_states_of_every_withdrawal_follow_from_what_was_done():
    """Off and on in any order: open is at most one, and just while the case is off."""
    by, page = approver_of("rizhao"), practice()
    for off in (True, False, True, True, False, False):
        page = PracticePage.objects.get(pk=page.pk)
        if off and page.live:
            practice_unpublish(practice=page, by=by, reason="原因")
        elif not off:
            page.save_revision().publish()
        is_live = PracticePage.objects.get(pk=page.pk).live
        assert Withdrawal.objects.open().filter(practice=page).count() == (0 if is_live else 1)


def test_the_last_rows_of_every_kind_of_reader_agree_with_the_list():
    """As many tombstones as cases that could be read."""
    by = approver_of("rizhao")
    pages = [practice(visibility=visibility) for visibility in ("public", "alliance", "city")]
    seen = {
        who: PracticePage.objects.visible_to(make()).filter(pk__in=[p.pk for p in pages]).count()
        for who, make in PEOPLE.items()
    }
    for page in pages:
        practice_unpublish(practice=page, by=by, reason="原因")
    for who, make in PEOPLE.items():
        assert Withdrawal.objects.visible_to(make()).count() == seen[who]
