"""Who may read what a case once said."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from cities.viewers import viewer_of
from practices.models import PracticePage, PracticeVersion
from practices.models.page import Visibility


def cases_with_versions(user: Any) -> QuerySet[PracticePage]:
    """Those a person may read today; writers see what their city's case was like after it is off the site as well."""
    viewer = viewer_of(user)
    readable = Q(pk__in=PracticePage.objects.visible_to(viewer).order_by().values("pk"))
    published = PracticeVersion.objects.order_by().values("practice")
    if viewer.is_administrator:
        return PracticePage.objects.filter(readable | Q(pk__in=published))
    return PracticePage.objects.filter(readable | Q(city__in=viewer.writing_city_ids, pk__in=published))


def readable_versions(user: Any, practice: PracticePage) -> QuerySet[PracticeVersion]:
    """Of a case of `cases_with_versions`. A version published for fewer readers stays theirs, however open the case has
    become since; one that was open is closed with the case (cases_with_versions asks that)."""
    viewer = viewer_of(user)
    versions = PracticeVersion.objects.filter(practice=practice)
    if viewer.is_administrator or practice.city_id in viewer.city_ids:
        return versions
    for_reader = [Visibility.PUBLIC, Visibility.ALLIANCE] if viewer.in_alliance else [Visibility.PUBLIC]
    return versions.filter(content__visibility__in=[str(value) for value in for_reader])


def open_versions(user: Any, practice: PracticePage) -> QuerySet[PracticeVersion]:
    """Those of them that nobody has closed (versions.closing)."""
    return readable_versions(user, practice).filter(closure__isnull=True)


def may_see_draft(user: Any, practice: PracticePage) -> bool:
    """Beside the published text: who writes for its city, and administrators."""
    viewer = viewer_of(user)
    return viewer.is_administrator or practice.city_id in viewer.writing_city_ids
