"""How much one person may say in a day, that nobody says the same twice in a row, and how long a text may be.

Counted in rows of the database: a limit that a restart forgets would need a cache that all processes share.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from vocabulary.richtext import stored_to_text

#: kind -> most rows of it in an hour and in a day, of one person.
MOST: dict[str, tuple[int, int]] = {}
#: kind -> (rows of that kind, name of the field that says who, name of the field that says when).
_ROWS: dict[str, tuple[Callable[[], QuerySet[Any]], str, str]] = {}
#: The same words within this time are a second press of the button, or a flood.
REPEAT_WITHIN = timedelta(minutes=10)


def limit(
    kind: str, model: type[Model], *, an_hour: int, a_day: int, by: str = "author", at: str = "created_at"
) -> None:
    """Registers `kind`: at most so many rows of `model` an hour and a day, counted by the fields `by` and `at`."""
    MOST[kind] = (an_hour, a_day)
    _ROWS[kind] = (model._default_manager.all, by, at)


def must_not_flood(user: Any, kind: str) -> None:
    """Raises ValidationError in words when `user` has reached the limit of `kind`."""
    rows, by, at = _ROWS[kind]
    an_hour, a_day = MOST[kind]
    now = timezone.now()
    own = rows().filter(**{by: user})
    if own.filter(**{f"{at}__gt": now - timedelta(hours=1)}).count() >= an_hour:
        raise ValidationError(_("您这一小时写得已经够多，请过一会儿再写。"))
    if own.filter(**{f"{at}__gt": now - timedelta(days=1)}).count() >= a_day:
        raise ValidationError(_("您今天写得已经够多，请明天再写。"))


def must_not_repeat(user: Any, text: str, *, rows: QuerySet[Any], field: str = "body", by: str = "author") -> None:
    """Raises ValidationError when `user` has just written `text` in one of `rows`."""
    since = timezone.now() - REPEAT_WITHIN
    if rows.filter(**{by: user, field: text, "created_at__gt": since}).exists():
        raise ValidationError(_("这段话刚才已经发过，不用再发一次。"))


def visible_length(markup: str) -> int:
    """Characters a reader sees of a long text; blanks and markup do not count."""
    return len("".join(stored_to_text(markup).split()))
