"""What of adoptions waits for a person: to verify, and to say what came of it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from cities.viewers import Viewer
from practices.models import Adoption
from practices.models.adoptions import AdoptionQuerySet

#: A city that tries something for so long can say what came of it.
RESULT_AFTER = timedelta(days=183)


def adoptions_to_verify(viewer: Viewer) -> AdoptionQuerySet:
    """Of the whole city of the case: whoever comes first says so. Not of who belongs to the adopter as well."""
    rows = Adoption.objects.standing().with_result().filter(verdict="", origin_city__in=viewer.writing_city_ids)
    return rows.exclude(city__in=viewer.city_ids)


def adoptions_without_result(viewer: Viewer) -> AdoptionQuerySet:
    """Recorded by this person for a city of theirs, or by anybody of a city they write for."""
    own = Q(recorded_by=viewer.user_id, city__in=viewer.city_ids) | Q(city__in=viewer.writing_city_ids)
    tried_long_ago = Adoption.objects.tried().filter(tried_on__lte=timezone.localdate() - RESULT_AFTER)
    return tried_long_ago.without_result().filter(own)


def result_due_on(adoption: Adoption) -> date:
    return (adoption.tried_on or adoption.since) + RESULT_AFTER
