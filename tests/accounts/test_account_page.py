from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.cities import editor_of

pytestmark = pytest.mark.django_db
OTHER_CHOICES = {"theme-theme": "system", "theme-contrast": "system", "theme-density": "default"}


def save(client, name: str):
    return client.post(reverse("wagtailadmin_account"), {"name_email-name": name, **OTHER_CHOICES})


def test_the_account_page_saves_the_one_name(client):
    person = editor_of("rizhao", name="王小明")
    client.force_login(person)
    assert save(client, "王晓明").status_code == 302
    person.refresh_from_db()
    assert person.name == "王晓明"


@pytest.mark.parametrize("name", ["", "王" * 51], ids=["empty", "too long"])
def test_an_impossible_name_is_refused_in_words(client, name):
    client.force_login(editor_of("rizhao", name="王小明"))
    response = save(client, name)
    assert response.status_code == 200
    assert "这一项必填" in response.content.decode() or "不能超过 50 个字" in response.content.decode()
