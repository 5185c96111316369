"""After the visit: what a city takes home, and whether it began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cities.models import City
from exchanges.models import FollowUp, TakeAway, Visit, VisitState
from exchanges.visits import telling
from exchanges.visits.clock import today
from exchanges.visits.follow_up_days import next_day
from exchanges.visits.permissions import cities_that_went, is_of, must
from exchanges.visits.rules import written
from exchanges.visits.states import locked

if TYPE_CHECKING:
    from accounts.models import User

Answer = FollowUp.Answer


@transaction.atomic
def take_away_write(*, visit: Visit, city: City, by: User, learnt: str, will_try: str) -> TakeAway:
    """One a city, written and later improved by anyone of it."""
    row = locked(visit)
    if row.state != VisitState.HELD:
        raise ValidationError(_("考察结束以后再写收获。"))
    must(city in cities_that_went(by, row))
    take_away = row.take_aways.filter(city=city).first()
    is_new = take_away is None
    take_away = take_away or TakeAway(visit=row, city=city, author=by)
    take_away.learnt, take_away.will_try = written(learnt, "learnt"), written(will_try, "will_try")
    take_away.changed_at = None if is_new else timezone.now()
    take_away.full_clean()
    take_away.save()
    log(instance=row, action="exchanges.visit.take_away", user=by, data={"city": city.code})
    if is_new:
        telling.taken_home(take_away, by)
    return take_away


@transaction.atomic
def follow_up_answer(*, follow_up: FollowUp, by: User, answer: str, reason: str) -> None:
    """还没有 is asked again a quarter later; 不打算做 says why, so that the host learns from it."""
    visit = locked(follow_up.signup.visit)
    row = FollowUp.objects.select_related("signup__city").get(pk=follow_up.pk)
    must(is_of(by, row.signup))
    if row.answer:
        raise ValidationError(_("已经答过，请刷新页面。"))
    if answer not in Answer.values:
        raise ValidationError({"answer": _("请选一项。")})
    reason = reason.strip()
    if answer == Answer.WILL_NOT and not reason:
        raise ValidationError({"reason": _("不打算做的，请写明原因，主办城市和别的城市可以少走弯路。")})
    row.answer, row.reason, row.answered_by, row.answered_at = answer, reason, by, timezone.now()
    row.full_clean(validate_constraints=False)
    row.save()
    if answer == Answer.NOT_YET:
        FollowUp.objects.create(signup=row.signup, due_on=next_day(today()))
    data = {"city": row.signup.city.code, "answer": answer}
    log(instance=visit, action="exchanges.visit.follow_up", user=by, data=data)
    telling.followed_up(row, visit, by)
