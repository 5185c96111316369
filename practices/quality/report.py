"""What was found in one case, as the editor and the approver read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from practices.quality.findings import Finding, Level


@dataclass(frozen=True)
class Line:
    """`leads_to` is the name of the field in the editor's form."""

    finding: Finding
    leads_to: str


@dataclass(frozen=True)
class Report:
    lines: list[Line]

    def _number(self, level: Level) -> int:
        return sum(line.finding.level == level for line in self.lines)

    @property
    def stops(self) -> int:
        return self._number(Level.STOP)

    @property
    def warnings(self) -> int:
        return self._number(Level.WARN)

    @property
    def advice(self) -> int:
        return self._number(Level.ADVISE)


def report_of(findings: Iterable[Finding], content: dict[str, Any]) -> Report:
    return Report([Line(finding, _input_of(finding, content)) for finding in findings])


def _input_of(finding: Finding, content: dict[str, Any]) -> str:
    where = finding.where
    if where.row is None:
        return where.field
    row = content[where.field][where.row - 1]
    return f"{where.field}-{row.get('at', where.row - 1)}-{where.column}"
