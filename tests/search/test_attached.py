"""Words of attached files in the results."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from files.models import AllianceDocument
from files.services import document_read
from practices.models import Attachment, BuildingBlock, BuildingBlockFile
from search.models import OutboxEntry
from search.outbox import drain_once
from tests.factories.cities import member_of
from tests.factories.files import make_document
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
ASKED = "/search/?q=燕子山"


def drain():
    while drain_once():
        pass


def with_file(text="燕子山步道逐段巡查。", title="", **fields):
    page = practice("rizhao", title="附件案例", **fields)
    Attachment.objects.create(page=page, document=make_document("巡查台账", text=text), title=title)
    return page


def content(client, address=ASKED):
    return client.get(address).content.decode()


def test_the_file_is_named_and_linked_beside_the_passage_from_it(index, client):
    page = with_file()
    index()
    said = content(client)
    address = page.attachments.get().document.url
    assert f'见附件：<a href="{address}">巡查台账</a>' in said
    assert "</mark>山步道逐段巡查。" in said


def test_the_name_is_the_one_on_the_page(index, client):
    with_file(title="2024 年台账")
    index()
    assert "2024 年台账</a>" in content(client)


def test_a_file_of_a_building_block_is_found_too(index, client):
    page = practice("rizhao")
    block = BuildingBlock.objects.create(page=page, name="模块")
    BuildingBlockFile.objects.create(block=block, document=make_document("公约", text="燕子山摊点自治公约"))
    index()
    assert "公约</a>" in content(client)


def test_a_case_whose_own_words_match_names_no_file(index, client):
    page = with_file()
    page.title = "燕子山步道"
    page.save_revision().publish()
    index()
    assert "见附件" not in content(client)


def test_a_file_taken_off_the_page_is_neither_named_nor_quoted(index, client):
    page = with_file()
    index()
    page.attachments.all().delete()
    said = content(client)
    assert "见附件" not in said and "逐段巡查" not in said


def test_an_uploaded_file_is_found_after_it_was_read(index, client):
    page = practice("rizhao", title="附件案例")
    paper = AllianceDocument.objects.create(title="台账", file=ContentFile("燕子山巡查".encode("gb18030"), "a.txt"))
    Attachment.objects.create(page=page, document=paper)
    drain()
    assert client.get(ASKED).context["found"].total == 0
    document_read(paper.pk)
    drain()
    assert client.get(ASKED).context["found"].total == 1


def test_a_replaced_file_is_not_found_by_its_old_words(index, client):
    page = with_file()
    index()
    paper = page.attachments.get().document
    paper.file = ContentFile(b"new", "b.txt")
    paper.save()
    drain()
    assert client.get(ASKED).context["found"].total == 0


def test_a_file_queues_the_cases_of_its_building_blocks():
    page = practice("rizhao")
    block = BuildingBlock.objects.create(page=page, name="模块")
    paper = make_document()
    BuildingBlockFile.objects.create(block=block, document=paper)
    OutboxEntry.objects.all().delete()
    paper.save()
    assert [row.identifier for row in OutboxEntry.objects.all()] == [f"practice-{page.pk}"]


def test_only_who_may_read_the_case_is_told_of_the_file(index, client):
    with_file(visibility="alliance")
    index()
    assert "巡查台账" not in content(client)
    client.force_login(member_of("heze"))
    assert "巡查台账" in content(client)


def test_the_linked_file_is_open_to_who_may_read_the_case(index, client):
    paper = with_file(visibility="alliance").attachments.get().document
    assert client.get(paper.url).status_code == 404
    client.force_login(member_of("heze"))
    assert client.get(paper.url).status_code == 200


def test_twenty_hits_with_files_ask_no_more_than_one(index, client, django_assert_max_num_queries):
    for _number in range(3):
        with_file()
    index()
    client.get(ASKED)
    with django_assert_max_num_queries(30) as few:
        client.get(ASKED)
    for _number in range(10):
        with_file()
    index()
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(ASKED)
