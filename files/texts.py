"""The words of an uploaded file, read by another process that may take only so much time and memory."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from files.confined import run_confined
from files.contents import OLE2_KINDS
from files.models import TextProblem
from files.reader import READERS

READER = Path(__file__).with_name("reader.py")
SECONDS = 30
MEMORY = 768 * 1024 * 1024


@dataclass(frozen=True)
class Words:
    text: str = ""
    problem: str = ""


def words_of(file: Any, *, seconds: int = SECONDS, memory: int = MEMORY) -> Words:
    """Of a stored file. The storage may be far away: the reader gets a copy in a folder of its own."""
    kind = PurePath(file.name).suffix.lower().lstrip(".")
    if kind in OLE2_KINDS:
        return Words(problem=TextProblem.OLD_FORMAT)
    if kind not in READERS:
        return Words(problem=TextProblem.OTHER_FORMAT)
    with tempfile.TemporaryDirectory(prefix="words-") as folder:
        copy = Path(folder) / f"file.{kind}"
        try:
            with file.storage.open(file.name) as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target)
        except FileNotFoundError:
            return Words(problem=TextProblem.MISSING)
        return _read(kind, copy, seconds, memory)


def _read(kind: str, path: Path, seconds: int, memory: int) -> Words:
    arguments = (kind, str(path), str(memory), str(seconds))
    answer = run_confined(READER, *arguments, folder=path.parent, seconds=seconds, answer=subprocess.PIPE)
    if answer is None:
        return Words(problem=TextProblem.TOO_LONG)
    try:
        return Words(**json.loads(answer))
    except ValueError:
        return Words(problem=TextProblem.BROKE_OFF)
