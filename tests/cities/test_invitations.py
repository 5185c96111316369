from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import User
from cities.invitations import (
    InvitationUnusable,
    invitation_accept,
    invitation_accept_as,
    invitation_make,
    invitation_revoke,
    usable_invitation,
)
from cities.models import Invitation, Membership, Role
from cities.services import city_leave
from tests.factories.cities import administrator, approver_of, city, curator, editor_of, member_of, user

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"
INVITERS = {
    "member": lambda: member_of("rizhao"),
    "editor": lambda: editor_of("rizhao"),
    "approver": lambda: approver_of("rizhao"),
    "approver of another city": lambda: approver_of("heze"),
    "curator": curator,
    "administrator": administrator,
}
MAY = {
    ("rizhao", Role.EDITOR): {"approver", "curator", "administrator"},
    ("rizhao", Role.APPROVER): {"approver", "curator", "administrator"},
    ("rizhao", Role.ADMINISTRATOR): set(),
    (None, Role.CURATOR): {"administrator"},
    (None, Role.EDITOR): set(),
}


def issue(**fields):
    options = {"city": city("rizhao"), "role": Role.EDITOR, "name": "示例新人", "by": approver_of("rizhao"), **fields}
    return invitation_make(**options)


@pytest.mark.parametrize("who", INVITERS)
@pytest.mark.parametrize(("place", "role"), MAY)
def test_who_may_invite_where_and_to_what(who, place, role):
    by, target = INVITERS[who](), city(place) if place else None
    if who in MAY[place, role]:
        assert invitation_make(city=target, role=role, name="示例", by=by).invitation.pk
    else:
        with pytest.raises(PermissionDenied):
            invitation_make(city=target, role=role, name="示例", by=by)


def test_neither_link_nor_code_can_be_read_from_the_database():
    issued = issue()
    stored = " ".join(str(value) for value in Invitation.objects.values_list()[0])
    assert issued.token not in stored and issued.code.replace("-", "") not in stored


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_the_code_is_found_however_it_is_typed(typed):
    issued = issue()
    assert usable_invitation(typed(issued.code)) == issued.invitation


def test_accepting_gives_the_invited_role_and_nothing_more():
    person = invitation_accept(secret=issue().token, username="newcomer", password=PASSWORD)
    membership = Membership.objects.get(user=person)
    assert (membership.city, membership.role, person.name) == (city("rizhao"), "editor", "示例新人")
    assert person.check_password(PASSWORD)


def test_an_invitation_works_once():
    issued = issue()
    invitation_accept(secret=issued.token, username="first", password=PASSWORD)
    with pytest.raises(InvitationUnusable):
        invitation_accept(secret=issued.code, username="second", password=PASSWORD)
    assert not User.objects.filter(username="second").exists()


def test_of_two_who_come_at_once_the_second_finds_it_used(monkeypatch):
    """The second looked before the first had finished: the row is claimed, not only read."""
    issued = issue()
    seen = usable_invitation(issued.token)
    invitation_accept(secret=issued.token, username="first", password=PASSWORD)
    monkeypatch.setattr("cities.invitations.usable_invitation", lambda secret: seen)
    with pytest.raises(InvitationUnusable):
        invitation_accept(secret=issued.token, username="second", password=PASSWORD)


def test_a_failed_attempt_leaves_the_invitation_usable():
    issued = issue()
    with pytest.raises(ValidationError):
        invitation_accept(secret=issued.token, username="newcomer", password="12345678")
    assert usable_invitation(issued.token)


@pytest.mark.parametrize("spoil", ["expired", "revoked", "city left", "unknown"])
def test_what_cannot_be_used_is_one_message(spoil):
    issued = issue()
    secret = issued.token
    if spoil == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif spoil == "revoked":
        invitation_revoke(invitation=issued.invitation, by=curator())
    elif spoil == "city left":
        city_leave(city=city("rizhao"))
    else:
        secret = "nothing"
    with pytest.raises(InvitationUnusable):
        usable_invitation(secret)


def test_somebody_with_an_account_gets_the_role_on_it():
    person = member_of("heze")
    invitation_accept_as(secret=issue().token, user=person)
    assert set(Membership.objects.active().filter(user=person).values_list("city__slug", "role")) == {
        ("heze", "member"),
        ("rizhao", "editor"),
    }


def test_a_bureau_of_another_city_is_refused():
    with pytest.raises(ValidationError):
        issue(bureau=city("heze").bureaus.first())


def test_a_mobile_number_that_is_taken_is_said_at_its_field():
    user(mobile="13900000000")
    with pytest.raises(ValidationError) as caught:
        invitation_accept(secret=issue().token, username="newcomer", password=PASSWORD, mobile="13900000000")
    assert "mobile" in caught.value.message_dict
