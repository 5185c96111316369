"""Every sign-in page a person can meet stands in the site's own frame and speaks Chinese."""

from __future__ import annotations

import re

import pytest

from tests.factories.cities import PASSWORD, member_of

pytestmark = pytest.mark.django_db
VISITORS = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/"]
VISITORS += ["/accounts/password/reset/key/done/", "/accounts/password/reset/key/x-y/", "/accounts/inactive/"]
MEMBERS = ["/accounts/password/change/", "/accounts/logout/", "/accounts/reauthenticate/"]
MEMBERS += ["/accounts/2fa/", "/accounts/2fa/totp/activate/"]
TEXT = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)
ENGLISH = re.compile(r"[A-Za-z]{3,}(?:\s+[A-Za-z]{2,})+")


def english_in(markup: str) -> list[str]:
    main = markup[markup.index("<main") : markup.index("</main>")]
    return ENGLISH.findall(TEXT.sub(" ", main))


@pytest.mark.parametrize("address", VISITORS)
def test_a_visitors_page_is_ours_and_chinese(client, address):
    content = client.get(address, follow=True).content.decode()
    assert 'class="bar"' in content
    assert english_in(content) == []


@pytest.mark.parametrize("address", MEMBERS)
def test_a_members_page_is_ours_and_chinese(client, address):
    member_of("heze", username="reader")
    client.post("/accounts/login/", {"login": "reader", "password": PASSWORD})
    content = client.get(address, follow=True).content.decode()
    assert 'class="bar"' in content
    assert english_in(content) == []


def test_a_password_that_is_too_short_is_refused_in_chinese(client):
    member_of("heze", username="reader")
    client.post("/accounts/login/", {"login": "reader", "password": PASSWORD})
    form = {"oldpassword": PASSWORD, "password1": "a1-b", "password2": "a1-b"}
    content = client.post("/accounts/password/change/", form).content.decode()
    assert "密码太短" in content
    assert english_in(content) == []


def test_a_changed_password_ends_the_other_sessions(client):
    member_of("heze", username="reader")
    other = client.__class__()
    for browser in (client, other):
        browser.post("/accounts/login/", {"login": "reader", "password": PASSWORD})
    new = "another-horse-battery"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get("/desk/").status_code == 200
    assert other.get("/desk/").status_code == 302
