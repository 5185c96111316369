"""A file is as open as the most open live page that uses it. Apps above say where they use files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Rule = Callable[[Any, Any], bool]
SiteRule = Callable[[Any], bool]
_rules: list[Rule] = []
_site_rules: list[SiteRule] = []


def register_file_rule(rule: Rule) -> Rule:
    """Decorator for `rule(user, file)`: True where a page that `user` may read shows `file`, an image or a document."""
    _rules.append(rule)
    return rule


def register_site_file_rule(rule: SiteRule) -> SiteRule:
    """Decorator for `rule(file)`: True where the site itself shows `file` to everybody on every page, whatever becomes
    of any case. Browsers may keep such a file for a while; whatever else is public today may be closed tomorrow."""
    _site_rules.append(rule)
    return rule


def is_of_the_site(file: Any) -> bool:
    return any(rule(file) for rule in _site_rules)


def may_read_file(user: Any, file: Any) -> bool:
    return is_of_the_site(file) or any(rule(user, file) for rule in _rules)
