"""Whether what a notification speaks of may still be seen. Apps above say it for their own models, once; it is asked for
one line, for many things of one person, and for one thing of many people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import BooleanField, Case, Q, Value, When

from cities.viewers import Viewer, viewer_of, viewers_of
from notifications.models import Notification

if TYPE_CHECKING:
    from accounts.models import User

ReadRule = Callable[[Any, Any], bool]
ReadCondition = Callable[[Viewer], Q]
_rules: dict[type[models.Model], ReadRule] = {}
_conditions: dict[type[models.Model], ReadCondition] = {}
#: Kinds of viewer in one query: each is a column of its own.
KINDS_AT_ONCE = 50


def register_read_rule(model: type[models.Model]) -> Callable[[ReadRule], ReadRule]:
    """Decorator for `rule(user, target)`, where no condition on rows can say it. Without a rule or a condition a target
    of that model is never shown."""

    def register(rule: ReadRule) -> ReadRule:
        _rules[model] = rule
        return rule

    return register


def register_read_condition(model: type[models.Model]) -> Callable[[ReadCondition], ReadCondition]:
    """Decorator for `condition(viewer)`, a Q on rows of `model`. Better than a rule: many are judged in one query. One
    that asks who the viewer is, beyond cities and roles, lets none of many people in (readers_among)."""

    def register(condition: ReadCondition) -> ReadCondition:
        _conditions[model] = condition
        return condition

    return register


def may_read(user: Any, target: models.Model) -> bool:
    target = getattr(target, "specific", target)
    if condition := _conditions.get(type(target)):
        return _rows(type(target)).filter(condition(viewer_of(user)), pk=target.pk).exists()
    rule = _rules.get(type(target))
    return rule is not None and rule(user, target)


def may_still_read(notification: Notification) -> bool:
    """Asked when the line is shown and when the mail is sent: rights may have ended since it was written."""
    target = notification.target
    return target is not None and may_read(notification.recipient, target)


def may_be_mailed(notification: Notification) -> bool:
    """A person who has left the alliance gets no mail, of public things neither."""
    return viewer_of(notification.recipient).in_alliance and may_still_read(notification)


def readable_ids(user: Any, model: type[models.Model], ids: Iterable[Any]) -> set[Any]:
    """Of `ids` those of rows this person may read: one query where the model has a condition."""
    ids = list(ids)
    if condition := _conditions.get(model):
        return set(_rows(model).filter(condition(viewer_of(user)), pk__in=ids).values_list("pk", flat=True))
    return {row.pk for row in _rows(model).filter(pk__in=ids) if may_read(user, row)}


def still_readable(user: Any, lines: Iterable[Notification]) -> list[Notification]:
    """Those of `user`'s lines whose targets may be read now: one query a model with a condition, however many lines."""
    lines = list(lines)
    ids: dict[int | None, set[str]] = defaultdict(set)
    for line in lines:
        ids[line.content_type_id].add(line.object_id)
    readable: set[tuple[int | None, str]] = set()
    for content_type, some in ids.items():
        model = ContentType.objects.get_for_id(content_type).model_class() if content_type else None
        if model is not None:
            readable |= {(content_type, str(pk)) for pk in readable_ids(user, model, some)}
    return [line for line in lines if (line.content_type_id, line.object_id) in readable]


def readers_among(people: Iterable[User], target: models.Model) -> set[int]:
    """Ids of those who may read `target`. People of the same cities and roles are judged together: as many queries for
    ten thousand people as for fifty kinds of them."""
    people = list(people)
    viewers = viewers_of(people)
    target = getattr(target, "specific", target)
    condition = _conditions.get(type(target))
    if condition is None:
        return {person.pk for person in people if may_read(person, target)}
    kinds = [replace(viewer, user_id=None) for viewer in viewers]
    allowed = _kinds_let_in(list(dict.fromkeys(kinds)), condition, target)
    return {person.pk for person, kind in zip(people, kinds, strict=True) if kind in allowed}


def _kinds_let_in(kinds: list[Viewer], condition: ReadCondition, target: models.Model) -> set[Viewer]:
    allowed: set[Viewer] = set()
    for start in range(0, len(kinds), KINDS_AT_ONCE):
        some = kinds[start : start + KINDS_AT_ONCE]
        columns = [
            Case(
                # Never empty: what lets everybody in says nothing.
                When(Q(pk=target.pk) & condition(kind), then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            )
            for kind in some
        ]
        row = _rows(type(target)).filter(pk=target.pk).values_list(*columns).first() or ()
        allowed |= {kind for kind, is_let_in in zip(some, row, strict=False) if is_let_in}
    return allowed


def _rows(model: type[models.Model]) -> models.QuerySet[Any]:
    return model._default_manager.order_by()
