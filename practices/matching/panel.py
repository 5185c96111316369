"""适合本市吗？ on the page of a case: what it asks for against what the reader's city has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cities.models import City, ProfileMetric
from cities.selectors import cities_by_id
from cities.viewers import viewer_of
from practices.case_panels import Place, register_case_panel
from practices.matching.distance import Likeness
from practices.matching.experience import Report, likeness_to_all, reports_on
from practices.matching.forms import AnswersForm
from practices.matching.permissions import comparable_cities, may_fill_profile, may_see_all_cities
from practices.matching.preconditions import Asked, ConditionJudged, Judged, Meets, judge
from practices.matching.profiles import profile_of
from practices.matching.selectors import answers_of, asked_by
from practices.matching.words import (
    asked_of,
    likeness_in_words,
    meets_label,
    tally_in_words,
    why_condition,
    why_range,
)
from practices.models import PracticePage

#: Of the cities most like one's own; the rest stands under 被借鉴记录.
REPORTS = 3


@dataclass(frozen=True)
class Line:
    """One demand as the page shows it; `field` where the reader's city answers it itself."""

    meets: Meets
    text: str
    why: str
    essential: bool = True
    field: Any = None
    answered_by: str = ""
    answered_at: Any = None

    @property
    def label(self) -> str:
        return meets_label(self.meets)


@dataclass(frozen=True)
class Comparison:
    """One case against one city of the reader's; `cities` are those the reader may choose from."""

    practice: PracticePage
    city: City
    cities: list[City]
    asked: Asked
    judged: Judged
    form: AnswersForm
    origin: Likeness
    reports: list[Report]
    may_fill: bool

    @property
    def ranges(self) -> list[Line]:
        return [Line(row.meets, asked_of(row.asked), why_range(row, self.city)) for row in self.judged.ranges]

    @property
    def conditions(self) -> list[Line]:
        return [self._line(row) for row in self.judged.conditions]

    def _line(self, row: ConditionJudged) -> Line:
        given = row.answer
        return Line(
            row.meets,
            row.asked.text,
            why_condition(row),
            row.asked.essential,
            self.form[str(row.asked.key)],
            str(given.answered_by) if given else "",
            given.answered_at if given else None,
        )

    @property
    def summary(self) -> str:
        return tally_in_words(self.judged.tally)

    @property
    def origin_in_words(self) -> str:
        return likeness_in_words(self.origin, self.city)

    @property
    def missing(self) -> list[ProfileMetric]:
        """Lines of the profile that this case asks about and the city has not filled in."""
        unknown = (row.asked.metric for row in self.judged.ranges if row.meets is Meets.UNKNOWN)
        return list(dict.fromkeys(unknown))


def compare(
    practice: PracticePage, user: Any, slug: str = "", data: Mapping[str, Any] | None = None
) -> Comparison | None:
    """With the city of that name, else the first of the reader's; None where the reader has none to compare with."""
    cities = comparable_cities(user, practice)
    if not cities:
        return None
    city = next((each for each in cities if each.slug == slug), cities[0])
    asked, likenesses = asked_by([practice.pk])[practice.pk], likeness_to_all(city)
    answers = answers_of(city.pk, [practice.uuid]).get(practice.uuid, {})
    return Comparison(
        practice,
        city,
        cities,
        asked,
        judge(asked, profile_of(city.pk), answers),
        AnswersForm(data, asked=asked.conditions, answers=answers),
        likenesses[practice.city_id],
        reports_on(practice.pk, user, city, likenesses)[:REPORTS],
        may_fill_profile(user, city),
    )


@register_case_panel(Place.BELOW_STORY)
def fit_panel(request: HttpRequest, page: PracticePage) -> SafeString:
    """For members of other cities than the one that wrote it; visitors are asked to sign in."""
    comparison = compare(page, request.user, request.GET.get("for", ""))
    in_alliance, for_office = viewer_of(request.user).in_alliance, may_see_all_cities(request.user)
    if comparison is None and in_alliance and not for_office:
        return SafeString()
    context = {
        "comparison": comparison,
        "page": page,
        "origin": cities_by_id()[page.city_id],
        "in_alliance": in_alliance,
        "for_office": for_office,
    }
    return SafeString(render_to_string("practices/matching/panel.html", context, request))
