"""What is known of a city: of each line of its profile the newest figure. What is not there is never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cities.models import ProfileFigure, ProfileMetric
from cities.selectors import figures_by_city
from config.remembered import remembered

#: By id of the metric.
Profile = Mapping[int, ProfileFigure]


def newest(figures: Iterable[ProfileFigure]) -> dict[int, ProfileFigure]:
    """A figure that holds neither a number nor a kind says nothing."""
    profile: dict[int, ProfileFigure] = {}
    for figure in figures:
        if figure.value is None and not figure.choice:
            continue
        there = profile.get(figure.metric_id)
        if there is None or figure.year > there.year:
            profile[figure.metric_id] = figure
    return profile


def profile_of(city: int) -> Profile:
    """By id of the city."""
    return newest(figures_by_city().get(city, []))


def profiles() -> dict[int, Profile]:
    """By id of the city; a city without a figure is missing."""
    return {city: newest(figures) for city, figures in figures_by_city().items()}


@remembered
def metrics_by_id() -> dict[int, ProfileMetric]:
    """In the order of the profile."""
    return {metric.pk: metric for metric in ProfileMetric.objects.all()}


def missing_from(profile: Profile) -> list[ProfileMetric]:
    """Lines of the profile that are still empty."""
    return [metric for pk, metric in metrics_by_id().items() if pk not in profile]
