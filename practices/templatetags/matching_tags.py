from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django import template

register = template.Library()


@register.filter
def points(value: float) -> str:
    """+31, −5, 0: rounded as people round, with the sign that says which way it counts."""
    whole = int(Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP))
    sign = "+" if whole > 0 else "−" if whole < 0 else ""
    return f"{sign}{abs(whole)}"
