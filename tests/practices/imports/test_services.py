"""From a file to drafts: read, shown, confirmed, saved, and again."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from openpyxl import Workbook
from wagtail.models import ModelLogEntry, PageLogEntry

from cities.services import membership_end
from practices.imports import services
from practices.imports.services import import_confirm, import_drop, import_read, import_save, import_start
from practices.models import ImportRow, ImportRun, PracticePage
from tests.factories.cities import city, editor_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
HEADER = ["案例名称", "一句话摘要", "业务领域", "开始时间", "主要做法", "成效指标", "领导批示"]
INDICATORS = "指标名称 | 单位 | 实施前 | 实施后\n投诉 | 件/月 | 120 | 45"
NIGHT_MARKET = ["夜市疏导", "投诉降六成", "市容秩序与占道经营", "2024.3.5", "划三处疏导点", INDICATORS, "很好"]


def sheet(*rows: list[Any], header: list[str] = HEADER) -> bytes:
    book = Workbook()
    for row in [header, *rows]:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def started(content: bytes, by: Any, name: str = "案例.xlsx", slug: str = "rizhao") -> ImportRun:
    run = import_start(file=ContentFile(content, name=name), name=name, city=city(slug), by=by)
    import_read(run)
    return run


def imported(content: bytes, by: Any, name: str = "案例.xlsx", agreed: set[int] | None = None) -> ImportRun:
    run = import_confirm(run=started(content, by, name), by=by, agreed=agreed or set())
    import_save(run)
    return run


def only_row(run: ImportRun) -> ImportRow:
    return run.rows.get()


@pytest.fixture
def editor(db: None) -> Any:
    return editor_of("rizhao")


def test_a_case_becomes_a_draft_of_the_city_with_everything_in_its_place(editor: Any) -> None:
    row = only_row(imported(sheet(NIGHT_MARKET), editor))
    page = PracticePage.objects.get(title="夜市疏导")
    assert row.outcome == ImportRow.Outcome.CREATED
    assert row.page == page
    assert (page.live, page.city.slug, page.owner) == (False, "rizhao", editor)
    assert page.started_on.isoformat() == "2024-03-05"
    assert page.approach == "<p>划三处疏导点</p>"
    assert [(str(r.before), str(r.after), r.unit) for r in page.indicators.all()] == [("120.000", "45.000", "件/月")]
    draft = page.get_latest_revision_as_object()
    assert draft.summary == "投诉降六成"
    assert [r.name for r in draft.indicators.all()] == ["投诉"]


def test_what_belongs_nowhere_is_kept_with_the_draft(editor: Any) -> None:
    row = only_row(imported(sheet(NIGHT_MARKET), editor))
    assert row.unplaced == ["领导批示：很好"]


def test_nothing_is_saved_before_it_is_confirmed(editor: Any) -> None:
    run = started(sheet(NIGHT_MARKET), editor)
    assert run.state == ImportRun.State.READY
    assert only_row(run).plan == ImportRow.Plan.NEW
    assert not PracticePage.objects.filter(title="夜市疏导").exists()


def test_the_same_file_again_changes_nothing(editor: Any) -> None:
    imported(sheet(NIGHT_MARKET), editor)
    row = only_row(imported(sheet(NIGHT_MARKET), editor, "另一个名字.xlsx"))
    assert row.outcome == ImportRow.Outcome.UNCHANGED
    assert PracticePage.objects.filter(title="夜市疏导").count() == 1
    third = only_row(imported(sheet(NIGHT_MARKET), editor))
    assert third.outcome == ImportRow.Outcome.UNCHANGED


def test_a_mended_file_updates_the_draft_it_made(editor: Any) -> None:
    first = only_row(imported(sheet(NIGHT_MARKET), editor))
    row = only_row(imported(sheet([*NIGHT_MARKET[:1], "投诉降七成", *NIGHT_MARKET[2:]]), editor))
    assert row.outcome == ImportRow.Outcome.UPDATED
    assert row.page == first.page
    page = PracticePage.objects.get(title="夜市疏导")
    assert page.get_latest_revision_as_object().summary == "投诉降七成"
    assert page.indicators.count() == 1


def test_an_indicator_keeps_its_key_when_its_row_comes_again(editor: Any) -> None:
    imported(sheet(NIGHT_MARKET), editor)
    before = PracticePage.objects.get(title="夜市疏导").indicators.get().key
    imported(sheet([*NIGHT_MARKET[:1], "投诉降七成", *NIGHT_MARKET[2:]]), editor)
    assert PracticePage.objects.get(title="夜市疏导").indicators.get().key == before


def test_a_draft_that_somebody_edited_is_asked_about_and_left_alone(editor: Any) -> None:
    imported(sheet(NIGHT_MARKET), editor)
    page = PracticePage.objects.get(title="夜市疏导").get_latest_revision_as_object()
    page.summary = "手工改过"
    page.save_revision(user=editor)
    mended = sheet([*NIGHT_MARKET[:1], "投诉降七成", *NIGHT_MARKET[2:]])
    row = only_row(imported(mended, editor))
    assert (row.plan, row.outcome) == (ImportRow.Plan.ASK, ImportRow.Outcome.SKIPPED)
    assert PracticePage.objects.get(title="夜市疏导").get_latest_revision_as_object().summary == "手工改过"
    agreed = only_row(imported(mended, editor, agreed={1}))
    assert agreed.outcome == ImportRow.Outcome.UPDATED
    assert PracticePage.objects.get(title="夜市疏导").get_latest_revision_as_object().summary == "投诉降七成"


def test_an_edit_between_preview_and_saving_is_not_overwritten(editor: Any) -> None:
    imported(sheet(NIGHT_MARKET), editor)
    run = started(sheet([*NIGHT_MARKET[:1], "投诉降七成", *NIGHT_MARKET[2:]]), editor)
    assert only_row(run).plan == ImportRow.Plan.UPDATE
    page = PracticePage.objects.get(title="夜市疏导").get_latest_revision_as_object()
    page.summary = "手工改过"
    page.save_revision(user=editor)
    run = import_confirm(run=run, by=editor, agreed=set())
    import_save(run)
    assert only_row(run).outcome == ImportRow.Outcome.SKIPPED


def test_a_published_case_is_not_touched(editor: Any) -> None:
    row = only_row(imported(sheet(NIGHT_MARKET), editor))
    page = row.page.get_latest_revision_as_object()
    page.confirmed_not_secret = True
    page.save_revision().publish()
    again = only_row(imported(sheet([*NIGHT_MARKET[:1], "投诉降七成", *NIGHT_MARKET[2:]]), editor))
    assert again.outcome == ImportRow.Outcome.SKIPPED
    assert "发布" in again.reason


def test_a_case_of_the_same_name_that_people_wrote_is_asked_about(editor: Any) -> None:
    practice(title="夜市疏导")
    row = only_row(imported(sheet(NIGHT_MARKET), editor))
    assert (row.plan, row.outcome) == (ImportRow.Plan.ASK, ImportRow.Outcome.SKIPPED)
    assert PracticePage.objects.filter(title="夜市疏导").count() == 1


def test_of_two_cases_of_one_name_in_a_file_the_first_is_imported(editor: Any) -> None:
    run = imported(sheet(NIGHT_MARKET, NIGHT_MARKET), editor)
    assert [row.outcome for row in run.rows.all()] == [ImportRow.Outcome.CREATED, ImportRow.Outcome.SKIPPED]


@pytest.mark.parametrize(
    ("written", "said"), [("济南市", "写的城市是“济南市”"), ("火星市", "没有“火星市”这个城市"), ("Jinan", "写的城市是")]
)
def test_a_case_of_another_city_is_refused(editor: Any, written: str, said: str) -> None:
    run = imported(sheet(["甲", "乙", written], header=["案例名称", "摘要", "城市"]), editor)
    assert said in only_row(run).reason
    assert not PracticePage.objects.filter(title="甲").exists()


@pytest.mark.parametrize("written", ["日照", "日照市", "山东省日照市", "371100", "Rizhao"])
def test_the_own_city_is_known_however_it_is_written(editor: Any, written: str) -> None:
    run = imported(sheet(["甲", "乙", written], header=["案例名称", "摘要", "城市"]), editor)
    assert only_row(run).outcome == ImportRow.Outcome.CREATED


def test_one_case_that_fails_stops_no_other_and_leaves_nothing(editor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    fill = services.fill_files

    def failing(page: PracticePage, *args: Any, **kwargs: Any) -> list[str]:
        if page.title == "乙":
            raise ValidationError("坏了")
        return fill(page, *args, **kwargs)

    monkeypatch.setattr(services, "fill_files", failing)
    run = imported(sheet(*([title, *NIGHT_MARKET[1:]] for title in "甲乙丙")), editor)
    assert [row.outcome for row in run.rows.all()] == ["created", "failed", "created"]
    assert run.rows.get(number=2).reason == "坏了"
    assert not PracticePage.objects.filter(title="乙").exists()


def test_saving_that_broke_off_goes_on_where_it_was(editor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    fill = services.fill_files

    def breaking(page: PracticePage, *args: Any, **kwargs: Any) -> list[str]:
        if page.title == "乙":
            raise KeyboardInterrupt
        return fill(page, *args, **kwargs)

    run = import_confirm(
        run=started(sheet(*([t, *NIGHT_MARKET[1:]] for t in "甲乙丙")), editor), by=editor, agreed=set()
    )
    with monkeypatch.context() as patch:
        patch.setattr(services, "fill_files", breaking)
        with pytest.raises(KeyboardInterrupt):
            import_save(run)
    import_save(run)
    assert [row.outcome for row in run.rows.all()] == ["created", "created", "created"]
    assert PracticePage.objects.filter(title__in="甲乙丙").count() == 3


def test_only_writers_of_the_city_import(editor: Any) -> None:
    other = editor_of("jinan")
    with pytest.raises(PermissionDenied):
        import_start(file=ContentFile(b"x"), name="a.csv", city=city("rizhao"), by=other)
    run = started(sheet(NIGHT_MARKET), editor)
    with pytest.raises(PermissionDenied):
        import_confirm(run=run, by=other, agreed=set())
    with pytest.raises(PermissionDenied):
        import_drop(run=run, by=other)


def test_who_lost_the_right_meanwhile_imports_nothing(editor: Any) -> None:
    run = import_confirm(run=started(sheet(NIGHT_MARKET), editor), by=editor, agreed=set())
    membership_end(membership=editor.memberships.get(), by=editor, reason="调离")
    import_save(ImportRun.objects.get(pk=run.pk))
    assert only_row(run).outcome == ImportRow.Outcome.FAILED
    assert not PracticePage.objects.filter(title="夜市疏导").exists()


def test_a_run_is_confirmed_once(editor: Any) -> None:
    run = import_confirm(run=started(sheet(NIGHT_MARKET), editor), by=editor, agreed=set())
    with pytest.raises(ValidationError):
        import_confirm(run=run, by=editor, agreed=set())


def test_what_was_brought_is_gone_when_it_is_done_and_when_it_is_given_up(
    editor: Any, django_capture_on_commit_callbacks: Any
) -> None:
    runs = [started(sheet(NIGHT_MARKET), editor), started(sheet(NIGHT_MARKET), editor)]
    files = [(run.file.storage, run.file.name) for run in runs]
    assert all(storage.exists(name) for storage, name in files)
    with django_capture_on_commit_callbacks(execute=True):
        import_save(import_confirm(run=runs[0], by=editor, agreed=set()))
        import_drop(run=runs[1], by=editor)
    assert not any(storage.exists(name) for storage, name in files)


def test_it_is_on_the_record(editor: Any) -> None:
    row = only_row(imported(sheet(NIGHT_MARKET), editor))
    actions = ModelLogEntry.objects.filter(user=editor).values_list("action", flat=True)
    assert {"practices.import_start", "practices.import_done"} <= set(actions)
    assert PageLogEntry.objects.filter(page=row.page, action="practices.import", user=editor).exists()


def test_a_file_that_cannot_be_read_says_so_and_leaves_no_rows(editor: Any) -> None:
    run = started(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), editor, "锁.xlsx")
    assert run.state == ImportRun.State.REFUSED
    assert "密码" in run.refusal
    assert not run.rows.exists()


def test_unknown_terms_are_kept_with_what_could_be_meant(editor: Any) -> None:
    run = imported(sheet(["甲", "街面秩序、飞碟管理"], header=["案例名称", "业务领域"]), editor)
    row = only_row(run)
    assert any("飞碟管理" in text for text in row.unplaced)


def test_what_is_too_long_is_cut_and_kept_whole(editor: Any) -> None:
    row = only_row(imported(sheet(["甲", "长" * 200], header=["案例名称", "摘要"]), editor))
    assert len(row.page.get_latest_revision_as_object().summary) == 160
    assert any("长" * 200 in text for text in row.unplaced)
