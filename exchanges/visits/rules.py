"""What a visit must be like to be announced; every refusal says what to write instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from exchanges.models import AgendaItem, Visit
from exchanges.models.visits import MOST_DAYS, TEXT_LENGTH
from exchanges.text import must_fit
from practices.models import Visibility
from vocabulary.richtext import sanitize_written

#: More lines than this nobody reads.
MOST_ROWS = 60


@dataclass(frozen=True)
class AgendaRow:
    day: date
    starts_at: time
    ends_at: time | None
    place: str
    what: str

    @property
    def key(self) -> tuple[date, time, time | None, str, str]:
        return (self.day, self.starts_at, self.ends_at, self.place, self.what)

    def as_item(self, visit: Visit) -> AgendaItem:
        return AgendaItem(visit=visit, **self.__dict__)


def must_hold(visit: Visit, agenda: Sequence[AgendaRow], *, before: Visit | None, taken: int, day: date) -> None:
    """Raises ValidationError by field; `agenda` for the rows. `before` is a visit that is already announced: what was
    right when it was written and has not been touched is not asked again."""
    errors: dict[str, list[Any]] = defaultdict(list)
    for name, words in [*_wrong_days(visit, before, day), *_wrong_places(visit, taken)]:
        errors[name].append(words)
    for name in ("summary", "meeting_place", "contact_name", "contact_phone"):
        if not getattr(visit, name).strip():
            errors[name].append(_("发布前请填写。"))
    if visit.visibility == Visibility.CITY:
        errors["visibility"].append(_("考察是给别的城市看的，请选“联盟内”或“公开”。"))
    if wrong := wrong_rows(visit, agenda):
        errors["agenda"] += wrong
    if errors:
        raise ValidationError(dict(errors))


def _wrong_days(visit: Visit, before: Visit | None, day: date) -> list[tuple[str, str]]:
    wrong = []
    if visit.ends_on < visit.starts_on:
        wrong.append(("ends_on", _("结束日期不能早于开始日期。")))
    elif (visit.ends_on - visit.starts_on).days >= MOST_DAYS:
        wrong.append(("ends_on", _("一次考察最长 %(days)s 天。") % {"days": MOST_DAYS}))
    if visit.starts_on < day and (before is None or before.starts_on != visit.starts_on):
        wrong.append(("starts_on", _("开始日期已经过了，请写今天或以后的日期。")))
    if visit.sign_up_until > visit.starts_on:
        wrong.append(("sign_up_until", _("报名截止日期不能晚于开始日期。")))
    if visit.sign_up_until < day and (before is None or before.sign_up_until != visit.sign_up_until):
        wrong.append(("sign_up_until", _("报名截止日期已经过了，请写今天或以后的日期。")))
    return wrong


def _wrong_places(visit: Visit, taken: int) -> list[tuple[str, str]]:
    if visit.places_per_city > visit.places:
        return [("places_per_city", _("每市名额不能多于总名额。"))]
    if visit.places < taken:
        return [("places", _("已经确认了 %(taken)s 人，总名额不能少于这个数。") % {"taken": taken})]
    return []


def wrong_rows(visit: Visit, agenda: Sequence[AgendaRow]) -> list[str]:
    if not agenda:
        return [_("请至少写一行日程。")]
    if len(agenda) > MOST_ROWS:
        return [_("日程最多 %(number)s 行。") % {"number": MOST_ROWS}]
    wrong = []
    for number, row in enumerate(agenda, 1):
        if not visit.starts_on <= row.day <= visit.ends_on:
            wrong.append(_("日程第 %(number)s 行：日期不在考察日期之内。") % {"number": number})
        if row.ends_at is not None and row.ends_at <= row.starts_at:
            wrong.append(_("日程第 %(number)s 行：结束时间要晚于开始时间。") % {"number": number})
    return wrong


def written(markup: str, field: str) -> str:
    """Sanitised, whoever calls. Raises ValidationError for `field` where it is too long."""
    try:
        must_fit(markup, most=TEXT_LENGTH)
    except ValidationError as error:
        raise ValidationError({field: error}) from error
    return sanitize_written(markup)
