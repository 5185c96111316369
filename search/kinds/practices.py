"""实践案例."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cities.viewers import viewer_of
from files.models import AllianceDocument
from practices.models import Attachment, EvidenceGrade, Hold, PracticePage, Recognition
from practices.models import Kind as KindOfCase
from practices.serializers import LONG_TEXTS
from search.attached import PARTS as FILE_PARTS
from search.attached import cases_with, files_with
from search.documents import SearchDocument
from search.kinds.base import Listing, Values
from search.kinds.pages import PageKind
from search.kinds.words import holding
from search.marks import joined
from search.queries import ParsedQuery
from vocabulary.richtext import stored_to_text

PARTS = (
    "holds",
    "tagged_items__tag",
    "themes",
    "lifecycle_stages",
    "loop_phases",
    "indicators",
    "steps",
    *FILE_PARTS,
    "recognitions__award",
)
#: What is shown of a case that was found, beside its card.
HIT_PARTS = ("evidence_grades", "recognitions__award")
#: Facet → the column of a case it stands for.
COLUMNS = {
    "city": "city__slug__in",
    "case_city": "city__slug__in",
    "theme": "themes__code__in",
    "lifecycle": "lifecycle_stages__code__in",
    "loop": "loop_phases__code__in",
    "kind": "kind__in",
    "year": "started_on__year__in",
}


class Practices(PageKind):
    name = "practice"
    label = _("实践案例")
    card = "search/cards/practice.html"
    model = PracticePage

    # --- the index ------------------------------------------------------------------------------------------------
    def with_parts(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("city", "bureau", "district").prefetch_related(*PARTS)

    def touched_by(self, changed: Any) -> Iterable[int]:
        if isinstance(changed, Hold | Recognition | EvidenceGrade):
            return [changed.practice_id]
        if isinstance(changed, Attachment):
            return [changed.page_id]
        if isinstance(changed, AllianceDocument):
            return cases_with(changed).values_list("pk", flat=True)
        return super().touched_by(changed)

    def document(self, row: Any) -> SearchDocument:
        published = row.first_published_at
        return SearchDocument(
            id=self.identifier(row),
            title=row.title,
            body=joined(_prose(row), _names(row), files_with(row)),
            audiences=audiences_for(row),
            contact=f"{row.contact_name} {row.contact_phone} {row.contact_email}",
            values=self.values(row),
            day=published.toordinal() if published else 0,
            subjects=" ".join(_subjects(row)),
            summary=row.summary,
        )

    def values(self, row: Any) -> Values:
        awards = (given.award.code for given in row.recognitions.all() if given.withdrawn_on is None)
        return {
            "type": (self.name,),
            "city": (row.city.slug,),
            "case_city": (row.city.slug,),
            "theme": tuple(term.code for term in row.themes.all()),
            "lifecycle": tuple(term.code for term in row.lifecycle_stages.all()),
            "loop": tuple(term.code for term in row.loop_phases.all()),
            "kind": (row.kind,),
            "year": (str(row.started_on.year),) if row.started_on else (),
            "recognition": tuple(dict.fromkeys(awards)),
        }

    # --- what a reader sees ---------------------------------------------------------------------------------------
    def readable(self, user: Any) -> QuerySet[Any]:
        """Without the long texts, which no list shows."""
        return (
            PracticePage.objects.visible_to(user)
            .for_lists()
            .defer(*LONG_TEXTS)
            .prefetch_related(*HIT_PARTS)
            .with_times_adopted(viewer_of(user))
        )

    def nameable(self, user: Any) -> QuerySet[Any]:
        written = Q(pk__in=PracticePage.objects.written_by(user).values("pk"))
        return PracticePage.objects.filter(Q(pk__in=PracticePage.objects.visible_to(user).values("pk")) | written)

    def by_words(self, parsed: ParsedQuery, user: Any, chosen: Values) -> QuerySet[Any]:
        pages = PracticePage.objects.visible_to(user).filter(holding(parsed, "title", "summary", "city__name"))
        for name, values in chosen.items():
            if name == "recognition":
                given = Recognition.objects.filter(award__code__in=values, withdrawn_on=None)
                pages = pages.filter(pk__in=given.values("practice"))
            elif name in COLUMNS:
                pages = pages.filter(pk__in=PracticePage.objects.filter(**{COLUMNS[name]: values}).values("pk"))
        return pages.for_lists().prefetch_related(*HIT_PARTS).with_times_adopted(viewer_of(user))

    def listing(self, row: Any) -> Listing:
        return replace(
            super().listing(row),
            address=f"/p/{row.short_id}",
            key=f"urn:uuid:{row.uuid}",
            city=row.city.name,
            themes=tuple(theme.name for theme in row.themes.all()),
        )


def audiences_for(practice: PracticePage) -> tuple[str, ...]:
    """The same rule as practices.querysets.readable_by, seen from the case; a test holds the two together."""
    limits = {hold.limit for hold in practice.holds.all() if hold.lifted_at is None}
    found = ["administrator", f"writers-{practice.city_id}"]
    shared = practice.visibility in ("public", "alliance")
    if Hold.Limit.HIDDEN not in limits:
        found.append(f"city-{practice.city_id}")
        if shared and Hold.Limit.CITY not in limits:
            found.append("alliance")
        if practice.visibility == "public" and not limits:
            found.append("public")
    if shared and Hold.Limit.CITY not in limits:
        found.append("office")
    return tuple(found)


def _subjects(page: PracticePage) -> Iterator[str]:
    yield from (item.tag.name for item in page.tagged_items.all())
    yield from (f"{theme.name} {theme.name_en}" for theme in page.themes.all())
    if page.kind == KindOfCase.LESSON:
        yield str(KindOfCase.LESSON.label)


def _prose(page: PracticePage) -> Iterator[str]:
    yield page.summary
    yield from (stored_to_text(getattr(page, name)) for name in LONG_TEXTS)
    yield from (f"{row.title}：{row.body}" if row.body else row.title for row in page.steps.all())
    for row in page.building_blocks.all():
        yield from (row.name, row.how, row.lesson)


def _names(page: PracticePage) -> Iterator[str]:
    yield from (page.city.name, str(page.bureau or ""), str(page.district or ""))
    yield from (item.tag.name for item in page.tagged_items.all())
    for row in page.indicators.all():
        yield from (row.name, row.source)
    yield from (theme.name for theme in page.themes.all())
