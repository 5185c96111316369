"""Whom to ask: reviewers of other cities who know the theme, those with little on their hands first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from cities.models import Membership, Role
from practices.models import AWAITED, PracticePage, ReviewAssignment
from practices.reviews.assigning import why_not_assign
from practices.reviews.conflicts import sources_of

if TYPE_CHECKING:
    from practices.models import Review

#: What a published case on the theme counts: written or answered for by the person, or by their city.
OWN, CITY = 5, 1
#: More of a city's cases than this say nothing more about one person.
MOST_OF_CITY = 4
#: What each review still on somebody's hands counts against them.
LOAD = 3


@dataclass(frozen=True)
class Suggestion:
    """`own` and `of_city` count published cases on the themes, `load` reviews not yet handed in."""

    membership: Membership
    own: int
    of_city: int
    load: int

    @property
    def weight(self) -> int:
        return OWN * self.own + CITY * min(self.of_city, MOST_OF_CITY) - LOAD * self.load


def suggestions(review: Review, most: int = 10) -> list[Suggestion]:
    """The best first; every one of them may be assigned. Seven queries, and those of why_not_assign for each shown."""
    if review.practice is None:
        return []
    cities = {city.pk for city in sources_of(review.practice)} | {review.city_id}
    people = Membership.objects.active().filter(role=Role.REVIEWER, user__is_active=True).exclude(city__in=cities)
    people = people.exclude(user__in=review.assignments.filter(turn=review.turn).values("membership__user"))
    rows = list(people.select_related("user", "city"))
    themes = list(review.practice.themes.values_list("pk", flat=True))
    on_theme = PracticePage.objects.live().filter(themes__in=themes).order_by()
    written = on_theme.filter(
        Q(owner__in=[row.user_id for row in rows]) | Q(contact_user__in=[r.user_id for r in rows])
    )
    own = Counter(
        person for pair in written.values_list("owner", "contact_user", "pk").distinct() for person in set(pair[:2])
    )
    of_city = Counter(on_theme.values_list("city", "pk").distinct().values_list("city", flat=True))
    busy = ReviewAssignment.objects.filter(state__in=AWAITED)
    load = Counter(busy.values_list("membership__user", flat=True))
    found = [Suggestion(row, own[row.user_id], of_city[row.city_id], load[row.user_id]) for row in rows]
    found.sort(key=lambda each: (-each.weight, each.membership.city.code, each.membership.pk))
    chosen: list[Suggestion] = []
    for each in found:
        if len(chosen) < most and not why_not_assign(review, each.membership):
            chosen.append(each)
    return chosen
