from __future__ import annotations

import pytest

from tests.factories.cities import approver_of, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.workflow import approve, send_back, submit

pytestmark = pytest.mark.django_db


def desk(client, user):
    client.force_login(user)
    return client.get("/desk/").context["desk"]


def titles(pages):
    return [page.draft_title for page in pages]


@pytest.mark.parametrize("who", [lambda: member_of("heze"), lambda: editor_of("heze"), curator])
def test_everybody_has_a_desk(client, who):
    client.force_login(who())
    assert client.get("/desk/").status_code == 200


def test_sign_in_leads_to_the_desk(client):
    member_of("heze", username="starter")
    response = client.post("/accounts/login/", {"login": "starter", "password": "correct-horse-battery"})
    assert response.url == "/desk/"


def test_an_approver_sees_what_waits_oldest_first_and_nothing_of_another_city(client):
    editor = editor_of("rizhao")
    for title in ("第一个", "第二个"):
        submit(practice("rizhao", published=False, title=title, owner=editor), editor)
    other = editor_of("heze")
    submit(practice("heze", published=False, title="菏泽的", owner=other), other)
    waiting = desk(client, approver_of("rizhao")).waiting
    assert [state.page.draft_title for state in waiting] == ["第一个", "第二个"]


def test_what_is_approved_waits_no_longer(client):
    editor, approver = editor_of("rizhao"), approver_of("rizhao")
    page = practice("rizhao", published=False, owner=editor)
    submit(page, editor)
    approve(page, approver)
    assert desk(client, approver).waiting == []


def test_a_case_moves_from_drafts_to_review_to_sent_back(client):
    editor = editor_of("rizhao")
    page = practice("rizhao", published=False, title="我的案例", owner=editor)
    assert titles(desk(client, editor).drafts) == ["我的案例"]
    submit(page, editor)
    assert titles(desk(client, editor).in_review) == ["我的案例"]
    send_back(page, approver_of("rizhao"), "请补充")
    found = desk(client, editor)
    assert (titles(found.sent_back), titles(found.drafts)) == (["我的案例"], [])


def test_a_colleagues_draft_is_not_on_my_desk(client):
    practice("rizhao", published=False, owner=editor_of("rizhao"))
    assert desk(client, editor_of("rizhao")).drafts == []


def test_writing_leads_straight_to_an_empty_case_of_the_own_city(client):
    client.force_login(editor_of("rizhao"))
    response = client.get("/write/", follow=True)
    assert response.status_code == 200
    assert "日照" in response.content.decode()


def test_a_member_is_told_who_can_let_him_write(client):
    client.force_login(member_of("rizhao"))
    response = client.get("/write/")
    assert response.status_code == 403
    assert "审核人员" in response.content.decode()


def test_who_writes_for_two_cities_is_asked_which(client):
    from cities.services import membership_give
    from tests.factories.cities import city

    person = editor_of("rizhao")
    membership_give(user=person, city=city("heze"), role="editor")
    client.force_login(person)
    assert len(client.get("/write/").context["places"]) == 2


def test_the_office_finds_the_cities_from_its_desk(client):
    assert desk(client, curator()).manages_cities
    assert "/office/cities/" in client.get("/desk/").content.decode()


def test_a_city_is_not_offered_the_offices_work(client):
    assert not desk(client, approver_of("rizhao")).manages_cities
    assert "/office/cities/" not in client.get("/desk/").content.decode()
