"""Templates of Wagtail that hold English words of their own are kept here as copies, with these words replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
import wagtail
from django.conf import settings

THEIRS = Path(wagtail.__file__).parent / "admin" / "templates" / "wagtailadmin" / "shared"
OURS = Path(settings.BASE_DIR) / "templates" / "wagtailadmin" / "shared"
#: What stands in Wagtail's template, and what stands in ours.
REPLACED = {
    "header.html": ('value="Search"', "value=\"{% translate '搜索' %}\""),
    "headers/_actions.html": (
        'aria-label="Actions"',
        "aria-label=\"{% translate '操作' %}\"",
    ),
    "user_avatar.html": (
        "{% if not username %}{{ user }}{% else %}{{ username }}{% endif %}",
        "{% firstof username user %}",
    ),
}


def words(text: str) -> list[str]:
    return text.replace("{% load i18n %}", "").split()


@pytest.mark.parametrize("name", REPLACED)
def test_a_copied_template_differs_from_wagtails_in_its_words_alone(name: str) -> None:
    """Where it fails after an upgrade: copy Wagtail's template anew and replace the words."""
    theirs = (THEIRS / name).read_text(encoding="utf-8")
    before, after = REPLACED[name]
    assert before in theirs
    assert words(theirs.replace(before, after)) == words((OURS / name).read_text(encoding="utf-8"))


def test_every_copied_template_is_compared() -> None:
    assert {path.relative_to(OURS).as_posix() for path in OURS.rglob("*.html")} == set(REPLACED)
