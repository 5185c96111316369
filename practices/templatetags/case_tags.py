from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format

from practices.completeness import RULES, SAYS_NOTHING, Rule
from practices.quality.decisions import may_release, report_of_draft, report_of_form
from practices.quality.report import Report

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


@register.simple_tag
def quality_report(form: Any) -> Report:
    """Of a case in the editor: as it was sent and not accepted, else as it was last saved. Nothing is said of one that
    is only begun."""
    if form.is_bound:
        return report_of_form(form.data, form.instance, form.for_user)
    return report_of_draft(form.instance, form.for_user) if form.instance.pk else Report([])


@register.simple_tag
def quality_release(user: Any, page: Any) -> bool:
    """Whether to show the way to letting a stop pass."""
    return bool(page.pk) and may_release(user, page)
