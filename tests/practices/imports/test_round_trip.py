"""What leaves as Word or Excel comes back the same, field by field."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile

from alliance.sample.loader import load
from cities.models import City, Membership, Role
from practices.exports.cases import paper_for
from practices.formats.markdown import markdown_of
from practices.formats.sheets import csv_lines, write_excel
from practices.formats.word import word_of
from practices.imports.services import import_confirm, import_read, import_save, import_start
from practices.models import ImportRun, PracticePage
from practices.serializers import PARTS, serialize

pytestmark = pytest.mark.django_db
#: A case that came back is another case.
IDENTITY = {"uuid", "short_id"}
#: A row or a file that came back is another row or file.
OF_ROWS = {"key", "image", "document", "name_of_file", "policy"}
CONTACT = ("contact_name", "contact_phone", "contact_email")


def told(page: PracticePage) -> dict[str, Any]:
    content = {name: value for name, value in serialize(page).items() if name not in IDENTITY}
    for relation in PARTS:
        content[relation] = [_row(relation, row) for row in content[relation]]
    return content | {name: getattr(page, name) for name in CONTACT}


def _row(relation: str, row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in OF_ROWS}
    kept.pop("files", None)
    if relation == "derived_from" and kept["source_uuid"]:
        # The title of a case is copied anew when it is cited.
        del kept["title"]
    return kept


def came_back(content: bytes, name: str, city: City) -> list[PracticePage]:
    """The drafts that the file makes beside the cases it was made of."""
    by = Membership.objects.active().in_city(city).filter(role=Role.EDITOR).first().user
    run = import_start(file=ContentFile(content, name=name), name=name, city=city, by=by)
    import_read(run)
    run = import_confirm(run=run, by=by, agreed=set(range(1, run.total + 1)))
    import_save(run)
    rows = ImportRun.objects.get(pk=run.pk).rows.select_related("page")
    assert [row.reason for row in rows if row.outcome != "created"] == []
    assert {text for row in rows for text in row.unplaced} == set()
    return [row.page.get_latest_revision_as_object() for row in rows]


def reader_of(city: City) -> Any:
    return Membership.objects.active().in_city(city).filter(role=Role.APPROVER).first().user


def by_city() -> dict[City, list[PracticePage]]:
    cities: dict[City, list[PracticePage]] = {}
    for page in PracticePage.objects.live().select_related("city").order_by("pk"):
        cities.setdefault(page.city, []).append(page)
    return cities


@pytest.fixture(params=[24, pytest.param(None, marks=[pytest.mark.slow, pytest.mark.timeout(3000)])])
def sample(request: pytest.FixtureRequest, db: None) -> dict[City, list[PracticePage]]:
    """The first of the sample cases, and in the long run all."""
    load(limit=request.param)
    return by_city()


@pytest.fixture
def some(db: None) -> dict[City, list[PracticePage]]:
    load(limit=24)
    return by_city()


def same(pages: list[PracticePage], drafts: list[PracticePage]) -> None:
    assert len(pages) == len(drafts)
    for page, draft in zip(pages, drafts, strict=True):
        was, now = told(page), told(draft)
        for name in was:
            assert now[name] == was[name], (page.title, name)


def test_every_field_comes_back_from_excel(sample: dict[City, list[PracticePage]]) -> None:
    for city, pages in sample.items():
        file = BytesIO()
        write_excel((paper_for(page, reader_of(city), with_pictures=False) for page in pages), file)
        without_pictures(pages)
        same(pages, came_back(file.getvalue(), "汇总.xlsx", city))


def test_every_field_comes_back_from_word(sample: dict[City, list[PracticePage]]) -> None:
    for city, pages in sample.items():
        drafts = []
        for page in pages:
            drafts += came_back(word_of(paper_for(page, reader_of(city))), f"{page.short_id}.docx", city)
        same(pages, drafts)


def test_every_field_comes_back_from_csv(some: dict[City, list[PracticePage]]) -> None:
    city, pages = next(iter(some.items()))
    papers = [paper_for(page, reader_of(city), with_pictures=False) for page in pages]
    without_pictures(pages)
    same(pages, came_back("".join(csv_lines(papers)).encode(), "汇总.csv", city))


def test_every_field_comes_back_from_markdown(some: dict[City, list[PracticePage]]) -> None:
    city, pages = next(iter(some.items()))
    papers = [paper_for(page, reader_of(city), with_pictures=False) for page in pages]
    without_pictures(pages)
    same(pages, [draft for paper in papers for draft in came_back(markdown_of(paper), "案例.md", city)])


def without_pictures(pages: list[PracticePage]) -> None:
    """They are not in a sheet."""
    for page in pages:
        page.images.set([])
