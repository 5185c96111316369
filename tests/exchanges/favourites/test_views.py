"""我的收藏 as people see it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exchanges.models import Favourite, FavouriteList
from practices.models import Hold
from tests.factories.cities import approver_of, editor_of, member_of
from tests.factories.exchanges import city_list, kept, private_list
from tests.factories.practices import practice
from tests.security.test_script import CORPUS, holes

pytestmark = pytest.mark.django_db


def said(response) -> str:
    return response.content.decode()


@pytest.fixture
def person(client):
    found = member_of("heze")
    client.force_login(found)
    return found


# --- on the page of a case ----------------------------------------------------------------------------------------
def test_a_visitor_is_offered_nothing_to_keep(client):
    assert 'id="keep"' not in said(client.get(practice().url))


def test_one_tap_keeps_a_case_and_the_next_forgets_it(client, person):
    case = practice()
    address = reverse("practice_favourite", args=[case.short_id])
    assert "已收藏" in said(client.post(address, {"keep": "1"}, follow=True))
    client.post(address, {"keep": "1"})
    assert Favourite.objects.filter(practice=case, by=person).count() == 1
    assert "已收藏" not in said(client.post(address, {"keep": "0"}, follow=True))


def test_with_script_only_the_button_comes_back(client, person):
    address = reverse("practice_favourite", args=[practice().short_id])
    html = said(client.post(address, {"keep": "1"}, headers={"HX-Request": "true"}))
    assert html.startswith('<div class="keep') and "已收藏" in html


def test_a_full_list_says_so_beside_the_button(client, person, monkeypatch):
    monkeypatch.setattr("exchanges.favourites.services.MOST_KEPT", 0)
    address = reverse("practice_favourite", args=[practice().short_id])
    assert "放不下了" in said(client.post(address, {"keep": "1"}, headers={"HX-Request": "true"}))
    assert "放不下了" in said(client.post(address, {"keep": "1"}, follow=True))


def test_a_case_that_is_closed_to_a_person_is_a_404_to_keep(client, person):
    case = practice("rizhao", visibility="city")
    assert client.post(reverse("practice_favourite", args=[case.short_id]), {"keep": "1"}).status_code == 404


def test_a_case_is_kept_in_a_chosen_list_with_a_note(client, person):
    case, there = practice(), private_list(person)
    address = reverse("practice_favourite", args=[case.short_id])
    assert there.name in said(client.get(address))
    client.post(address, {"kept_in": there.pk, "note": "看第三步"})
    assert Favourite.objects.get().note == "看第三步"


@pytest.mark.parametrize("chosen", ["", "x", "999999999999999999999", "-1"])
def test_a_list_that_is_none_is_refused_in_words(client, person, chosen):
    private_list(person)
    address = reverse("practice_favourite", args=[practice().short_id])
    response = client.post(address, {"kept_in": chosen})
    assert response.status_code == 400 and "errorlist" in said(response)


# --- lists --------------------------------------------------------------------------------------------------------
def test_lists_of_others_are_not_named(client, person):
    private_list(member_of("heze"), "别人的清单")
    city_list(editor_of("rizhao"), "rizhao", "外市的清单")
    city_list(editor_of("heze"), "heze", "本市的专题")
    html = said(client.get(reverse("favourites")))
    assert "本市的专题" in html and "别人的清单" not in html and "外市的清单" not in html


def test_a_case_that_closed_leaves_only_that_it_is_gone(client, person):
    case = practice("rizhao", title="渣土车夜间巡查")
    row = kept(case, person)
    Hold.objects.create(practice=case, limit="city", reason="原因", set_by=approver_of("rizhao"))
    for address in (reverse("favourite_list", args=[row.list_id]), reverse("favourite", args=[row.pk])):
        html = said(client.get(address))
        assert "不再对您开放" in html and case.title not in html and case.short_id not in html


def test_the_note_of_a_case_that_closed_is_shown_to_its_writer_alone(client):
    writer, reader = editor_of("heze"), member_of("heze")
    case = practice("rizhao")
    row = kept(case, writer, city_list(writer, "heze"), note="渣土车夜间巡查")
    Hold.objects.create(practice=case, limit="city", reason="原因", set_by=approver_of("rizhao"))
    address = reverse("favourite_list", args=[row.list_id])
    client.force_login(writer)
    assert row.note in said(client.get(address))
    client.force_login(reader)
    assert row.note not in said(client.get(address))


def test_an_erased_case_leaves_its_place(client, person):
    case = practice()
    row = kept(case, person)
    case.delete()
    row.refresh_from_db()
    assert row.practice is None
    assert "不再对您开放" in said(client.get(reverse("favourite_list", args=[row.list_id])))


def test_a_name_that_is_taken_is_refused_at_the_form(client, person):
    private_list(person, "夜市")
    response = client.post(reverse("favourites"), {"name": "夜市"})
    assert response.status_code == 400 and "已有同名的清单" in said(response)


def test_a_list_becomes_the_citys(client):
    writer = editor_of("heze")
    row = private_list(writer)
    client.force_login(writer)
    html = said(client.post(reverse("favourite_list_share", args=[row.pk]), {"city": "heze"}, follow=True))
    assert "现在是菏泽的清单" in html
    client.force_login(member_of("heze"))
    assert client.get(reverse("favourite_list", args=[row.pk])).status_code == 200


def test_a_list_goes_with_what_is_in_it(client, person):
    row = kept(practice(), person)
    client.post(reverse("favourite_list_delete", args=[row.list_id]))
    assert not FavouriteList.objects.exists() and not Favourite.objects.exists()


def test_a_list_is_taken_away_as_a_table(client, person):
    case, closed = practice(title="夜市摊点"), practice("rizhao", title="渣土车夜间巡查")
    row = kept(case, person)
    kept(closed, person)
    Hold.objects.create(practice=closed, limit="city", reason="原因", set_by=approver_of("rizhao"))
    address = f"{reverse('export_new', args=['favourites'])}?list={row.list_id}"
    response = client.post(address, {"form": "csv"})
    told = b"".join(response.streaming_content).decode("utf-8-sig")
    assert case.title in told and closed.title not in told


@pytest.mark.parametrize("asked", ["", "x", "0", "9" * 40, "١"])
def test_an_unknown_list_is_not_exported(client, person, asked):
    assert client.get(reverse("export_new", args=["favourites"]), {"list": asked}).status_code == 404


@pytest.mark.parametrize("text", CORPUS)
def test_names_and_notes_are_text(client, text):
    writer = editor_of("heze")
    row = kept(practice(), writer, city_list(writer, "heze", text[:40]), note=text)
    client.force_login(writer)
    addresses = [
        reverse("favourites"),
        reverse("favourite_list", args=[row.list_id]),
        reverse("favourite", args=[row.pk]),
    ]
    addresses.append(f"{reverse('export_new', args=['favourites'])}?list={row.list_id}")
    assert [hole for address in addresses for hole in holes(client.get(address))] == []


def test_a_list_asks_as_much_for_one_case_as_for_fifty(client, person):
    row = private_list(person)
    address = reverse("favourite_list", args=[row.pk])

    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    kept(practice(), person, row)
    one = asked()
    for _number in range(19):
        kept(practice(), person, row)
    assert asked() == one


def test_the_lists_ask_as_much_for_one_as_for_twenty(client, person):
    def asked() -> int:
        client.get(reverse("favourites"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("favourites"))
        return len(queries)

    private_list(person, "一")
    one = asked()
    for number in range(19):
        private_list(person, f"清单{number}")
    assert asked() == one
