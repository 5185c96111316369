"""docs/design-system.html: every component in all its states, from the fragments in docs/design-system/.

The page links the site's own style sheets and script where they stand in the repository, so what it shows is never a
copy that fell behind (docs/decisions/0029). Only the icons are in it: a browser takes none from another file of a folder.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.template import Context, Engine

FRAGMENTS = Path(settings.BASE_DIR) / "docs" / "design-system"
PAGE = Path(settings.BASE_DIR) / "docs" / "design-system.html"
STYLES = [Path(settings.BASE_DIR) / "static" / "css" / name for name in ("components.css", "print.css")]
ICONS = Path(settings.BASE_DIR) / "static" / "icons.svg"
LIBRARIES = "{% load platform_tags %}"
HEADING = re.compile(r'<section id="([\w-]+)"[^>]*>\s*<h2>([^<]+)</h2>')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SELECTOR = re.compile(r"(?:^|[{}])([^{}@;]*)(?=\{)", re.DOTALL)
_CLASS_NAME = re.compile(r"\.([a-z][\w-]*)", re.IGNORECASE)
_CLASS_ATTRIBUTE = re.compile(r'class="([^"]*)"')


def render() -> str:
    """`shell.html` around the other fragments, in the order of their names."""
    parts = "\n".join(_rendered(path) for path in sorted(FRAGMENTS.glob("*.html")) if path.stem != "shell")
    icons = ICONS.read_text(encoding="utf-8").replace("<svg ", '<svg class="sr-only" aria-hidden="true" ', 1)
    shell = _rendered(FRAGMENTS / "shell.html", parts=parts, contents=HEADING.findall(parts), icons=icons)
    return shell.replace(f"{settings.STATIC_URL}icons.svg#", "#").replace(settings.STATIC_URL, "../static/")


def _rendered(path: Path, **values: object) -> str:
    source = LIBRARIES + path.read_text(encoding="utf-8")
    return Engine.get_default().from_string(source).render(Context(values, autoescape=False))


def classes_of_style() -> set[str]:
    """Every class a selector of the components' style sheets names."""
    css = _COMMENT.sub("", "".join(path.read_text(encoding="utf-8") for path in STYLES))
    return {name for selector in _SELECTOR.findall(css) for name in _CLASS_NAME.findall(selector)}


def classes_shown(page: str) -> set[str]:
    return {name for value in _CLASS_ATTRIBUTE.findall(page) for name in value.split()}
