"""What is the same for everybody who is not signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def same_for_all_visitors(view: View) -> View:
    """Decorator, outermost: where nobody is signed in, the answer depends on nothing but address and language. It may
    be kept whole (alliance.page_cache), as Wagtail's pages are."""
    view.same_for_all_visitors = True  # type: ignore[attr-defined]
    return view
