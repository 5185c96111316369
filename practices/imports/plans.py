"""What will become of a case of a file: a new draft, the one it made before, nothing new, a question or a refusal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from cities.models import City
from practices.formats.matching import bare
from practices.models import ImportRow, PracticePage

Plan = ImportRow.Plan
SAVED = (ImportRow.Outcome.CREATED, ImportRow.Outcome.UPDATED, ImportRow.Outcome.UNCHANGED)


@dataclass(frozen=True)
class Decision:
    plan: str
    reason: str = ""
    page: PracticePage | None = None


class Planner:
    """Of one city; what it has is read once for a whole file."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.seen: dict[str, int] = {}
        self.titles = _titles(city)
        self.before = _before(city)

    def decide(self, *, number: int, key: str, digest: str) -> Decision:
        if earlier := self.seen.get(key):
            reason = _("和第 %(number)d 个案例同名，只导入前一个。") % {"number": earlier}
            return Decision(Plan.REFUSED, reason)
        self.seen[key] = number
        previous = self.before.get(key)
        if previous is None or previous.page_id is None:
            if key in self.titles:
                return Decision(Plan.ASK, _("本市已有同名案例，不是从文件导入的。确认后另建一份草稿。"))
            return Decision(Plan.NEW)
        return again(previous, digest)


def again(previous: ImportRow, digest: str) -> Decision:
    """The file, or a newer one with the same case, comes again."""
    page = PracticePage.objects.filter(pk=previous.page_id).first()
    if page is None:
        return Decision(Plan.NEW)
    if previous.digest == digest:
        return Decision(Plan.UNCHANGED, page=page)
    if page.live:
        return Decision(Plan.REFUSED, _("这个案例已经发布，请在编辑页修改。"), page)
    if _in_review(page):
        return Decision(Plan.REFUSED, _("这个案例正在审核，不能改。请撤回后重新导入。"), page)
    if page.latest_revision_id != previous.revision:
        return Decision(Plan.ASK, _edited(page), page)
    return Decision(Plan.UPDATE, page=page)


def _edited(page: PracticePage) -> str:
    user = page.latest_revision.user if page.latest_revision else None
    return _("导入以后%(name)s改过这份草稿。确认后用文件里的内容覆盖。") % {"name": f" {user} " if user else _("有人")}


def _in_review(page: PracticePage) -> bool:
    open_states = (WorkflowState.STATUS_IN_PROGRESS,)
    return WorkflowState.objects.for_instance(page).filter(status__in=open_states).exists()


def _titles(city: City) -> set[str]:
    rows = PracticePage.objects.in_city(city).values_list("title", "draft_title")
    return {bare(title) for pair in rows for title in pair}


def _before(city: City) -> dict[str, ImportRow]:
    """Key → the latest row that left a draft."""
    rows: Iterable[Any] = ImportRow.objects.filter(run__city=city, outcome__in=SAVED, page__isnull=False)
    return {row.key: row for row in rows.only("key", "digest", "page_id", "revision").order_by("pk")}
