"""The rubric a new installation starts with, and how it is changed: never, but by a new version."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from practices.models import Criterion, Rubric
from practices.reviews.permissions import must_organise

if TYPE_CHECKING:
    from accounts.models import User

DATA = Path(__file__).resolve().parent.parent / "data" / "rubric.json"
COLUMNS = ("code", "kind", "label", "label_en", "weight", "description")


@transaction.atomic
def load_rubric() -> Rubric:
    """The first version, where there is none yet; what the office made since stays."""
    current = Rubric.objects.current()
    if current is not None:
        return current
    data = json.loads(DATA.read_text(encoding="utf-8"))
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in data.pop("criteria")]
    return _make(data, rows)


@transaction.atomic
def rubric_revise(*, pass_mark: Decimal, core_mark: Decimal, criteria: Iterable[Mapping[str, Any]], by: User) -> Rubric:
    """The next version, for reviews opened from now on. `criteria` in their order, each with the columns of COLUMNS."""
    must_organise(by)
    last = Rubric.objects.select_for_update().current() or load_rubric()
    fields = {"name": last.name, "version": last.version + 1, "pass_mark": pass_mark, "core_mark": core_mark}
    rubric = _make(fields, criteria)
    log(instance=rubric, action="practices.rubric.revise", user=by, data={"version": rubric.version})
    return rubric


def _make(fields: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> Rubric:
    rubric = Rubric(**fields)
    rubric.full_clean()
    rubric.save()
    criteria = [Criterion(rubric=rubric, sort_order=place, **row) for place, row in enumerate(rows)]
    if not any(criterion.weight for criterion in criteria if not criterion.is_exclusion):
        raise ValidationError(_("至少要有一条计分的标准，权重大于零。"))
    for criterion in criteria:
        criterion.full_clean()
        criterion.save()
    return rubric
