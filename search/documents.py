"""What is searched: one document a live page, built without asking any engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Page

from alliance.models import ArticlePage
from cities.models import CityPage
from cities.viewers import Viewer
from practices.models import Hold, PracticePage
from practices.serializers import LONG_TEXTS
from vocabulary.richtext import to_text

TYPES: dict[str, type[Page]] = {"practice": PracticePage, "city": CityPage, "article": ArticlePage}


@dataclass(frozen=True)
class SearchDocument:
    """`audiences`: who may find it, in the words of audiences_of. `contact` is searched for members only."""

    id: str
    title: str
    body: str
    audiences: tuple[str, ...]
    contact: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    day: int = 0


def audiences_of(viewer: Viewer) -> tuple[str, ...]:
    """Every audience `viewer` belongs to; a document is found when it names one of them."""
    found = ["public"]
    if viewer.city_ids or viewer.is_administrator:
        found.append("alliance")
    if viewer.in_office:
        found.append("office")
    if viewer.is_administrator:
        found.append("administrator")
    found += [f"city-{pk}" for pk in viewer.city_ids]
    found += [f"writers-{pk}" for pk in viewer.writing_city_ids]
    return tuple(found)


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


def document_of(page: Any) -> SearchDocument:
    if isinstance(page, PracticePage):
        return _practice(page)
    if isinstance(page, CityPage):
        units = " ".join(bureau.name for bureau in page.city.bureaus.all())
        body = f"{units}\n{to_text(page.introduction)}"
        contact = f"{page.contact_name} {page.contact_phone} {page.contact_email}"
        values = {"type": ("city",), "city": (page.city.slug,)}
        return SearchDocument(_id("city", page), page.city.name, body, ("public",), contact, values)
    body = f"{page.summary}\n{to_text(page.body)}"
    values = {"type": ("article",), "year": (str(page.published_on.year),)}
    return SearchDocument(
        _id("article", page), page.title, body, ("public",), "", values, page.published_on.toordinal()
    )


def _practice(page: PracticePage) -> SearchDocument:
    parts = [
        page.summary,
        str(page.bureau or ""),
        str(page.district or ""),
        page.city.name,
        *(item.tag.name for item in page.tagged_items.all()),
    ]
    parts += [to_text(getattr(page, name)) for name in LONG_TEXTS]
    parts += [f"{row.name} {row.source}" for row in page.indicators.all()]
    parts += [f"{row.title} {row.body}" for row in page.steps.all()]
    parts += [f"{row.name} {row.how} {row.lesson}" for row in page.building_blocks.all()]
    parts += [f"{row.title} {row.document.title}\n{row.document.text}" for row in page.attachments.all()]
    themes = list(page.themes.all())
    published = page.first_published_at
    values = {
        "type": ("practice",),
        "city": (page.city.slug,),
        "theme": tuple(theme.code for theme in themes),
        "lifecycle": tuple(term.code for term in page.lifecycle_stages.all()),
        "loop_phase": tuple(term.code for term in page.loop_phases.all()),
        "recognition": tuple({row.award.code for row in page.recognitions.all() if row.withdrawn_on is None}),
        "kind": (page.kind,),
        "year": (str(page.started_on.year),) if page.started_on else (),
    }
    return SearchDocument(
        id=_id("practice", page),
        title=page.title,
        body="\n".join([*parts, *(theme.name for theme in themes)]),
        audiences=audiences_for(page),
        contact=f"{page.contact_name} {page.contact_phone} {page.contact_email}",
        values=values,
        day=published.toordinal() if published else 0,
    )


#: What document_of reads of each type, fetched for many at once.
RELATED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "practice": (
        ("city", "bureau", "district"),
        (
            *("themes", "lifecycle_stages", "loop_phases", "tagged_items__tag", "holds", "recognitions__award"),
            *("indicators", "steps", "building_blocks", "attachments__document"),
        ),
    ),
    "city": (("city",), ("city__bureaus",)),
    "article": ((), ()),
}


def pages_of(kind: str) -> Any:
    one, many = RELATED[kind]
    return TYPES[kind].objects.live().select_related(*one).prefetch_related(*many)


def _id(kind: str, page: Page) -> str:
    return f"{kind}-{page.pk}"


def live_document(pk: int) -> SearchDocument | None:
    """The document of page `pk` as it stands now; None when there is nothing to find."""
    for model in TYPES.values():
        page = model.objects.live().filter(pk=pk).first()
        if page is not None:
            return document_of(page)
    return None


def live_ids() -> set[str]:
    return {f"{kind}-{pk}" for kind, model in TYPES.items() for pk in model.objects.live().values_list("pk", flat=True)}


def all_documents() -> Iterator[SearchDocument]:
    """In blocks, with a fixed number of queries a block."""
    for kind in TYPES:
        for page in pages_of(kind).order_by("pk").iterator(chunk_size=200):
            yield document_of(page)
