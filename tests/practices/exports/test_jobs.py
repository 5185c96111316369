"""Files of many cases: what stands in them, who gets them, and what becomes of a worker that dies."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from cities.models import Membership
from notifications.models import Notification
from practices.exports import jobs, views
from practices.exports.jobs import export_ask, export_delete, export_write, forget_expired, may_fetch, take_up_lost
from practices.exports.lists import Found, find
from practices.formats.typesetter import CannotTypeset
from practices.models import ExportJob, Hold
from tests.factories.cities import approver_of, member_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
FORMS = ("excel", "csv", "booklet")


def asked(owner, form: str = "excel", query: str = "", source: str = "cases") -> ExportJob:
    return export_ask(owner=owner, source=source, query=query, form=form, found=find(source, query, owner))


def written(owner, form: str = "excel", **fields) -> ExportJob:
    job = asked(owner, form, **fields)
    assert export_write(job.pk)
    job.refresh_from_db()
    return job


def titles(content: bytes, form: str) -> str:
    if form == "excel":
        sheet = load_workbook(BytesIO(content))["案例"]
        return "\n".join(row[0] for row in sheet.iter_rows(min_row=2, values_only=True))
    if form == "booklet":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return content.decode("utf-8-sig")


def body(response) -> bytes:
    return b"".join(response.streaming_content)


# --- at once ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", FORMS)
def test_a_visitor_gets_a_short_list_at_once_with_what_visitors_may_read(client, form):
    practice(title="公开案例", contact_name="联系人甲")
    practice(title="联盟案例", visibility="alliance")
    response = client.post("/exports/new/cases/", {"form": form})
    assert response.status_code == 200
    said = titles(body(response), form)
    assert "公开案例" in said and "联盟案例" not in said and "联系人甲" not in said


def test_a_list_is_narrowed_as_its_page_is(client):
    practice("rizhao", title="日照案例")
    practice("heze", title="菏泽案例")
    said = titles(body(client.post("/exports/new/cases/?city=heze", {"form": "excel"})), "excel")
    assert said == "菏泽案例"


def test_the_page_offers_every_kind_and_the_lists_lead_there(client):
    practice()
    said = client.get("/exports/new/cases/").content.decode()
    assert all(f'value="{form}"' in said for form in FORMS)
    assert "/exports/new/cases/" in client.get("/cases/").content.decode()


@pytest.mark.parametrize("form", ["", "exe", "\x00"])
def test_an_unknown_kind_is_asked_for_again(client, form):
    practice()
    assert "请选择一种文件" in client.post("/exports/new/cases/", {"form": form}).content.decode()


def test_an_unknown_list_is_no_address(client):
    assert client.get("/exports/new/nothing/").status_code == 404


def test_a_visitor_is_asked_to_sign_in_for_a_long_list(client, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 1)
    practice()
    practice()
    response = client.post("/exports/new/cases/", {"form": "excel"})
    assert response.status_code == 403 and "登录后才能导出" in response.content.decode()
    assert not ExportJob.objects.exists()


def test_who_exports_without_end_is_asked_to_wait(client, settings):
    practice()
    settings.ACCOUNT_RATE_LIMITS = {"export": "2/m/ip"}
    answers = [client.post("/exports/new/cases/", {"form": "csv"}).status_code for _turn in range(3)]
    assert answers == [200, 200, 429]


def test_where_no_booklet_can_be_set_words_say_what_to_do(client, monkeypatch):
    def fail(*args):
        raise CannotTypeset("请安装字体")

    practice()
    monkeypatch.setattr(views, "write_list", fail)
    response = client.post("/exports/new/cases/", {"form": "booklet"})
    assert response.status_code == 503 and "请安装字体" in response.content.decode()


# --- as a task ----------------------------------------------------------------------------------------------------
def test_a_long_list_is_written_by_the_worker_and_its_owner_is_told(client, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 1)
    practice(title="甲")
    practice(title="乙", visibility="alliance")
    reader = member_of("heze")
    client.force_login(reader)
    response = client.post("/exports/new/cases/", {"form": "excel"})
    assert response.headers["Location"] == "/exports/"
    job = ExportJob.objects.get()
    assert "排队中" in client.get("/exports/").content.decode()
    assert export_write(job.pk)
    page = client.get("/exports/").content.decode()
    assert "可以下载" in page and f"/exports/{job.pk}/file/" in page
    assert Notification.objects.of(reader).filter(event="export_ready").count() == 1
    assert titles(body(client.get(f"/exports/{job.pk}/file/")), "excel").split("\n") == ["乙", "甲"]


@pytest.mark.parametrize("form", FORMS)
def test_the_file_holds_what_its_owner_may_read_when_it_is_written(form):
    practice(title="一直公开")
    narrowed = practice(title="后来收回")
    owner = member_of("heze")
    job = asked(owner, form)
    Hold.objects.create(practice=narrowed, limit="city", reason="原因", set_by=approver_of("rizhao"))
    assert export_write(job.pk)
    job.refresh_from_db()
    said = titles(job.file.read(), form)
    assert "一直公开" in said and "后来收回" not in said
    assert (job.done, job.total) == (1, 1)


def test_a_file_is_not_given_out_when_a_case_in_it_is_closed_afterwards(client):
    page = practice()
    owner = member_of("heze")
    job = written(owner)
    client.force_login(owner)
    assert client.get(f"/exports/{job.pk}/file/").status_code == 200
    Hold.objects.create(practice=page, limit="city", reason="原因", set_by=approver_of("rizhao"))
    response = client.get(f"/exports/{job.pk}/file/", follow=True)
    assert "请重新导出" in response.content.decode()


def test_who_leaves_the_alliance_gets_no_file_with_contact_data():
    practice()
    owner = member_of("heze")
    job = written(owner)
    Membership.objects.filter(user=owner).delete()
    del owner._viewer
    assert not may_fetch(job, owner)


def test_a_file_is_its_owners_alone(client):
    practice()
    job = written(member_of("heze"))
    client.force_login(member_of("heze"))
    for method, part in (("get", "file"), ("post", "again"), ("post", "delete")):
        assert getattr(client, method)(f"/exports/{job.pk}/{part}/").status_code == 404
    assert job.name not in client.get("/exports/").content.decode()
    assert client.get(f"/media/{job.file.name}").status_code == 404


def test_a_file_is_forgotten_after_seven_days():
    practice()
    job = written(member_of("heze"))
    job.expires_at = timezone.now() - timedelta(seconds=1)
    job.save()
    assert not may_fetch(job, job.owner)
    assert forget_expired() == 1
    assert not ExportJob.objects.exists()


def test_nobody_waits_for_more_than_three_files():
    practice()
    owner = member_of("heze")
    for _number in range(3):
        asked(owner)
    with pytest.raises(ValidationError, match="3 个文件"):
        asked(owner)
    asked(member_of("heze"))


def test_an_empty_list_fails_in_words():
    owner = member_of("heze")
    job = export_ask(owner=owner, source="cases", query="", form="excel", found=Found("空", 0, []))
    assert not export_write(job.pk)
    job.refresh_from_db()
    assert (job.state, job.problem) == ("failed", "清单里没有您可以查看的案例。")


# --- faults -------------------------------------------------------------------------------------------------------
def failing(error: Exception):
    def write(*args):
        raise error

    return write


def test_what_failed_says_why_and_can_be_tried_again(client, monkeypatch):
    practice()
    owner = member_of("heze")
    job = asked(owner, "booklet")
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "write_list", failing(CannotTypeset("请安装字体")))
        assert not export_write(job.pk)
    client.force_login(owner)
    page = client.get("/exports/").content.decode()
    assert "请安装字体" in page and "重试" in page
    client.post(f"/exports/{job.pk}/again/")
    assert export_write(job.pk)


def test_an_error_nobody_foresaw_is_logged_as_one_and_said_in_words(monkeypatch):
    practice()
    job = asked(member_of("heze"))
    monkeypatch.setattr(jobs, "write_list", failing(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        export_write(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and "告诉系统管理员" in job.problem


def killed_half_way(job: ExportJob) -> None:
    ExportJob.objects.filter(pk=job.pk).update(
        state="running", attempt=job.attempt + 1, done=5, beat_at=timezone.now() - timedelta(hours=1)
    )
    job.refresh_from_db()


def test_what_a_dead_worker_left_is_begun_anew():
    practice()
    job = asked(member_of("heze"))
    killed_half_way(job)
    assert take_up_lost() == 1
    job.refresh_from_db()
    assert job.state == "waiting"
    export_write(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("ready", 1)


def test_what_dies_again_and_again_is_said_to_have_failed():
    practice()
    job = asked(member_of("heze"))
    job.attempt = 2
    job.save()
    killed_half_way(job)
    assert take_up_lost() == 0
    job.refresh_from_db()
    assert job.state == "failed" and "中断" in job.problem


def test_a_worker_that_still_writes_is_left_alone():
    practice()
    job = asked(member_of("heze"))
    ExportJob.objects.filter(pk=job.pk).update(state="running", beat_at=timezone.now())
    assert take_up_lost() == 0


def test_one_file_is_written_by_one_worker():
    practice()
    job = asked(member_of("heze"))
    ExportJob.objects.filter(pk=job.pk).update(state="running")
    assert not export_write(job.pk)


@pytest.mark.parametrize("happens", ["deleted", "begun anew"])
def test_a_worker_that_was_given_up_leaves_nothing_behind(monkeypatch, happens):
    practice()
    job = asked(member_of("heze"))
    real, kept = jobs.write_list, []

    def meanwhile(*args):
        ids = real(*args)
        if happens == "deleted":
            export_delete(job=ExportJob.objects.get(pk=job.pk))
        else:
            ExportJob.objects.filter(pk=job.pk).update(attempt=9)
        return ids

    storage = job.file.storage
    monkeypatch.setattr(jobs, "write_list", meanwhile)
    save = storage.save
    monkeypatch.setattr(storage, "save", lambda *args, **given: kept.append(save(*args, **given)) or kept[-1])
    assert not export_write(job.pk)
    assert kept and not storage.exists(kept[0])
