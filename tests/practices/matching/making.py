"""Profiles and demands in memory, as the arithmetic takes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cities.models import ProfileFigure, ProfileMetric
from practices.matching.profiles import Profile

RESIDENTS = ProfileMetric(pk=1, code="residents", name="常住人口", unit="人")
AREA = ProfileMetric(pk=2, code="built-up-area", name="建成区面积", unit="平方公里")
SETTING = ProfileMetric(pk=3, code="setting", name="区位类型", kind="choice", options=["沿海", "内陆"])
METRICS = (RESIDENTS, AREA, SETTING)


def figure(metric: ProfileMetric, value: Any, year: int = 2020) -> ProfileFigure:
    said = {"choice": value} if metric.kind == "choice" else {"value": Decimal(value)}
    return ProfileFigure(metric=metric, year=year, source="示例年鉴", **said)


def profile(residents: Any = None, area: Any = None, setting: str | None = None) -> Profile:
    given = zip(METRICS, (residents, area, setting), strict=True)
    return {metric.pk: figure(metric, value) for metric, value in given if value is not None}
