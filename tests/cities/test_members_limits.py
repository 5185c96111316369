"""Nobody raises themselves, nobody comes back by a link kept, and rights follow the calendar."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import User
from cities.invitations import InvitationUnusable, invitation_accept_as, invitation_make
from cities.models import Invitation, Membership, Role
from cities.permissions import may_reset_password
from cities.services import (
    hand_over,
    membership_end_on,
    membership_give,
    membership_part,
    sync_rights_by_the_clock,
)
from practices.models import PracticePage
from tests.factories.cities import PASSWORD, administrator, approver_of, city, curator, editor_of, member_of, user
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
RIZHAO = "/members/rizhao/"


def roles(person: User) -> set[str]:
    return set(Membership.objects.active().filter(user=person, city=city("rizhao")).values_list("role", flat=True))


def coming(person: User, role: str, place: str | None = "rizhao") -> Membership:
    start = timezone.now() + timedelta(days=1)
    return Membership.objects.create(user=person, city=city(place) if place else None, role=role, starts_at=start)


# --- invitations --------------------------------------------------------------------------------------------------
def test_who_left_does_not_come_back_by_an_own_invitation():
    leaver = approver_of("rizhao")
    approver_of("rizhao")
    issued = invitation_make(city=city("rizhao"), role=Role.APPROVER, name="示例", by=leaver)
    membership_part(membership=leaver.memberships.get(), by=administrator(), reason="调离")
    with pytest.raises(InvitationUnusable):
        invitation_accept_as(secret=issued.token, user=user())


def test_nobody_takes_an_invitation_of_their_own(client):
    office = curator()
    client.force_login(office)
    page = client.post(f"{RIZHAO}invite/", {"name": "示例", "role": "approver", "days": 14})
    answer = client.post(f"/join/{page.context['code']}/")
    assert "您自己开出的邀请" in answer.content.decode()
    assert roles(office) == set() and Invitation.objects.usable().exists()


def test_an_invitation_used_in_the_same_moment_is_told_in_words(client, monkeypatch):
    issued = invitation_make(city=city("rizhao"), role=Role.EDITOR, name="示例", by=approver_of("rizhao"))
    person = member_of("heze")
    client.force_login(person)

    def too_late(**fields):
        raise InvitationUnusable

    monkeypatch.setattr("cities.views.invitation_accept_as", too_late)
    assert "已使用" in client.post(f"/join/{issued.token}/").content.decode()


def test_a_user_name_taken_in_the_same_moment_is_told_at_its_field(client, monkeypatch):
    issued = invitation_make(city=city("rizhao"), role=Role.EDITOR, name="示例", by=approver_of("rizhao"))
    user(username="newcomer")
    monkeypatch.setattr(User, "full_clean", lambda self: None)
    form = {"username": "newcomer", "password": PASSWORD, "again": PASSWORD, "mobile": "", "email": ""}
    response = client.post(f"/join/{issued.token}/", form)
    assert "username" in response.context["form"].errors
    assert Invitation.objects.usable().exists()


def test_a_newcomer_is_signed_in_as_by_the_sign_in_form(client):
    issued = invitation_make(city=city("rizhao"), role=Role.EDITOR, name="示例", by=approver_of("rizhao"))
    form = {"username": "newcomer", "password": PASSWORD, "again": PASSWORD, "mobile": "", "email": ""}
    client.post(f"/join/{issued.token}/", form)
    assert [row["method"] for row in client.session["account_authentication_methods"]] == ["password"]


def test_used_and_revoked_invitations_stay_on_record(client):
    approver = approver_of("rizhao")
    invitation_make(city=city("rizhao"), role=Role.EDITOR, name="撤销的人", by=approver)
    Invitation.objects.update(revoked_at=timezone.now())
    client.force_login(approver)
    page = client.get(RIZHAO)
    assert [row.name for row in page.context["past_invitations"]] == ["撤销的人"]
    assert "撤销的人" in page.content.decode()


# --- nobody raises themselves -------------------------------------------------------------------------------------
def test_the_office_does_not_raise_itself_in_a_city(client):
    office = curator()
    own = membership_give(user=office, city=city("rizhao"), role=Role.MEMBER)
    client.force_login(office)
    client.post(f"{RIZHAO}{own.pk}/role/", {"role": "approver"})
    assert roles(office) == {"member"}


def test_the_office_does_not_succeed_an_approver_by_its_own_hand(client):
    office, approver = curator(), approver_of("rizhao")
    membership_give(user=office, city=city("rizhao"), role=Role.MEMBER)
    client.force_login(office)
    client.post(f"{RIZHAO}people/{approver.pk}/hand-over/", {"successor": office.pk, "reason": "轮岗"})
    assert roles(office) == {"member"} and roles(approver) == {"approver"}


def test_an_approver_may_take_over_from_an_editor():
    approver, editor = approver_of("rizhao"), editor_of("rizhao")
    hand_over(leaver=editor, successor=approver, city=city("rizhao"), by=approver, reason="轮岗")
    assert roles(approver) == {"approver", "editor"}


def test_an_approver_may_step_down_while_another_stays(client):
    approver = approver_of("rizhao")
    approver_of("rizhao")
    client.force_login(approver)
    client.post(f"{RIZHAO}{approver.memberships.get().pk}/role/", {"role": "editor"})
    assert roles(approver) == {"editor"}


def test_nobody_prolongs_an_own_term():
    approver, day = approver_of("rizhao"), timezone.localdate() + timedelta(days=30)
    approver_of("rizhao")
    membership_end_on(membership=approver.memberships.get(), day=day, by=administrator())
    with pytest.raises(ValidationError):
        membership_end_on(membership=approver.memberships.get(), day=None, by=approver)


# --- who has to stay ----------------------------------------------------------------------------------------------
def test_an_account_that_is_switched_off_is_no_other_approver():
    last, other = approver_of("rizhao"), approver_of("rizhao")
    User.objects.filter(pk=other.pk).update(is_active=False)
    with pytest.raises(ValidationError):
        membership_part(membership=last.memberships.get(), by=last, reason="调离")


def test_the_last_administrator_stays(client):
    last = administrator()
    client.force_login(last)
    response = client.post(f"/members/office/{last.memberships.get().pk}/end/", {"reason": "调离"})
    assert "唯一的系统管理员" in response.content.decode()
    assert Membership.objects.active().filter(user=last).exists()


# --- handing over -------------------------------------------------------------------------------------------------
def test_a_draft_from_before_the_hand_over_does_not_bring_the_leaver_back():
    leaver, successor = editor_of("rizhao"), editor_of("rizhao")
    draft = practice("rizhao", published=False, owner=leaver, contact_user=leaver)
    hand_over(leaver=leaver, successor=successor, city=city("rizhao"), by=administrator(), reason="轮岗")
    PracticePage.objects.get(pk=draft.pk).get_latest_revision().publish()
    draft.refresh_from_db()
    assert (draft.owner, draft.contact_user) == (successor, successor)


def test_a_role_that_has_yet_to_begin_ends_with_the_hand_over():
    leaver, successor = editor_of("rizhao"), editor_of("rizhao")
    coming(leaver, Role.APPROVER)
    hand_over(leaver=leaver, successor=successor, city=city("rizhao"), by=administrator(), reason="轮岗")
    assert not Membership.objects.not_ended().filter(user=leaver).exists()


def test_who_holds_nothing_in_the_city_has_nothing_to_hand_over():
    with pytest.raises(ValidationError):
        hand_over(
            leaver=member_of("heze"),
            successor=editor_of("rizhao"),
            city=city("rizhao"),
            by=administrator(),
            reason="轮岗",
        )


def test_the_service_itself_refuses_an_approver_of_another_city():
    with pytest.raises(PermissionDenied):
        hand_over(
            leaver=editor_of("rizhao"),
            successor=editor_of("rizhao"),
            city=city("rizhao"),
            by=approver_of("heze"),
            reason="轮岗",
        )


# --- the calendar -------------------------------------------------------------------------------------------------
def test_a_membership_begins_by_the_clock():
    person = user()
    row = coming(person, Role.EDITOR)
    assert sync_rights_by_the_clock() == 0
    Membership.objects.filter(pk=row.pk).update(starts_at=timezone.now())
    assert sync_rights_by_the_clock() == 1
    assert person.groups.filter(name="rizhao-editors").exists()


def test_a_membership_that_ran_out_opens_nothing_before_the_schedulers_round(client):
    editor = editor_of("rizhao")
    client.force_login(editor)
    assert client.get("/cms/").status_code == 200
    Membership.objects.filter(user=editor).update(ends_at=timezone.now())
    assert client.get("/cms/").status_code == 403


def test_an_administrator_whose_term_ran_out_is_none_before_the_schedulers_round(client):
    person = administrator()
    client.force_login(person)
    Membership.objects.filter(user=person).update(ends_at=timezone.now())
    assert client.get("/cms/").status_code == 403


def test_an_end_date_holds_through_its_day(client):
    editor = editor_of("rizhao")
    client.force_login(approver_of("rizhao"))
    today = timezone.localdate()
    client.post(f"{RIZHAO}{editor.memberships.get().pk}/end-on/", {"day": today.isoformat()})
    row = editor.memberships.get()
    assert row.last_day == today and row.is_active()
    assert timezone.localdate(row.ends_at) == today + timedelta(days=1)


@pytest.mark.parametrize("day", ["2020-01-01", "0000-00-00", "明天", "9" * 10000, "2026-12-31\x00", "9999-12-31"])
def test_a_wrong_end_date_changes_nothing(client, day):
    editor = editor_of("rizhao")
    client.force_login(approver_of("rizhao"))
    assert client.post(f"{RIZHAO}{editor.memberships.get().pk}/end-on/", {"day": day}).status_code == 302
    assert editor.memberships.get().ends_at is None


def test_the_last_approver_gets_no_end_date(client):
    last = approver_of("rizhao")
    client.force_login(last)
    client.post(f"{RIZHAO}{last.memberships.get().pk}/end-on/", {"day": "2099-01-01"})
    assert last.memberships.get().ends_at is None


def test_an_end_date_in_another_city_is_not_reached(client):
    foreign = editor_of("heze")
    client.force_login(approver_of("rizhao"))
    assert client.post(f"{RIZHAO}{foreign.memberships.get().pk}/end-on/", {"day": "2099-01-01"}).status_code == 404


def test_who_is_to_come_is_listed_and_can_be_taken_off(client):
    row = coming(user(name="明天来的人"), Role.EDITOR)
    client.force_login(approver_of("rizhao"))
    assert "明天来的人" in client.get(RIZHAO).content.decode()
    client.post(f"{RIZHAO}{row.pk}/end/", {"reason": "不来了"})
    assert not Membership.objects.not_ended().filter(pk=row.pk).exists()


def test_an_account_that_will_belong_to_the_office_is_not_reset_by_a_city():
    editor = editor_of("rizhao")
    coming(editor, Role.CURATOR, place=None)
    assert not may_reset_password(approver_of("rizhao"), editor)
