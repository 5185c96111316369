"""What is offered while the reader is still typing: cases, requests, discussions and visits this reader may read, cities,
themes, words that mean something to search, and what many have searched for. Never logged."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cities.selectors import all_cities, cities_by_id, city_pages
from cities.viewers import Viewer, viewer_of
from config.remembered import remembered
from practices.models import PracticePage
from practices.selectors import LINK_COLUMNS
from search import vocabulary
from search.documents import audiences_of, kind_and_pk
from search.highlight import mark
from search.kinds import KINDS, SHARED_KINDS
from search.popular import popular_searches
from search.port import SearchFailure, SearchRequest
from search.questions import Question
from search.readable import readable_rows
from search.services import engine
from search.typed import beginnings_of, pieces_of, place_in
from vocabulary.selectors import synonym_groups, themes_offered

logger = logging.getLogger(__name__)
#: Lines in all; as many are for cases at least, where there are so many; and the most of each other kind.
MOST_LINES = 8
KEPT_FOR_CASES = 4
MOST_OF_KIND = {"city": 2, "theme": 2, "word": 2, "popular": 2}
#: Lines of what cities ask, discuss and invite to, all kinds of it together.
MOST_SAID = 2
LABELS = {
    "case": _("案例"),
    **{name: kind.label for name, kind in SHARED_KINDS.items()},
    "city": _("城市"),
    "theme": _("领域"),
    "word": _("说法"),
    "popular": _("大家在搜"),
}


@dataclass(frozen=True)
class Entry:
    """Something few enough to be matched in memory; `names` are all it can be typed as."""

    kind: str
    label: str
    names: tuple[str, ...]
    address: str


@dataclass(frozen=True)
class Line:
    kind: str
    label: SafeString
    address: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    kind: str
    lines: list[Line]

    @property
    def label(self) -> Any:
        return LABELS[self.kind]


def suggestions(*, text: str, user: Any) -> list[Group]:
    """At most MOST_LINES lines; none of what `user` may not read. Before anything is typed: what many search for."""
    if not text.strip():
        return _grouped([Line("popular", mark(word, ()), Question(word).address) for word in popular_searches()])
    pieces = pieces_of(text)
    if not pieces:
        return []
    cases, said = _case_lines(pieces, viewer_of(user)), _said_lines(pieces, viewer_of(user))
    others = [line for kind in ("city", "theme", "word", "popular") for line in _entry_lines(kind, pieces)]
    rest = _different([*said, *others])[: MOST_LINES - min(len(cases), KEPT_FOR_CASES)]
    return _grouped([*cases[: MOST_LINES - len(rest)], *rest])


def _different(lines: list[Line]) -> list[Line]:
    """A theme is often a word as well, and a word what many search for: each is named once."""
    return list({str(line.label): line for line in reversed(lines)}.values())[::-1]


def _grouped(lines: list[Line]) -> list[Group]:
    groups = (Group(kind, [line for line in lines if line.kind == kind]) for kind in LABELS)
    return [group for group in groups if group.lines]


# --- titles -------------------------------------------------------------------------------------------------------
def _case_lines(pieces: list[str], viewer: Viewer) -> list[Line]:
    """The engine proposes, the database judges, and the title must say what was typed."""
    pages = (
        PracticePage.objects.visible_to(viewer)
        .only(*LINK_COLUMNS)
        .in_bulk(kind_and_pk(identifier)[1] for identifier in _proposed(pieces, viewer, ("practice",)))
    )
    placed = [(place, page) for page in pages.values() if (place := place_in(page.title, pieces)) is not None]
    placed.sort(key=lambda found: (found[0], -found[1].pk))
    cities = cities_by_id()
    return [
        Line("case", mark(page.title, pieces), page.get_url(), cities[page.city_id].label)
        for _place, page in placed[:MOST_LINES]
    ]


def _said_lines(pieces: list[str], viewer: Viewer) -> list[Line]:
    rows = readable_rows(_proposed(pieces, viewer, tuple(SHARED_KINDS)), viewer)
    placed = [(place, name, row) for name, row in rows.items() if (place := place_in(row.title, pieces)) is not None]
    placed.sort(key=lambda found: found[0])
    return [_said_line(kind_and_pk(name)[0], row, pieces) for _place, name, row in placed[:MOST_SAID]]


def _said_line(kind: str, row: Any, pieces: list[str]) -> Line:
    return Line(kind, mark(row.title, pieces), KINDS[kind].address(row), str(row.city or _("省级办公室")))


def request_for(pieces: list[str], viewer: Viewer, types: tuple[str, ...]) -> SearchRequest | None:
    """None where too little is typed for an engine."""
    typed = beginnings_of(pieces)
    if not typed:
        return None
    return SearchRequest(
        prefixes=typed.prefixes,
        lookups=typed.lookups,
        filters={"type": types},
        audiences=audiences_of(viewer),
        sort="newest",
        texts=False,
        counted=False,
    )


def _proposed(pieces: list[str], viewer: Viewer, types: tuple[str, ...]) -> list[str]:
    request = request_for(pieces, viewer, types)
    if request is None:
        return []
    try:
        hits = engine().search(request).hits
    except SearchFailure:
        logger.warning("No titles can be suggested: the search index cannot be read.")
        return []
    return [hit.id for hit in hits]


# --- what is held in memory ---------------------------------------------------------------------------------------
def _entry_lines(kind: str, pieces: list[str]) -> Iterator[Line]:
    placed = [(place, entry) for entry in _entries(kind) if (place := _place(entry, pieces)) is not None]
    placed.sort(key=lambda found: (found[0], len(found[1].label)))
    for _place_found, entry in placed[: MOST_OF_KIND[kind]]:
        yield Line(kind, mark(entry.label, pieces), entry.address)


def _place(entry: Entry, pieces: list[str]) -> int | None:
    return min((place for name in entry.names if (place := place_in(name, pieces)) is not None), default=None)


def _entries(kind: str) -> Iterable[Entry]:
    if kind == "city":
        return (_city(city) for city in all_cities())
    if kind == "theme":
        return (_theme(theme) for theme in themes_offered())
    words = known_words() if kind == "word" else popular_searches()
    return (Entry(kind, word, (word,), Question(word).address) for word in words)


def _city(city: Any) -> Entry:
    page = city_pages().get(city.pk)
    return Entry("city", city.label, (city.name, city.name_en), page.get_url() if page else Question(city.name).address)


def _theme(theme: Any) -> Entry:
    return Entry("theme", theme.label, (theme.name, theme.name_en), reverse("theme", args=[theme.code]))


@remembered
def known_words() -> tuple[str, ...]:
    """Words of the synonym groups and the curators' words, each once."""
    grouped = (word for group in synonym_groups() for word in group)
    return tuple(dict.fromkeys(word for word in (*grouped, *vocabulary.user_words()) if word))
