"""Cases in the order in which they are worth a look for a city. The ranking reads columns of all cases in a fixed number of
queries; only those of the page asked for are fetched and judged in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.http import QueryDict
from django.utils.functional import cached_property

from cities.models import City
from cities.selectors import cities_by_id
from practices.cards import PER_PAGE, cards
from practices.matching.distance import Likeness
from practices.matching.experience import likeness_to_all, of_origin, taken_over_by, tried_elsewhere
from practices.matching.preconditions import (
    HELPS,
    MUST,
    OF_ANSWER,
    Meets,
    RangeAsked,
    Tally,
    judge,
    judge_range,
)
from practices.matching.profiles import Profile, metrics_by_id, profile_of
from practices.matching.ranking import Candidate, Scored, Tried, ranked
from practices.matching.selectors import RANGE_COLUMNS, answers_of, asked_by, range_asked
from practices.matching.wanted import wanted_by
from practices.matching.words import judged_in_words, more_in_words, tried_in_words, wanted_in_words
from practices.models import Condition, ConditionAnswer, Kind, PracticePage, TransferRange
from practices.querysets import PracticeQuerySet
from vocabulary.models import Scheme, Term
from vocabulary.selectors import all_terms

#: What is not met is named up to this number; the page of the case has the rest.
NAMED = 2
#: Cities beside the one that wrote the case; a card has room for no more.
NAMED_CITIES = 2
ANSWER_COLUMNS = ("practice_uuid", "condition", "text", "answer")


@dataclass(frozen=True)
class Chosen:
    """What the address asks for; what is not known in it is ignored, as in other lists."""

    theme: Term | None = None
    kind: str = ""

    @classmethod
    def from_query(cls, asked: QueryDict) -> Chosen:
        theme = next((term for term in themes() if term.code == asked.get("theme")), None)
        kind = asked.get("kind", "")
        return cls(theme, kind if kind in Kind.values else "")

    def apply(self, practices: PracticeQuerySet) -> PracticeQuerySet:
        if self.theme:
            practices = practices.about(self.theme)
        return practices.filter(kind=self.kind) if self.kind else practices

    def query(self, city: City | None) -> str:
        """For the address of another page of the list; `city` where there is a choice."""
        given = {"for": city and city.slug, "theme": self.theme and self.theme.code, "kind": self.kind}
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in given.items() if value})
        return query.urlencode()


def themes() -> list[Term]:
    return [term for term in all_terms().values() if term.scheme == Scheme.THEME and not term.retired]


@dataclass(frozen=True)
class Suitable:
    """One case with its points, and a sentence for each part of them."""

    case: PracticePage
    scored: Scored
    preconditions: str
    experience: list[str] = field(default_factory=list)
    wanted: str = ""


@dataclass(frozen=True)
class _Row:
    """What the ranking reads of a case itself."""

    pk: int
    uuid: UUID
    city: int
    kind: str


class Suitability:
    """What is worth a look for one city, among the cases this user may read. Left out are own cases, and those the city
    has tried already."""

    def __init__(self, city: City, user: Any, chosen: Chosen) -> None:
        self.city, self.user = city, user
        self.visible = PracticePage.objects.visible_to(user)
        self.practices = chosen.apply(self.visible.exclude(city=city).exclude(pk__in=taken_over_by(city)))

    @cached_property
    def cities(self) -> dict[int, City]:
        return cities_by_id()

    @cached_property
    def likenesses(self) -> dict[int, Likeness]:
        return likeness_to_all(self.city)

    @cached_property
    def wanted(self) -> dict[int, list[str]]:
        return wanted_by(self.user, self.city.pk)

    @cached_property
    def rows(self) -> dict[int, _Row]:
        """By id, the newest first: so equal points stand."""
        found = self.practices.order_by("-first_published_at", "-pk").values_list("pk", "uuid", "city_id", "kind")
        return {row[0]: _Row(*row) for row in found}

    def ranked(self) -> list[tuple[Candidate, Scored]]:
        tallies, about, nothing = _tallies(self.city), _about(self.wanted), Tally()
        elsewhere = tried_elsewhere(self.user, self.likenesses)
        places = {(row.city, row.kind) for row in self.rows.values()}
        origins = {place: (of_origin(*place, self.likenesses),) for place in places}
        return ranked(
            Candidate(
                row.pk,
                tallies.get(row.pk, nothing),
                (*origins[row.city, row.kind], *elsewhere.get(row.pk, ())),
                row.pk in about,
            )
            for row in self.rows.values()
        )

    def page(self, number: Any) -> Page[Any]:
        """Of Suitable, best first; whatever `number` is, some page."""
        page: Page[Any] = Paginator(self.ranked(), PER_PAGE).get_page(number)
        page.object_list = self._in_words(list(page.object_list))
        return page

    def _in_words(self, found: list[tuple[Candidate, Scored]]) -> list[Suitable]:
        """A case that closed since it was ranked is left out."""
        ids = [candidate.practice for candidate, _scored in found]
        shown = {case.pk: case for case in cards(self.visible.filter(pk__in=ids).for_cards(), self.user)}
        asked, profile = asked_by(shown), profile_of(self.city.pk)
        answers = answers_of(self.city.pk, [self.rows[pk].uuid for pk in shown])
        return [
            Suitable(
                case,
                scored,
                judged_in_words(judge(asked[case.pk], profile, answers.get(self.rows[case.pk].uuid, {})), NAMED),
                self._experience(candidate.tried),
                wanted_in_words(title for term in case.card_themes for title in self.wanted.get(term.pk, [])),
            )
            for candidate, scored in found
            if (case := shown.get(candidate.practice))
        ]

    def _experience(self, tried: tuple[Tried, ...]) -> list[str]:
        """The city that wrote it, then those most like this one; all of them count, the first are named."""
        cities = self.cities
        origin, *others = tried
        others.sort(key=lambda row: -row.closeness)
        named = [origin, *others[:NAMED_CITIES]]
        said = [tried_in_words(row, cities[row.city], self.likenesses[row.city]) for row in named]
        more = len(tried) - len(named)
        return [*said, more_in_words(more)] if more else said


# --- what all cases ask, in columns -----------------------------------------------------------------------------------
def _tallies(city: City) -> dict[int, Tally]:
    """By id of the case; of one that asks for nothing there is none. Conditions nobody answered are counted, not read."""
    tallies: dict[int, Tally] = defaultdict(Tally)
    for page, asked, meets in _ranges_judged(profile_of(city.pk)):
        if not asked.asks_nothing:
            tallies[page].add(meets, MUST)
    open_ = _conditions_by_weight()
    for page, weight, meets in _conditions_judged(city):
        tallies[page].add(meets, weight)
        open_[page, weight] -= 1
    for (page, weight), number in open_.items():
        tallies[page].add(Meets.UNKNOWN, weight, number)
    return tallies


def _ranges_judged(profile: Profile) -> Iterable[tuple[int, RangeAsked, Meets]]:
    """Cases share few different ranges: each is judged once."""
    metrics, known = metrics_by_id(), {}
    for page, metric, minimum, maximum, choices in TransferRange.objects.order_by().values_list(*RANGE_COLUMNS):
        key = (metric, minimum, maximum, tuple(choices or ()))
        if key not in known:
            asked = range_asked(metrics[metric], minimum, maximum, choices)
            known[key] = asked, judge_range(asked, profile.get(metric))
        yield page, *known[key]


def _conditions_by_weight() -> dict[tuple[int, int], int]:
    """Case and weight → how many conditions."""
    rows = Condition.objects.order_by().values_list("page")
    counted = rows.annotate(must=Count("pk", filter=Q(essential=True)), helps=Count("pk", filter=Q(essential=False)))
    found: dict[tuple[int, int], int] = {}
    for page, must, helps in counted:
        found[page, MUST], found[page, HELPS] = must, helps
    return found


def _conditions_judged(city: City) -> Iterable[tuple[int, int, Meets]]:
    """Those the city answered in the words they have today."""
    given = ConditionAnswer.objects.filter(city=city).order_by()
    said = {(uuid, key): (text, answer) for uuid, key, text, answer in given.values_list(*ANSWER_COLUMNS)}
    asked = Condition.objects.filter(key__in=given.values("condition")).order_by() if said else Condition.objects.none()
    for page, uuid, key, text, essential in asked.values_list("page", "page__uuid", "key", "text", "essential"):
        there = said.get((uuid, key))
        if there and there[0] == text:
            yield page, MUST if essential else HELPS, OF_ANSWER[ConditionAnswer.Answer(there[1])]


def _about(wanted: Mapping[int, Any]) -> set[int]:
    """Ids of the cases on one of these themes."""
    chosen = PracticePage.themes.through.objects.filter(term__in=wanted)
    return set(chosen.values_list("practicepage", flat=True)) if wanted else set()
