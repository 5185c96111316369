"""By what name a record calls the case it is about: the title was copied, and the case may have closed since."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from cities.viewers import viewer_of
from practices.models import Adoption, PracticePage, Withdrawal


def known_cases(user: Any, practices: Iterable[int | None]) -> set[int]:
    """Of these ids those whose titles this person may know: cases they may read or write, and withdrawn ones they could
    read on their last day. Two queries."""
    ids = {pk for pk in practices if pk is not None}
    if not ids:
        return set()
    readable = PracticePage.objects.visible_to(user) | PracticePage.objects.written_by(user)
    known = set(readable.filter(pk__in=ids).order_by().values_list("pk", flat=True))
    withdrawn = Withdrawal.objects.open().visible_to(user).filter(practice__in=ids - known)
    return known | set(withdrawn.values_list("practice", flat=True))


def name_cases(user: Any, adoptions: Iterable[Adoption]) -> None:
    """Sets `case_title` of each, and `is_known`. What was deleted is named by those it concerned alone, who are all that
    may still read the record."""
    rows = list(adoptions)
    known = known_cases(user, [row.practice_id for row in rows])
    for row in rows:
        row.is_known = row.practice_id is None or row.practice_id in known
        row.case_title = row.practice_title if row.is_known else _("一个目前不对您公开的案例")


def knows_adoption(user: Any, adoption: Adoption) -> bool:
    """For what is told of it: the title stands in there."""
    if not Adoption.objects.visible_to(user).filter(pk=adoption.pk).exists():
        return False
    return adoption.practice_id is None or adoption.practice_id in known_cases(user, [adoption.practice_id])


def is_own(user: Any, adoption: Adoption) -> bool:
    return adoption.city_id in viewer_of(user).city_ids
