"""The spread of a case as a picture: one row a city, indented by its step, joined to what it was copied from. The table
beside it says the same in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import Truncator

from practices.adoptions.spread import Line, Spread

ROW, INDENT, MARGIN, TEXT_WIDTH = 56, 30, 14, 300
#: Characters of a title that fit.
FITS = 18


@dataclass(frozen=True)
class Drawn:
    line: Line
    x: int
    y: int
    text_x: int
    title: str
    state: str


@dataclass(frozen=True)
class Drawing:
    """In pixels. `paths` join a row to its source; `other_paths` to further ones."""

    width: int
    height: int
    rows: list[Drawn]
    paths: list[str]
    other_paths: list[str]


def drawn(spread: Spread) -> Drawing:
    places = {line.number: (MARGIN + line.step * INDENT, ROW // 2 + at * ROW) for at, line in enumerate(spread.lines)}
    rows, paths, others = [], [], []
    for line in spread.lines:
        x, y = places[line.number]
        title = line.case.title if line.case else ""
        state = line.adoption.state if line.adoption else "named"
        rows.append(Drawn(line, x, y, x + 16, Truncator(title).chars(FITS), state))
        if line.source is not None:
            paths.append(_elbow(places[line.source], (x, y)))
        others += [_elbow(places[number], (x, y)) for number in line.more_sources]
    width = MARGIN * 2 + spread.steps * INDENT + TEXT_WIDTH
    return Drawing(width, len(rows) * ROW, rows, paths, others)


def _elbow(start: tuple[int, int], end: tuple[int, int]) -> str:
    return f"M{start[0]} {start[1]}V{end[1]}H{end[0]}"
