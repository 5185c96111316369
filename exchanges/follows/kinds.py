"""What can be followed. An area or an app above adds its own with `register_kind`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cities.viewers import Viewer
from notifications.permissions import register_read_condition
from practices.models import PracticePage
from vocabulary.models import Scheme, Term


@dataclass(frozen=True)
class Kind:
    """`code` stands in addresses; who may follow a thing is who may read it (notifications.permissions)."""

    code: str
    model: type[models.Model]
    label: Any
    name: Callable[[Any], str]
    address: Callable[[Any], str]
    #: With what name and address read.
    rows: Callable[[], models.QuerySet[Any]]
    #: Everybody may know that there is such a thing, so that its name may stand beside another.
    is_no_secret: bool = False


_kinds: dict[type[models.Model], Kind] = {}


def register_kind(kind: Kind) -> None:
    _kinds[kind.model] = kind


def kinds() -> list[Kind]:
    return list(_kinds.values())


def kind_of(target: models.Model) -> Kind:
    """Raises KeyError where such a thing cannot be followed."""
    return _kinds[type(target)]


def kind_by_code(code: str) -> Kind | None:
    return next((kind for kind in _kinds.values() if kind.code == code), None)


@register_read_condition(City)
def cities_are_no_secret(viewer: Viewer) -> Q:
    return Q(joined_on__isnull=False)


@register_read_condition(Term)
def themes_are_no_secret(viewer: Viewer) -> Q:
    return Q(scheme=Scheme.THEME)


register_kind(
    Kind(
        code="city",
        model=City,
        label=_("城市"),
        name=lambda city: str(city),
        address=lambda city: f"/{city.slug}/",
        rows=City.objects.all,
        is_no_secret=True,
    )
)
register_kind(
    Kind(
        code="theme",
        model=Term,
        label=_("业务领域"),
        name=lambda theme: str(theme),
        address=lambda theme: reverse("theme", args=[theme.code]),
        rows=Term.objects.all,
        is_no_secret=True,
    )
)
register_kind(
    Kind(
        code="case",
        model=PracticePage,
        label=_("案例"),
        name=lambda case: str(case.title),
        address=lambda case: reverse("practice_short", args=[case.short_id]),
        rows=lambda: PracticePage.objects.only("title", "short_id"),
    )
)
