from __future__ import annotations

import pytest
from wagtail.models import Site

from alliance.models import PlatformSettings
from practices.models import Attachment, PracticeImage
from tests.factories.cities import editor_of, member_of
from tests.factories.files import make_document, make_image
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def case_with(visibility: str, *, published: bool = True):
    page, image, document = practice(published=False, visibility=visibility), make_image(), make_document()
    page.images = [PracticeImage(image=image)]
    page.attachments = [Attachment(document=document)]
    revision = page.save_revision()
    if published:
        revision.publish()
    return [image.file.url, image.get_rendition("max-1200x900").url, document.url]


@pytest.mark.parametrize("kind", [0, 1, 2], ids=["original", "rendition", "document"])
@pytest.mark.parametrize(
    ("visibility", "reader", "status"),
    [
        ("public", None, 200),
        ("alliance", None, 404),
        ("alliance", "member of heze", 200),
        ("city", "member of heze", 404),
        ("city", "editor of rizhao", 200),
    ],
)
def test_a_file_is_as_open_as_the_case_that_shows_it(client, kind, visibility, reader, status):
    if reader:
        client.force_login(editor_of("rizhao") if "editor" in reader else member_of("heze"))
    assert client.get(case_with(visibility)[kind]).status_code == status


@pytest.mark.parametrize("kind", [0, 2], ids=["original", "document"])
def test_a_file_of_a_draft_is_its_citys_writers_only(client, kind):
    address = case_with("public", published=False)[kind]
    assert client.get(address).status_code == 404
    client.force_login(editor_of("heze"))
    assert client.get(address).status_code == 404
    client.force_login(editor_of("rizhao"))
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["nothing.png", "../manage.py", "a%00b.png", "documents/rules.pdf"])
def test_unknown_names_are_a_404(client, name):
    assert client.get(f"/media/{name}").status_code == 404


# --- what browsers may keep ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("field", ["logo", "share_image"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_picture_of_the_site_itself_is_kept_for_a_few_minutes(client, field, signed_in):
    image = make_image()
    platform = PlatformSettings.for_site(Site.objects.get())
    setattr(platform, field, image)
    platform.save()
    if signed_in:
        client.force_login(member_of("heze"))
    for address in (image.file.url, image.get_rendition("max-1200x900").url):
        assert client.get(address)["Cache-Control"] == "public, max-age=300"


def test_a_picture_of_a_public_case_is_kept_by_nobody(client):
    assert client.get(case_with("public")[0])["Cache-Control"] == "private, no-store"
