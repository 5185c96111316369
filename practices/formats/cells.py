"""Cells of tables that Excel and WPS open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

#: What makes a program take a cell for a formula, in full width too: Chinese Excel reads ＝ as =.
FORMULA_BEGINS = tuple("=+-@＝＋－＠")
#: Characters that a cell of Excel holds.
LONGEST = 32_767
#: Between the cells of a table that stands in one cell.
BAR = " | "


def is_formula(text: str) -> bool:
    return text[:1] in ("\t", "\r", "\n") or text.lstrip().startswith(FORMULA_BEGINS)


def safe(text: str) -> str:
    """Never a formula: with an apostrophe before it, which the programs show as text."""
    return f"'{text}" if is_formula(text.lstrip("'")) else text


def unsafe(text: str) -> str:
    """What stood there before `safe`."""
    return text[1:] if text.startswith("'") and is_formula(text.lstrip("'")) else text


def one_line(value: Any) -> str:
    """One line, and never a formula."""
    text = str(value).replace("\x00", "")
    return f"{chr(39) if is_formula(text) else ''}{' '.join(text.split())}"


def table_in_cell(labels: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as lines of one cell: the headings, then a line a row. Empty where there are no rows."""
    lines = [BAR.join(_escaped(value) for value in row) for row in rows]
    return "\n".join([BAR.join(_escaped(label) for label in labels), *lines]) if lines else ""


def table_of_cell(text: str) -> list[list[str]]:
    """The lines of `table_in_cell`, headings first; a bar without spaces parts cells as well."""
    return [_parted(line) for line in text.split("\n") if line.strip()]


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("|", "\\|").replace("\r", "").replace("\n", "\\n")


def _parted(line: str) -> list[str]:
    cells, cell, letters = [], "", iter(line)
    for letter in letters:
        if letter == "|":
            cells.append(cell.strip())
            cell = ""
        elif letter == "\\":
            following = next(letters, "\\")
            cell += "\n" if following == "n" else following
        else:
            cell += letter
    return [*cells, cell.strip()]


def pieces(text: str) -> list[str]:
    """`text` cut to what a cell holds, at the end of a line where there is one. Excel counts a rare character as two:
    halves of what a cell holds are safe for any text that has one."""
    longest = LONGEST - 1 if text.isascii() or max(text, default="") <= "\uffff" else LONGEST // 2
    cut: list[str] = []
    while len(text) > longest:
        end = text.rfind("\n", longest // 2, longest) + 1 or longest
        cut.append(text[:end])
        text = text[end:]
    return [*cut, text]
