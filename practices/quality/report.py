"""What was found in one case, as the editor and the approver read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from practices.quality.findings import Finding, Level

if TYPE_CHECKING:
    from practices.models import FindingDecision

#: A stop of this family may be let pass by somebody who answers for it; an identity number never.
RELEASABLE = "secrecy"


@dataclass(frozen=True)
class Line:
    """`leads_to` is the name of the field in the editor's form; `decision` is what somebody said about it."""

    finding: Finding
    leads_to: str
    decision: FindingDecision | None = None

    @property
    def is_open(self) -> bool:
        """It still stands in the way, or waits for a tick."""
        return self.decision is None and self.finding.level != Level.ADVISE

    @property
    def may_be_released(self) -> bool:
        is_stop = self.finding.level == Level.STOP
        return self.is_open and is_stop and self.finding.family == RELEASABLE


@dataclass(frozen=True)
class Report:
    lines: list[Line]

    def _open(self, level: Level) -> list[Finding]:
        return [line.finding for line in self.lines if line.is_open and line.finding.level == level]

    @property
    def open_lines(self) -> list[Line]:
        return [line for line in self.lines if line.is_open]

    @property
    def stops(self) -> list[Finding]:
        return self._open(Level.STOP)

    @property
    def warnings(self) -> list[Finding]:
        return self._open(Level.WARN)

    @property
    def advice(self) -> int:
        return sum(line.finding.level == Level.ADVISE for line in self.lines)

    @property
    def decided(self) -> int:
        return sum(line.decision is not None for line in self.lines)


def report_of(
    findings: Iterable[Finding], decisions: Mapping[str, FindingDecision], rows: Mapping[str, list[int]] | None = None
) -> Report:
    """`decisions` by key. `rows` says for each relation which number in the form its rows have; without it they stand
    as they are counted."""
    return Report([Line(found, _input_of(found, rows or {}), decisions.get(found.key)) for found in findings])


def _input_of(finding: Finding, rows: Mapping[str, list[int]]) -> str:
    where = finding.where
    if where.row is None:
        return where.field
    at = rows[where.field][where.row - 1] if where.field in rows else where.row - 1
    return f"{where.field}-{at}-{where.column}"
