"""Files of building blocks as one pack, and how often other cities took it."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from practices.models import BuildingBlock, BuildingBlockFile, Hold, PackDownload
from tests.factories.cities import approver_of, editor_of, member_of
from tests.factories.files import make_document
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def case_with_files(*names: str, **fields):
    """One block with a file a name."""
    page = practice(published=False, title="夜市疏导", **fields)
    block = BuildingBlock(name="自治/公约", how="商户自己定")
    block.files = [BuildingBlockFile(kind="regulation", document=make_document(name)) for name in names]
    page.building_blocks = [block]
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def pack_of(client, page):
    return client.get(f"/p/{page.short_id}/blocks.zip")


def opened(response) -> ZipFile:
    return ZipFile(BytesIO(b"".join(response.streaming_content)))


def test_all_files_come_in_a_folder_a_block_with_a_list_and_the_licence(client):
    page = case_with_files("公约", "台账")
    assert f"/p/{page.short_id}/blocks.zip" in client.get(page.url).content.decode()
    pack = opened(pack_of(client, page))
    listed = [name for name in pack.namelist() if name != "说明.txt"]
    assert len(listed) == 2 and all(name.startswith("01 自治 公约/制度文本 rules") for name in listed)
    assert pack.read(listed[0]) == b"%PDF-1.4 example"
    said = pack.read("说明.txt").decode("utf-8-sig")
    assert "夜市疏导" in said and "日照市城市管理局" in said and "使用许可" in said and f"/p/{page.short_id}" in said
    assert all(name in said for name in listed)


def test_a_file_that_is_gone_is_named_and_the_others_come(client):
    page = case_with_files("公约", "台账")
    gone = BuildingBlockFile.objects.filter(block__page=page).first().document.file
    gone.storage.delete(gone.name)
    pack = opened(pack_of(client, page))
    assert len(pack.namelist()) == 2
    assert "（文件缺失）" in pack.read("说明.txt").decode()


def test_a_case_without_files_has_no_pack(client):
    page = practice()
    assert pack_of(client, page).status_code == 404
    assert "blocks.zip" not in client.get(page.url).content.decode()


def test_a_pack_is_as_closed_as_its_case(client):
    page = case_with_files("公约")
    Hold.objects.create(practice=page, limit="city", reason="原因", set_by=approver_of("rizhao"))
    assert pack_of(client, page).status_code == 404


def test_another_city_counts_once_a_session_and_everybody_reads_how_often(client):
    page = case_with_files("公约")
    for _session in range(2):
        client.force_login(member_of("heze"))
        for _turn in range(2):
            opened(pack_of(client, page))
    assert PackDownload.objects.count() == 2
    assert "被下载 2 次" in client.get(page.url).content.decode()


def test_its_own_city_and_visitors_do_not_count(client):
    page = case_with_files("公约")
    opened(pack_of(client, page))
    client.force_login(member_of("rizhao"))
    opened(pack_of(client, page))
    assert not PackDownload.objects.exists()


def test_what_is_kept_names_nobody(client):
    page = case_with_files("公约")
    client.force_login(member_of("heze"))
    opened(pack_of(client, page))
    row = PackDownload.objects.get()
    assert client.session.session_key not in row.session
    assert {field.name for field in PackDownload._meta.fields} == {"id", "practice", "session", "taken_at"}


def test_its_own_city_reads_on_its_list_how_often_it_was_taken(client):
    page = case_with_files("公约")
    for number in range(3):
        PackDownload.objects.create(practice=page, session=str(number))
    client.force_login(editor_of("rizhao"))
    assert "模块文件被下载 3 次" in client.get("/desk/cases/").content.decode()
