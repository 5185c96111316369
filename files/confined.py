"""Programs of ours that read what people brought, each run as a process of its own: what harms it harms nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

#: -I and a bare environment: the program has no access to keys and addresses that the worker was started with.
SURROUNDINGS = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}


def run_confined(program: Path, *arguments: str, folder: Path, seconds: int, answer: IO[bytes] | int) -> bytes | None:
    """What `program` says on standard output, into `answer` where that is a file. It limits itself (files.reader.limit).
    None where it took longer than `seconds`."""
    try:
        ended = subprocess.run(  # noqa: S603 - our own program, no shell
            [sys.executable, "-I", "-B", str(program), *arguments],
            env=SURROUNDINGS,
            cwd=folder,
            timeout=seconds,
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return ended.stdout or b""
