"""Screens of apps above that the desk leads to, under 全省管理. Apps add theirs with `register_desk_link`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse


@dataclass(frozen=True)
class DeskLink:
    """`view` is the name of the screen, `may_see` whom it is for."""

    label: Any
    view: str
    may_see: Callable[[Any], bool]

    @property
    def url(self) -> str:
        return reverse(self.view)


_links: dict[str, DeskLink] = {}


def register_desk_link(link: DeskLink) -> None:
    """In an app's `ready`; shown in the order of registration."""
    _links[link.view] = link


def desk_links_for(user: Any) -> list[DeskLink]:
    return [link for link in _links.values() if link.may_see(user)]
