"""Reads the cases out of one file. Run as a program of its own by practices.imports.reading, since what it is given may
be broken or meant to do harm: it knows the languages of the site and nothing else of it.

    python -I reading.py PATH NAME LANGUAGE LOCALE MEMORY SECONDS

answers on standard output with a line of JSON for each case, its files written into the folder it runs in, and a last line
with what is to be said about the whole file: {"findings": […], "refusal": …}.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
#: Of one file it writes: an answer of 10,000 long cases, an attachment.
MOST_WRITTEN = 200 * 1024 * 1024
NEARLY_ALL = 0.8


@dataclass
class Outcome:
    cases: Iterable[Any] = ()
    findings: list[Any] = field(default_factory=list)


def read(path: Path, name: str) -> Outcome:
    """Raises guards.Refused."""
    from practices.formats.archive import read_archive
    from practices.formats.guards import examine

    opened = examine(path, name)
    if opened.kind != "zip":
        return _one(path, name, opened)
    found = read_archive(path, _of_archive)
    return Outcome(found.cases, [*opened.findings, *found.findings])


def _of_archive(path: Path, name: str) -> tuple[list[Any], list[Any]]:
    from practices.formats.guards import examine

    outcome = _one(path, name, examine(path, name))
    return list(outcome.cases), outcome.findings


def _one(path: Path, name: str, opened: Any) -> Outcome:
    from django.utils.translation import gettext as _

    from practices.formats.guards import Refused
    from practices.formats.read_markdown import read_markdown
    from practices.formats.read_sheet import read_csv, read_workbook
    from practices.formats.read_word import read_word

    if opened.kind in ("csv", "xlsx"):
        book = read_csv(path.read_bytes(), name) if opened.kind == "csv" else read_workbook(path, name)
        if not book.cases and not book.findings:
            raise Refused(_no_cases())
        return Outcome(book.cases, [*opened.findings, *book.findings])
    if opened.kind == "docx":
        return Outcome([read_word(path, name)], opened.findings)
    if opened.kind == "md":
        return Outcome([read_markdown(path.read_bytes(), name)], opened.findings)
    if opened.kind == "doc":
        raise Refused(_("旧版 Word 文件（.doc）这里读不了。请用 Word 或 WPS 另存为 .docx 后重新上传。"))
    raise Refused(_("压缩包里的压缩包没有读取，请单独上传。"))


def _no_cases() -> str:
    from django.utils.translation import gettext as _

    return _("工作表里没有认出案例。第一行要有“案例名称”等列名，可以下载模板对照。")


def answers(path: Path, name: str, memory: int) -> Iterator[dict[str, Any]]:
    """Libraries answer a broken file with errors of every kind, and with the lack of memory."""
    from django.utils.translation import gettext as _

    from files.reader import most_taken
    from practices.formats.guards import Refused

    findings: list[Any] = []
    refusal = ""
    written = 0
    try:
        outcome = read(path, name)
        findings = outcome.findings
        for case in outcome.cases:
            yield _told(case, written)
            written += len(case.images) + len(case.files)
    except Refused as refused:
        refusal = str(refused)
    except Exception:
        too_large = most_taken() > NEARLY_ALL * memory
        refusal = _("文件太大，读取时内存不够。请分成几个小的文件。") if too_large else _damaged()
    yield {"findings": [asdict(finding) for finding in findings], "refusal": refusal}


def _damaged() -> str:
    from django.utils.translation import gettext as _

    return _("文件不完整或已损坏，打不开。请在自己的电脑上打开检查，另存后重新上传。")


def _told(case: Any, written: int) -> dict[str, Any]:
    """With its files in the folder under numbers: their names are somebody else's."""
    told = {name: getattr(case, name) for name in ("source", "fields", "unplaced")}
    told["findings"] = [asdict(finding) for finding in case.findings]
    for kind in ("images", "files"):
        told[kind] = []
        for carried in getattr(case, kind):
            place = f"carried-{written}"
            Path(place).write_bytes(carried.content)
            told[kind].append({"name": carried.name, "caption": carried.caption, "place": place})
            written += 1
    return told


def _speak(language: str, locale: str) -> None:
    """The languages of the site, for what is said about the file; none of its settings."""
    import django
    from django.conf import settings
    from django.utils.translation import activate

    settings.configure(
        USE_I18N=True,
        LANGUAGE_CODE="zh-hans",
        LANGUAGES=[("zh-hans", "简体中文"), ("en", "English")],
        LOCALE_PATHS=[locale],
        LOGGING_CONFIG=None,
    )
    django.setup()
    activate(language)


def main(path: str, name: str, language: str, locale: str, memory: str, seconds: str) -> None:
    """Everything that is needed is loaded before the memory is limited; what libraries print stays out of the answer."""
    sys.path.insert(0, str(ROOT))
    answer: IO[str] = sys.stdout
    sys.stdout = sys.stderr
    from files.reader import limit

    _speak(language, locale)
    import practices.formats.archive
    import practices.formats.read_sheet
    import practices.formats.read_word  # noqa: F401

    limit(int(memory), int(seconds), MOST_WRITTEN)
    for line in answers(Path(path), name, int(memory)):
        json.dump(line, answer, ensure_ascii=False)
        answer.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
