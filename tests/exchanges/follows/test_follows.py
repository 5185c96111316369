from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cities.services import membership_end
from exchanges.follows import services
from exchanges.follows.services import follow, followers_of, is_following, unfollow
from exchanges.models import Follow
from practices.models import Hold
from tests.factories.cities import city, curator, editor_of, member_of, user
from tests.factories.practices import practice
from vocabulary.models import Term

pytestmark = pytest.mark.django_db


def theme(code="street-order"):
    return Term.objects.get(scheme="theme", code=code)


class TestFollowing:
    def test_twice_is_once(self):
        person = member_of("heze")
        assert follow(user=person, target=city("rizhao")) == follow(user=person, target=city("rizhao"))

    def test_letting_go_of_what_is_not_followed_does_nothing(self):
        assert not unfollow(user=member_of("heze"), target=theme())

    def test_who_is_no_member_follows_nothing(self):
        with pytest.raises(PermissionDenied):
            follow(user=user(), target=city("rizhao"))

    def test_a_case_that_may_not_be_read_is_not_followed(self):
        with pytest.raises(PermissionDenied):
            follow(user=member_of("heze"), target=practice(visibility="city"))

    def test_too_much_is_refused_in_words(self, monkeypatch):
        monkeypatch.setattr(services, "MOST_FOLLOWS", 1)
        person = member_of("heze")
        follow(user=person, target=city("rizhao"))
        with pytest.raises(ValidationError, match="最多关注 1 项"):
            follow(user=person, target=theme())


class TestFollowers:
    def test_whoever_follows_one_of_several_is_named_once(self):
        person, page = member_of("heze"), practice()
        for target in (page, page.city, theme()):
            follow(user=person, target=target)
        assert list(followers_of(page, page.city, theme())) == [person]

    def test_nothing_is_followed_by_nobody(self):
        assert not followers_of()

    def test_a_city_and_a_theme_of_the_same_number_are_two_things(self):
        person, place = member_of("heze"), city("rizhao")
        follow(user=person, target=place)
        same_number = Term(pk=place.pk, scheme="theme")
        assert not followers_of(same_number)

    def test_a_person_who_left_follows_no_more_and_does_again_on_return(self):
        person = member_of("heze")
        follow(user=person, target=city("rizhao"))
        membership_end(membership=person.memberships.get(), by=curator(), reason="调离")
        assert not followers_of(city("rizhao"))

    def test_a_locked_account_is_left_out(self):
        person = member_of("heze")
        follow(user=person, target=city("rizhao"))
        person.is_active = False
        person.save()
        assert not followers_of(city("rizhao"))


class TestButton:
    @pytest.mark.parametrize("address", ["/rizhao/", "/themes/street-order/"])
    def test_it_stands_on_the_page_for_members_alone(self, client, address):
        assert 'class="follow"' not in client.get(address).content.decode()
        client.force_login(member_of("heze"))
        assert 'class="follow"' in client.get(address).content.decode()

    def test_it_stands_on_a_case(self, client):
        client.force_login(member_of("heze"))
        assert 'class="follow"' in client.get(practice().url).content.decode()

    def test_without_script_it_leads_back_to_the_page(self, client):
        person = member_of("heze")
        client.force_login(person)
        address = f"/follows/city/{city('rizhao').pk}/"
        assert client.post(address, {"following": "1", "next": "/rizhao/"}).url == "/rizhao/"
        assert is_following(person, city("rizhao"))
        assert "已关注" in client.get("/rizhao/").content.decode()
        client.post(address, {"following": "0", "next": "/rizhao/"})
        assert not is_following(person, city("rizhao"))

    def test_with_script_the_button_alone_comes_back(self, client):
        client.force_login(member_of("heze"))
        address = f"/follows/theme/{theme().pk}/"
        content = client.post(address, {"following": "1"}, headers={"HX-Request": "true"}).content.decode()
        assert "已关注" in content and "<html" not in content

    def test_a_refusal_is_read_on_the_page_with_script_too(self, client, monkeypatch):
        monkeypatch.setattr(services, "MOST_FOLLOWS", 0)
        client.force_login(member_of("heze"))
        address = f"/follows/theme/{theme().pk}/"
        response = client.post(address, {"following": "1"}, headers={"HX-Request": "true"})
        assert response.headers["HX-Refresh"] == "true"
        assert "最多关注 0 项" in client.get("/themes/street-order/").content.decode()

    def test_it_never_leads_to_another_site(self, client):
        client.force_login(member_of("heze"))
        address = f"/follows/city/{city('rizhao').pk}/"
        assert client.post(address, {"following": "1", "next": "//evil.example/"}).url == "/"

    def test_what_may_not_be_read_is_a_404(self, client):
        page = practice(visibility="city")
        client.force_login(member_of("heze"))
        for address in (f"/follows/case/{page.pk}/", "/follows/case/0/", "/follows/nothing/1/"):
            assert client.post(address, {"following": "1"}).status_code == 404


class TestList:
    def test_it_names_what_is_followed_and_lets_go_of_it(self, client):
        person = member_of("heze")
        client.force_login(person)
        row = follow(user=person, target=practice(title="早市退路进院"))
        assert "早市退路进院" in client.get("/follows/").content.decode()
        client.post(f"/follows/{row.pk}/end/")
        assert "还没有关注" in client.get("/follows/").content.decode()

    def test_what_was_narrowed_since_has_no_name_and_can_be_let_go(self, client):
        person, page = member_of("heze"), practice(title="早市退路进院")
        client.force_login(person)
        row = follow(user=person, target=page)
        Hold.objects.create(practice=page, limit="city", reason="原因", set_by=editor_of("rizhao"))
        assert "早市退路进院" not in client.get("/follows/").content.decode()
        client.post(f"/follows/{row.pk}/end/")
        assert not Follow.objects.filter(user=person).exists()

    def test_another_persons_is_a_404(self, client):
        row = follow(user=member_of("heze"), target=city("rizhao"))
        client.force_login(member_of("heze"))
        assert client.post(f"/follows/{row.pk}/end/").status_code == 404

    def test_it_asks_as_much_for_one_as_for_twenty(self, client):
        person = member_of("heze")
        client.force_login(person)
        follow(user=person, target=practice())
        client.get("/follows/")
        with CaptureQueriesContext(connection) as one:
            client.get("/follows/")
        for _number in range(19):
            follow(user=person, target=practice())
        with CaptureQueriesContext(connection) as twenty:
            client.get("/follows/")
        assert len(twenty) == len(one)
