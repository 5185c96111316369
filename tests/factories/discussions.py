"""Discussions and what is said in them, through the services that people's screens call."""

from __future__ import annotations

from itertools import count
from typing import Any

from cities.models import City
from exchanges.discussions.services import discussion_open
from exchanges.models import Discussion, Post, Thread
from exchanges.threads.services import post_add
from exchanges.voices import voices_of
from tests.factories.cities import member_of
from vocabulary.models import Term

_words = count(1)


def voice(user: Any) -> City | None:
    return voices_of(user)[0]


def discussion(by: Any = None, **given: Any) -> Discussion:
    """By a member of Rizhao unless somebody else is given."""
    by = by or member_of("rizhao")
    if "practice" not in given:
        given.setdefault("theme", Term.objects.get(scheme="theme", code="street-order"))
    values = {"title": "早市收摊后谁来保洁", "body": "<p>想听听各市的办法。</p>", "visibility": "alliance"} | given
    return discussion_open(by=by, city=voice(by), **values)


def said(thread: Thread, by: Any, body: str = "", **given: Any) -> Post:
    return post_add(thread=thread, by=by, city=voice(by), body=body or f"<p>第 {next(_words)} 种意见</p>", **given)


def many_posts(thread: Thread, author: Any, number: int) -> None:
    """Written straight into the table: the service would take minutes for thousands."""
    first = thread.post_count + 1
    rows = [
        Post(thread=thread, number=first + at, author=author, city=voice(author), body=f"<p>意见 {at}</p>")
        for at in range(number)
    ]
    Post.objects.bulk_create(rows)
    thread.post_count += number
    thread.save(update_fields=["post_count"])
