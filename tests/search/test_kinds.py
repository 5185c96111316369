"""The kinds of things that are found: one place for each, and nothing that one of them keeps from the others."""

from __future__ import annotations

import pytest
from wagtail.models import Page

from search.documents import SearchDocument, identifier_of, kind_and_pk
from search.engines.preparation import newest
from search.indexing import live_documents, live_ids
from search.kinds import KINDS
from search.models import OutboxEntry
from search.outbox import drain_once, reconcile
from search.readable import readable_rows
from tests.factories.cities import member_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def waiting() -> set[str]:
    return set(OutboxEntry.objects.values_list("identifier", flat=True))


def test_an_id_is_taken_apart_as_it_was_made():
    assert {kind_and_pk(identifier_of(kind, 7)) for kind in KINDS} == {(kind, 7) for kind in KINDS}


def test_no_two_documents_of_one_day_share_a_place_in_the_order():
    documents = [SearchDocument(identifier_of(kind, pk), "", "", (), day=5) for kind in KINDS for pk in (1, 2, 300)]
    assert len({newest(document) for document in documents}) == len(documents)


def test_a_later_day_comes_before_a_higher_number_and_that_before_the_kind():
    order = [("city", 1, 9), ("article", 300, 5), ("practice", 300, 5), ("article", 299, 5)]
    places = [newest(SearchDocument(identifier_of(kind, pk), "", "", (), day=day)) for kind, pk, day in order]
    assert places[0] > max(places[1:]) and min(places[1:3]) > places[3]


def test_a_page_saved_as_the_base_page_waits_as_what_it_is(db):
    page = practice()
    OutboxEntry.objects.all().delete()
    Page.objects.get(pk=page.pk).save()
    assert waiting() == {f"practice-{page.pk}"}


def test_a_page_that_is_never_found_waits_for_nothing(db):
    home = practice().get_ancestors().filter(depth=2).get()
    OutboxEntry.objects.all().delete()
    home.save()
    assert waiting() == set()


def test_pages_whose_city_has_another_address_wait_each_as_its_own_kind(db, django_capture_on_commit_callbacks):
    page = practice()
    city = page.city.page
    OutboxEntry.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        city.slug = "another-slug"
        city.save_revision().publish()
    assert waiting() == {f"city-{city.pk}", f"practice-{page.pk}"}


def test_an_id_of_a_kind_nobody_knows_is_taken_out_and_keeps_nobody_from_being_indexed(index):
    page = practice()
    OutboxEntry.objects.create(identifier="riddle-3")
    assert drain_once() and not OutboxEntry.objects.exists()
    assert not any(reconcile().values())
    assert readable_rows(["riddle-3", f"practice-{page.pk}"], member_of("heze")).keys() == {f"practice-{page.pk}"}


def test_every_kind_makes_of_what_can_be_found_the_documents_it_counts(db):
    practice(), practice(visibility="city")
    made = live_documents(live_ids(), lambda identifier, error: pytest.fail(f"{identifier}: {error}"))
    assert {document.id for document in made} == live_ids()
    assert all(document.values["type"] == (kind_and_pk(document.id)[0],) for document in made)
