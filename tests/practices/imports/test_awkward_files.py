"""What is said of each awkward file, word by word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from practices.imports.services import import_confirm, import_read, import_save, import_start
from practices.models import ImportRun, PracticePage
from tests.factories.cities import city, editor_of
from tests.practices.files.awkward import FILES

FOLDER = Path(__file__).resolve().parent.parent / "files"


def said_of(name: str, by: Any) -> dict[str, Any]:
    """The preview as it is shown: of the file, and of each case."""
    content = FILES[name]()
    run = import_start(file=ContentFile(content, name=name), name=name, city=city("rizhao"), by=by)
    import_read(run)
    return {
        "state": run.state,
        "refusal": run.refusal,
        "findings": [_line(finding) for finding in run.findings],
        "cases": [
            {
                "title": row.title,
                "plan": row.plan,
                "reason": row.reason,
                "findings": [_line(finding) for finding in row.findings],
                "unplaced": row.unplaced,
                "content": row.content,
                "files": [carried["name"] for carried in row.carried],
            }
            for row in run.rows.all()
        ],
    }


def _line(finding: dict[str, str]) -> str:
    return f"{finding['level']} {finding['where']}：{finding['message']}"


@pytest.mark.django_db
@pytest.mark.parametrize("name", FILES)
def test_what_is_said_of_an_awkward_file_is_what_stands_beside_it(name: str) -> None:
    expected = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert said_of(name, editor_of("rizhao")) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("name", FILES)
def test_an_awkward_file_is_imported_whole_or_not_at_all(name: str) -> None:
    by = editor_of("rizhao")
    run = import_start(file=ContentFile(FILES[name](), name=name), name=name, city=city("rizhao"), by=by)
    import_read(run)
    before = PracticePage.objects.count()
    if run.state == ImportRun.State.READY:
        import_save(import_confirm(run=run, by=by, agreed=set()))
    outcomes = list(run.rows.values_list("outcome", flat=True))
    assert set(outcomes) <= {"created", "skipped"}
    assert PracticePage.objects.count() == before + outcomes.count("created")


def test_every_expected_report_belongs_to_a_file() -> None:
    assert {path.name.removesuffix(".json") for path in FOLDER.glob("*.json")} == set(FILES)
