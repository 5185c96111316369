"""A clerk never meets a word of English in the editing pages."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from practices.serializers import PARTS
from tests.admin.screens import addresses, make_scene
from tests.admin.words import english
from tests.factories.cities import editor_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["editor", "approver", "curator"])
def test_no_screen_says_a_word_of_english(role: str, client: Client) -> None:
    scene = make_scene()
    client.force_login(scene.people[role])
    wrong = {}
    for address in addresses(scene):
        response = client.get(address, follow=True)
        assert response.status_code in (200, 404), address
        wrong[address] = english(response.content.decode())
    assert {address: words for address, words in wrong.items() if words} == {}


def test_a_form_with_mistakes_is_answered_without_a_word_of_english(client: Client) -> None:
    scene = make_scene()
    client.force_login(scene.people["editor"])
    address = reverse("wagtailadmin_pages:add", args=["practices", "practicepage", scene.index.pk])
    counts = {
        f"{name}-{part}": "0"
        for name in (*PARTS, "comments")
        for part in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
    }
    response = client.post(address, {"title": "", "contact_email": "nobody", "started_on": "x", **counts})
    assert response.status_code == 200
    content = response.content.decode()
    assert "页面没有新建成功，请按提示改正。" in content
    assert english(content) == []


@pytest.mark.parametrize(("space", "field"), [("wagtailimages", "file"), ("wagtaildocs", "file")])
def test_a_file_of_the_wrong_kind_is_refused_without_a_word_of_english(client: Client, space: str, field: str) -> None:
    client.force_login(editor_of("rizhao", name="王小明"))
    wrong = SimpleUploadedFile("坏.exe", b"MZ")
    for address in (reverse(f"{space}:add"), reverse(f"{space}_chooser:create")):
        response = client.post(address, {"title": "坏文件", field: wrong})
        assert response.status_code == 200
        assert english(response.content.decode()) == []
