"""The page of one theme, and the table of the province, as their templates read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from alliance import selectors
from alliance.models import ThemeFront, ThemePin
from alliance.selectors import Grid
from cities.viewers import viewer_of
from practices.cards import cards, in_short
from practices.models import EvidenceLevel, OutcomeIndicator, PracticePage
from practices.selectors import (
    CaseCounts,
    best_results,
    counts_by_city,
    counts_by_term,
    newest_ids,
    terms_with_counts,
    total,
)
from vocabulary.models import Scheme, Term
from vocabulary.selectors import all_terms, synonym_groups

NEWEST, LESSONS, RESULTS, RELATED = 6, 3, 5, 6


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
        """↓ 62 %"""
        short = in_short(self.indicator)
        return short[1] if short else ""


class ThemeView:
    """Everything within what the reader may see. Cases of all lists are fetched in one query."""

    def __init__(self, theme: Term, user: Any) -> None:
        self.theme = theme
        self.viewer = viewer_of(user)
        self.practices = PracticePage.objects.visible_to(self.viewer).about(theme)

    @cached_property
    def front(self) -> ThemeFront | None:
        return ThemeFront.objects.filter(theme=self.theme).first()

    @cached_property
    def _chosen(self) -> list[int]:
        """Pinned here, then featured on the home page at this moment."""
        pins = ThemePin.objects.filter(front=self.front).values_list("practice", flat=True) if self.front else []
        return list(dict.fromkeys([*pins, *selectors.slots_now()[0]]))

    @property
    def changes_at(self) -> datetime | None:
        return selectors.slots_now()[1]

    # --- counts ---
    @cached_property
    def by_city(self) -> Mapping[int, CaseCounts]:
        return counts_by_city(self.practices)

    @cached_property
    def total(self) -> CaseCounts:
        return total(self.by_city.values())

    @cached_property
    def city_count(self) -> int:
        return len(self.by_city)

    @cached_property
    def grid(self) -> Grid:
        values = {city: counts.cases for city, counts in self.by_city.items()}
        return selectors.grid_of(values, _("案例数"), _("个"), self.viewer.city_ids)

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

    # --- cases ---
    @cached_property
    def _best(self) -> list[OutcomeIndicator]:
        return best_results(self.practices, RESULTS)

    @cached_property
    def _cases(self) -> dict[int, PracticePage]:
        newest = newest_ids(self.practices, NEWEST + len(self._chosen))
        lessons = newest_ids(self.practices.lessons(), LESSONS)
        wanted = Q(pk__in=[*self._chosen, *(row.page_id for row in self._best)]) | Q(pk__in=newest) | Q(pk__in=lessons)
        found = selectors.with_addresses(cards(self.practices.filter(wanted).for_cards()))
        return {page.pk: page for page in found}

    @cached_property
    def featured(self) -> list[PracticePage]:
        return [self._cases[pk] for pk in self._chosen if pk in self._cases]

    @cached_property
    def newest(self) -> list[PracticePage]:
        return [page for page in self._cases.values() if page not in self.featured][:NEWEST]

    @cached_property
    def lessons(self) -> list[PracticePage]:
        return [page for page in self._cases.values() if page.kind == "lesson"][:LESSONS]

    @cached_property
    def results(self) -> list[Result]:
        return [
            Result(row, self._cases[row.page_id], EvidenceLevel(row.level).label)  # type: ignore[attr-defined]
            for row in self._best
            if row.page_id in self._cases
        ]

    # --- words ---
    @cached_property
    def words(self) -> list[str]:
        """What people type who mean this theme: the groups of synonyms that share a word with its name."""
        text = f"{self.theme.name} {self.theme.description}"
        groups = (group for group in synonym_groups() if any(len(word) > 1 and word in text for word in group))
        return list(dict.fromkeys(word for group in groups for word in group))
