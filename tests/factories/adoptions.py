"""Adoptions, by the services their screens call."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from accounts.models import User
from practices.adoptions.recording import Figures, adoption_grow, adoption_record, indicators_to_measure
from practices.adoptions.verifying import adoption_verify
from practices.models import Adoption, PracticePage
from tests.factories.cities import approver_of, city, member_of
from tests.factories.reviews import days, measured_case


def adopted(page: PracticePage | None = None, slug: str = "heze", by: User | None = None, **fields: Any) -> Adoption:
    """By the city `slug`, a month ago unless said otherwise."""
    said = {"state": "adopted", "since": days(-30), "note": "照着做了", **fields}
    return adoption_record(practice=page or measured_case(), city=city(slug), by=by or member_of(slug), **said)


def grown(adoption: Adoption, by: User | None = None, **fields: Any) -> Adoption:
    said = {"adapted": "", "result": "投诉少了一半", "failed": "", **fields}
    return adoption_grow(adoption=adoption, by=by or adoption.recorded_by, **said)


def measured(adoption: Adoption, before: Any = 80, after: Any = 40, **fields: Any) -> Adoption:
    """With the first indicator of its case."""
    key = indicators_to_measure(adoption.practice)[0]["key"]
    figures = Figures(Decimal(before), Decimal(after), days(-1), "示例数据")
    return grown(adoption, result="", measured={key: figures}, **fields)


def confirmed(adoption: Adoption, by: User | None = None) -> Adoption:
    adoption_verify(adoption=adoption, by=by or approver_of(adoption.origin_city.slug), verdict="confirmed")
    adoption.refresh_from_db()
    return adoption
