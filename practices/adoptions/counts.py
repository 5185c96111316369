"""How often cases were taken over, within what a reader may see."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from cities.viewers import Viewer
from practices.models import Adoption, Visibility
from practices.models.adoptions import AdoptionQuerySet


def counted_for(viewer: Viewer) -> AdoptionQuerySet:
    """Of cases this viewer may read, what counts as 被借鉴."""
    rows = Adoption.objects.tried()
    return rows if viewer.in_alliance else rows.filter(visibility=Visibility.PUBLIC)


def times_adopted(ids: Iterable[int], viewer: Viewer) -> dict[int, int]:
    """Id of the case → number of cities; cases nobody tried are missing. `ids` of cases this viewer may read."""
    ids = list(ids)
    if not ids:
        return {}
    rows = counted_for(viewer).filter(practice__in=ids)
    return dict(rows.order_by().values_list("practice").annotate(number=Count("pk")))


def adopted_from(viewer: Viewer) -> dict[int, int]:
    """City → how often its cases were taken over by others; cities without one are missing."""
    rows = Adoption.objects.visible_to(viewer).tried().order_by()
    return dict(rows.values_list("origin_city").annotate(number=Count("pk")))
