from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from alliance.models import FeaturedSlot
from alliance.selectors import shown_practices
from tests.factories.cities import approver_of, curator
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
ADDRESS = "wagtailsnippets_alliance_featuredslot:add"
DAY = timedelta(days=1)


def _choose(client, page):
    data = {"practice": page.pk, "starts_at": "2026-01-01 08:00", "ends_at": "", "note": "", "sort_order": "0"}
    return client.post(reverse(ADDRESS), data)


def _slot(**fields):
    return FeaturedSlot.objects.create(**{"practice": practice(), "chosen_by": curator(), **fields})


def test_the_office_chooses_a_case_and_is_recorded(client):
    office = curator()
    client.force_login(office)
    _choose(client, practice())
    assert FeaturedSlot.objects.get().chosen_by == office


def test_a_case_of_one_city_alone_cannot_be_chosen(client):
    client.force_login(curator())
    assert _choose(client, practice(visibility="city")).status_code == 200
    assert not FeaturedSlot.objects.exists()


def test_an_approver_of_a_city_does_not_choose(client):
    client.force_login(approver_of("rizhao"))
    _choose(client, practice())
    assert not FeaturedSlot.objects.exists()


@pytest.mark.parametrize(("starts", "ends", "shown"), [(-1, 1, True), (-2, -1, False), (1, 2, False)])
def test_a_case_is_featured_only_inside_its_window(starts, ends, shown):
    now = timezone.now()
    _slot(starts_at=now + starts * DAY, ends_at=now + ends * DAY)
    assert bool(shown_practices(AnonymousUser()).featured) is shown


def test_a_visitor_is_not_shown_a_featured_case_of_the_alliance():
    _slot(practice=practice(visibility="alliance"))
    assert shown_practices(AnonymousUser()).featured == []


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "首页"), ("en", "Home")])
def test_the_way_back_is_named_in_the_readers_language(client, language, words):
    client.force_login(curator())
    client.post("/language/", {"language": language})
    items = client.get(reverse("wagtailsnippets_alliance_featuredslot:list")).context["breadcrumbs_items"]
    assert str(items[0]["label"]) == words
