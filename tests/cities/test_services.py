from __future__ import annotations

import pytest
from django.utils import timezone

from alliance.models import HomePage
from cities.models import City, Membership, Role
from cities.services import (
    AlreadyMember,
    city_join,
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
