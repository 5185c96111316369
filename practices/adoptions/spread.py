"""传播: who copied from whom, through how many steps. Adoptions, the cases adopters wrote of them, and what cases name as
their sources; only what the reader may read, so a case that is closed to them ends the way there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import cached_property

from cities.models import City
from cities.selectors import cities_by_id
from practices.adoptions.provenance import without_circles
from practices.models import Adoption, DerivedFrom, PracticePage

#: Lines drawn and listed; a case copied more often says how many are left out.
MOST_LINES = 80

#: Case, record, and the case both came from; ids, of which one of the first two may be missing.
Place = tuple[int | None, int | None, int | None]


@dataclass(frozen=True)
class Line:
    """One city's case or record. `step` counts from where the way begins; `source` is the place, in the list, of what it
    was copied from. A case without `adoption` named its source itself."""

    city: City
    case: PracticePage | None
    adoption: Adoption | None
    step: int
    number: int
    source: int | None
    is_here: bool = False
    more_sources: tuple[int, ...] = ()
    #: Names of the cities of all its sources that are shown.
    learnt_from: tuple[str, ...] = ()

    @property
    def since(self) -> date | None:
        return self.adoption.since if self.adoption else None


@dataclass(frozen=True)
class Spread:
    lines: list[Line]
    left_out: int = 0

    @property
    def cities(self) -> int:
        return len({line.city.pk for line in self.lines})

    @property
    def steps(self) -> int:
        return max((line.step for line in self.lines), default=0)


def spread_of(practice: PracticePage, user: Any) -> Spread:
    """Of a case `user` may read. Five queries, whatever the number of adoptions."""
    return _Walk(practice, user).spread()


class _Walk:
    def __init__(self, practice: PracticePage, user: Any) -> None:
        self.here, self.user = practice.pk, user
        visible = PracticePage.objects.visible_to(user).order_by()
        rows = Adoption.objects.visible_to(user).standing().filter(practice__isnull=False).order_by("since", "pk")
        self.records: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
        outcomes: list[tuple[int, int, int]] = []
        readable = set(visible.filter(outcome_of__isnull=False).values_list("pk", flat=True))
        for pk, source, outcome in rows.values_list("pk", "practice", "outcome"):
            outcome = outcome if outcome in readable else None
            self.records[source].append((pk, outcome))
            if outcome is not None:
                outcomes.append((source, outcome, pk))
        named = DerivedFrom.objects.filter(practice__in=visible.values("pk"), page__in=visible.values("pk"))
        edges = [(source, outcome) for source, outcome, _pk in outcomes]
        edges += named.order_by("pk").values_list("practice", "page")
        self.targets: dict[int, list[int]] = defaultdict(list)
        self.sources: dict[int, list[int]] = defaultdict(list)
        for source, target in without_circles(edges):
            self.targets[source].append(target)
            self.sources[target].append(source)
        self.by_edge = {(source, outcome): pk for source, outcome, pk in outcomes}

    def spread(self) -> Spread:
        wanted = self._closure(self.sources) | self.below | {self.here}
        steps = self._steps(wanted)
        order = self._in_order(wanted, steps)
        return self._filled(order, steps)

    @cached_property
    def below(self) -> set[int]:
        return self._closure(self.targets)

    def _closure(self, next_to: dict[int, list[int]]) -> set[int]:
        found: set[int] = set()
        ahead = [self.here]
        while ahead:
            new = set(next_to[ahead.pop()]) - found
            found |= new
            ahead.extend(new)
        return found

    def _steps(self, wanted: set[int]) -> dict[int, int]:
        """The longest way to each, so that a case always stands after all it came from."""
        steps: dict[int, int] = {}
        waiting = {case: sum(source in wanted for source in self.sources[case]) for case in wanted}
        ready = sorted(case for case, number in waiting.items() if not number)
        while ready:
            case = ready.pop(0)
            steps.setdefault(case, 0)
            for target in self.targets[case]:
                if target in wanted:
                    steps[target] = max(steps.get(target, 0), steps[case] + 1)
                    waiting[target] -= 1
                    if not waiting[target]:
                        ready.append(target)
        return steps

    def _in_order(self, wanted: set[int], steps: dict[int, int]) -> list[Place]:
        """Each with what came from it below: case, record and the case it hangs on. A case with several sources hangs on
        the last of the longest way."""
        hangs_on = {
            case: max(
                (source for source in self.sources[case] if source in wanted), key=lambda s: (steps[s], s), default=None
            )
            for case in wanted
        }
        children: dict[int | None, list[int]] = defaultdict(list)
        for case in sorted(wanted):
            children[hangs_on[case]].append(case)
        order: list[Place] = []
        stack: list[Place] = [(case, None, None) for case in reversed(children[None])]
        while stack:
            case, record, source = stack.pop()
            order.append((case, record, source))
            if case is None:
                continue
            below: list[Place] = []
            below += [(None, pk, case) for pk, outcome in self._records_to_show(case) if outcome not in wanted]
            below += [(child, self.by_edge.get((case, child)), case) for child in children[case]]
            stack.extend(reversed(below))
        return order

    def _records_to_show(self, case: int) -> list[tuple[int, int | None]]:
        """Of what this case came from only the way to it is shown."""
        return self.records[case] if case == self.here or case in self.below else []

    def _filled(self, order: list[Place], steps: dict[int, int]) -> Spread:
        shown = order[:MOST_LINES]
        cases = (
            PracticePage.objects.visible_to(self.user)
            .order_by()
            .filter(pk__in=[case for case, _r, _s in shown if case])
        )
        by_id = {page.pk: page for page in cases.only("title", "url_path", "short_id", "city", "content_type")}
        records = Adoption.objects.in_bulk([pk for _c, pk, _s in shown if pk])
        cities = cities_by_id()
        place = {case: number for number, (case, _r, _s) in enumerate(shown) if case}
        lines: list[Line] = []
        for number, (case, record, source) in enumerate(shown):
            adoption, page = records.get(record or 0), by_id.get(case or 0)
            city = page.city_id if page else adoption.city_id if adoption else None
            if city is None:
                continue
            others = (
                tuple(place[each] for each in self.sources[case] if each != source and each in place) if case else ()
            )
            came_from = self.sources[case] if case else [source] if source else []
            lines.append(
                Line(
                    city=cities[city],
                    case=page,
                    adoption=adoption,
                    step=steps[case] if case else steps[source or 0] + 1,
                    number=number,
                    source=place.get(source) if source else None,
                    is_here=case == self.here,
                    more_sources=others,
                    learnt_from=tuple(str(cities[by_id[each].city_id]) for each in came_from if each in by_id),
                )
            )
        return Spread(lines, len(order) - len(shown))
