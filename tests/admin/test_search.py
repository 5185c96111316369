from __future__ import annotations

import pytest

from tests.factories.cities import editor_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
ADDRESS = "/cms/pages/search/"


@pytest.mark.parametrize("text", ["占道", "夜市占", "东港区 夜市"])
def test_the_editing_pages_find_chinese_inside_a_title(client, text):
    practice(title="东港区夜市占道经营疏导")
    client.force_login(editor_of("rizhao"))
    assert "东港区夜市占道经营疏导" in client.get(ADDRESS, {"q": text}).content.decode()


@pytest.mark.parametrize("text", ['"', "((", "*", "\x00", "占" * 5000, "，。"])
def test_odd_text_is_no_error_there(client, text):
    client.force_login(editor_of("rizhao"))
    assert client.get(ADDRESS, {"q": text}).status_code == 200


def test_another_citys_draft_is_not_found_there(client):
    practice("heze", title="菏泽牡丹园夜市草稿", published=False)
    client.force_login(editor_of("rizhao"))
    assert "菏泽牡丹园夜市草稿" not in client.get(ADDRESS, {"q": "牡丹园"}).content.decode()
