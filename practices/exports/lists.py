"""Lists of cases that can be taken away whole, and the files they come as."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from config.site_name import site_name
from practices.exports.cases import paper_for
from practices.formats.booklet import Cover, write_booklet
from practices.formats.papers import Paper
from practices.formats.sheets import csv_lines, write_excel
from practices.lists import ONLY, Chosen
from practices.models import ExportForm, PracticePage

#: Cases of one file; and how many are written while the reader waits.
MOST, AT_ONCE = 1_000, 20
#: Cases between two words about how far it is.
STEP = 10


@dataclass(frozen=True)
class Found:
    """`name` is what the list is called. `total` counts what the reader may read, `ids` are the first MOST of them."""

    name: str
    total: int
    ids: list[int]


#: Of the query of an address and a user; None where there is no such list for that user.
Find = Callable[[str, Any], "Found | None"]
_lists: dict[str, Find] = {}


def register_list(source: str) -> Callable[[Find], Find]:
    """Decorator, also for apps above this one. May raise ListUnavailable."""

    def register(find: Find) -> Find:
        _lists[source] = find
        return find

    return register


class ListUnavailable(Exception):
    """Says in words what to do."""


def find(source: str, query: str, user: Any) -> Found | None:
    """None where there is no such list."""
    look = _lists.get(source)
    return look(query, user) if look else None


@register_list("cases")
def chosen_cases(query: str, user: Any) -> Found:
    chosen = Chosen.from_query(QueryDict(query))
    cases = chosen.apply(PracticePage.objects.visible_to(user)).order_by("-first_published_at", "-pk")
    name = str(ONLY[chosen.only][0]) if chosen.only else _("全部案例")
    ids = list(cases.values_list("pk", flat=True)[:MOST])
    return Found(" · ".join(filter(None, [chosen.place, name])), cases.count() if len(ids) == MOST else len(ids), ids)


class Papers:
    """The cases of `ids` that `user` may read at the moment each is written; `written` are those that were."""

    def __init__(self, ids: Iterable[int], user: Any, *, with_pictures: bool, tell: Callable[[int], None]) -> None:
        self.ids, self.user, self.with_pictures, self.tell = ids, user, with_pictures, tell
        self.written: list[int] = []

    def __iter__(self) -> Iterator[Paper]:
        for number, pk in enumerate(self.ids):
            if number % STEP == 0:
                self.tell(number)
            page = PracticePage.objects.visible_to(self.user).filter(pk=pk).first()
            if page is not None:
                self.written.append(pk)
                yield paper_for(page, self.user, with_pictures=self.with_pictures)


@dataclass(frozen=True)
class ListFile:
    suffix: str
    content_type: str
    with_pictures: bool
    write: Callable[[Papers, Found, IO[bytes]], object]


def _excel(papers: Papers, found: Found, file: IO[bytes]) -> None:
    write_excel(papers, file)


def _csv(papers: Papers, found: Found, file: IO[bytes]) -> None:
    for line in csv_lines(papers):
        file.write(line.encode())


def _booklet(papers: Papers, found: Found, file: IO[bytes]) -> None:
    subtitle = _("%(name)s · 共 %(number)s 个案例") % {"name": found.name, "number": len(found.ids)}
    cover = Cover(_("城市管理案例汇编"), subtitle, site_name(), timezone.localdate())
    write_booklet(papers, cover, file)


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIST_FILES: dict[str, ListFile] = {
    ExportForm.EXCEL: ListFile("xlsx", SHEET, False, _excel),
    ExportForm.CSV: ListFile("csv", "text/csv; charset=utf-8", False, _csv),
    ExportForm.BOOKLET: ListFile("pdf", "application/pdf", True, _booklet),
}


def write_list(found: Found, user: Any, form: str, file: IO[bytes], tell: Callable[[int], None]) -> list[int]:
    """Into `file`. Returns the ids of the cases that stand in it. In Chinese, as their content is. Raises
    CannotTypeset."""
    kind = LIST_FILES[form]
    papers = Papers(found.ids, user, with_pictures=kind.with_pictures, tell=tell)
    with translation.override(settings.LANGUAGE_CODE):
        kind.write(papers, found, file)
    return papers.written
