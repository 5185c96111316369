"""全省: all cities of the province side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from alliance import numbers, selectors
from cities.models import City
from cities.selectors import all_cities
from practices.counts import NO_CASES, CaseCounts


@dataclass(frozen=True)
class Row:
    city: City
    counts: CaseCounts
    residents: int | None
    is_here: bool


@dataclass(frozen=True)
class Column:
    """`value` None sorts last, whichever way the column is sorted."""

    code: str
    label: Any
    value: Callable[[Row], Any]
    falls: bool = True


COLUMNS = (
    Column("city", _("城市"), lambda row: row.city.code, falls=False),
    Column("joined", _("加入日期"), lambda row: row.city.joined_on if row.city.is_member else None, falls=False),
    Column("cases", _("案例"), lambda row: row.counts.cases),
    Column("full", _("完整案例"), lambda row: row.counts.full),
    Column("newest", _("最新案例"), lambda row: row.counts.newest),
    Column("residents", _("人口（万人）"), lambda row: row.residents),
)


@dataclass(frozen=True)
class Header:
    """A column's head with the address that sorts by it, and how it is sorted now ("ascending", "descending", "")."""

    label: Any
    query: str
    sorted: str


def rows_for(user: Any, viewer_cities: Any = ()) -> list[Row]:
    counts, people = selectors.counts_for(user).cities, numbers.residents()
    return [
        Row(city, counts.get(city.pk, NO_CASES), people.get(city.pk), city.pk in viewer_cities) for city in all_cities()
    ]


def parse_sort(given: str) -> tuple[Column, bool]:
    """The column, and whether from the largest down; what is not known sorts as cities are listed officially."""
    chosen = next((column for column in COLUMNS if column.code == given.removeprefix("-")), None)
    return (chosen, given.startswith("-")) if chosen else (COLUMNS[0], False)


def sort_rows(rows: list[Row], column: Column, falls: bool) -> list[Row]:
    known = [row for row in rows if column.value(row) is not None]
    unknown = [row for row in rows if column.value(row) is None]
    return sorted(known, key=column.value, reverse=falls) + unknown


def headers(chosen: Column, falls: bool) -> list[Header]:
    return [_header(column, chosen, falls) for column in COLUMNS]


def _header(column: Column, chosen: Column, falls: bool) -> Header:
    is_chosen = column is chosen
    next_falls = not falls if is_chosen else column.falls
    state = ("descending" if falls else "ascending") if is_chosen else ""
    return Header(column.label, f"{'-' if next_falls else ''}{column.code}", state)
