"""Names of files that leave."""

from __future__ import annotations


def file_name(title: str) -> str:
    """Without what some systems do not take in the name of a file."""
    return "".join(" " if letter in '\\/:*?"<>|' or not letter.isprintable() else letter for letter in title).strip(
        " ."
    )
