"""A published version never changes: not through the model, not through a query, not by SQL."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from practices.models import PracticeVersion, Withdrawal
from practices.models.records import PublishedVersionChanged
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
TABLE = PracticeVersion._meta.db_table
#: Every column, with something else to put there.
COLUMNS = {
    "number": "99",
    "content": "'{}'",
    "schema_version": "1",
    "published_at": "'2020-01-01'",
    "published_by_id": "NULL",
    "practice_id": "1",
}


def test_every_column_is_tried():
    assert {field.column for field in PracticeVersion._meta.concrete_fields} - {"id"} == set(COLUMNS)


@pytest.mark.parametrize("column", COLUMNS)
def test_the_database_refuses_every_change_of_a_version(column):
    version = practice().versions.get()
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET {column} = {COLUMNS[column]} WHERE id = %s", [version.pk])


def test_a_query_cannot_change_a_version_either():
    version = practice().versions.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeVersion.objects.filter(pk=version.pk).update(content={"title": "改过"})
    version.refresh_from_db()
    assert version.content["title"] != "改过"


def test_the_model_refuses_before_the_database_is_asked(django_assert_num_queries):
    version = practice().versions.get()
    version.content = {"title": "改过"}
    with django_assert_num_queries(0):
        with pytest.raises(PublishedVersionChanged):
            version.save()
        with pytest.raises(PublishedVersionChanged):
            version.delete()


def test_what_is_published_next_is_a_version_of_its_own_and_leaves_the_last_as_it_was():
    page = practice(summary="第一版的摘要")
    page.summary = "第二版的摘要"
    page.save_revision().publish()
    assert [row.content["summary"] for row in page.versions.order_by("number")] == ["第一版的摘要", "第二版的摘要"]


def test_the_database_refuses_to_delete_a_version_of_a_case_that_is_there():
    version = practice().versions.get()
    with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        PracticeVersion.objects.filter(pk=version.pk).delete()
    assert PracticeVersion.objects.filter(pk=version.pk).exists()


def test_versions_go_with_their_case_and_a_record_of_that_is_left():
    page = practice()
    short_id, number = page.short_id, page.pk
    page.delete()
    assert not PracticeVersion.objects.filter(practice=number).exists()
    left = Withdrawal.objects.get(short_id=short_id)
    assert (left.category, left.erased_at is not None) == (Withdrawal.Category.ERASED, True)


def test_of_a_draft_nothing_is_left():
    practice(published=False).delete()
    assert not Withdrawal.objects.exists()


def test_the_pages_above_take_their_cases_with_them():
    page = practice()
    page.get_parent().specific.delete()
    assert Withdrawal.objects.get(short_id=page.short_id).erased_at
