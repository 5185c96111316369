"""Sample discussions: opened and answered by the services people's screens call, then dated back."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import User
from alliance.sample.reading import MARK
from cities.models import City
from exchanges.discussions.services import discussion_open
from exchanges.models import Discussion, Thread
from exchanges.threads.services import post_add
from vocabulary.models import Scheme, Term
from vocabulary.richtext import text_to_stored


def load_discussions() -> int:
    """Make what is missing, of cities that are members; returns how many."""
    written = tomllib.loads((Path(__file__).parent / "discussions.toml").read_text(encoding="utf-8"))["discussion"]
    there = set(Discussion.objects.filter(title__endswith=MARK).values_list("title", flat=True))
    people = {user.username: user for user in User.objects.filter(username__endswith="-editor", is_active=True)}
    cities = {city.slug: city for city in City.objects.members() if f"{city.slug}-editor" in people}
    missing = [row for row in written if row["title"] + MARK not in there and row["city"] in cities]
    for row in missing:
        _make(row, people, cities)
    return len(missing)


def _make(row: dict[str, Any], people: dict[str, User], cities: dict[str, City]) -> None:
    first, *others = row["post"]
    discussion = discussion_open(
        by=people[f"{row['city']}-editor"],
        city=cities[row["city"]],
        title=row["title"] + MARK,
        body=text_to_stored(first["text"]),
        visibility=row["visibility"],
        theme=Term.objects.get(scheme=Scheme.THEME, code=row["theme"]),
    )
    numbers = {1: 1}
    for at, said in enumerate(others, start=2):
        if said["city"] not in cities:
            continue
        answered = discussion.thread.posts.filter(number=numbers.get(said.get("to", 0))).first()
        post = post_add(
            thread=discussion.thread,
            by=people[f"{said['city']}-editor"],
            city=cities[said["city"]],
            body=text_to_stored(said["text"]),
            reply_to=answered,
        )
        numbers[at] = post.number
    _date_back(discussion, timezone.now() - timedelta(days=row["days"]))


def _date_back(discussion: Discussion, opened: datetime) -> None:
    Discussion.objects.filter(pk=discussion.pk).update(created_at=opened)
    for post in discussion.thread.posts.all():
        moment = opened + timedelta(days=post.number - 1)
        discussion.thread.posts.filter(pk=post.pk).update(created_at=moment)
        Thread.objects.filter(pk=discussion.thread_id).update(last_post_at=moment)


def remove_discussions() -> None:
    """With all that people said in them: what answers an invented question is of no use without it."""
    threads = list(Discussion.objects.filter(title__endswith=MARK).values_list("thread", flat=True))
    Discussion.objects.filter(thread__in=threads).delete()
    Thread.objects.filter(pk__in=threads).delete()
