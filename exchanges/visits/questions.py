"""Asked before the visit, so that the host can prepare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cities.models import City
from exchanges.limits import limit, must_not_flood
from exchanges.models import Visit, VisitQuestion
from exchanges.visits import telling
from exchanges.visits.permissions import may_arrange, may_read, must, visiting_cities
from exchanges.visits.states import locked

if TYPE_CHECKING:
    from accounts.models import User

KIND = "visit_question"
limit(KIND, VisitQuestion, an_hour=10, a_day=20, by="asked_by", at="asked_at")


@transaction.atomic
def question_ask(*, visit: Visit, city: City, by: User, text: str) -> VisitQuestion:
    row = locked(visit)
    must(may_read(by, row))
    must(city in visiting_cities(by, row))
    if not row.is_ahead:
        raise ValidationError(_("考察已经举办或取消，不再收集问题。"))
    text = text.strip()
    if row.questions.filter(city=city, text=text).exists():
        raise ValidationError({"text": _("这个问题已经提过。")})
    must_not_flood(by, KIND)
    question = VisitQuestion(visit=row, city=city, asked_by=by, text=text)
    question.full_clean()
    question.save()
    log(instance=row, action="exchanges.visit.ask", user=by, data={"question": question.pk})
    telling.question_asked(question, by)
    return question


@transaction.atomic
def question_answer(*, question: VisitQuestion, by: User, answer: str) -> None:
    """Once; also after the visit, for those who could not come."""
    visit = locked(question.visit)
    must(may_arrange(by, visit.city_id))
    row = visit.questions.select_related("city", "asked_by").get(pk=question.pk)
    row.visit = visit
    if row.answered_at is not None:
        raise ValidationError(_("已经答复过，请刷新页面。"))
    if not answer.strip():
        raise ValidationError({"answer": _("请写答复。")})
    row.answer, row.answered_by, row.answered_at = answer.strip(), by, timezone.now()
    row.full_clean()
    row.save()
    log(instance=visit, action="exchanges.visit.reply", user=by, data={"question": row.pk})
    telling.question_answered(row, by)
