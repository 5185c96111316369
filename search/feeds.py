"""A result list as an Atom feed: the newest of what a question finds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from unicodedata import category

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from config.site_name import site_name
from search.lists import Listed, listed
from search.questions import Question
from search.services import Hit

MOST_ENTRIES = 40
#: When a page says nothing of when it was published.
UNKNOWN = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    question: Question
    found: Listed


class ResultsFeed(Feed):  # type: ignore[type-arg]
    """Newest first whatever the list's own order: readers of feeds want what is new. Only what matches in full, so
    that one word more never brings an old case in."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Asked:
        question = replace(Question.from_query(request.GET), sort="newest")
        return Asked(question, listed(question, request.user, most=MOST_ENTRIES, exact=True))

    def title(self, asked: Asked) -> str:
        return clean(" · ".join([asked.question.name or _("全部内容"), site_name()]))

    def subtitle(self, asked: Asked) -> str:
        return _("最新的 %(number)s 条") % {"number": MOST_ENTRIES}

    def link(self, asked: Asked) -> str:
        return asked.question.address

    def feed_url(self, asked: Asked) -> str:
        return f"{reverse('search_atom')}?{asked.question.query}"

    def author_name(self, asked: Asked) -> str:
        return site_name()

    def items(self, asked: Asked) -> list[Hit]:
        return list(asked.found.hits)

    def item_title(self, hit: Any) -> str:
        return clean(hit.listing.title)

    def item_description(self, hit: Any) -> str:
        return clean(hit.listing.summary)

    def item_link(self, hit: Hit) -> str:
        return hit.listing.address

    def item_guid(self, hit: Hit) -> str:
        """Stays when title, slug and address change."""
        return hit.listing.key

    def item_author_name(self, hit: Hit) -> str:
        return clean(hit.listing.city) or site_name()

    def item_pubdate(self, hit: Hit) -> datetime:
        return hit.listing.published or UNKNOWN

    def item_updateddate(self, hit: Hit) -> datetime:
        return hit.listing.updated or self.item_pubdate(hit)

    def item_categories(self, hit: Hit) -> list[str]:
        return list(hit.listing.themes)


def clean(text: str) -> str:
    """XML has no way to write control characters and halves of characters."""
    return "".join(" " if category(character) in ("Cc", "Cs", "Cn") else character for character in text)
