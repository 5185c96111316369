"""The indicators of a case as its own city measured them, beside those of the cities that took it over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cities.models import City
from practices.models import Adoption
from practices.models.parts import Measured
from practices.reading import figures_of


@dataclass(frozen=True)
class Measurement:
    """`length` of the bar in per cent of the longest; 0 where the change cannot be said. Cities differ in size, so
    changes are compared and not figures."""

    city: City
    figures: Measured
    is_origin: bool
    length: int = 0


@dataclass(frozen=True)
class Compared:
    name: str
    unit: str
    rows: list[Measurement]

    @property
    def has_bars(self) -> bool:
        return any(row.length for row in self.rows)


def compared(indicators: Iterable[Mapping[str, Any]], origin: City, adoptions: Iterable[Adoption]) -> list[Compared]:
    """`indicators` as in the content of a version. Those that no adopter measured are left out; one that the case has
    no more stands alone, without its origin."""
    of_key: dict[str, list[Measurement]] = {}
    named: dict[str, tuple[str, str]] = {}
    own = {row["key"]: figures_of(row) for row in indicators}
    for adoption in adoptions:
        for figures in adoption.indicators.all():
            key = str(figures.key)
            if key not in of_key:
                named[key] = (figures.name, figures.unit)
                of_key[key] = [Measurement(origin, own[key], is_origin=True)] if key in own else []
            of_key[key].append(Measurement(adoption.city, figures, is_origin=False))
    return [Compared(*named[key], _with_lengths(rows)) for key, rows in of_key.items()]


def _with_lengths(rows: list[Measurement]) -> list[Measurement]:
    sizes = [row.figures.change_size or 0.0 for row in rows]
    longest = max(sizes) or 1.0
    return [
        Measurement(row.city, row.figures, row.is_origin, round(100 * size / longest))
        for row, size in zip(rows, sizes, strict=True)
    ]
