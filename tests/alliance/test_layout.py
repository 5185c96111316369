"""The office arranges the home page; readers see what it arranged, each within what they may read."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from alliance.blocks import HomeBlocks, valid_address
from alliance.models import HomeLayout
from tests.factories.cities import approver_of, curator, member_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
EDIT = "wagtailsnippets_alliance_homelayout:edit"


def arrange(*blocks, **fields) -> HomeLayout:
    layout = HomeLayout.objects.get()
    layout.blocks = list(blocks)
    for name, value in fields.items():
        setattr(layout, name, value)
    layout.save()
    return layout


def text(client, address: str = "/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def post(client, kind: str, **values):
    """As the editor sends one block."""
    value = {f"blocks-0-value-{name}": given for name, given in {"title": "", **values}.items()}
    data = {"headline": "新标题", "example_1": "夜市", "example_2": "", "example_3": "", "blocks-count": "1"}
    data |= {"blocks-0-deleted": "", "blocks-0-order": "0", "blocks-0-type": kind, "blocks-0-id": "", **value}
    return client.post(reverse(EDIT, args=[HomeLayout.ONLY]), data)


# --- what is shown ------------------------------------------------------------------------------------------------
def test_a_new_site_has_the_usual_blocks(client):
    practice()
    content = text(client)
    places = [content.index(word) for word in ("最新案例", "业务领域", "全省各市")]
    assert places == sorted(places)


def test_blocks_stand_in_the_order_of_the_office(client):
    arrange(("tiles", {}), ("themes", {}))
    content = text(client)
    assert content.index("全省各市") < content.index("业务领域")
    assert "最新案例" not in content


def test_a_block_carries_the_title_it_was_given(client):
    arrange(("themes", {"title": "按领域找"}))
    assert "<h2>按领域找</h2>" in text(client)


def test_search_stands_on_top_of_an_empty_arrangement(client):
    arrange()
    assert 'role="search"' in text(client)


def test_the_examples_are_the_offices(client):
    arrange(example_1="撤桶并站", example_2="a&b")
    content = text(client)
    assert "?q=%E6%92%A4%E6%A1%B6%E5%B9%B6%E7%AB%99" in content and "?q=a%26b" in content
    assert "共享单车" not in content


def test_a_site_without_the_row_shows_the_usual_page(client):
    HomeLayout.objects.all().delete()
    assert "业务领域" in text(client)


def test_no_featured_case_no_heading_for_it(client):
    arrange(("featured", {}))
    assert "推荐案例" not in text(client)


def test_the_newest_case_of_each_city_comes_before_the_second_of_any(client):
    practice("heze", title="菏泽唯一")
    for number in range(3):
        practice("rizhao", title=f"日照第{number}")
    arrange(("newest", {"number": 2}))
    content = text(client)
    assert "菏泽唯一" in content and "日照第2" in content
    assert "日照第1" not in content


def test_a_text_is_sanitised_whoever_stores_it(client):
    body = '<p onclick="x()">好<script>alert(1)</script></p><a href="javascript:x()">链</a>'
    arrange(("text", {"heading": "<b>题</b>", "body": body, "link_text": "看", "link_address": "/province/"}))
    content = text(client)
    assert "&lt;b&gt;题&lt;/b&gt;" in content and "<p>好</p>" in content
    assert "onclick" not in content and "alert(1)" not in content and "javascript:" not in content


def test_a_text_is_sanitised_before_it_is_stored():
    """A preview shows what was not stored yet."""
    block = HomeBlocks().child_blocks["text"]
    values = {"heading": "题", "body": "<p>好<script>x()</script></p>", "link_text": "", "link_address": ""}
    assert block.clean(block.to_python(values))["body"].source == "<p>好</p>"


# --- numbers ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("visibility", "visitor", "member"), [("public", 1, 1), ("alliance", 0, 1), ("city", 0, 0)])
def test_numbers_count_what_the_reader_may_see(client, visibility, visitor, member):
    practice("rizhao", visibility=visibility, kind="lesson")
    arrange(("numbers", {}))
    address = '<a href="/cases/?only=lessons"><b>'
    assert f"{address}{visitor}</b>" in text(client)
    client.force_login(member_of("heze"))
    assert f"{address}{member}</b>" in text(client)


# --- the grid -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "label"), [("", "案例数"), ("?shade=residents", "人口"), ("?shade=nothing", "案例数")]
)
def test_the_grid_is_shaded_by_the_number_asked_for(client, query, label):
    assert f'aria-current="true">{label}</a>' in text(client, f"/{query}")


@pytest.mark.parametrize("query", ["shade=%00", "shade=" + "x" * 5000, "shade=<script>", "shade=cases&shade=residents"])
def test_any_other_number_is_no_error(client, query):
    assert client.get(f"/?{query}").status_code == 200


def test_the_office_says_by_which_number_the_grid_is_shaded_first(client):
    arrange(("tiles", {"number": "residents"}))
    assert 'aria-current="true">人口</a>' in text(client)


def test_a_members_own_city_is_outlined(client):
    client.force_login(member_of("heze"))
    assert text(client).count("tile--here") == 1


# --- who arranges -------------------------------------------------------------------------------------------------
def test_the_office_changes_the_arrangement_and_sees_it_at_once(client):
    client.force_login(curator())
    assert post(client, "themes").status_code == 302
    content = text(client)
    assert "新标题" in content and "最新案例" not in content


def test_an_approver_of_a_city_does_not(client):
    client.force_login(approver_of("rizhao"))
    post(client, "themes")
    assert HomeLayout.objects.get().headline == ""


def test_a_preview_shows_the_arrangement_before_it_is_saved(client, rf):
    layout = HomeLayout.objects.get()
    layout.headline = "还没有保存"
    response = layout.make_preview_request(rf.get("/"))
    assert "还没有保存" in response.content.decode()


def test_there_is_one_arrangement(client):
    with pytest.raises(ValidationError):
        HomeLayout(headline="第二个").full_clean()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example/", "/\\evil.example/", "ftp://x", "x"])
def test_an_address_that_is_none_is_refused_in_words(client, address):
    with pytest.raises(ValidationError, match="以 / 开头"):
        valid_address(address)
    block = HomeBlocks().child_blocks["text"]
    values = {"heading": "题", "body": "<p>文</p>", "link_text": "看", "link_address": address}
    with pytest.raises(ValidationError):
        block.clean(block.to_python(values))


@pytest.mark.parametrize("address", ["/search/?q=夜市", "https://www.gov.cn/"])
def test_an_address_of_the_site_or_a_whole_one_is_taken(address):
    valid_address(address)


@pytest.mark.parametrize("given", [{"link_text": "看"}, {"link_address": "/province/"}])
def test_text_and_address_of_a_link_come_together(given):
    block = HomeBlocks().child_blocks["text"]
    values = {"heading": "题", "body": "<p>文</p>", "link_text": "", "link_address": "", **given}
    with pytest.raises(ValidationError) as error:
        block.clean(block.to_python(values))
    assert len(error.value.block_errors) == 1
