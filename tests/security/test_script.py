"""Script in whatever people type: never markup and never a handler in what comes back, editing pages included."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from exchanges.models import Discussion, Report
from files.models import AllianceDocument, AllianceImage
from tests.factories.cities import administrator, approver_of, editor_of, member_of
from tests.factories.files import make_document, make_image
from tests.factories.practices import practice
from vocabulary.models import Term

pytestmark = pytest.mark.django_db
MARK = "zqscript"
CORPUS = (
    f"<{MARK}>",
    f"<script>{MARK}()</script>",
    f'"><img src=x onerror={MARK}()>',
    f"'><svg/onload={MARK}()>",
    f'" autofocus onfocus="{MARK}()',
    f"</script><script>{MARK}()</script>",
    f"</textarea></title><{MARK}>",
    f"javascript:{MARK}()",
    f"<a href=javascript:{MARK}()>",
    "{{" + MARK + "}}{%25 " + MARK + " %25}",
    f"＜{MARK}＞\u202e",
)
ADDRESS_ATTRIBUTES = frozenset({"href", "src", "action", "formaction", "data", "xlink:href"})


class Holes(HTMLParser):
    """What a browser would run of it, found as a browser reads it: by tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.script = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        # A block of data is read by nobody as code; it ends at the first closing tag like any other.
        self.script = given.get("type", "text/javascript") if tag == "script" else ""
        if MARK in tag:
            self.found.append(f"<{tag}>")
        for name, value in given.items():
            is_handler = name.startswith("on") and MARK in value
            is_address = name in ADDRESS_ATTRIBUTES and value.strip().lower().startswith("javascript:")
            if is_handler or is_address or MARK in name:
                self.found.append(f"<{tag} {name}={value[:60]}>")

    def handle_endtag(self, tag: str) -> None:
        self.script = ""

    def handle_data(self, data: str) -> None:
        if MARK in data and "javascript" in self.script:
            self.found.append(f"script: {data[:80]}")


def holes(response) -> list[str]:
    assert response.status_code < 500, response.request["PATH_INFO"]
    if "html" not in response.headers.get("Content-Type", ""):
        return []
    parser = Holes()
    parser.feed(response.content.decode())
    return parser.found


@pytest.mark.parametrize("text", CORPUS)
def test_the_parser_would_see_a_hole(text):
    """Pasted unescaped into text or an attribute, each line of the corpus that is markup is found."""
    parser = Holes()
    parser.feed(f'<p>{text}</p><input value="{text}"><input value=\'{text}\'><a href="{text}">')
    assert bool(parser.found) is not (text.startswith(("{{", "＜")))


@pytest.mark.parametrize("text", CORPUS)
def test_an_address_gives_back_no_script(client, text):
    said = []
    for path, name in [("/search/", "q"), ("/search/", "city"), ("/search/", "sort"), ("/accounts/login/", "next")]:
        said += holes(client.get(f"{path}?{urlencode({name: text})}"))
    said += holes(client.post("/search/", {"q": text}))
    said += holes(client.get(f"/nowhere/{urlencode({'': text})}/"))
    said += holes(client.get(f"/cms/login/?{urlencode({'next': text})}", follow=True))
    assert not said


@pytest.mark.parametrize("text", [*CORPUS, "//evil.example/", "https://evil.example/", "/\\evil.example/"])
def test_signing_in_leads_nowhere_else(client, text):
    person = editor_of("rizhao")
    data = {"login": person.username, "password": "correct-horse-battery", "next": text}
    response = client.post("/accounts/login/", data)
    assert not response.headers.get("Location", "").lower().startswith(("//", "/\\", "http", "javascript:"))


@pytest.mark.parametrize("text", CORPUS)
def test_the_address_of_an_editing_page_gives_back_no_script(client, text):
    client.force_login(administrator())
    said, query = [], urlencode({"q": text, "p": text, "ordering": text, "next": text, "page_type": text})
    for path in ("pages/search/", "images/", "documents/", "users/", "choose-page/search/", "images/chooser/"):
        said += holes(client.get(f"/cms/{path}?{query}"))
    assert not said


@pytest.mark.parametrize("text", CORPUS)
def test_a_title_is_text_wherever_the_case_is_shown(client, text):
    page = practice("rizhao", title=text, summary=text, contact_name=text)
    page.keywords.add(text)
    page.save_revision().publish()
    client.force_login(approver_of("rizhao"))
    parent = page.get_parent().pk
    said = []
    for path in ("/", "/rizhao/", page.get_parent().get_url(), page.get_url(), "/desk/", "/desk/cases/"):
        said += holes(client.get(path))
    for action in ("submit", "verify"):
        said += holes(client.post("/desk/cases/bulk/", {"action": action, "id": page.pk, "back": text}))
    for part in (f"{parent}/", f"{page.pk}/edit/", f"{page.pk}/history/", f"{page.pk}/copy/", f"{page.pk}/move/"):
        said += holes(client.get(f"/cms/pages/{part}"))
    said += holes(client.get(f"/cms/choose-page/{parent}/"))
    said += holes(client.get(f"/cms/pages/{page.pk}/revisions/compare/earliest...latest/"))
    for path in ("versions/", "versions/compare/?from=1&to=2", "v1/", "v2/"):
        said += holes(client.get(f"/p/{page.short_id}/{path}"))
    assert not said


@pytest.mark.parametrize("text", CORPUS)
def test_the_title_of_a_file_is_text_in_the_editing_pages(client, text):
    image, document = make_image(), make_document()
    AllianceImage.objects.filter(pk=image.pk).update(title=text)
    AllianceDocument.objects.filter(pk=document.pk).update(title=text)
    client.force_login(approver_of("rizhao"))
    said = []
    for path in (reverse("wagtailimages:index"), reverse("wagtaildocs:index"), reverse("wagtailimages_chooser:choose")):
        said += holes(client.get(path))
    for path in (reverse("wagtailimages:edit", args=[image.pk]), reverse("wagtaildocs:edit", args=[document.pk])):
        said += holes(client.get(path))
    assert not said


def test_a_message_after_saving_shows_the_title_as_text(client):
    client.force_login(approver_of("rizhao"))
    image = make_image()
    title = f"<img src=x onerror={MARK}()>"
    response = client.post(
        reverse("wagtailimages:edit", args=[image.pk]),
        {"title": title, "collection": image.collection_id, "tags": "", "credit": "", "description": ""},
        follow=True,
    )
    assert AllianceImage.objects.get(pk=image.pk).title == title
    assert not holes(response)


@pytest.mark.parametrize("markup", ["", "1"])
@pytest.mark.parametrize("text", CORPUS)
def test_what_members_say_to_one_another_is_no_script(client, text, markup):
    """Sent as plain text and as if the editor had made it; shown, quoted, edited, reported, told and listed."""
    own, other, approver = member_of("rizhao", name=f"示例{text}"[:50]), member_of("jinan"), approver_of("rizhao")
    client.force_login(own)
    theme = Term.objects.get(scheme="theme", code="street-order").pk
    sent = {"title": text, "body": f"{text}说明", "body_markup": markup, "visibility": "alliance", "theme": theme}
    found = holes(client.post("/discussions/new/", sent))
    row = Discussion.objects.get()
    thread = row.thread_id
    client.force_login(other)
    answer = {"body": f"{text}回答", "body_markup": markup, "reply_to": "1"}
    found += holes(client.post(f"/threads/{thread}/new/", answer, headers={"HX-Request": "true"}))
    found += holes(client.post(f"/threads/{thread}/2/edit/", {"body": f"{text}改", "body_markup": markup}))
    found += holes(
        client.post(f"/threads/{thread}/new/", {"body": text * 999, "body_markup": markup, "reply_to": text})
    )
    found += holes(client.post(f"/reports/new/post/{row.thread.posts.get(number=1).pk}/", {"reason": text}))
    found += holes(client.get(f"/threads/{thread}/new/?{urlencode({'reply': text})}"))
    query = urlencode({"theme": text, "city": text, "of": text, "case": text, "page": text})
    client.force_login(approver)
    found += holes(client.post(f"/threads/{thread}/2/hide/", {"reason": text}))
    found += holes(client.post(f"/threads/{thread}/lock/", {"reason": text}))
    for path in (f"/discussions/?{query}", "/discussions/", f"/discussions/{row.pk}/", "/themes/street-order/"):
        found += holes(client.get(path))
    for path in (f"/threads/{thread}/2/history/", f"/threads/{thread}/2/edit/", "/reports/", "/notifications/"):
        found += holes(client.get(path))
    found += [hole for report in Report.objects.all() for hole in holes(client.get(f"/reports/{report.pk}/"))]
    client.force_login(other)
    found += holes(client.get("/notifications/"))
    assert not found
