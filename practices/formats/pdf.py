"""A case as PDF on A4: header with city and number, pages counted, words that can be selected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image

from practices.formats.papers import Paper, Picture, Section, Table, column_widths, day_in_words
from practices.formats.typesetter import typeset

#: Of a picture on paper, in points: 16 by 20 cm.
MOST_WIDTH, MOST_HEIGHT = 453, 567
FOR_MACHINES = frozenset({"source_uuid"})
PNG = b"\x89PNG"
#: Points a pixel, at 120 dots an inch.
POINTS = 0.6


@dataclass(frozen=True)
class Set:
    """What is set together. `first` is the number of the first page. `alone`: a file of its own, whose pages are counted
    and whose parts are listed beside it and read out; not a piece of a booklet."""

    title: str
    author: str
    first: int = 1
    alone: bool = True
    keywords: tuple[str, ...] = ()


def pdf_of(paper: Paper) -> bytes:
    """Raises typesetter.CannotTypeset."""
    keywords = tuple(filter(None, paper.fact("keywords").split("、")))
    return set_cases([paper], Set(paper.title, paper.unit, keywords=keywords))


def set_cases(papers: Iterable[Paper], how: Set) -> bytes:
    """One after the other, each from a page of its own."""
    files: dict[str, bytes] = {}
    data = {
        "title": how.title,
        "author": how.author,
        "keywords": list(how.keywords),
        "first": how.first,
        "alone": how.alone,
        "words": {"pictures": _("图片")},
        "cases": [_case(paper, files) for paper in papers],
    }
    return typeset("paper.typ", data, files, tagged=how.alone)


def _case(paper: Paper, files: dict[str, bytes]) -> dict[str, Any]:
    return {
        "title": paper.title,
        "header": f"{paper.site} · {paper.city}",
        "number": _("案例编号 %(number)s") % {"number": paper.number},
        "address": paper.address,
        "byline": _byline(paper),
        "facts": [{"label": str(fact.heading.label), "text": fact.text} for fact in paper.facts],
        "sections": [_section(section) for section in paper.sections],
        "pictures": [_picture(picture, files) for picture in paper.pictures],
    }


def _byline(paper: Paper) -> str:
    """Who, which version, of which day."""
    parts = [paper.unit]
    if paper.version:
        parts.append(_("第 %(number)s 版") % {"number": paper.version})
    if paper.published:
        parts.append(day_in_words(paper.published))
    return " · ".join(parts)


def _section(section: Section) -> dict[str, Any]:
    return {
        "label": section.label,
        "blocks": [
            {
                "kind": block.kind,
                "level": block.level,
                "number": block.number,
                "runs": [{"text": run.text, "bold": run.bold, "address": run.address} for run in block.runs],
            }
            for block in section.blocks
        ],
        "table": _table(section.table) if section.table else None,
    }


def _table(table: Table) -> dict[str, Any]:
    """Paper is narrow: columns that are empty, or for machines, are left out."""
    places = [place for place, name in enumerate(table.names) if name not in FOR_MACHINES]
    kept = [place for place in places if any(row[place] for row in table.rows)]
    labels = [table.labels[place] for place in kept]
    rows = [[row[place] for place in kept] for row in table.rows]
    return {"labels": labels, "rows": rows, "widths": column_widths(labels, rows)}


def _picture(picture: Picture, files: dict[str, bytes]) -> dict[str, Any]:
    drawn: dict[str, Any] = {"file": None, "caption": picture.caption, "missing": _("（图片读取失败）"), "width": 0}
    if picture.content is not None:
        suffix = "png" if picture.content.startswith(PNG) else "jpg"
        name = f"picture-{len(files)}.{suffix}"
        files[name] = picture.content
        drawn |= {"file": name, "width": _width(picture.content)}
    return drawn


def _width(content: bytes) -> float:
    with Image.open(BytesIO(content)) as image:
        width, height = image.size
    scale = min(POINTS, MOST_WIDTH / width, MOST_HEIGHT / height)
    return max(1, width * scale)
