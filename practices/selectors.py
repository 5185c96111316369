"""What stands beside a case on its page: its standing, its awards, and cases it is linked with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.utils import timezone

from cities.selectors import cities_by_id
from cities.viewers import VISITOR, Viewer
from config.remembered import remembered_each
from practices.models import (
    Adoption,
    CorrectionRequest,
    DerivedFrom,
    EvidenceGrade,
    EvidenceLevel,
    PracticePage,
    Recognition,
    Verification,
)
from practices.models.records import certificate_number
from practices.reading import KEPT, Reading, latest_version
from practices.reviews.evidence import EXPLANATIONS
from vocabulary.models import Term
from vocabulary.selectors import all_terms

#: Related cases shown; and all that is asked for, so that a case many learnt from stays readable.
RELATED, NEAREST = 4, 40
#: Reviews named on the page.
VERIFICATIONS = 3
NEAR, SIMILAR, ON_THEME = range(3)
LINK_COLUMNS = ("title", "url_path", "summary", "kind", "city", "uuid", "content_type", "path", "depth")


@dataclass(frozen=True)
class Standing:
    """What others say of a case: evidence, freshness, awards."""

    evidence: EvidenceLevel
    verified_on: date | None
    review_by: date | None
    awards: list[Term]
    #: Awards with the numbers of their certificates, the newest first.
    certificates: list[tuple[Term, str]] = field(default_factory=list)
    short_id: str = ""
    explanation: Any = ""
    #: Whether it is worth asking for them; not whether this reader may know.
    has_corrections: bool = False
    has_adoptions: bool = False

    @property
    def is_overdue(self) -> bool:
        return self.review_by is not None and self.review_by < timezone.localdate()


@remembered_each(KEPT)
def standing_of(practice: int) -> Standing:
    """By id. Without a grade a case is self-reported."""
    grades = EvidenceGrade.objects.filter(practice=OuterRef("pk")).values("level")[:1]
    awarded = Recognition.objects.filter(practice=OuterRef("pk"), withdrawn_on=None)
    corrected = CorrectionRequest.objects.filter(practice=OuterRef("pk"), state=CorrectionRequest.State.DONE)
    adopted = Adoption.objects.standing().filter(practice=OuterRef("pk"))
    cases = PracticePage.objects.filter(pk=practice).order_by().with_review().annotate(grade=Subquery(grades))
    cases = cases.annotate(awarded=Exists(awarded), corrected=Exists(corrected), adopted=Exists(adopted))
    columns = ("grade", "verified_on", "review_by", "short_id", "awarded", "corrected", "adopted")
    found = cases.values_list(*columns).first() or (None, None, None, "", False, False, False)
    grade, verified_on, review_by, short_id, has_awards, has_corrections, has_adoptions = found
    given_here = Recognition.objects.filter(practice=practice, withdrawn_on=None)
    rows = list(given_here.values_list("award_id", "given_on", "pk")) if has_awards else []
    terms = all_terms() if rows else {}
    given = [(terms[award], certificate_number(day, pk)) for award, day, pk in rows]
    level = EvidenceLevel(grade or EvidenceLevel.SELF_REPORTED)
    awards = list(dict.fromkeys(award for award, _number in given))
    return Standing(
        *(level, verified_on, review_by, awards, given, short_id, EXPLANATIONS[level]), has_corrections, has_adoptions
    )


def last_verifications(practice: int) -> list[Verification]:
    """By id; the newest first. Who said so and what is for members: they may have to ask that person."""
    return list(Verification.objects.filter(practice=practice).select_related("verifier")[:VERIFICATIONS])


@dataclass(frozen=True)
class Source:
    """What a case learnt from. `case` is None where it is none of ours, or one the reader may not know."""

    title: str
    url: str = ""
    case: PracticePage | None = None


@dataclass(frozen=True)
class Linked:
    sources: list[Source] = field(default_factory=list)
    followers: list[PracticePage] = field(default_factory=list)
    related: list[PracticePage] = field(default_factory=list)
    hidden_sources: int = 0


#: Ids of cases like this one, the most alike first; what cannot be found out is an empty list.
FindSimilar = Callable[[int | None, Reading, Viewer], list[int]]
_similar: list[FindSimilar] = []


def register_similar_cases(find: FindSimilar) -> FindSimilar:
    """Decorator, for an app above this one. What it finds is judged here; where it finds nothing, cases of other cities
    on the same themes stand in."""
    _similar.append(find)
    return find


def linked_cases(page: PracticePage, case: Reading, viewer: Viewer) -> Linked:
    """What visitors see is the same for all of them, and remembered."""
    if viewer == VISITOR and case.number is not None:
        return _linked_for_visitors(page.pk)
    return _linked(page.pk, case, viewer)


@remembered_each(KEPT)
def _linked_for_visitors(practice: int) -> Linked:
    case = latest_version(practice)
    return _linked(practice, case, VISITOR) if case else Linked()


def _linked(practice: int | None, case: Reading, viewer: Viewer) -> Linked:
    """Cases `viewer` may read: those this one learnt from, those that learnt from it, and similar ones, or else the
    newest of other cities on the same themes. One query."""
    similar = [pk for find in _similar for pk in find(practice, case, viewer)]
    followers = DerivedFrom.objects.filter(practice=practice).values("page")
    is_near = Q(pk__in=followers) | Q(uuid__in=case.source_ids) if case.source_ids else Q(pk__in=followers)
    found = (
        PracticePage.objects.visible_to(viewer).only(*LINK_COLUMNS).filter(is_near | Q(pk__in=similar) | _alike(case))
    )
    nearness = Case(When(is_near, then=NEAR), When(pk__in=similar, then=SIMILAR), default=ON_THEME)
    around = list(found.annotate(distance=nearness).order_by("distance", "-first_published_at", "-pk")[:NEAREST])
    cities = cities_by_id()
    for other in around:
        other.city = cities[other.city_id]
    near = {str(other.uuid): other for other in around if other.distance == NEAR}
    sources = _sources(case, near)
    shown = [source for source in sources if source is not None]
    return Linked(
        shown,
        [other for uuid, other in near.items() if uuid not in case.source_ids],
        _related(around, similar)[:RELATED],
        len(sources) - len(shown),
    )


def _related(around: list[PracticePage], similar: list[int]) -> list[PracticePage]:
    place = {pk: number for number, pk in enumerate(similar)}
    found = [other for other in around if other.distance == SIMILAR]
    return sorted(found, key=lambda other: place[other.pk]) or [o for o in around if o.distance == ON_THEME]


def _alike(case: Reading) -> Q:
    themes = [term.pk for term in case.terms["themes"]]
    chosen = PracticePage.themes.through.objects.filter(term__in=themes).values("practicepage")
    return Q(pk__in=chosen) & ~Q(city__code=case.content["city"])


def _sources(case: Reading, by_uuid: dict[str, PracticePage]) -> list[Source | None]:
    """None for a case that is not this reader's to know: its title was copied when it was cited."""
    found: list[Source | None] = []
    for row in case.content.get("derived_from") or []:
        if row["kind"] != DerivedFrom.Kind.PRACTICE:
            found.append(Source(row["title"] or row["url"], row["url"]))
            continue
        source = by_uuid.get(row["source_uuid"] or "")
        found.append(Source(source.title, case=source) if source else None)
    return found
