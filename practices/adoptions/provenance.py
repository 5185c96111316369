"""Which case came from which: by what cases name as their sources, and by the cases adopters wrote of what they took
over. A circle is refused where it would be closed, so that the graph has none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from cities.models import City
from practices.models import Adoption, DerivedFrom, PracticePage

#: Ids of a case and of one that came from it.
Edge = tuple[int, int]


def edges() -> list[Edge]:
    """All there are, those of adoptions first; two queries. Readers get those between cases they may read (spread)."""
    outcomes = Adoption.objects.standing().filter(practice__isnull=False, outcome__isnull=False).order_by("pk")
    sources = DerivedFrom.objects.filter(practice__isnull=False).order_by("pk")
    return [*outcomes.values_list("practice", "outcome"), *sources.values_list("practice", "page")]  # type: ignore[list-item]


def without_circles(found: Iterable[Edge]) -> list[Edge]:
    """Those that would close a circle with the ones before are left out: sources may have been named before there was
    anything to refuse it."""
    kept: dict[int, set[int]] = defaultdict(set)
    good = []
    for source, target in found:
        if source != target and target not in kept[source] and not _reaches(kept, target, source):
            kept[source].add(target)
            good.append((source, target))
    return good


def _reaches(targets: dict[int, set[int]], start: int, end: int) -> bool:
    seen, ahead = {start}, [start]
    while ahead:
        for case in targets.get(ahead.pop(), ()):
            if case == end:
                return True
            if case not in seen:
                seen.add(case)
                ahead.append(case)
    return start == end


def came_before(practice: int) -> set[int]:
    """Ids of the cases that this one came from, through however many steps."""
    sources: dict[int, set[int]] = defaultdict(set)
    for source, target in edges():
        sources[target].add(source)
    found: set[int] = set()
    ahead = [practice]
    while ahead:
        new = sources[ahead.pop()] - found
        found |= new
        ahead.extend(new)
    return found - {practice}


def why_circular(practice: PracticePage, city: City) -> str:
    """Why `city` cannot take over `practice`: it came from one of its own cases. Empty where it did not."""
    own = PracticePage.objects.filter(pk__in=came_before(practice.pk), city=city).first()
    return _("这个案例本来就借鉴自本市的《%(title)s》，不能再登记为借鉴。") % {"title": own.title} if own else ""


def why_not_source(source: PracticePage, page: int | None) -> str:
    """Why a case cannot name this source: the source came from it. Empty where it did not."""
    if page is None or page not in came_before(source.pk):
        return ""
    return _("《%(title)s》本来就借鉴自本案例，不能再作为来源。") % {"title": source.title}
