"""Who keeps what where."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import ModelLogEntry

from cities.services import membership_end
from exchanges.favourites import services
from exchanges.favourites.services import (
    case_forget,
    favourite_add,
    favourite_change,
    favourite_remove,
    list_add,
    list_delete,
    list_rename,
    list_share,
)
from exchanges.models import Favourite, FavouriteList
from tests.factories.cities import administrator, approver_of, city, curator, editor_of, member_of, user
from tests.factories.exchanges import city_list, kept, private_list
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def test_the_first_case_makes_a_list_and_the_second_goes_into_it():
    person = member_of("heze")
    first, second = kept(practice(), person), kept(practice(), person)
    assert first.list == second.list and first.list.name == "我的收藏"


def test_a_case_is_once_in_a_list():
    person, case = member_of("heze"), practice()
    assert kept(case, person) == kept(case, person, note="又一次")
    assert Favourite.objects.get().note == ""


def test_who_is_in_no_city_keeps_nothing():
    with pytest.raises(PermissionDenied):
        favourite_add(practice=practice(), by=user())


def test_a_case_one_may_not_read_cannot_be_kept():
    with pytest.raises(PermissionDenied):
        favourite_add(practice=practice("rizhao", visibility="city"), by=member_of("heze"))


@pytest.mark.parametrize("stranger", [lambda: member_of("rizhao"), curator, administrator, lambda: approver_of("heze")])
def test_nobody_else_reads_or_changes_a_private_list(stranger):
    row, other = private_list(member_of("heze")), stranger()
    assert row not in FavouriteList.objects.visible_to(other)
    with pytest.raises(PermissionDenied):
        list_rename(kept_in=row, name="别人的", by=other)
    with pytest.raises(PermissionDenied):
        favourite_add(practice=practice(), by=other, kept_in=row)


def test_a_list_of_a_city_is_read_by_its_members_and_changed_by_its_writers():
    row, reader, writer = city_list(editor_of("rizhao")), member_of("rizhao"), approver_of("rizhao")
    assert row in FavouriteList.objects.visible_to(reader)
    assert kept(practice(), writer, row).list == row
    with pytest.raises(PermissionDenied):
        kept(practice(), reader, row)
    assert row not in FavouriteList.objects.visible_to(editor_of("heze"))


def test_only_a_writer_gives_a_list_to_the_city():
    reader = member_of("rizhao")
    with pytest.raises(PermissionDenied):
        list_share(kept_in=private_list(reader), city=city("rizhao"), by=reader)
    writer = editor_of("rizhao")
    with pytest.raises(PermissionDenied):
        list_share(kept_in=private_list(writer), city=city("heze"), by=writer)


def test_what_becomes_of_a_list_of_a_city_is_in_the_log_and_of_a_private_one_is_not():
    writer = editor_of("rizhao")
    own = private_list(writer, "自己的")
    list_rename(kept_in=own, name="自己的二", by=writer)
    list_delete(kept_in=own, by=writer)
    assert not ModelLogEntry.objects.filter(action__startswith="exchanges.favourites").exists()
    shared = city_list(writer)
    list_rename(kept_in=shared, name="改名", by=writer)
    list_delete(kept_in=shared, by=writer)
    actions = ModelLogEntry.objects.filter(action__startswith="exchanges.favourites").order_by("pk")
    assert [row.action.rsplit(".")[-1] for row in actions] == ["share", "rename", "delete"]


def test_who_left_the_alliance_reads_their_lists_no_more_and_finds_them_again_on_return():
    person = member_of("heze")
    row = private_list(person)
    membership_end(membership=person.memberships.get())
    assert row not in FavouriteList.objects.visible_to(type(person).objects.get(pk=person.pk))
    assert FavouriteList.objects.filter(pk=row.pk).exists()


# --- room ---------------------------------------------------------------------------------------------------------
def test_a_list_that_is_full_says_so_in_words(monkeypatch):
    monkeypatch.setattr(services, "MOST_KEPT", 1)
    person = member_of("heze")
    kept(practice(), person)
    with pytest.raises(ValidationError, match="放不下了"):
        kept(practice(), person)


def test_a_person_who_has_enough_lists_is_told_so(monkeypatch):
    monkeypatch.setattr(services, "MOST_LISTS", 1)
    person = member_of("heze")
    private_list(person, "一")
    with pytest.raises(ValidationError, match="每人最多 1 个清单"):
        private_list(person, "二")


def test_two_lists_of_one_person_have_two_names():
    person = member_of("heze")
    private_list(person, "夜市")
    with pytest.raises(ValidationError, match="已有同名的清单"):
        list_add(owner=person, name=" 夜市 ")
    assert private_list(member_of("heze"), "夜市")


def test_a_city_that_has_a_list_of_that_name_is_told_so():
    city_list(editor_of("rizhao"), name="夜市")
    writer = approver_of("rizhao")
    with pytest.raises(ValidationError, match="已有同名的清单"):
        list_share(kept_in=private_list(writer, "夜市"), city=city("rizhao"), by=writer)


# --- moving and forgetting ----------------------------------------------------------------------------------------
def test_a_case_is_moved_with_its_note():
    person = member_of("heze")
    there = private_list(person, "渣土")
    row = kept(practice(), person, private_list(person, "夜市"), note="看第三步")
    favourite_change(favourite=row, kept_in=there, note="看第四步", by=person)
    row.refresh_from_db()
    assert (row.list, row.note) == (there, "看第四步")


def test_a_case_is_not_moved_to_where_it_is_already():
    person, case = member_of("heze"), practice()
    there = private_list(person, "渣土")
    kept(case, person, there)
    row = kept(case, person, private_list(person, "夜市"))
    with pytest.raises(ValidationError, match="里已有这个案例"):
        favourite_change(favourite=row, kept_in=there, note="", by=person)


def test_nothing_is_moved_into_a_list_one_may_not_change():
    person = member_of("heze")
    row, foreign = kept(practice(), person), private_list(member_of("heze"))
    with pytest.raises(PermissionDenied):
        favourite_change(favourite=row, kept_in=foreign, note="", by=person)


def test_forgetting_a_case_leaves_the_lists_of_the_city():
    writer, case = editor_of("rizhao"), practice()
    kept(case, writer)
    there = kept(case, writer, city_list(writer))
    case_forget(practice=case, by=writer)
    assert list(Favourite.objects.all()) == [there]


def test_a_member_takes_nothing_out_of_the_list_of_the_city():
    writer = editor_of("rizhao")
    row = kept(practice(), writer, city_list(writer))
    with pytest.raises(PermissionDenied):
        favourite_remove(favourite=row, by=member_of("rizhao"))
