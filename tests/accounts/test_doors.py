from __future__ import annotations

import pytest

from tests.factories.cities import PASSWORD, editor_of, member_of, user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("door", ["/cms/login/", "/_util/login/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_door_leads_to_the_one_sign_in(client, door, method):
    response = getattr(client, method)(f"{door}?next=/cms/pages/")
    assert response.status_code == 302
    assert response.url == "/accounts/login/?next=%2Fcms%2Fpages%2F"


def test_wagtails_own_form_takes_no_password(client):
    editor_of("rizhao", username="rizhao-writer")
    client.post("/cms/login/", {"username": "rizhao-writer", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("given", ["13900000000", "139 0000 0000", "+8613900000000", "writer"])
def test_sign_in_by_user_name_or_mobile(client, given):
    person = user(username="writer", mobile="13900000000")
    client.post("/accounts/login/", {"login": given, "password": PASSWORD})
    assert client.session.get("_auth_user_id") == str(person.pk)


def test_nobody_signs_up_without_an_invitation(client):
    response = client.post("/accounts/signup/", {"username": "stranger", "password1": PASSWORD, "password2": PASSWORD})
    assert "凭邀请注册" in response.content.decode()


def test_a_member_without_writing_rights_is_refused_and_not_sent_in_circles(client):
    client.force_login(member_of("heze"))
    assert client.get("/cms/").status_code == 403


def test_an_editor_enters_the_editing_pages(client):
    client.force_login(editor_of("rizhao"))
    assert client.get("/cms/").status_code == 200


def test_first_visit_is_chinese_whatever_the_browser_says(client):
    response = client.get("/", headers={"accept-language": "en-US"})
    assert response.headers["Content-Language"] == "zh-hans"


def test_the_chosen_language_is_kept(client):
    client.post("/language/", {"language": "en"})
    assert client.get("/").headers["Content-Language"] == "en"


def test_the_language_switch_never_leads_off_site(client):
    assert client.post("/language/", {"language": "en", "next": "https://evil.example/"}).url == "/"
