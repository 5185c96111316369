"""What is searched: one document a live page, built without asking any engine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Page

from alliance.models import ArticlePage
from cities.models import CityPage
from cities.viewers import Viewer
from practices.models import Hold, Kind, PracticePage
from practices.serializers import LONG_TEXTS
from search.attached import PARTS as FILE_PARTS
from search.attached import files_with
from search.marks import joined
from vocabulary.richtext import stored_to_text

TYPES: dict[str, type[Page]] = {"practice": PracticePage, "city": CityPage, "article": ArticlePage}
#: Pages read at once.
CHUNK = 500
PRACTICE_PARTS = (
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


@dataclass(frozen=True)
class SearchDocument:
    """`audiences`: who may find it, in the words of audiences_of. `contact` is searched for members only. `subjects`
    are keywords, themes and what kind of case it is; with the title and the `summary` they say what it is about."""

    id: str
    title: str
    body: str
    audiences: tuple[str, ...]
    contact: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    day: int = 0
    subjects: str = ""
    summary: str = ""


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
    return _city(page) if isinstance(page, CityPage) else _article(page)


def values_of(page: Any) -> dict[str, tuple[str, ...]]:
    """Facet → its values for this page."""
    if isinstance(page, PracticePage):
        return _practice_values(page)
    if isinstance(page, CityPage):
        return {"type": ("city",), "city": (page.city.slug,)}
    return {"type": ("article",), "year": (str(page.published_on.year),)}


def _city(page: CityPage) -> SearchDocument:
    units = [bureau.name for bureau in page.city.bureaus.all()]
    return SearchDocument(
        id=_id("city", page),
        title=page.city.name,
        body=joined([stored_to_text(page.introduction)], units),
        audiences=("public",),
        contact=f"{page.contact_name} {page.contact_phone} {page.contact_email}",
        values=values_of(page),
    )


def _article(page: ArticlePage) -> SearchDocument:
    return SearchDocument(
        id=_id("article", page),
        title=page.title,
        body=joined([page.summary, stored_to_text(page.body)]),
        audiences=("public",),
        values=values_of(page),
        day=page.published_on.toordinal(),
        summary=page.summary,
    )


def _practice(page: PracticePage) -> SearchDocument:
    published = page.first_published_at
    return SearchDocument(
        id=_id("practice", page),
        title=page.title,
        body=joined(_prose(page), _names(page), files_with(page)),
        audiences=audiences_for(page),
        contact=f"{page.contact_name} {page.contact_phone} {page.contact_email}",
        values=values_of(page),
        day=published.toordinal() if published else 0,
        subjects=" ".join(_subjects(page)),
        summary=page.summary,
    )


def _subjects(page: PracticePage) -> Iterator[str]:
    yield from (item.tag.name for item in page.tagged_items.all())
    yield from (f"{theme.name} {theme.name_en}" for theme in page.themes.all())
    if page.kind == Kind.LESSON:
        yield str(Kind.LESSON.label)


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


def _practice_values(page: PracticePage) -> dict[str, tuple[str, ...]]:
    awards = (row.award.code for row in page.recognitions.all() if row.withdrawn_on is None)
    return {
        "type": ("practice",),
        "city": (page.city.slug,),
        "case_city": (page.city.slug,),
        "theme": tuple(term.code for term in page.themes.all()),
        "lifecycle": tuple(term.code for term in page.lifecycle_stages.all()),
        "loop": tuple(term.code for term in page.loop_phases.all()),
        "kind": (page.kind,),
        "year": (str(page.started_on.year),) if page.started_on else (),
        "recognition": tuple(dict.fromkeys(awards)),
    }


def _id(kind: str, page: Page) -> str:
    return f"{kind}-{page.pk}"


def kind_and_page(identifier: str) -> tuple[str, int]:
    """Of a document: its kind, and the number of its page."""
    kind, _, pk = identifier.partition("-")
    return kind, int(pk)


def live_pages(kind: str, pks: Collection[int]) -> list[Any]:
    """With what a document is made of fetched at once."""
    pages = TYPES[kind].objects.live().filter(pk__in=pks)
    if kind == "practice":
        return list(pages.select_related("city", "bureau", "district").prefetch_related(*PRACTICE_PARTS))
    return list(pages.select_related("city").prefetch_related("city__bureaus") if kind == "city" else pages)


def built(pages: Iterable[Any], on_failure: Callable[[int, Exception], None]) -> Iterator[SearchDocument]:
    """The documents of `pages`. One that cannot be made is reported and must not keep the others from being found."""
    for page in pages:
        try:
            document = document_of(page)
        except Exception as error:
            on_failure(page.pk, error)
            continue
        yield document


def live_documents(pks: Collection[int], on_failure: Callable[[int, Exception], None]) -> list[SearchDocument]:
    return [document for kind in TYPES for document in built(live_pages(kind, pks), on_failure)]


def live_ids() -> set[str]:
    return {f"{kind}-{pk}" for kind, model in TYPES.items() for pk in model.objects.live().values_list("pk", flat=True)}


def all_documents(on_failure: Callable[[int, Exception], None]) -> Iterator[SearchDocument]:
    """In chunks, so that no cursor stays open while others write."""
    for kind, model in TYPES.items():
        pks = list(model.objects.live().order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(pks), CHUNK):
            yield from built(live_pages(kind, pks[start : start + CHUNK]), on_failure)
