"""What stands in the editor just now, in the shape of serializers.serialize: read from the form as it is sent, finished
or not, without asking the database."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from django.http import QueryDict

from practices.completeness import Beside
from practices.serializers import LONG_TEXTS, PARTS, PLAIN_FIELDS, TERM_FIELDS

#: More rows than anybody writes; a forged count must not keep the server busy.
MOST_ROWS = 500
#: What a row refers to beside its own columns.
CHOSEN = {"images": "image", "attachments": "document", "evidence_files": "document", "derived_from": "practice"}


def content_of(data: QueryDict) -> dict[str, Any]:
    """Of rows `at` is the number in the form; those marked as deleted are left out."""
    content: dict[str, Any] = {name: data.get(name, "") for name in (*PLAIN_FIELDS, "started_on", "ended_on")}
    content |= {name: html_of(data.get(name, "")) for name in LONG_TEXTS}
    content |= {name: data.getlist(name) for name in TERM_FIELDS}
    content["keywords"] = [word for word in data.get("keywords", "").replace("，", ",").split(",") if word.strip()]
    return content | all_rows(data)


def all_rows(data: QueryDict) -> dict[str, list[dict[str, Any]]]:
    return {relation: rows_of(data, relation, columns) for relation, columns in PARTS.items()}


def beside_of(data: QueryDict) -> Beside:
    counted = ("evidence_files", "policy_citations", "transfer_ranges")
    return Beside(
        contact_name=data.get("contact_name", ""),
        contact_phone=data.get("contact_phone", ""),
        contact_email=data.get("contact_email", ""),
        confirmed_not_secret="confirmed_not_secret" in data,
        **{name: len(rows_of(data, name, ())) for name in counted},
    )


def rows_of(data: QueryDict, relation: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    """In the order the form shows them."""
    numbers = [at for at in range(_count(data, relation)) if not _is_deleted(data, f"{relation}-{at}-DELETE")]
    numbers.sort(key=lambda at: _order(data.get(f"{relation}-{at}-ORDER", "")))
    wanted = (*columns, *([CHOSEN[relation]] if relation in CHOSEN else []))
    return [{"at": at, **{name: data.get(f"{relation}-{at}-{name}", "") for name in wanted}} for at in numbers]


def _count(data: QueryDict, relation: str) -> int:
    total = data.get(f"{relation}-TOTAL_FORMS", "0")
    return min(int(total), MOST_ROWS) if total.isascii() and total.isdigit() and len(total) < 6 else 0


def _is_deleted(data: QueryDict, name: str) -> bool:
    return data.get(name, "") not in ("", "false", "0")


def _order(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def html_of(value: str) -> str:
    """The editor keeps a long text as JSON of its blocks."""
    try:
        blocks = json.loads(value)["blocks"]
        return "".join(f"<p>{escape(str(block['text']))}</p>" for block in blocks)
    except (ValueError, KeyError, TypeError, RecursionError):
        return value
