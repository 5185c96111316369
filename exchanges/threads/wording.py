"""A post in a line of a list: where it stands, who says it, how it begins."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.models import Post
from vocabulary.richtext import stored_to_text

#: Of a post in a line of the list; the line leads to the whole.
EXCERPT = 120


def address_of(post: Post) -> str:
    return reverse("post_at", args=[post.thread_id, post.number])


def excerpt(post: Post) -> str:
    text = " ".join(stored_to_text(post.body).split())
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"


def speaker(post: Post) -> str:
    """张三（济南）"""
    return _("%(name)s（%(city)s）") % {
        "name": post.author,
        "city": post.city.name if post.city else _("省级办公室"),
    }
