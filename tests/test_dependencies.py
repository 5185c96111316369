"""Dependencies point one way; an upper app reaches a lower one's screens through a registered hook."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDER = ["accounts", "vocabulary", "files", "cities", "notifications", "practices", "exchanges", "alliance", "search"]


def imported_apps(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.split(".")[0] for name in names} & set(ORDER)


@pytest.mark.parametrize("app", ORDER)
def test_an_app_imports_only_what_stands_below_it(app):
    above = set(ORDER[ORDER.index(app) + 1 :])
    wrong = {
        str(path.relative_to(ROOT)): sorted(found)
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and (found := imported_apps(path) & above)
    }
    assert wrong == {}
