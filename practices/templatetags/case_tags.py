from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format

from practices.completeness import RULES, SAYS_NOTHING, Rule

register = template.Library()


@register.filter
def figure(value: Decimal | None) -> str:
    """As people write it: 9.5 and not 9.500, with thousands apart; a dash for what is not known."""
    if value is None:
        return "—"
    exact = value.normalize()
    places = max(0, -int(exact.as_tuple().exponent))
    return number_format(exact, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.simple_tag
def completeness_rules() -> tuple[Rule, ...]:
    """For the meter of the editor, which looks at the form itself while it is filled in."""
    return RULES


@register.simple_tag
def words_that_say_nothing() -> str:
    return "|".join(SAYS_NOTHING)


@register.simple_tag
def attached_words(page: Any) -> list[Any]:
    """The searched files of a draft, for its writers: whether their words can be found, and if not, why."""
    rows = [*page.attachments.all(), *(file for block in page.building_blocks.all() for file in block.files.all())]
    return [row.document for row in rows]
