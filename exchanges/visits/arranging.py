"""What the host does: write, announce, change, cancel; and what is taken out of sight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cities.models import City
from exchanges.models import Thread, Visit, VisitState
from exchanges.visits import telling
from exchanges.visits.clock import today
from exchanges.visits.permissions import may_arrange, may_hide, must
from exchanges.visits.rules import AgendaRow, must_hold, written
from exchanges.visits.states import follow_the_rule, locked, move, places_taken
from practices.models import PracticePage
from vocabulary.models import Scheme, Term

if TYPE_CHECKING:
    from accounts.models import User

#: What the form fills in beside themes, practices and agenda.
FIELDS = (
    *("title", "summary", "starts_on", "ends_on", "meeting_place", "places", "places_per_city", "sign_up_until"),
    *("contact_name", "contact_phone", "visibility"),
)
#: What stands in people's calendars.
IN_CALENDARS = ("title", "summary", "starts_on", "ends_on", "meeting_place")


@transaction.atomic
def visit_write(
    *,
    by: User,
    city: City,
    fields: Mapping[str, Any],
    agenda: Sequence[AgendaRow],
    themes: Iterable[Term] = (),
    practices: Iterable[PracticePage] = (),
    visit: Visit | None = None,
    announce: bool = False,
) -> Visit:
    """A new draft, or a change to `visit`; with `announce` cities are invited. `fields` as in FIELDS. A draft may be
    unfinished; what is announced, and every change after that, must hold (rules). Raises ValidationError by field."""
    must(may_arrange(by, city))
    row = locked(visit) if visit else Visit(city=city, author=by)
    must(row.city_id == city.pk)
    if row.state in (VisitState.HELD, VisitState.CANCELLED):
        raise ValidationError(_("已举办或已取消的考察不能再改。"))
    before = locked(row) if row.is_ahead else None
    for name in FIELDS:
        setattr(row, name, fields[name])
    row.summary = written(row.summary, "summary")
    row.full_clean(exclude=["thread"])
    if row.is_ahead or announce:
        must_hold(row, agenda, before=before, taken=places_taken(row) if row.pk else 0, day=today())
    chosen = _readable(practices, by)
    changes = _changes(before, agenda, row)
    row.changed_at = timezone.now()
    row.save()
    _keep_parts(row, agenda, chosen, themes)
    if row.is_ahead:
        _after_change(row, by, changes)
    else:
        log(instance=row, action="exchanges.visit.write", user=by)
    if announce and row.state == VisitState.DRAFT:
        _announce(row, by)
    return row


def _readable(practices: Iterable[PracticePage], by: User) -> list[PracticePage]:
    chosen = list(practices)
    readable = PracticePage.objects.visible_to(by).filter(pk__in=[page.pk for page in chosen])
    if readable.count() != len({page.pk for page in chosen}):
        raise ValidationError({"practices": _("有的案例您现在看不到，请重新选。")})
    return chosen


def _changes(before: Visit | None, rows: Sequence[AgendaRow], visit: Visit) -> list[str]:
    """Fields of calendars that differ from what was announced; `agenda` for any of its rows."""
    if before is None:
        return []
    changed = [name for name in IN_CALENDARS if getattr(before, name) != getattr(visit, name)]
    if Counter(item.as_row() for item in before.agenda.all()) != Counter(row.key for row in rows):
        changed.append("agenda")
    return changed


def _keep_parts(
    visit: Visit, agenda: Sequence[AgendaRow], practices: list[PracticePage], themes: Iterable[Term]
) -> None:
    visit.agenda.all().delete()
    for row in agenda:
        item = row.as_item(visit)
        item.full_clean(exclude=["visit"])
        item.save()
    visit.practices.set(practices)
    visit.themes.set(term for term in themes if term.scheme == Scheme.THEME)


def _after_change(visit: Visit, by: User, changes: list[str]) -> None:
    follow_the_rule(visit)
    log(instance=visit, action="exchanges.visit.change", user=by, data={"changed": changes})
    if changes:
        visit.sequence += 1
        visit.save(update_fields=["sequence"])
        telling.changed(visit, changes, by)


def _announce(visit: Visit, by: User) -> None:
    visit.thread = Thread.objects.create()
    visit.published_at = timezone.now()
    visit.save(update_fields=["thread", "published_at"])
    move(visit, VisitState.OPEN)
    log(instance=visit, action="exchanges.visit.announce", user=by)
    telling.announced(visit, by)


@transaction.atomic
def draft_drop(*, visit: Visit, by: User) -> None:
    must(may_arrange(by, visit.city_id))
    row = locked(visit)
    if row.state != VisitState.DRAFT:
        raise ValidationError(_("已经发布，只能取消。"))
    log(instance=row, action="exchanges.visit.drop", user=by)
    row.delete()


@transaction.atomic
def visit_cancel(*, visit: Visit, by: User, reason: str) -> None:
    """All that signed up are told; the page stays and says why."""
    must(may_arrange(by, visit.city_id))
    row = locked(visit)
    reason = _given(reason)
    if row.is_ahead and row.ends_on < today():
        raise ValidationError(_("考察已经结束，不能取消。"))
    move(row, VisitState.CANCELLED)
    row.cancel_reason, row.sequence, row.changed_at = reason, row.sequence + 1, timezone.now()
    row.full_clean(exclude=["thread"])
    row.save()
    log(instance=row, action="exchanges.visit.cancel", user=by, data={"reason": reason})
    telling.cancelled(row, by)


@transaction.atomic
def visit_hide(*, visit: Visit, by: User, reason: str) -> None:
    must(may_hide(by, visit))
    row, reason = locked(visit), _given(reason)
    if row.hidden_at is not None:
        raise ValidationError(_("已经隐藏。"))
    row.full_clean(exclude=["thread"])
    row.hide(by=by, reason=reason)
    log(instance=row, action="exchanges.visit.hide", user=by, data={"reason": reason})
    telling.hidden(row, by)


@transaction.atomic
def visit_show(*, visit: Visit, by: User) -> None:
    must(may_hide(by, visit))
    row = locked(visit)
    if row.hidden_at is None:
        raise ValidationError(_("没有隐藏。"))
    row.show()
    log(instance=row, action="exchanges.visit.show", user=by)


def _given(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("请写明原因。")})
    if len(reason) > Visit._meta.get_field("cancel_reason").max_length:
        raise ValidationError({"reason": _("原因请写在 200 字以内。")})
    return reason
