"""Loading a province: its cities, districts and the lines of the city profile. Another province is another file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from cities.models import City, District, ProfileFigure, ProfileMetric

DATA = Path(__file__).parent / "data"


def read_province(path: Path | None = None) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((path or DATA / "shandong.json").read_text(encoding="utf-8"))
    return data


@transaction.atomic
def load_province(data: dict[str, Any]) -> int:
    """Add what is missing; what was edited since stays. Returns how many cities were added."""
    for order, row in enumerate(data["metrics"]):
        ProfileMetric.objects.get_or_create(code=row["code"], defaults={**row, "sort_order": order})
    return sum(_load_city(row, data) for row in data["cities"])


def _load_city(row: dict[str, Any], data: dict[str, Any]) -> bool:
    city, created = City.objects.get_or_create(
        code=row["code"],
        defaults={
            "name": row["name"],
            "name_en": row["name_en"],
            "slug": row["slug"],
            "grid_row": row["grid"][0],
            "grid_column": row["grid"][1],
            "is_founder": row["founder"],
            "is_lead": row["lead"],
        },
    )
    for code, name in row["districts"]:
        District.objects.get_or_create(code=code, defaults={"city": city, "name": name})
    if row.get("residents"):
        ProfileFigure.objects.get_or_create(
            city=city,
            metric=ProfileMetric.objects.get(code="residents"),
            year=data["population_year"],
            defaults={"value": row["residents"], "source": data["population_source"]},
        )
    return created
