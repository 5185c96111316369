"""Contents of cases for the rules, without a database."""

from __future__ import annotations

from typing import Any

from alliance.sample.parts import SOURCE
from alliance.sample.reading import read_cases, to_html
from practices.quality.findings import Finding
from practices.serializers import LONG_TEXTS

GOOD_ROW = {
    "name": "占道投诉",
    "unit": "件/月",
    "before": "120",
    "after": "45",
    "measured_on": "2025-06-30",
    "source": "12345 热线月报",
    "better": "lower",
}


def content(text: str = "", **fields: Any) -> dict[str, Any]:
    """A case whose approach says `text`."""
    return {"title": "早市退路进院", "kind": "success", "approach": f"<p>{text}</p>", **fields}


def indicators(*rows: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A case with one good indicator a row, changed as the row says."""
    return content("做法", indicators=[{**GOOD_ROW, **row} for row in rows], **fields)


def sample_contents() -> list[dict[str, Any]]:
    """Every sample case as it would be serialized, as far as the rules read it."""
    return [_serialized(case) for case in read_cases()]


def _serialized(case: dict[str, Any]) -> dict[str, Any]:
    texts = {name: to_html(case.get(name, "").strip().splitlines()) for name in LONG_TEXTS}
    rows = [{"better": "lower", **row, "source": SOURCE} for row in case["indicators"]]
    return {"kind": "success", **case, **texts, "indicators": rows, "derived_from": []}


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]
