"""A case as a revision keeps it, in the shape of serializers.serialize: lists of many cases are judged without a query
for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practices.completeness import Beside
from practices.serializers import LONG_TEXTS, PARTS, PLAIN_FIELDS, TERM_FIELDS

if TYPE_CHECKING:
    from practices.models import PracticePage

#: Of a revision: what serialize reads under another name, and what a row refers to.
TAGS = "tagged_items"
COUNTED = ("evidence_files", "policy_citations", "transfer_ranges")

Content = dict[str, Any]


def content_of(kept: Content) -> Content:
    """`kept` is Revision.content, or serializable_data() of a page in memory."""
    content: Content = {name: kept.get(name) for name in (*PLAIN_FIELDS, *LONG_TEXTS, "started_on", "ended_on")}
    content |= {name: kept.get(name) or [] for name in TERM_FIELDS}
    content |= {relation: kept.get(relation) or [] for relation in PARTS}
    return content | {"keywords": kept.get(TAGS) or []}


def beside_of(kept: Content) -> Beside:
    return Beside(
        contact_name=kept.get("contact_name") or "",
        contact_phone=kept.get("contact_phone") or "",
        contact_email=kept.get("contact_email") or "",
        confirmed_not_secret=bool(kept.get("confirmed_not_secret")),
        **{name: len(kept.get(name) or []) for name in COUNTED},
    )


def kept_of(page: PracticePage) -> Content:
    """The last revision, or the page itself where it has none (fetch latest_revision with lists of many)."""
    return dict(page.latest_revision.content if page.latest_revision else page.serializable_data())
