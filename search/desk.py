"""What the search desk shows: how the index is, what waits or fails, what readers asked. The log names no reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from search.documents import identifier_of, kind_and_pk
from search.health import health
from search.indexing import by_kind
from search.kinds import KINDS
from search.models import DrainState, IndexHealth, OutboxEntry, QueryLog
from search.port import EngineState, IndexDamaged, SearchUnavailable
from search.services import engine
from search.signals import EVERYTHING

#: Rows shown of each list.
MOST_ROWS = 50
#: A search slower than this is felt.
SLOW = 500
#: A change waits half a second; longer than this, and the worker may not be running.
LONG_WAIT = timedelta(minutes=5)
PERIODS = (7, 30, 90)


# --- the index ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Index:
    """`state` is None where the engine gives none: `trouble` says why, `detail` in its own words."""

    state: EngineState | None
    trouble: str = ""
    detail: str = ""


def index() -> Index:
    try:
        state = engine().state()
    except SearchUnavailable as error:
        return Index(None, _("搜索引擎连不上。内容照常发布，改动都留着，连上后自动补进索引。"), str(error))
    except IndexDamaged as error:
        return Index(None, _("索引缺失或损坏，后台会自动重建，期间搜不到内容。"), str(error))
    return Index(state, detail=state.detail)


def engine_name(state: EngineState) -> str:
    return _("内置搜索引擎") if state.name == "embedded" else state.name.capitalize()


@dataclass(frozen=True)
class Work:
    """What the drain has before it."""

    waiting: int
    #: Of all rows, and of those nobody has tried yet.
    oldest: datetime | None
    untried: datetime | None
    failing: int
    is_rebuilding: bool
    will_rebuild: bool
    health: IndexHealth

    @property
    def is_stuck(self) -> bool:
        """Nobody seems to drain."""
        waits = timezone.now() - self.untried if self.untried else timedelta()
        return waits > LONG_WAIT and not self.is_rebuilding

    @property
    def percent(self) -> int:
        done, total = self.health.rebuild_done, self.health.rebuild_total
        return min(99, done * 100 // total) if total else 0


def work() -> Work:
    rows = OutboxEntry.objects.aggregate(
        waiting=Count("pk"),
        oldest=Min("created_at"),
        untried=Min("created_at", filter=Q(attempts=0)),
        failing=Count("pk", filter=Q(attempts__gt=0)),
        everything=Count("pk", filter=Q(identifier=EVERYTHING)),
    )
    now, noted = timezone.now(), health()
    is_held = DrainState.objects.filter(held_until__gt=now).exclude(holder="").exists()
    return Work(
        waiting=rows["waiting"],
        oldest=rows["oldest"],
        untried=rows["untried"],
        failing=rows["failing"],
        is_rebuilding=bool(noted.rebuild_begun_at and is_held),
        will_rebuild=bool(rows["everything"]),
        health=noted,
    )


# --- what failed --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Failure:
    entry: OutboxEntry
    title: str
    address: str
    words: str


#: How an error begins → what it means to people. The names are mostly those of exceptions.
MEANINGS: tuple[tuple[tuple[str, ...], Callable[[], str]], ...] = (
    (("SearchUnavailable", "ConnectionError", "ConnectionTimeout", "ApiError"), lambda: _("搜索引擎连不上")),
    (("IndexDamaged",), lambda: _("索引损坏，等重建")),
    (("DocumentsRefused", "BadRequestError", "Refused", "mapper_parsing"), lambda: _("搜索引擎不收这一页")),
    (("TimeoutError", "LeaseLost"), lambda: _("另一个后台进程正在写索引")),
    (("OperationalError", "DatabaseError", "InterfaceError"), lambda: _("数据库忙，没有读到内容")),
    (("OSError", "PermissionError", "FileNotFoundError"), lambda: _("磁盘写不进去，可能满了或没有权限")),
)


def in_words(error: str) -> str:
    return next((say() for names, say in MEANINGS if error.startswith(names)), _("这一页的内容整理不出来"))


def failures(user: Any) -> list[Failure]:
    """Those that failed most often first."""
    rows = list(OutboxEntry.objects.failing().order_by("-attempts", "pk")[:MOST_ROWS])
    wanted = by_kind(row.identifier for row in rows if row.identifier != EVERYTHING)
    named = {
        identifier_of(name, row.pk): row
        for name, pks in wanted.items()
        for row in KINDS[name].nameable(user).filter(pk__in=pks).order_by()
    }
    known = {
        identifier_of(name, pk)
        for name, pks in wanted.items()
        for pk in KINDS[name].model._default_manager.filter(pk__in=pks).values_list("pk", flat=True)
    }
    return [_failure(row, named.get(row.identifier), row.identifier in known) for row in rows]


def _failure(entry: OutboxEntry, row: Any, is_known: bool) -> Failure:
    words = in_words(entry.last_error)
    if row is not None:
        kind = KINDS[kind_and_pk(entry.identifier)[0]]
        return Failure(entry, kind.title(row), kind.address(row), words)
    if entry.identifier == EVERYTHING:
        return Failure(entry, _("全部页面（重建索引）"), "", words)
    return Failure(entry, _("（您看不到的页面）") if is_known else _("（已删除的页面）"), "", words)


# --- what readers asked -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Share:
    """Searches of the days from `first` to `last`, and how many of them came out empty or were relaxed."""

    first: date
    last: date
    searches: int
    empty: int
    relaxed: int

    def percent_of(self, number: int) -> int:
        return round(100 * number / self.searches) if self.searches else 0

    @property
    def empty_percent(self) -> int:
        return self.percent_of(self.empty)

    @property
    def relaxed_percent(self) -> int:
        return self.percent_of(self.relaxed)


@dataclass(frozen=True)
class Questions:
    days: int
    whole: Share
    shares: list[Share]
    empty: list[dict[str, Any]]
    slow: list[dict[str, Any]]


def questions(days: int) -> Questions:
    """Of the last `days` days, today among them."""
    today = timezone.localdate()
    first = today - timedelta(days=days - 1)
    log = QueryLog.objects.filter(day__gte=first, day__lte=today).order_by()
    shares = _shares(log, first, today, step=7 if days > 31 else 1)
    totals = (sum(getattr(one, name) for one in shares) for name in ("searches", "empty", "relaxed"))
    return Questions(days, Share(first, today, *totals), shares, _empty(log), _slow(log))


def _shares(log: Any, first: date, last: date, *, step: int) -> list[Share]:
    empty, relaxed = Count("pk", filter=Q(is_empty=True)), Count("pk", filter=Q(relaxed=True, is_empty=False))
    rows = {
        row[0]: row[1:] for row in log.values_list("day").annotate(searches=Count("pk"), empty=empty, relaxed=relaxed)
    }
    found = []
    while first <= last:
        until = min(last, first + timedelta(days=step - 1))
        days = [rows.get(first + timedelta(days=n), (0, 0, 0)) for n in range((until - first).days + 1)]
        found.append(Share(first, until, *(sum(column) for column in zip(*days, strict=True))))
        first = until + timedelta(days=1)
    return found


def _empty(log: Any) -> list[dict[str, Any]]:
    """Questions that found nothing, the most frequent first. With a filter chosen it may be the filter's doing."""
    filtered = Count("pk", filter=~Q(facets=[]))
    rows = log.filter(is_empty=True).values("text").annotate(number=Count("pk"), filtered=filtered, last=Max("day"))
    return list(rows.order_by("-number", "-last", "text")[:MOST_ROWS])


def _slow(log: Any) -> list[dict[str, Any]]:
    rows = log.filter(took__gte=SLOW).values("text")
    rows = rows.annotate(number=Count("pk"), slowest=Max("took"), mean=Avg("took"), last=Max("day"))
    return list(rows.order_by("-slowest", "text")[:MOST_ROWS])


# --- the chart ----------------------------------------------------------------------------------------------------
#: Height of the plot in its own units.
HEIGHT = 60
WIDTH = 10


@dataclass(frozen=True)
class Bars:
    """One place of the chart: the part that came out empty stands on the ground, the relaxed part on it."""

    share: Share
    x: int
    empty_height: float
    empty_y: float
    relaxed_height: float
    relaxed_y: float


@dataclass(frozen=True)
class Chart:
    bars: list[Bars]
    top: int

    @property
    def width(self) -> int:
        return WIDTH * len(self.bars)


def chart(shares: list[Share]) -> Chart:
    """In per cent of the searches of each day or week; `top` is what the full height stands for."""
    most = max((one.empty_percent + one.relaxed_percent for one in shares), default=0)
    top = max(10, min(100, -(-most // 10) * 10))
    return Chart([_bars(one, place, top) for place, one in enumerate(shares)], top)


def _bars(share: Share, place: int, top: int) -> Bars:
    empty = HEIGHT * min(share.empty_percent, top) / top
    relaxed = min(HEIGHT - empty, HEIGHT * share.relaxed_percent / top)
    ground = HEIGHT - empty
    return Bars(
        share, place * WIDTH + 1, round(empty, 1), round(ground, 1), round(relaxed, 1), round(ground - relaxed, 1)
    )
