"""One page of a thread as its reader sees it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cities.models import City
from cities.viewers import viewer_of
from exchanges.models import Post, Thread, ThreadReading
from exchanges.threads.forms import PostForm
from exchanges.threads.owners import Talk
from exchanges.threads.permissions import hides, is_own_to_edit, keeps_order, may_write, sees_hidden
from exchanges.threads.services import thread_read
from exchanges.threads.wording import excerpt

PER_PAGE = 50


@dataclass(frozen=True)
class ShownPost:
    """`is_open`: its words are shown; a hidden post shows them to who may see them, with the reason."""

    post: Post
    is_open: bool
    is_new: bool
    may_edit: bool
    may_hide: bool
    quoted: str

    @property
    def city(self) -> City | None:
        return self.post.city


@dataclass(frozen=True)
class ThreadPage:
    talk: Talk
    posts: list[ShownPost]
    number: int
    last: int
    unread: int
    first_unread: int
    writes: bool
    moderates: bool
    in_alliance: bool
    form: PostForm | None

    @property
    def thread(self) -> Thread:
        return self.talk.thread

    @property
    def pages(self) -> list[int | None]:
        """The first, the last and those around this one; None stands for what is left out."""
        near = sorted({1, self.last, *range(max(1, self.number - 2), min(self.last, self.number + 2) + 1)})
        shown: list[int | None] = []
        for page in near:
            if shown and shown[-1] is not None and page - shown[-1] > 1:
                shown.append(None)
            shown.append(page)
        return shown


def page_with(number: int) -> int:
    return max(1, ceil(number / PER_PAGE))


def address_in_thread(talk: Talk, number: int) -> str:
    """Of a post, on the page that shows it."""
    page = page_with(number)
    base = talk.url if talk.rules.shows_thread else reverse("thread", args=[talk.thread.pk])
    return f"{base}{f'?page={page}' if page > 1 else ''}#post-{number}"


def unread_in(threads: list[Thread], user: Any) -> dict[int, int]:
    """Thread → posts since the person last looked; threads never opened are left out. One query for many."""
    if not viewer_of(user).in_alliance:
        return {}
    rows = ThreadReading.objects.filter(user=user, thread__in=threads).values_list("thread_id", "number")
    counts = {thread.pk: thread.post_count for thread in threads}
    return {pk: counts[pk] - number for pk, number in rows if counts[pk] > number}


def thread_page(request: HttpRequest, talk: Talk, *, number: Any = None, form: PostForm | None = None) -> ThreadPage:
    """`talk` has been judged readable. `number` is the page as the address has it; what is none is the first. Takes note
    of how far the reader has come."""
    thread, user = talk.thread, request.user
    last = page_with(thread.post_count)
    page = min(int(number), last) if str(number).isdecimal() and int(number) > 0 else 1
    writes = may_write(user, talk)
    read = _read_so_far(thread, user)
    rows = _rows(thread, page)
    # Who may write, the talk itself allows: asked once, not for each post.
    shown = [_shown(user, talk, post, read, writes) for post in rows]
    if rows and viewer_of(user).in_alliance and (read is None or rows[-1].number > read):
        thread_read(thread=thread, user=user, number=rows[-1].number)
    unread = thread.post_count - read if read is not None else 0
    return ThreadPage(
        talk=talk,
        posts=shown,
        number=page,
        last=last,
        unread=unread,
        first_unread=(read or 0) + 1,
        writes=writes,
        moderates=keeps_order(user, talk),
        in_alliance=viewer_of(user).in_alliance,
        form=(form or PostForm(user=user, thread=thread)) if writes else None,
    )


def _rows(thread: Thread, page: int) -> list[Post]:
    numbers = ((page - 1) * PER_PAGE + 1, page * PER_PAGE)
    rows = thread.posts.filter(number__range=numbers)
    return list(rows.select_related("author", "city", "reply_to", "reply_to__author", "reply_to__city"))


def _read_so_far(thread: Thread, user: Any) -> int | None:
    if not viewer_of(user).in_alliance:
        return None
    row = ThreadReading.objects.filter(thread=thread, user=user).first()
    return row.number if row else None


def _shown(user: Any, talk: Talk, post: Post, read: int | None, writes: bool) -> ShownPost:
    answered = post.reply_to
    return ShownPost(
        post=post,
        is_open=post.hidden_at is None or sees_hidden(user, talk, post),
        is_new=read is not None and post.number > read,
        may_edit=writes and is_own_to_edit(user, post),
        may_hide=hides(user, talk, post),
        quoted=excerpt(answered) if answered and not answered.hidden_at else "",
    )
