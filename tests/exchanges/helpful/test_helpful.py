"""有用: one tap a person and case, never for one's own city."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exchanges.helpful.services import helpful_say, helpful_take_back
from exchanges.models import Helpful
from practices.models import Hold
from tests.factories.cities import approver_of, curator, editor_of, member_of, user
from tests.factories.practices import practice
from tests.security.test_script import CORPUS, holes

pytestmark = pytest.mark.django_db


def said(response) -> str:
    return response.content.decode()


def tap(client, case, **data):
    return client.post(reverse("practice_helpful", args=[case.short_id]), data, follow=True)


def test_a_person_says_it_once(client):
    case, person = practice(), member_of("heze")
    assert helpful_say(practice=case, by=person) == helpful_say(practice=case, by=person)
    helpful_take_back(practice=case, by=person)
    helpful_take_back(practice=case, by=person)
    assert not Helpful.objects.exists()


@pytest.mark.parametrize("who", [lambda: member_of("rizhao"), lambda: approver_of("rizhao"), user])
def test_nobody_praises_their_own_city_and_who_is_in_none_praises_nothing(who):
    with pytest.raises(PermissionDenied):
        helpful_say(practice=practice("rizhao"), by=who())


def test_a_case_that_closed_cannot_be_praised(client):
    case, person = practice("rizhao"), member_of("heze")
    Hold.objects.create(practice=case, limit="city", reason="原因", set_by=approver_of("rizhao"))
    client.force_login(person)
    assert tap(client, case, on="1").status_code == 404
    with pytest.raises(PermissionDenied):
        helpful_say(practice=case, by=person)


def test_the_number_is_for_everybody_the_button_for_members_of_other_cities(client):
    case = practice("rizhao")
    assert 'id="helpful"' not in said(client.get(case.url))
    helpful_say(practice=case, by=member_of("heze"), reason="划线办法用上了")
    html = said(client.get(case.url))
    assert "1 人觉得有用" in html and "<button" not in html.split('id="helpful"')[1].split("</div>")[0]
    assert "划线办法用上了" not in html
    client.force_login(member_of("jinan"))
    assert 'aria-pressed="false">有用' in said(client.get(case.url))


def test_a_tap_is_taken_back_by_the_next(client):
    case = practice("rizhao")
    client.force_login(member_of("heze"))
    assert 'name="on" value="0"' in said(tap(client, case, on="1"))
    assert 'name="on" value="1"' in said(tap(client, case, on="0"))


def test_with_script_only_the_panel_comes_back(client):
    client.force_login(member_of("heze"))
    address = reverse("practice_helpful", args=[practice("rizhao").short_id])
    assert said(client.post(address, {"on": "1"}, headers={"HX-Request": "true"})).startswith('<div class="helpful"')


def test_a_second_tap_without_a_reason_keeps_the_reason(client):
    case, person = practice("rizhao"), member_of("heze")
    client.force_login(person)
    tap(client, case, on="1", reason="划线办法用上了")
    tap(client, case, on="1")
    assert Helpful.objects.get().reason == "划线办法用上了"


def test_reasons_are_for_the_writers_of_the_city_and_the_office(client):
    case = practice("rizhao")
    helpful_say(practice=case, by=member_of("heze", name="王示例"), reason="划线办法用上了")
    address = reverse("practice_helpful_reasons", args=[case.short_id])
    for person in (editor_of("rizhao"), approver_of("rizhao"), curator()):
        client.force_login(person)
        html = said(client.get(address))
        assert "划线办法用上了" in html and "王示例" in html
    for person in (member_of("rizhao"), editor_of("heze"), user()):
        client.force_login(person)
        assert client.get(address).status_code == 404


def test_a_reason_that_is_too_long_is_refused_in_words(client):
    case = practice("rizhao")
    client.force_login(member_of("heze"))
    tap(client, case, on="1")
    address = reverse("practice_helpful", args=[case.short_id])
    response = client.post(address, {"on": "1", "reason": "长" * 201}, headers={"HX-Request": "true"})
    assert "errorlist" in said(response) and Helpful.objects.get().reason == ""


def test_whoever_taps_without_end_is_stopped_in_words(client, monkeypatch):
    monkeypatch.setitem(__import__("exchanges.limits", fromlist=["MOST"]).MOST, "helpful", (1, 1))
    person = member_of("heze")
    helpful_say(practice=practice("rizhao"), by=person)
    case = practice("rizhao")
    with pytest.raises(ValidationError):
        helpful_say(practice=case, by=person)
    client.force_login(person)
    assert "请过一会儿" in said(tap(client, case, on="1"))


@pytest.mark.parametrize("text", CORPUS)
def test_a_reason_is_text(client, text):
    case, person = practice("rizhao"), member_of("heze")
    helpful_say(practice=case, by=person, reason=text)
    client.force_login(person)
    found = holes(client.get(case.url))
    client.force_login(editor_of("rizhao"))
    assert found + holes(client.get(reverse("practice_helpful_reasons", args=[case.short_id]))) == []


def test_the_reasons_ask_as_much_for_one_as_for_thirty(client):
    case = practice("rizhao")
    client.force_login(editor_of("rizhao"))

    def asked() -> int:
        client.get(reverse("practice_helpful_reasons", args=[case.short_id]))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("practice_helpful_reasons", args=[case.short_id]))
        return len(queries)

    helpful_say(practice=case, by=member_of("heze"))
    one = asked()
    for _number in range(29):
        helpful_say(practice=case, by=member_of("heze"))
    assert asked() == one
