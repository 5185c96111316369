"""What a benchmark measured, beside the mark it is held to; printed as a table and kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One line. `figures` maps a name with its unit ("p95 ms") to a number; `met` is None where no mark is set."""

    group: str
    name: str
    figures: Mapping[str, float | int | str] = field(default_factory=dict)
    mark: str = ""
    met: bool | None = None


def as_table(rows: Iterable[Row]) -> str:
    lines, group = [], None
    for row in rows:
        if row.group != group:
            group = row.group
            lines.append(f"\n{group}")
        figures = "  ".join(f"{name} {_number(value)}" for name, value in row.figures.items())
        verdict = {True: "met", False: "MISSED", None: ""}[row.met]
        lines.append(f"  {row.name:<34}{figures:<76}{row.mark:<28}{verdict}".rstrip())
    return "\n".join(lines)


def _number(value: float | int | str) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def save(rows: Iterable[Row], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1), encoding="utf-8")
