"""The manual: every page opens, names only what is on the screens, and is led to from where it helps."""

from __future__ import annotations

import re

import polib
import pytest
from django.urls import get_resolver, reverse
from wagtail.admin.menu import help_menu

from alliance import manual
from config import catalogues, supplement
from tests.factories.cities import editor_of

TOPICS = sorted(manual.all_topics())
LABEL = re.compile("「([^「」]+)」")
MOST_BYTES = 60 * 1024


def labels_of(topic: manual.Topic) -> set[str]:
    return {label for text in topic.texts for label in LABEL.findall(text)}


@pytest.fixture(scope="module")
def on_the_screens() -> set[str]:
    """Every text a Chinese reader may see: the project's own, the supplement, and what Wagtail says by itself."""
    own = {text for _context, one, many in catalogues.extract() for text in (one, many) if text}
    ours = [
        text for entry in polib.pofile(str(supplement.path_of("django"))) for text in catalogues.translations(entry)
    ]
    theirs = [text for entry in supplement.said("django").values() for text in catalogues.translations(entry)]
    return own | set(ours) | set(theirs)


@pytest.fixture(scope="module")
def put_together(on_the_screens) -> list[re.Pattern[str]]:
    """Wagtail makes some buttons of a name and a word: 添加 and what is added."""
    parts = [catalogues.PLACEHOLDER.split(text) for text in on_the_screens]
    words = {tuple(text) for text in parts if len(text) == 2 and 2 <= len("".join(text)) <= 4}
    return [re.compile(f"{re.escape(before)}(.+){re.escape(after)}") for before, after in words]


def is_shown(label: str, on_the_screens: set[str], put_together: list[re.Pattern[str]]) -> bool:
    found = (pattern.fullmatch(label) for pattern in put_together)
    return label in on_the_screens or any(match and match[1] in on_the_screens for match in found)


@pytest.mark.parametrize("slug", TOPICS)
def test_names_only_what_stands_on_the_screens(slug, on_the_screens, put_together):
    """A button renamed is renamed in alliance/data/manual/ too."""
    labels = sorted(labels_of(manual.topic(slug)))
    assert [label for label in labels if not is_shown(label, on_the_screens, put_together)] == []


@pytest.mark.parametrize("label", ["添加发票", "这个按钮没有", "保存草稿并"])
def test_a_button_that_is_not_there_would_be_found(label, on_the_screens, put_together):
    assert not is_shown(label, on_the_screens, put_together)


@pytest.mark.parametrize("slug", TOPICS)
def test_quotation_marks_of_labels_come_in_pairs(slug):
    assert [text for text in manual.topic(slug).texts if re.search("[「」]", LABEL.sub("", text))] == []


@pytest.mark.parametrize("slug", TOPICS)
def test_its_pictures_are_there_are_small_and_are_told_in_words(slug):
    for picture in manual.topic(slug).pictures:
        path = manual.PICTURES / f"{picture.name}.webp"
        assert path.stat().st_size <= MOST_BYTES
        assert picture.size[0] == 1280
        assert len(picture.alt) >= 10


def test_no_picture_is_left_over():
    named = {picture.name for topic in manual.all_topics().values() for picture in topic.pictures}
    assert {path.stem for path in manual.PICTURES.iterdir()} == named


def test_no_page_of_the_manual_is_left_over():
    assert {path.stem for path in manual.FOLDER.glob("*.json")} == set(manual.all_topics())


@pytest.mark.django_db
@pytest.mark.parametrize("slug", TOPICS)
def test_a_visitor_reads_every_page(client, slug):
    page = client.get(reverse("manual_topic", args=[slug]))
    assert page.status_code == 200
    assert manual.topic(slug).title in page.content.decode()


@pytest.mark.django_db
def test_the_list_leads_to_every_page(client):
    html = client.get("/help/").content.decode()
    assert [slug for slug in TOPICS if f'href="/help/{slug}/"' not in html] == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/help/no-such-page/", "/help/%E6%89%BE/"])
def test_no_such_page_is_a_404(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_names_of_buttons_are_set_apart(client):
    html = client.get("/help/find-practices/").content.decode()
    assert '<b class="key">搜索案例</b>' in html
    assert "「" not in html


@pytest.mark.django_db
def test_an_english_reader_is_told_that_the_manual_is_chinese(client):
    client.post("/language/", {"language": "en", "next": "/"})
    assert 'lang="zh-Hans"' in client.get("/help/find-practices/").content.decode()


@pytest.mark.parametrize("slug", TOPICS)
def test_leads_on_to_other_pages(slug):
    topic = manual.topic(slug)
    assert topic.see
    assert slug not in topic.see
    assert all(other.title for other in topic.related)


@pytest.mark.parametrize("slug", TOPICS)
def test_leads_to_its_screen(slug):
    assert manual.topic(slug).screen_address.startswith("/")


# --- help from each screen ----------------------------------------------------------------------------------------
def url_names() -> set[str]:
    def walk(resolver, before=""):
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                inside = f"{before}{pattern.namespace}:" if pattern.namespace else before
                yield from walk(pattern, inside)
            elif pattern.name:
                yield before + pattern.name

    return set(walk(get_resolver()))


def test_help_is_mapped_from_addresses_that_exist():
    assert sorted(set(manual.HELP_AT) - url_names()) == []


def test_help_is_mapped_to_pages_that_exist():
    assert sorted(set(manual.HELP_AT.values()) - set(TOPICS)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/search/", "/help/find-practices/"),
        ("/accounts/login/", "/help/password-and-account/"),
        ("/", "/help/"),
        ("/no-such-page/", "/help/"),
    ],
)
def test_a_visitor_is_led_to_the_page_that_helps(client, address, leads_to):
    assert f'class="bar__help" href="{leads_to}"' in client.get(address).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "leads_to"),
    [("/desk/", "/help/my-desk/"), ("/desk/cases/", "/help/my-desk/"), ("/account/", "/help/password-and-account/")],
)
def test_a_writer_is_led_to_the_page_that_helps(client, address, leads_to):
    client.force_login(editor_of("rizhao"))
    assert f'class="bar__help" href="{leads_to}"' in client.get(address).content.decode()


@pytest.mark.django_db
def test_the_editor_of_a_case_leads_to_how_to_write_one(client):
    client.force_login(editor_of("rizhao"))
    html = client.get("/write/", follow=True).content.decode()
    assert 'href="/help/write-a-snapshot/"' in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "leads_to"),
    [("wagtailadmin_reports:workflow_tasks", "/help/review-cases/"), ("wagtailadmin_home", "/help/")],
)
def test_the_help_menu_of_the_editing_pages_leads_to_what_helps_there(client, name, leads_to):
    client.force_login(editor_of("rizhao"))
    request = client.get(reverse(name)).wsgi_request
    item = next(item for item in help_menu.menu_items_for_request(request) if item.name == "manual")
    assert item.render_component(request).url == leads_to


# --- kept for visitors --------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_page_asks_at_most_fifteen_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        client.get("/help/write-a-snapshot/")
