"""The kinds of things that are found, in the order in which readers see them."""

from __future__ import annotations

from search.kinds.articles import Articles
from search.kinds.base import Kind, Listing, Values
from search.kinds.cities import Cities
from search.kinds.discussions import Discussions
from search.kinds.pages import PageKind
from search.kinds.practices import Practices
from search.kinds.requests import Requests
from search.kinds.shared import SharedKind
from search.kinds.visits import Visits

__all__ = ["KINDS", "PAGE_KINDS", "SHARED_KINDS", "Kind", "Listing", "Values"]

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (Practices(), Requests(), Discussions(), Visits(), Cities(), Articles())
}
#: Those that can be pinned.
PAGE_KINDS: dict[str, PageKind] = {name: kind for name, kind in KINDS.items() if isinstance(kind, PageKind)}
#: What cities ask, discuss and invite to.
SHARED_KINDS: dict[str, SharedKind] = {name: kind for name, kind in KINDS.items() if isinstance(kind, SharedKind)}
