"""The rules of practices.completeness for many cases at once: as a condition in SQL, and read for the rows of one page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q

from practices.completeness import ENDED_STAGES, PLANNED, RULES, SAYS_NOTHING, Beside, Completeness, completeness

#: What stands in a column that says nothing, as the editor stores it.
BLANKS = ["", "<p></p>", *(form.format(word) for word in SAYS_NOTHING for form in ("{}", "<p>{}</p>", "<p>{}。</p>"))]
TEXTS = tuple(rule.name for rule in RULES if rule.holds == "text")
#: Relations a rule looks at; of transfer_ranges, files and citations only the number counts, of the others that there are any.
RELATIONS = (
    *(rule.name for rule in RULES if rule.holds == "rows"),
    *("evidence_files", "policy_citations", "transfer_ranges"),
)
COLUMNS = (
    *TEXTS,
    *("stage", "started_on", "ended_on", "approach", "transferability", "confirmed_not_secret"),
    *("contact_name", "contact_phone", "contact_email"),
)


def _rows(relation: str) -> Any:
    """The rows of `relation` that belong to the case of the outer query."""
    from practices.models import PracticePage
    from practices.models.page import PracticeTag

    if relation == "keywords":
        return PracticeTag.objects.filter(content_object=OuterRef("pk"))
    field = PracticePage._meta.get_field(relation)
    if field.many_to_many:
        return field.remote_field.through.objects.filter(practicepage=OuterRef("pk"))
    return field.related_model.objects.filter(page=OuterRef("pk"))


def has(relation: str) -> Exists:
    return Exists(_rows(relation).order_by())


def _indicators(**figures: bool) -> Exists:
    return Exists(_rows("indicators").filter(**figures).order_by())


def _blank(name: str) -> Q:
    return Q(**{f"{name}__in": BLANKS})


def _no_dates() -> Q:
    return Q(started_on__isnull=True) | Q(stage__in=ENDED_STAGES, ended_on__isnull=True)


def _no_figures() -> Q:
    before = Q(_indicators(before__isnull=False), stage=PLANNED)
    both = Q(_indicators(before__isnull=False, after__isnull=False))
    return ~(before | both)


def _own_tests() -> dict[str, Q]:
    return {
        "contact_name": _blank("contact_name") | Q(contact_phone="", contact_email=""),
        "started_on": _no_dates(),
        "approach": _blank("approach") & ~Q(has("steps")),
        "policy_citations": ~Q(has("policy_citations")),
        "indicators": _no_figures(),
        "evidence_files": ~Q(has("evidence_files")),
        "transferability": _blank("transferability") & ~Q(has("transfer_ranges")),
        "confirmed_not_secret": Q(confirmed_not_secret=False),
    }


def is_incomplete() -> Q:
    """Something of the full form is missing."""
    own = _own_tests()
    named = [own.get(rule.name) or (_blank if rule.holds == "text" else _none)(rule.name) for rule in RULES]
    return reduce(or_, named)


def is_full() -> Q:
    return ~is_incomplete()


def _none(relation: str) -> Q:
    return ~Q(has(relation))


def completeness_of(ids: Iterable[int]) -> dict[int, Completeness]:
    """Two queries, whatever the number of cases. Of a live case it is what readers see, not its draft."""
    from practices.models import OutcomeIndicator, PracticePage

    flags = {f"has_{relation}": has(relation) for relation in RELATIONS}
    rows = PracticePage.objects.filter(pk__in=list(ids)).order_by().values("pk", *COLUMNS, **flags)
    figures: dict[int, list[dict[str, Any]]] = {}
    for row in OutcomeIndicator.objects.filter(page__in=list(ids)).values("page", "before", "after"):
        figures.setdefault(row["page"], []).append(row)
    return {row["pk"]: _completeness(row, figures.get(row["pk"], [])) for row in rows}


def _completeness(row: dict[str, Any], indicators: list[dict[str, Any]]) -> Completeness:
    content = row | {relation: [True] * row[f"has_{relation}"] for relation in RELATIONS}
    beside = Beside(
        contact_name=row["contact_name"],
        contact_phone=row["contact_phone"],
        contact_email=row["contact_email"],
        confirmed_not_secret=row["confirmed_not_secret"],
        evidence_files=int(row["has_evidence_files"]),
        policy_citations=int(row["has_policy_citations"]),
        transfer_ranges=int(row["has_transfer_ranges"]),
    )
    return completeness(content | {"indicators": indicators}, beside)
