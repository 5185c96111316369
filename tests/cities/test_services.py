from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Collection, Page, PageLogEntry, Workflow

from alliance.models import HomePage
from cities.invitations import invitation_make
from cities.models import Bureau, City, Membership, Role
from cities.services import (
    AlreadyMember,
    city_join,
    city_join_undo,
    city_leave,
    membership_end,
    membership_give,
    sync_rights_by_the_clock,
)
from practices.models import PracticePage
from tests.factories.cities import administrator, city, editor_of, user
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def test_the_founding_eight_have_joined():
    assert City.objects.count() == 16
    assert City.objects.members().count() == 8


def test_a_city_that_joins_gets_all_it_needs():
    qingdao = city("qingdao")
    page = city_join(city=qingdao, home=HomePage.objects.get())
    qingdao.refresh_from_db()
    assert qingdao.is_member
    assert qingdao.collection and qingdao.editor_group and qingdao.approver_group
    assert page.get_workflow() == qingdao.workflow
    assert page.get_children().count() == 1


def test_joining_twice_is_refused():
    with pytest.raises(AlreadyMember):
        city_join(city=city("rizhao"), home=HomePage.objects.get())


def test_leaving_keeps_the_cases_and_ends_the_rights():
    editor, page = editor_of("rizhao"), practice("rizhao")
    city_leave(city=city("rizhao"))
    assert not editor.groups.exists()
    assert PracticePage.objects.filter(pk=page.pk, live=True).exists()


def test_a_city_that_returns_gets_back_what_it_had():
    editor = editor_of("rizhao")
    groups = set(editor.groups.all())
    city_leave(city=city("rizhao"))
    city_join(city=city("rizhao"), home=HomePage.objects.get())
    assert set(editor.groups.all()) == groups


def joined(slug: str) -> City:
    city_join(city=city(slug), home=HomePage.objects.get())
    return city(slug)


def test_a_joining_taken_back_leaves_the_city_as_it_was() -> None:
    before = City.objects.filter(slug="qingdao").values().get()
    groups, collections = Group.objects.count(), Collection.objects.count()
    assert city_join_undo(city=joined("qingdao"))
    assert City.objects.filter(slug="qingdao").values().get() == before
    assert (Group.objects.count(), Collection.objects.count()) == (groups, collections)
    assert not Page.objects.filter(slug="qingdao").exists()
    assert not city("qingdao").bureaus.exists()


def test_taking_back_a_joining_touches_no_other_city() -> None:
    workflows = set(Workflow.objects.values_list("pk", flat=True))
    city_join_undo(city=joined("qingdao"))
    assert set(Workflow.objects.values_list("pk", flat=True)) == workflows
    assert City.objects.members().count() == 8


def test_a_joining_taken_back_can_be_made_again() -> None:
    city_join_undo(city=joined("qingdao"))
    assert joined("qingdao").is_member


def test_a_joining_taken_back_is_recorded() -> None:
    page = joined("qingdao").page.pk
    city_join_undo(city=city("qingdao"))
    assert PageLogEntry.objects.filter(page=page, action="cities.join_undo").exists()


def test_no_joining_of_a_city_that_is_none_is_taken_back() -> None:
    assert not city_join_undo(city=city("qingdao"))


def test_a_joining_from_which_a_draft_came_stands() -> None:
    qingdao = joined("qingdao")
    practice("qingdao", published=False)
    assert not city_join_undo(city=qingdao)
    assert city("qingdao").is_member


def test_a_joining_from_which_an_invitation_came_stands() -> None:
    qingdao = joined("qingdao")
    invitation_make(city=qingdao, role=Role.EDITOR, name="示例", by=administrator())
    assert not city_join_undo(city=qingdao)


def test_a_joining_with_a_unit_of_its_own_stands() -> None:
    qingdao = joined("qingdao")
    Bureau.objects.create(city=qingdao, name="市南区城市管理局")
    assert not city_join_undo(city=qingdao)


def test_ending_the_last_membership_signs_out_everywhere(client):
    editor = editor_of("rizhao")
    client.force_login(editor)
    membership_end(membership=editor.memberships.get())
    assert client.get("/cms/").status_code == 302


def test_rights_that_ran_out_are_taken_back_by_the_clock():
    editor = editor_of("rizhao")
    Membership.objects.filter(user=editor).update(ends_at=timezone.now())
    assert sync_rights_by_the_clock() == 1
    assert not editor.groups.exists()


def test_the_administrator_flag_follows_the_membership():
    person = administrator()
    assert person.is_superuser
    membership_end(membership=person.memberships.get())
    person.refresh_from_db()
    assert not person.is_superuser


def test_a_role_is_given_once():
    person = user()
    first = membership_give(user=person, city=city("heze"), role=Role.MEMBER)
    assert membership_give(user=person, city=city("heze"), role=Role.MEMBER) == first
