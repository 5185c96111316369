"""A case as Markdown: facts at the head between two lines of dashes, a heading for each part."""

from __future__ import annotations

import json

from django.utils.translation import gettext as _

from practices.formats.papers import Paper, Picture, Section, Table
from practices.formats.rich import in_markdown, to_markdown


def markdown_of(paper: Paper) -> bytes:
    parts = [_front(paper), f"# {in_markdown(paper.title)}"]
    parts += [_section(section) for section in paper.sections]
    if paper.pictures:
        parts.append(f"## {_('图片')}\n\n" + "\n".join(_picture(picture) for picture in paper.pictures))
    return ("\n\n".join(parts) + "\n").encode()


def _front(paper: Paper) -> str:
    """YAML: a value in quotation marks of JSON is one in YAML as well."""
    rows = [(_("案例编号"), paper.number), (_("网址"), paper.address)]
    rows += [(_("版本"), str(paper.version))] if paper.version else []
    rows += [(str(fact.heading.label), fact.text) for fact in paper.facts]
    return "\n".join(["---", *(f"{label}: {json.dumps(text, ensure_ascii=False)}" for label, text in rows), "---"])


def _section(section: Section) -> str:
    parts = [f"## {section.label}"]
    if section.blocks:
        parts.append(to_markdown(section.blocks, deeper=1))
    if section.table:
        parts.append(_table(section.table))
    return "\n\n".join(parts)


def _table(table: Table) -> str:
    lines = [table.labels, ("---",) * len(table.labels), *(map(_cell, row) for row in table.rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return in_markdown(text).replace("\n", "<br>")


def _picture(picture: Picture) -> str:
    """By name: the pictures themselves are not in the file."""
    return f"- {in_markdown(picture.filename)}" + (f"：{in_markdown(picture.caption)}" if picture.caption else "")
