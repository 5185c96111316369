"""A city asks to come, the host says yes or no. Places hold, however many say yes at once: every step takes the lock of
the visit first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cities.models import City
from exchanges.models import STANDING, SignupState, Visit, VisitPerson, VisitSignup, VisitState
from exchanges.visits import telling
from exchanges.visits.clock import today
from exchanges.visits.permissions import is_of, may_arrange, may_read, must, visiting_cities
from exchanges.visits.states import follow_the_rule, locked, places_taken, state_today

if TYPE_CHECKING:
    from accounts.models import User

NEXT: dict[str, frozenset[str]] = {
    SignupState.ASKED: frozenset({SignupState.APPROVED, SignupState.DECLINED, SignupState.WITHDRAWN}),
    SignupState.APPROVED: frozenset({SignupState.WITHDRAWN}),
    SignupState.DECLINED: frozenset(),
    SignupState.WITHDRAWN: frozenset(),
}


@dataclass(frozen=True)
class Person:
    name: str
    post: str = ""


def why_not_sign_up(visit: Visit, taken: int) -> str:
    """Empty where cities may still sign up. The day counts, not when the clock last looked."""
    state = state_today(visit, taken, today()) if visit.is_ahead else visit.state
    return {
        VisitState.DRAFT: _("这次考察还没有发布。"),
        VisitState.FULL: _("名额已满。有城市退出，会重新开放报名。"),
        VisitState.CLOSED: _("报名已经截止，请直接联系主办城市。"),
        VisitState.HELD: _("这次考察已经举办。"),
        VisitState.CANCELLED: _("这次考察已经取消。"),
    }.get(VisitState(state), "")


@transaction.atomic
def signup_ask(
    *, visit: Visit, city: City, by: User, number: int, people: Sequence[Person] = (), note: str = ""
) -> VisitSignup:
    """Raises ValidationError in words, PermissionDenied for who may not read the visit or is not of `city`."""
    row = locked(visit)
    must(may_read(by, row))
    if city.pk == row.city_id:
        raise ValidationError(_("主办城市不用报名参加自己的考察。"))
    must(city in visiting_cities(by, row))
    taken = places_taken(row)
    if refusal := why_not_sign_up(row, taken):
        raise ValidationError(refusal)
    if row.signups.filter(city=city, state__in=STANDING).exists():
        raise ValidationError(_("%(city)s已经报名。要改名单，请到报名页修改。") % {"city": city})
    _must_fit(row, number, row.places - taken)
    signup = VisitSignup(visit=row, city=city, asked_by=by, number=number, note=note.strip())
    signup.full_clean(validate_constraints=False)
    signup.save()
    _keep_people(signup, people)
    log(instance=row, action="exchanges.visit.sign_up", user=by, data={"city": city.code, "number": number})
    telling.asked_to_come(signup, by)
    return signup


def _must_fit(visit: Visit, number: int, left: int) -> None:
    if number > visit.places_per_city:
        raise ValidationError({"number": _("每市最多 %(most)s 人。") % {"most": visit.places_per_city}})
    if number > left:
        raise ValidationError({"number": _("只剩 %(left)s 个名额，请减少人数。") % {"left": left}})


def _keep_people(signup: VisitSignup, people: Sequence[Person]) -> None:
    if len(people) > signup.number:
        words = _("名单有 %(people)s 人，多于报名人数 %(number)s 人。") % {
            "people": len(people),
            "number": signup.number,
        }
        raise ValidationError({"people": words})
    rows = [VisitPerson(signup=signup, name=person.name, post=person.post) for person in people]
    for row in rows:
        row.full_clean(exclude=["signup"])
    signup.people.all().delete()
    VisitPerson.objects.bulk_create(rows)


@transaction.atomic
def signup_approve(*, signup: VisitSignup, by: User) -> None:
    """Refused where the places are gone meanwhile."""
    row, visit = _locked_signup(signup)
    must(may_arrange(by, visit.city_id))
    _must_be_ahead(visit)
    left = visit.places - places_taken(visit)
    if row.number > left:
        raise ValidationError(
            _("%(city)s报了 %(number)s 人，只剩 %(left)s 个名额。可以增加总名额，或请对方减少人数后重新报名。")
            % {"city": row.city, "number": row.number, "left": left}
        )
    _settle(row, SignupState.APPROVED, by)
    follow_the_rule(visit)
    telling.answered(row, by)


@transaction.atomic
def signup_decline(*, signup: VisitSignup, by: User, reason: str) -> None:
    row, visit = _locked_signup(signup)
    must(may_arrange(by, visit.city_id))
    _must_be_ahead(visit)
    _settle(row, SignupState.DECLINED, by, _given(reason))
    telling.answered(row, by)


@transaction.atomic
def signup_withdraw(*, signup: VisitSignup, by: User, reason: str) -> None:
    """By anyone of the city; the places are free again."""
    row, visit = _locked_signup(signup)
    must(is_of(by, row))
    _must_be_ahead(visit)
    _settle(row, SignupState.WITHDRAWN, by, _given(reason))
    follow_the_rule(visit)
    telling.withdrawn(row, by)


@transaction.atomic
def people_name(*, signup: VisitSignup, by: User, people: Sequence[Person], note: str) -> None:
    """Who comes may change until the day; how many, only by signing up anew."""
    row, visit = _locked_signup(signup)
    must(is_of(by, row))
    _must_be_ahead(visit)
    if not row.is_standing:
        raise ValidationError(_("这份报名已经退出或未获确认，不能再改。"))
    row.note = note.strip()
    row.full_clean(validate_constraints=False)
    row.save(update_fields=["note"])
    _keep_people(row, people)
    log(instance=visit, action="exchanges.visit.people", user=by, data={"city": row.city.code})


def _locked_signup(signup: VisitSignup) -> tuple[VisitSignup, Visit]:
    visit = locked(signup.visit)
    row = visit.signups.select_related("city", "asked_by").get(pk=signup.pk)
    row.visit = visit
    return row, visit


def _must_be_ahead(visit: Visit) -> None:
    if not visit.is_ahead or visit.ends_on < today():
        raise ValidationError(_("考察已经举办或取消，报名不能再变。"))


def _settle(row: VisitSignup, state: SignupState, by: User, reason: str = "") -> None:
    if state not in NEXT[row.state]:
        raise ValidationError(
            _("%(city)s的报名%(state)s，请刷新页面。") % {"city": row.city, "state": row.get_state_display()}
        )
    row.state, row.reason, row.settled_by, row.settled_at = state, reason, by, timezone.now()
    row.full_clean(validate_constraints=False)
    row.save()
    data = {"city": row.city.code, "state": str(state), "reason": reason}
    log(instance=row.visit, action="exchanges.visit.answer", user=by, data=data)


def _given(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("请写明原因。")})
    return reason.strip()
