"""What can be reported. Each area adds its own with `register_reportable`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Reportable:
    """`code` stands in addresses. `title` and `excerpt` are shown to who may read the thing (notifications.permissions);
    `hide_url` is where who settles takes it out of sight."""

    code: str
    model: type[models.Model]
    label: Any
    title: Callable[[Any], str]
    excerpt: Callable[[Any], str]
    url: Callable[[Any], str]
    hide_url: Callable[[Any], str]
    #: Beside its own city, the one in whose place it stands.
    host_id: Callable[[Any], int | None] = lambda row: row.city_id


_kinds: dict[str, Reportable] = {}


def register_reportable(kind: Reportable) -> None:
    """`model` has an `author` and a `city`, and a read rule or condition."""
    _kinds[kind.code] = kind


def kind_by_code(code: str) -> Reportable | None:
    return _kinds.get(code)


def kind_of(target: models.Model) -> Reportable:
    return next(kind for kind in _kinds.values() if kind.model is type(target))
