"""Posts and discussions can be reported."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exchanges.models import Discussion, Post
from exchanges.reports.kinds import Reportable, register_reportable
from exchanges.threads.owners import Talk, talk_of, threads_with_owners
from exchanges.threads.wording import address_of, excerpt


def _talk(post: Post) -> Talk:
    return talk_of(threads_with_owners().get(pk=post.thread_id))


register_reportable(
    Reportable(
        code="post",
        model=Post,
        label=_("发言"),
        title=lambda post: _talk(post).title,
        excerpt=excerpt,
        url=address_of,
        hide_url=lambda post: reverse("post_hide", args=[post.thread_id, post.number]),
        host_id=lambda post: _talk(post).city_id,
    )
)
register_reportable(
    Reportable(
        code="discussion",
        model=Discussion,
        label=_("研讨"),
        title=lambda row: str(row.title),
        excerpt=lambda row: str(row.title),
        url=lambda row: reverse("discussion", args=[row.pk]),
        hide_url=lambda row: reverse("discussion_hide", args=[row.pk]),
    )
)
