"""One file read by another process that may take only so much time and memory."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from files.confined import run_confined
from practices.formats import reading as program
from practices.formats.drafts import CarriedFile, CaseDraft, Finding
from practices.imports.old_word import as_docx, is_old_word

SECONDS = 240
MEMORY = 1024 * 1024 * 1024


@dataclass
class Read:
    """`refusal` is why the file as a whole could not be read; empty where it could."""

    folder: Path
    answer: Path
    findings: list[Finding] = field(default_factory=list)
    refusal: str = ""

    def cases(self) -> Iterator[CaseDraft]:
        """One after the other: ten thousand long cases are never held at once."""
        with self.answer.open("rb") as lines:
            for line in lines:
                told = json.loads(line)
                if "refusal" in told:
                    return
                yield CaseDraft(
                    source=told["source"],
                    fields=told["fields"],
                    unplaced=told["unplaced"],
                    findings=[Finding(**row) for row in told["findings"]],
                    images=[self._carried(row) for row in told["images"]],
                    files=[self._carried(row) for row in told["files"]],
                )

    def _carried(self, row: dict[str, Any]) -> CarriedFile:
        return CarriedFile(row["name"], (self.folder / row["place"]).read_bytes(), row["caption"])


@contextmanager
def reading(file: IO[bytes], name: str, *, seconds: int = SECONDS, memory: int = MEMORY) -> Iterator[Read]:
    """What is in `file`, which was called `name`; gone with the context. What is said is said in the active language."""
    with tempfile.TemporaryDirectory(prefix="import-") as place:
        folder = Path(place)
        copy, answer = folder / "file", folder / "answer"
        with copy.open("wb") as target:
            shutil.copyfileobj(file, target)
        read = Read(folder, answer)
        if is_old_word(copy):
            copy = as_docx(copy) or copy
        is_done = _run(copy, name, answer, seconds, memory)
        _read_end(read, is_done)
        yield read


def _run(copy: Path, name: str, answer: Path, seconds: int, memory: int) -> bool:
    """Whether it ended in time."""
    arguments = (str(copy), name, get_language() or settings.LANGUAGE_CODE, str(settings.LOCALE_PATHS[0]))
    with answer.open("wb") as file:
        ended = run_confined(
            Path(program.__file__),
            *arguments,
            str(memory),
            str(seconds),
            folder=copy.parent,
            seconds=seconds,
            answer=file,
        )
    return ended is not None


def _read_end(read: Read, is_done: bool) -> None:
    last = b""
    with read.answer.open("rb") as lines:
        for line in lines:
            last = line
    try:
        end = json.loads(last)
        read.findings, read.refusal = [Finding(**row) for row in end["findings"]], end["refusal"]
    except (ValueError, KeyError, TypeError):
        if is_done:
            read.refusal = _("读取中断，文件可能过大或已损坏。请分成几个小的文件，另存后重新上传。")
        else:
            read.refusal = _("读取用时过长，已中止。请分成几个小的文件后重新上传。")
