"""Word before 2007, turned by LibreOffice into what we read. Where it is not installed the reader says what to do."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from pathlib import Path

from files.contents import LOCKED, OLE2
from practices.formats.guards import MOST_BYTES

SECONDS = 120
logger = logging.getLogger(__name__)


def is_old_word(path: Path) -> bool:
    """By content; one with a password is not opened, the reader refuses it."""
    if path.stat().st_size > MOST_BYTES:
        return False
    with path.open("rb") as file:
        if file.read(len(OLE2)) != OLE2:
            return False
        content = file.read()
    return "WordDocument".encode("utf-16-le") in content and LOCKED not in content


def as_docx(path: Path) -> Path | None:
    """In the folder of `path`, with a profile of its own that goes with the folder; macros are not run. None where it
    cannot be done."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    folder = path.parent
    source = folder / "old.doc"
    shutil.copyfile(path, source)
    profile = (folder / "profile").as_uri()
    command = [program, "--headless", "--norestore", f"-env:UserInstallation={profile}"]
    command += ["--convert-to", "docx", "--outdir", str(folder), str(source)]
    try:
        subprocess.run(  # noqa: S603 - a program of the machine, no shell
            command,
            env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder)},
            cwd=folder,
            timeout=SECONDS,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except subprocess.TimeoutExpired:
        logger.warning("Turning an old Word file took longer than %s s", SECONDS)
    made = folder / "old.docx"
    return made if made.exists() else None
