"""The page of one theme as its template reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from alliance import selectors
from alliance.models import ThemeFront, ThemePin
from alliance.selectors import Grid
from cities.viewers import VISITOR, Viewer, viewer_of
from config.remembered import remembered_each
from practices.cards import cards
from practices.counts import (
    CaseCounts,
    best_results,
    counts_by_city,
    counts_by_term,
    newest_ids,
    terms_with_counts,
    total,
)
from practices.models import EvidenceLevel, OutcomeIndicator, PracticePage
from vocabulary.models import Scheme, Term
from vocabulary.selectors import all_terms, synonym_groups

NEWEST, LESSONS, RESULTS, RELATED = 6, 3, 5, 6
THEMES_KEPT = 40


def theme_by_code(code: str) -> Term | None:
    return next((term for term in all_terms().values() if term.scheme == Scheme.THEME and term.code == code), None)


@dataclass(frozen=True)
class Result:
    """One improvement, with the case that brought it and who stands for it."""

    indicator: OutcomeIndicator
    case: PracticePage
    evidence: Any

    @property
    def change(self) -> str:
        """↓ 62%"""
        return self.indicator.change

    @property
    def figures(self) -> str:
        """20 → 6.5 小时"""
        row = self.indicator
        return f"{_written(row.before)} → {_written(row.after)} {row.unit}"


def _written(value: Decimal | None) -> str:
    """Without the noughts of the column."""
    written = f"{value:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


class ThemeCases:
    """Everything within what the viewer may see, asked for when first looked at. Cases of all lists are fetched in one
    query. Shared by visitors: it holds nothing of a request, no words of one language, and nothing that the clock
    changes."""

    def __init__(self, theme: Term, viewer: Viewer) -> None:
        self.theme, self.viewer = theme, viewer
        self.practices = PracticePage.objects.visible_to(viewer).about(theme)

    @cached_property
    def front(self) -> ThemeFront | None:
        return ThemeFront.objects.filter(theme=self.theme).first()

    @cached_property
    def pins(self) -> list[int]:
        pins = ThemePin.objects.filter(front=self.front) if self.front else ThemePin.objects.none()
        return list(pins.values_list("practice", flat=True))

    @cached_property
    def by_city(self) -> Mapping[int, CaseCounts]:
        return counts_by_city(self.practices)

    @cached_property
    def total(self) -> CaseCounts:
        return total(self.by_city.values())

    @cached_property
    def _terms(self) -> Mapping[int, int]:
        return counts_by_term(self.practices, "themes", "lifecycle_stages")

    @cached_property
    def stages(self) -> list[tuple[Term, int]]:
        return terms_with_counts(Scheme.LIFECYCLE, self._terms)

    @cached_property
    def related(self) -> list[tuple[Term, int]]:
        """Themes that stand on the same cases, the most frequent first."""
        others = [row for row in terms_with_counts(Scheme.THEME, self._terms) if row[1] and row[0] != self.theme]
        return sorted(others, key=lambda row: -row[1])[:RELATED]

    @cached_property
    def _best(self) -> list[OutcomeIndicator]:
        return best_results(self.practices, RESULTS)

    @cached_property
    def cases(self) -> dict[int, PracticePage]:
        """Newest first. Whatever is or will be featured is among them."""
        chosen = [*self.pins, *(slot[0] for slot in selectors.slots_not_over())]
        newest = newest_ids(self.practices, NEWEST + len(chosen))
        lessons = newest_ids(self.practices.lessons(), LESSONS)
        wanted = Q(pk__in=[*chosen, *(row.page_id for row in self._best)]) | Q(pk__in=newest) | Q(pk__in=lessons)
        return {page.pk: page for page in cards(self.practices.filter(wanted).for_cards(), self.viewer)}

    @cached_property
    def lessons(self) -> list[PracticePage]:
        return [page for page in self.cases.values() if page.kind == "lesson"][:LESSONS]

    @cached_property
    def results(self) -> list[Result]:
        return [
            Result(row, self.cases[row.page_id], EvidenceLevel(row.level).label)  # type: ignore[attr-defined]
            for row in self._best
            if row.page_id in self.cases
        ]

    @cached_property
    def words(self) -> list[str]:
        """What people type who mean this theme: the groups of synonyms that share a word with its name."""
        text = f"{self.theme.name} {self.theme.description}"
        groups = (group for group in synonym_groups() if any(len(word) > 1 and word in text for word in group))
        return list(dict.fromkeys(word for group in groups for word in group))


@remembered_each(THEMES_KEPT)
def cases_for_visitors(theme: int) -> ThemeCases:
    return ThemeCases(all_terms()[theme], VISITOR)


class ThemeView:
    """The page for one reader at this moment."""

    def __init__(self, theme: Term, user: Any) -> None:
        viewer = viewer_of(user)
        self.found = cases_for_visitors(theme.pk) if viewer is VISITOR else ThemeCases(theme, viewer)
        values = {city: counts.cases for city, counts in self.found.by_city.items()}
        self.grid: Grid = selectors.grid_of(values, _("案例数"), _("个"), viewer.city_ids)
        featured_now, self.changes_at = selectors.slots_now()
        chosen = dict.fromkeys([*self.found.pins, *featured_now])
        self.featured = [self.found.cases[pk] for pk in chosen if pk in self.found.cases]
        others = (page for pk, page in self.found.cases.items() if pk not in chosen)
        self.newest: list[PracticePage] = list(others)[:NEWEST]
        self.city_count = len(self.found.by_city)

    #: When a featured window opens or closes; None where none will.
    changes_at: datetime | None
