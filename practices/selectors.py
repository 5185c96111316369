"""What stands beside a case on its page: its standing, its awards, and cases it is linked with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cities.selectors import cities_by_id
from cities.viewers import Viewer
from practices.models import DerivedFrom, EvidenceLevel, PracticePage, Recognition
from practices.reading import Reading
from vocabulary.models import Term
from vocabulary.selectors import all_terms

#: Related cases shown.
RELATED = 4
LINK_COLUMNS = ("title", "url_path", "summary", "kind", "city", "uuid", "content_type", "path", "depth")


@dataclass(frozen=True)
class Standing:
    """What others say of a case: evidence, freshness, awards."""

    evidence: EvidenceLevel
    verified_on: date | None
    review_by: date | None
    awards: list[Term]

    @property
    def is_overdue(self) -> bool:
        return self.review_by is not None and self.review_by < timezone.localdate()


def standing_of(page: PracticePage) -> Standing:
    """Without a grade a case is self-reported."""
    if not hasattr(page, "evidence_level"):
        found = (
            PracticePage.objects.filter(pk=page.pk).with_standing().values("evidence_level", "verified_on", "review_by")
        )
        for name, value in (found.first() or {"evidence_level": None, "verified_on": None, "review_by": None}).items():
            setattr(page, name, value)
    level = EvidenceLevel(page.evidence_level or EvidenceLevel.SELF_REPORTED)  # type: ignore[attr-defined]
    return Standing(level, page.verified_on, page.review_by, _awards(page))  # type: ignore[attr-defined]


def _awards(page: PracticePage) -> list[Term]:
    rows = Recognition.objects.filter(practice=page.pk, withdrawn_on=None)
    return [all_terms()[award] for award in dict.fromkeys(rows.values_list("award_id", flat=True))]


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


def linked_cases(page: PracticePage, case: Reading, viewer: Viewer) -> Linked:
    """Cases `viewer` may read: those this one learnt from, those that learnt from it, and others like it."""
    visible = PracticePage.objects.visible_to(viewer).only(*LINK_COLUMNS)
    around = _with_cities(visible.filter(_sources_or_followers(page, case)))
    by_uuid = {str(found.uuid): found for found in around}
    sources = _sources(case, by_uuid)
    shown = [source for source in sources if source is not None]
    followers = [found for found in around if str(found.uuid) not in case.source_ids]
    return Linked(shown, followers, _related(page, case, visible), len(sources) - len(shown))


def _sources_or_followers(page: PracticePage, case: Reading) -> Q:
    followers = DerivedFrom.objects.filter(practice=page.pk).values("page")
    rule = Q(pk__in=followers)
    return rule | Q(uuid__in=case.source_ids) if case.source_ids else rule


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


def _related(page: PracticePage, case: Reading, visible: Any) -> list[PracticePage]:
    """The newest of other cities on the same themes."""
    themes = [term.pk for term in case.terms["themes"]]
    if not themes:
        return []
    chosen = PracticePage.themes.through.objects.filter(term__in=themes).values("practicepage")
    others = visible.filter(pk__in=chosen).exclude(city=page.city_id)
    return _with_cities(others.order_by("-first_published_at", "-pk")[:RELATED])


def _with_cities(pages: Any) -> list[PracticePage]:
    cities, found = cities_by_id(), list(pages)
    for page in found:
        page.city = cities[page.city_id]
    return found
