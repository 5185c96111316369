"""From what a reader gathered to a case: each part in its place, what has none kept aside.

Everything is as the file says it: names of terms and choices stay words here, what they mean on this site is found by
practices.imports.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from practices.formats.drafts import CarriedFile, CaseDraft, Finding
from practices.formats.headings import FACTS, SECTIONS, Heading
from practices.formats.matching import bare, columns_of, heading_of, is_title
from practices.formats.rows import guess_relation, is_blank, line_of, rows_of, split, text_of
from practices.formats.values import Period, ReadDate, is_nothing, read_date, read_period

BY_NAME = {heading.name: heading for heading in (*FACTS, *SECTIONS)}
#: What our own files say beside the case, known again and not kept.
OURS = frozenset({"案例编号", "网址", "版本", "case number", "web address", "version", "序号", "no", "no."})
FILES = frozenset({"images", "evidence_files", "attachments"})
_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6])>|<br/?>|<hr/?>")
_POLICY = re.compile(r"《(?P<title>[^》]+)》\s*(?:[(（](?P<number>[^()（）]{2,60})[)）])?\s*(?P<clause>.*)")
_ADDRESS = re.compile(r"https?://[^\s，。；、）)]+")


@dataclass
class Gathered:
    """What a reader met, in its order. `begin` opens a part; text and tables that follow belong to it."""

    title: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    tables: list[tuple[str | None, Sequence[Sequence[Any]]]] = field(default_factory=list)
    images: list[CarriedFile] = field(default_factory=list)
    files: list[CarriedFile] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    has_begun: bool = False
    #: The part that is open; None before the first and under a heading that is none of ours.
    part: Heading | None = None

    def begin(self, words: str) -> bool:
        """Whether `words` are a heading of ours. Of one that is not, the words stay with what follows."""
        self.has_begun = True
        found = heading_of(words)
        self.part = found.heading if found else None
        if found is None:
            if words.strip():
                self.unplaced.append(words.strip())
                message = _("“%(words)s”不是案例的组成部分，下面的内容保留在备注里。") % {"words": words.strip()[:40]}
                self.findings.append(Finding("warning", words.strip()[:40], message))
            return False
        if not found.is_exact:
            message = _("按“%(label)s”读取，请检查有没有应该分开的内容。") % {"label": found.heading.label}
            self.findings.append(Finding("note", words.strip()[:40], message))
        return True

    def add_html(self, markup: str) -> None:
        if not markup:
            return
        if self.part is None:
            self.unplaced.extend(lines_of(markup))
        elif self.part.shape in ("text", "rows"):
            self.texts[self.part.name] = self.texts.get(self.part.name, "") + markup
        else:
            self._add_value(self.part, "\n".join(lines_of(markup)))

    def add_table(self, table: Sequence[Sequence[Any]]) -> None:
        self.tables.append((self.part.name if self.part else None, table))

    def add_fact(self, label: str, value: Any) -> bool:
        """A label and a value, from a table of facts, a row of a sheet or the head of a file; whether it is known."""
        if is_title(label):
            self._name(" ".join(text_of(value).split()))
            return True
        if bare(label) in OURS:
            return True
        found = heading_of(label)
        if found is None:
            return False
        self._add_value(found.heading, value)
        return True

    def _name(self, title: str) -> None:
        """What is called the name of the case goes before what merely stood above it."""
        if not title:
            return
        before, self.title = self.title, title
        if before and before != title:
            self.unplaced.append(before)

    def _add_value(self, heading: Heading, value: Any) -> None:
        if text_of(value) and heading.name not in self.facts:
            self.facts[heading.name] = value
        elif text_of(value):
            self.unplaced.append(f"{heading.label}：{text_of(value)}")


def lines_of(markup: str) -> list[str]:
    lines = html.unescape(_TAG.sub("", _BLOCK_END.sub("\n", markup))).splitlines()
    return [line.strip() for line in lines if line.strip()]


def assemble(gathered: Gathered, *, source: str) -> CaseDraft:
    """`source` as in CaseDraft."""
    draft = CaseDraft(
        source=source,
        images=gathered.images,
        files=gathered.files,
        unplaced=list(gathered.unplaced),
        findings=list(gathered.findings),
    )
    if title := " ".join(gathered.title.split()):
        draft.fields["title"] = title
    for name, value in gathered.facts.items():
        _place_fact(draft, name, value)
    for relation, table in gathered.tables:
        _place_table(draft, relation, table)
    for name, markup in gathered.texts.items():
        _place_text(draft, BY_NAME[name], markup)
    return draft


# --- facts --------------------------------------------------------------------------------------------------------
def _place_fact(draft: CaseDraft, name: str, value: Any) -> None:
    heading = BY_NAME[name]
    if heading.shape in ("terms", "words"):
        draft.fields[name] = split(value)
    elif heading.shape == "date":
        _place_date(draft, heading, value)
    elif not is_nothing(value):
        draft.fields[name] = text_of(value) if heading.shape == "text" else " ".join(text_of(value).split())


def _place_date(draft: CaseDraft, heading: Heading, value: Any) -> None:
    """A period under the beginning gives the end as well, unless that is written itself."""
    period = read_period(value) if heading.name == "started_on" else Period(read_date(value), ReadDate())
    for name, read in ((heading.name, period.start), ("ended_on", period.end)):
        if read.value:
            draft.fields.setdefault(name, read.value)
        if read.note:
            draft.findings.append(Finding("warning" if read.is_wrong else "note", str(heading.label), read.note))
        if read.is_wrong:
            draft.unplaced.append(f"{heading.label}：{text_of(value)}")


# --- tables -------------------------------------------------------------------------------------------------------
def _place_table(draft: CaseDraft, under: str | None, table: Sequence[Sequence[Any]]) -> None:
    """A table under a heading of rows is of it, unless it plainly is of another; elsewhere its columns say what it is."""
    lines = [cells for cells in table if not is_blank(cells)]
    if not lines:
        return
    guessed = guess_relation(lines)
    of_heading = under if under and BY_NAME.get(under) and BY_NAME[under].shape == "rows" else None
    relation = of_heading if of_heading and (guessed is None or _fits(of_heading, lines)) else guessed
    if relation is None:
        _keep_table(draft, under, lines)
        return
    read = rows_of(relation, lines, str(BY_NAME[relation].label))
    draft.findings.extend(read.findings)
    draft.unplaced.extend(read.leftovers)
    if read.rows:
        draft.fields[relation] = [*draft.fields.get(relation, []), *read.rows]


def _fits(relation: str, table: Sequence[Sequence[Any]]) -> bool:
    return any(columns_of(relation, cells) for cells in table[:3])


def _keep_table(draft: CaseDraft, under: str | None, table: Sequence[Sequence[Any]]) -> None:
    """Under a long text its rows are paragraphs of it; long texts hold no tables."""
    lines = [line_of(cells) for cells in table]
    heading = BY_NAME.get(under or "")
    if heading and heading.shape == "text":
        markup = "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines)
        draft.fields[heading.name] = draft.fields.get(heading.name, "") + markup
        message = _("正文里的表格改成了文字，每行一段。")
        draft.findings.append(Finding("note", str(heading.label), message))
        return
    draft.unplaced.extend(lines)
    draft.findings.append(Finding("warning", _("表格"), _("有一张表认不出是什么，内容保留在备注里。")))


# --- texts --------------------------------------------------------------------------------------------------------
def _place_text(draft: CaseDraft, heading: Heading, markup: str) -> None:
    if heading.shape == "text":
        draft.fields[heading.name] = markup + draft.fields.get(heading.name, "")
    elif heading.name in FILES:
        _keep_words_of_files(draft, heading, markup)
    else:
        _place_lines(draft, heading, lines_of(markup))


def _keep_words_of_files(draft: CaseDraft, heading: Heading, markup: str) -> None:
    captions = {carried.caption for carried in draft.images} | {carried.name for carried in draft.images}
    draft.unplaced.extend(f"{heading.label}：{line}" for line in lines_of(markup) if line not in captions)


def _place_lines(draft: CaseDraft, heading: Heading, lines: list[str]) -> None:
    """Text where rows are kept: what is a row line by line becomes one, the rest is kept."""
    rows: list[dict[str, Any]] = []
    for line in lines:
        if row := _row_of_line(heading.name, line):
            rows.append(row)
        else:
            draft.unplaced.append(f"{heading.label}：{line}")
    if rows:
        draft.fields[heading.name] = [*draft.fields.get(heading.name, []), *rows]
    if len(rows) < len(lines):
        message = _("这一部分要填成一行一行的表格，下面的文字保留在备注里，请导入后补填。")
        draft.findings.append(Finding("warning", str(heading.label), message))


def _row_of_line(relation: str, line: str) -> dict[str, Any] | None:
    words = re.sub(r"^[(（]?[\d一二三四五六七八九十]+[)）、.．]\s*", "", line).strip(" ；;。")
    if relation == "policy_citations" and (policy := _POLICY.search(words)):
        return {"title": policy["title"], "number": policy["number"] or "", "clause": policy["clause"].strip(" ，,")}
    if relation == "videos" and (address := _ADDRESS.search(words)):
        return {"title": words.replace(address[0], "").strip(" ：:") or address[0][:100], "url": address[0]}
    if relation == "conditions" and words:
        return {"text": words, "essential": True}
    return None
