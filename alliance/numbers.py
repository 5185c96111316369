"""The numbers by which the tile grid of the cities may be shaded. Apps add theirs with `register_city_number`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cities.selectors import figures_by_city
from cities.viewers import Viewer
from practices.adoptions.counts import adopted_from

#: Steps above nothing.
SHADES = 4
RESIDENTS = "residents"


@dataclass(frozen=True)
class CityNumber:
    """`of_cities` gives city id → whole number, of what this viewer may see; a city without one may be missing."""

    code: str
    label: Any
    unit: Any
    of_cities: Callable[[Viewer], Mapping[int, int]]


_numbers: dict[str, CityNumber] = {}


def register_city_number(number: CityNumber) -> None:
    """In an app's `ready`; the switch shows them in the order of registration. `code` stands in addresses."""
    _numbers[number.code] = number


def all_numbers() -> list[CityNumber]:
    return list(_numbers.values())


def is_known(code: str) -> bool:
    return code in _numbers


def number_choices() -> list[tuple[str, Any]]:
    return [(number.code, number.label) for number in all_numbers()]


def city_number(*codes: str | None) -> CityNumber:
    """The first of these that there is, else the first of all."""
    return next((_numbers[code] for code in codes if code in _numbers), all_numbers()[0])


# --- five steps ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Scale:
    """Equal steps of whole numbers; `width` of each, rounded so that the legend reads well."""

    width: int
    most: int

    def shade(self, value: int) -> int:
        return min(SHADES, -(-value // self.width)) if value > 0 else 0

    def legend(self) -> list[tuple[int, str]]:
        """Shade and its range in words; steps that no value reaches are left out."""
        reached = range(1, self.shade(self.most) + 1)
        return [(0, "0"), *((step, self._range(step)) for step in reached)]

    def _range(self, step: int) -> str:
        first, last = (step - 1) * self.width + 1, step * self.width
        return f"{first:,}" if first == last else f"{first:,}–{last:,}"


def scale_for(values: Collection[int]) -> Scale:
    most = max(values, default=0)
    return Scale(_rounded(max(1, -(-most // SHADES))), most)


def _rounded(width: int) -> int:
    """Up to two digits and noughts."""
    size = 10 ** max(0, len(str(width)) - 2)
    return -(-width // size) * size


# --- numbers this app knows ---------------------------------------------------------------------------------------
def residents(viewer: Viewer | None = None) -> dict[int, int]:
    """In units of ten thousand, of the newest year."""
    newest: dict[int, int] = {}
    for city, figures in figures_by_city().items():
        values = [row.value for row in figures if row.metric.code == RESIDENTS and row.value is not None]
        if values:
            newest[city] = round(values[0] / 10_000)
    return newest


def register_own() -> None:
    from alliance import selectors

    register_city_number(CityNumber("cases", _("案例数"), _("个"), selectors.case_numbers))
    register_city_number(CityNumber("adopted", _("被借鉴"), _("次"), adopted_from))
    register_city_number(CityNumber("residents", _("人口"), _("万人"), residents))
    register_city_number(CityNumber("indicators", _("成效指标数"), _("项"), selectors.indicator_numbers))
