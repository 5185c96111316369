"""What threads belong to. Each model with a `thread` of its own says where it stands, who reads it and who may write."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet

from exchanges.models import Thread


@dataclass(frozen=True)
class OwnerRules:
    """`readable(user)`: rows the user may read. `may_write(user, row)` is asked of who reads the row and has a voice.
    `told(row)`: who is told of what is said, beside those who are answered. `shows_thread`: whether the page at `url`
    shows the thread, page by page (`?page=`); otherwise the thread has a page of its own."""

    model: type[models.Model]
    readable: Callable[[Any], QuerySet[Any]]
    title: Callable[[Any], str]
    url: Callable[[Any], str]
    may_write: Callable[[Any, Any], bool]
    told: Callable[[Any], Iterable[Any]]
    shows_thread: bool
    accessor: str


_rules: list[OwnerRules] = []


def register_thread_owner(
    model: type[models.Model],
    *,
    title: Callable[[Any], str],
    url: Callable[[Any], str],
    readable: Callable[[Any], QuerySet[Any]] | None = None,
    may_write: Callable[[Any, Any], bool] = lambda user, row: True,
    told: Callable[[Any], Iterable[Any]] = lambda row: [row.author],
    shows_thread: bool = False,
) -> None:
    """In a module that the app's `ready` imports. `model` has a OneToOneField `thread` with a related name, a `city`, and
    `objects.visible_to(user)` unless `readable` says otherwise."""
    accessor = model._meta.get_field("thread").remote_field.get_accessor_name()
    rows = readable or (lambda user: model._default_manager.visible_to(user))  # type: ignore[attr-defined]
    _rules.append(OwnerRules(model, rows, title, url, may_write, told, shows_thread, accessor))


def thread_owners() -> list[OwnerRules]:
    return list(_rules)


@dataclass(frozen=True)
class Talk:
    """A thread with what it belongs to."""

    thread: Thread
    owner: Any
    rules: OwnerRules

    @property
    def title(self) -> str:
        return self.rules.title(self.owner)

    @property
    def url(self) -> str:
        return self.rules.url(self.owner)

    @property
    def city_id(self) -> int | None:
        return self.owner.city_id


class NobodysThread(LookupError):
    """Nothing points at the thread, so nobody may read it."""


def threads_with_owners() -> QuerySet[Thread]:
    return Thread.objects.select_related(*[rules.accessor for rules in _rules])


def talk_of(thread: Thread) -> Talk:
    """Asks nothing more for a thread of `threads_with_owners`. Raises NobodysThread."""
    for rules in _rules:
        owner = getattr(thread, rules.accessor, None)
        if owner is not None:
            return Talk(thread, owner, rules)
    raise NobodysThread


def talk_about(owner: models.Model) -> Talk:
    rules = next(rules for rules in _rules if isinstance(owner, rules.model))
    return Talk(owner.thread, owner, rules)  # type: ignore[attr-defined]
