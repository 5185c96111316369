"""A full disk under an upload: said in words, and nothing half-saved."""

from __future__ import annotations

import errno

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from files.models import AllianceDocument, AllianceImage
from tests.factories.cities import approver_of
from tests.factories.files import make_document, make_image

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n..."


@pytest.fixture
def writer(client):
    client.force_login(approver_of("rizhao"))
    return client


@pytest.fixture
def full(monkeypatch):
    """Called once what the test needs is stored."""

    def fail(self, name, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    return lambda: monkeypatch.setattr(FileSystemStorage, "_save", fail)


def paper(name: str = "制度.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def picture() -> SimpleUploadedFile:
    with make_image().file.open() as stored:
        return SimpleUploadedFile("new.png", stored.read())


def test_a_document_that_cannot_be_stored_leaves_no_row(writer, full):
    full()
    response = writer.post(reverse("wagtaildocs:add"), {"title": "制度", "file": paper()})
    assert response.status_code == 507 and "稍后再传" in response.content.decode()
    assert not AllianceDocument.objects.exists()


def test_an_image_that_cannot_be_stored_leaves_no_row(writer, full):
    new, before = picture(), AllianceImage.objects.count()
    full()
    response = writer.post(reverse("wagtailimages:add"), {"title": "街景", "file": new})
    assert response.status_code == 507
    assert AllianceImage.objects.count() == before


@pytest.mark.django_db(transaction=True)  # what is left must be left by the view, not by the test's own rollback
@pytest.mark.parametrize("kind", ["wagtaildocs", "wagtailimages"])
def test_the_page_that_uploads_many_says_so_beside_the_file(writer, full, kind):
    new = paper() if kind == "wagtaildocs" else picture()
    rows = AllianceDocument.objects.count() + AllianceImage.objects.count()
    full()
    headers = {"x-requested-with": "XMLHttpRequest"}
    answer = writer.post(reverse(f"{kind}:add_multiple"), {"title": "文件", "files[]": new}, headers=headers).json()
    assert answer["success"] is False and "没有存上" in answer["error_message"]
    assert AllianceDocument.objects.count() + AllianceImage.objects.count() == rows


def test_a_replacement_that_cannot_be_stored_leaves_the_old_file(writer, full):
    document = make_document()
    full()
    data = {"title": "新制度", "file": paper(), "collection": document.collection_id, "tags": ""}
    assert writer.post(reverse("wagtaildocs:edit", args=[document.pk]), data).status_code == 507
    kept = AllianceDocument.objects.get(pk=document.pk)
    assert (kept.title, kept.file.name) == ("制度", document.file.name)
    assert default_storage.exists(document.file.name)


def test_a_replacement_takes_the_old_file_away(writer, django_capture_on_commit_callbacks):
    document = make_document()
    data = {"title": "新制度", "file": paper("new.pdf"), "collection": document.collection_id, "tags": ""}
    with django_capture_on_commit_callbacks(execute=True):
        writer.post(reverse("wagtaildocs:edit", args=[document.pk]), data)
    kept = AllianceDocument.objects.get(pk=document.pk)
    assert kept.title == "新制度" and default_storage.exists(kept.file.name)
    assert not default_storage.exists(document.file.name)
