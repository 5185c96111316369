"""导入案例 in the editing pages, as a clerk goes through it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from practices.models import ImportRun, PracticePage
from practices.tasks import read_import, save_import
from tests.factories.cities import approver_of, city, editor_of
from tests.factories.practices import practice
from tests.practices.imports.test_services import NIGHT_MARKET, imported, sheet

pytestmark = pytest.mark.django_db
INDEX = "practice_imports:index"


@pytest.fixture
def editor(client: Client) -> Any:
    person = editor_of("rizhao")
    client.force_login(person)
    return person


@pytest.fixture(autouse=True)
def worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tasks run when the test says so."""
    for task in (read_import, save_import):
        monkeypatch.setattr(type(task), "enqueue", lambda self, *args: None)


def upload(client: Client, content: bytes, name: str = "案例.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse(INDEX), {"file": file, "city": city("rizhao").pk}, follow=True)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_file_goes_from_upload_over_the_preview_to_drafts(client: Client, editor: Any) -> None:
    waiting = text(upload(client, sheet(NIGHT_MARKET)))
    assert "正在读取" in waiting
    assert 'http-equiv="refresh"' in waiting
    run = ImportRun.objects.get()
    read_import.func(run.pk)
    address = reverse("practice_imports:run", args=[run.pk])
    preview = text(client.get(address))
    assert "还没有保存" in preview
    assert "夜市疏导" in preview
    assert "领导批示：很好" in preview
    assert "投诉降六成" in preview
    assert "市容秩序与占道经营" in preview
    assert not PracticePage.objects.filter(title="夜市疏导").exists()
    saving = text(client.post(reverse("practice_imports:confirm", args=[run.pk]), follow=True))
    assert "<progress" in saving
    save_import.func(run.pk)
    done = text(client.get(address))
    assert "导入完成" in done
    page = PracticePage.objects.get(title="夜市疏导")
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in done


def test_what_was_not_placed_is_shown_to_whoever_edits_the_draft(client: Client, editor: Any) -> None:
    page = imported(sheet(NIGHT_MARKET), editor).rows.get().page
    assert "领导批示：很好" in text(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))


def test_a_file_given_up_leaves_nothing(client: Client, editor: Any) -> None:
    upload(client, sheet(NIGHT_MARKET))
    run = ImportRun.objects.get()
    read_import.func(run.pk)
    page = text(client.post(reverse("practice_imports:drop", args=[run.pk]), follow=True))
    assert "什么也没有保存" in page
    assert not PracticePage.objects.filter(title="夜市疏导").exists()


def test_only_the_ticked_of_those_asked_about_are_saved(client: Client, editor: Any) -> None:
    for title in ("甲", "乙"):
        practice(title=title)
    upload(client, sheet(["甲", *NIGHT_MARKET[1:]], ["乙", *NIGHT_MARKET[1:]]))
    run = ImportRun.objects.get()
    read_import.func(run.pk)
    assert "打勾的才保存" in text(client.get(reverse("practice_imports:run", args=[run.pk])))
    client.post(reverse("practice_imports:confirm", args=[run.pk]), {"agreed": ["2", "x", "²", "9" * 30]})
    save_import.func(run.pk)
    assert [row.outcome for row in run.rows.all()] == ["skipped", "created"]


@pytest.mark.parametrize("sent", [{}, {"city": "x"}, {"city": ""}])
def test_an_upload_that_makes_no_sense_is_answered_in_words(client: Client, editor: Any, sent: dict[str, str]) -> None:
    response = client.post(reverse(INDEX), sent)
    assert response.status_code == 200
    assert not ImportRun.objects.exists()


def test_nobody_imports_into_another_city(client: Client, editor: Any) -> None:
    file = SimpleUploadedFile("a.xlsx", sheet(NIGHT_MARKET))
    client.post(reverse(INDEX), {"file": file, "city": city("jinan").pk})
    assert not ImportRun.objects.exists()


def test_a_colleague_may_go_on_with_a_file(client: Client, editor: Any) -> None:
    upload(client, sheet(NIGHT_MARKET))
    run = ImportRun.objects.get()
    read_import.func(run.pk)
    client.force_login(approver_of("rizhao"))
    assert client.get(reverse("practice_imports:run", args=[run.pk])).status_code == 200


def test_the_report_has_a_line_a_case_and_no_formula(client: Client, editor: Any) -> None:
    run = imported(sheet(["=1+1", *NIGHT_MARKET[1:]], NIGHT_MARKET), editor)
    response = client.get(reverse("practice_imports:report", args=[run.pk]))
    lines = text(response).splitlines()
    assert response["Content-Type"].startswith("text/csv")
    assert "夜市疏导" in "".join(lines)
    assert "\n=" not in text(response).replace(",", "\n")


def test_many_rows_take_no_more_queries_than_few(client: Client, editor: Any) -> None:
    counts = []
    for number in (2, 30):
        run = imported(sheet(*([f"案例{number}之{n}", *NIGHT_MARKET[1:]] for n in range(number))), editor)
        address = reverse("practice_imports:run", args=[run.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_the_template_comes_back_filled_as_cases(client: Client, editor: Any) -> None:
    response = client.get(reverse("practice_imports:template", args=["rizhao"]))
    book = load_workbook(BytesIO(response.content))
    cases, indicators = book["案例"], book["成效指标"]
    columns = {cell.value: cell.column for cell in cases[1]}
    cases.cell(2, columns["案例名称"], "夜市疏导")
    cases.cell(2, columns["业务领域"], "环境卫生、生活垃圾分类")
    cases.cell(2, columns["案例类型"], "试点中")
    cases.cell(2, columns["主要做法"], "划三处疏导点")
    indicators.append(["夜市疏导", "投诉", "件/月", 120, 45, "2024年3月", "热线", "越低越好"])
    assert any(rule.type == "list" for rule in cases.data_validations.dataValidation)
    file = BytesIO()
    book.save(file)
    row = imported(file.getvalue(), editor).rows.get()
    assert row.outcome == "created"
    assert row.unplaced == []
    draft = row.page.get_latest_revision_as_object()
    assert draft.kind == "pilot"
    assert [term.name for term in draft.themes.all()] == ["环境卫生", "生活垃圾分类"]
    assert [(indicator.name, indicator.unit, indicator.better) for indicator in draft.indicators.all()] == [
        ("投诉", "件/月", "lower")
    ]
