"""A file is as open as the most open live page that uses it. Apps above say where they use files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Rule = Callable[[Any, Any], bool]
_rules: list[Rule] = []


def register_file_rule(rule: Rule) -> Rule:
    """Decorator for `rule(user, file)`: True where a page that `user` may read shows `file`, an image or a document."""
    _rules.append(rule)
    return rule


def may_read_file(user: Any, file: Any) -> bool:
    return any(rule(user, file) for rule in _rules)
