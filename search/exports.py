"""A result list as a table for Excel and WPS."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.formats.cells import one_line
from search.kinds import KINDS
from search.lists import BATCH, Listed
from search.services import Hit

MOST_ROWS = 2_000
BYTE_ORDER_MARK = "\ufeff"
HEADINGS = (
    gettext_lazy("标题"),
    gettext_lazy("类型"),
    gettext_lazy("城市"),
    gettext_lazy("单位"),
    gettext_lazy("领域"),
    gettext_lazy("阶段"),
    gettext_lazy("开始年份"),
    gettext_lazy("佐证"),
    gettext_lazy("最佳成效"),
    gettext_lazy("短地址"),
    gettext_lazy("发布日期"),
)


def lines(found: Listed, absolute: Callable[[str], str]) -> Iterator[str]:
    """The file, piece by piece. In Chinese, as its content is, whatever language the reader has chosen."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + _written(writer, [HEADINGS])
    rows: list[list[Any]] = []
    for hit in found.hits:
        rows.append(row_of(hit, absolute))
        if len(rows) == BATCH:
            yield _written(writer, rows)
            rows = []
    yield _written(writer, rows + _end(found))


def _end(found: Listed) -> list[Any]:
    if found.total <= MOST_ROWS:
        return []
    with translation.override(settings.LANGUAGE_CODE):
        message = _("共 %(total)s 条，这里只列出前 %(most)s 条。请加上筛选条件分几次下载。")
        return [[message % {"total": f"{found.total:,}", "most": f"{MOST_ROWS:,}"}]]


class _Echo:
    """What csv writes to: gives the line back instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def _written(writer: Any, rows: Any) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return "".join(writer.writerow([one_line(value) for value in row]) for row in rows)


def row_of(hit: Hit, absolute: Callable[[str], str]) -> list[Any]:
    return _case(hit, absolute) if hit.kind == "practice" else _other(hit, absolute)


def _case(hit: Hit, absolute: Callable[[str], str]) -> list[Any]:
    page, best, listing = hit.row, hit.best_indicator, hit.listing
    return [
        listing.title,
        page.get_kind_display(),
        listing.city,
        page.bureau or "",
        "、".join(listing.themes),
        page.get_stage_display(),
        page.started_on.year if page.started_on else "",
        hit.evidence,
        f"{best.name} {best.change}" if best else "",
        absolute(listing.address),
        _day(listing.published),
    ]


def _other(hit: Hit, absolute: Callable[[str], str]) -> list[Any]:
    listing, themes = hit.listing, "、".join(hit.listing.themes)
    address, day = absolute(listing.address), _day(listing.published)
    return [listing.title, KINDS[hit.kind].label, listing.city, "", themes, "", "", "", "", address, day]


def _day(moment: Any) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""
