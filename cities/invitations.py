"""Services for invitations: a one-time way in, handed over as a link or as a printed code."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from cities.models import Bureau, City, Invitation, Membership
from cities.permissions import may_manage_members, roles_in
from cities.services import membership_give

if TYPE_CHECKING:
    from datetime import datetime

#: Read out and typed without mistakes: no 0/O, 1/I/L.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
#: 31**12: nobody guesses one at the pace the entry form allows.
CODE_LENGTH = 12
VALID_DAYS = 14
MAX_VALID_DAYS = 90


class InvitationUnusable(ValidationError):
    """Unknown, used, revoked, expired or from somebody who may no longer invite: one message for all, so that nothing
    is learnt by trying."""

    def __init__(self) -> None:
        super().__init__(_("邀请无效、已使用或已过期。请向本市审核人员要一个新的。"))


@dataclass(frozen=True)
class Issued:
    """`token` and `code` exist here and on paper only; the database keeps digests."""

    invitation: Invitation
    token: str
    code: str


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _plain_code(code: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", code.upper())


def _grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


@transaction.atomic
def invitation_make(
    *, city: City | None, role: str, name: str, by: User, bureau: Bureau | None = None, days: int = VALID_DAYS
) -> Issued:
    """Raises PermissionDenied where `by` does not look after the people of `city` (None: the office)."""
    if not may_manage_members(by, city) or role not in roles_in(city):
        raise PermissionDenied
    token = secrets.token_urlsafe(24)
    code = "".join(secrets.choice(CODE_ALPHABET) for _position in range(CODE_LENGTH))
    invitation = Invitation(
        city=city,
        bureau=bureau,
        role=role,
        name=name.strip(),
        token_digest=_digest(token),
        code_digest=_digest(code),
        invited_by=by,
        expires_at=_until(days),
    )
    if bureau is not None and bureau.city_id != getattr(city, "pk", None):
        raise ValidationError({"bureau": _("责任单位不属于该城市。")})
    invitation.full_clean()
    invitation.save()
    log(instance=invitation, action="cities.invitation.make", user=by, data={"role": role})
    return Issued(invitation, token, _grouped(code))


def _until(days: int) -> datetime:
    return timezone.now() + timedelta(days=max(1, min(days, MAX_VALID_DAYS)))


@transaction.atomic
def invitation_revoke(*, invitation: Invitation, by: User) -> None:
    if not may_manage_members(by, invitation.city):
        raise PermissionDenied
    if Invitation.objects.usable().filter(pk=invitation.pk).update(revoked_at=timezone.now()):
        log(instance=invitation, action="cities.invitation.revoke", user=by)


def usable_invitation(secret: str) -> Invitation:
    """By the token of the link or the printed code, however it was typed. Raises InvitationUnusable."""
    digests = (_digest(secret), _digest(_plain_code(secret)))
    usable = Invitation.objects.usable().select_related("city", "invited_by")
    found = usable.filter(token_digest=digests[0]).first() or usable.filter(code_digest=digests[1]).first()
    # Asked again: somebody who left would otherwise come back by a link kept in the pocket.
    if found is None or not may_manage_members(found.invited_by, found.city):
        raise InvitationUnusable
    return found


@transaction.atomic
def invitation_accept(*, secret: str, username: str, password: str, mobile: str = "", email: str = "") -> User:
    """A new account with the invited role. Raises InvitationUnusable, or ValidationError by field."""
    invitation = _take(secret)
    user = User(username=username, name=invitation.name, mobile=mobile or None, email=email)
    validate_password(password, user)
    user.set_password(password)
    _save_new(user)
    _give(invitation, user)
    return user


def _save_new(user: User) -> None:
    """Of two who choose the same name at once the second is told so."""
    user.full_clean()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise ValidationError({"username": _("该用户名已被使用。")}) from error


@transaction.atomic
def invitation_accept_as(*, secret: str, user: User) -> Membership:
    """The invited role for an account that exists; nobody takes an invitation of their own."""
    invitation = _take(secret)
    if invitation.invited_by_id == user.pk:
        raise ValidationError(_("这是您自己开出的邀请，请交给本人使用。"))
    return _give(invitation, user)


def _take(secret: str) -> Invitation:
    """Of two who come at once the second finds it used: the update counts one row only once."""
    invitation = usable_invitation(secret)
    if not Invitation.objects.usable().filter(pk=invitation.pk).update(used_at=timezone.now()):
        raise InvitationUnusable
    invitation.refresh_from_db()
    return invitation


def _give(invitation: Invitation, user: User) -> Membership:
    invitation.used_by = user
    invitation.save(update_fields=["used_by"])
    log(instance=invitation, action="cities.invitation.accept", user=user)
    return membership_give(
        user=user, role=invitation.role, city=invitation.city, bureau=invitation.bureau, by=invitation.invited_by
    )
