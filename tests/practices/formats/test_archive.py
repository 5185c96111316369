from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from practices.formats.drafts import CaseDraft
from practices.formats.reading import Outcome, read
from tests.files.papers import docx, xlsx, zipped


@pytest.fixture
def unpack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def unpacked(content: bytes) -> tuple[list[CaseDraft], Outcome]:
        path = tmp_path / "案例.zip"
        path.write_bytes(content)
        outcome = read(path, "案例.zip")
        return list(outcome.cases), outcome

    return unpacked


def report(title: str) -> bytes:
    return docx(title, "主要做法", "划线。")


def test_files_beside_a_report_are_of_it(unpack) -> None:
    members = {"夜市/报告.docx": report("夜市疏导"), "夜市/现场.jpg": b"x", "夜市/附件/台账.xlsx": xlsx(["a"])}
    cases, _outcome = unpack(zipped({**members, "油烟/报告.docx": report("油烟治理")}))
    assert [case.fields["title"] for case in cases] == ["夜市疏导", "油烟治理"]
    assert [file.name for file in cases[0].images] == ["现场.jpg"]
    assert [file.name for file in cases[0].files] == ["台账.xlsx"]
    assert cases[1].images == []


def test_a_file_goes_to_the_case_that_names_it_or_whose_folder_it_is_in(unpack) -> None:
    sheet = xlsx(["案例名称", "附件"], ["夜市疏导", "文件名 | 名称\n台账.pdf | 台账"], ["油烟治理", ""])
    cases, outcome = unpack(zipped({"汇总.xlsx": sheet, "台账.pdf": b"x", "油烟治理/图.png": b"x", "无主.png": b"x"}))
    assert [file.name for file in cases[0].files] == ["台账.pdf"]
    assert [file.name for file in cases[1].images] == ["图.png"]
    assert [finding.where for finding in outcome.findings] == ["无主.png"]


def test_one_broken_report_keeps_out_no_other(unpack) -> None:
    cases, outcome = unpack(zipped({"坏.docx": report("坏")[:500], "好.docx": report("好")}))
    assert [case.fields["title"] for case in cases] == ["好"]
    assert [(finding.level, finding.where) for finding in outcome.findings] == [("error", "坏.docx")]


def test_names_in_gb18030_are_read_and_litter_is_not(unpack) -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        info = zipfile.ZipInfo("placeholder.docx")
        archive.writestr(info, report("夜市疏导"))
        archive.writestr("__MACOSX/._x.docx", b"x")
        archive.writestr("~$x.docx", b"x")
    # Of the same length, so that the directory stays true.
    content = file.getvalue().replace(b"placeholder.docx", "夜市.12345x.docx".encode("gb18030"))
    cases, outcome = unpack(content)
    assert [case.source for case in cases] == ["夜市.12345x.docx"]
    assert outcome.findings == []


def test_an_archive_in_the_archive_is_named(unpack) -> None:
    cases, outcome = unpack(zipped({"好.docx": report("好"), "里面.zip": zipped({"x": b"x"})}))
    assert len(cases) == 1
    assert outcome.findings[0].where == "里面.zip"
