"""A case by its short address."""

from __future__ import annotations

from django.http import Http404

from practices.models import PracticePage
from practices.querysets import PracticeQuerySet


def case_at(cases: PracticeQuerySet, short_id: str) -> PracticePage:
    """The one of `cases` with this short id, in whatever case it is typed. Raises Http404: no access and no case are the
    same answer."""
    practice: PracticePage | None = cases.filter(short_id=short_id.lower()).first()
    if practice is None:
        raise Http404
    return practice
