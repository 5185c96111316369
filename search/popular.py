"""大家在搜: what many have searched for, counted without knowing who.

A session counts once a day for a text. That it has been counted is kept as a hash under a salt that lives a day in the
cache and nowhere else; the table holds the number alone (docs/decisions/0038).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable

from django.core.cache import cache
from django.db.models import F
from django.utils import timezone

from cities.models import CityPage
from config.remembered import remembered
from practices.models import PracticePage
from search.analysis import normalise
from search.models import PopularSearch
from search.port import SearchFailure
from search.queries import as_asked
from search.questions import Question
from search.services import Found, engine

DAY = 24 * 60 * 60
SHORTEST, LONGEST = 2, 30
#: Words shown, and words looked at for them.
MOST_SHOWN, MOST_CANDIDATES = 8, 16
#: Digits beyond a year are a telephone number, an identity card or the number of a file.
MOST_DIGITS = 4
#: Addresses, and what belongs to the language of questions rather than to what is asked.
_SPECIAL = re.compile(r"[@:\"“”「」<>/\\]|(?<!\S)-")


def note_search(*, text: str, session: str | None, found: Found) -> None:
    """Counts a search that found what was asked for. Visitors have no session and are not counted."""
    text = as_asked(text[: 2 * LONGEST])
    if not session or not found.total or found.is_relaxed or found.page > 1 or not is_fit(text):
        return
    if cache.add(_seen_key(session, text), True, DAY) and finds_something_public(text):
        _count(text)


def is_fit(text: str) -> bool:
    """Short, in words, and no telephone number or address."""
    digits = sum(character.isdigit() for character in text)
    return SHORTEST <= len(text) <= LONGEST and digits <= MOST_DIGITS and not _SPECIAL.search(text)


def _seen_key(session: str, text: str) -> str:
    salt = str(cache.get_or_set("popular-salt", lambda: secrets.token_hex(32), DAY))
    return f"popular-{hmac.new(salt.encode(), f'{session} {text}'.encode(), hashlib.sha256).hexdigest()}"


def _count(text: str) -> None:
    today = timezone.localdate()
    if cache.add("popular-swept", True, DAY):
        PopularSearch.objects.filter(hidden=False, last_day__lt=today - PopularSearch.LASTS).delete()
    PopularSearch.objects.get_or_create(text=text)
    rows = PopularSearch.objects.filter(text=text)
    rows.filter(since__lt=today - PopularSearch.LASTS).update(sessions=F("sessions") / 2, since=today)
    rows.update(sessions=F("sessions") + 1, last_day=today)


def finds_something_public(text: str) -> bool:
    """With all its words: what is only near is no answer to it."""
    try:
        return bool(engine().search(Question(text).request()).total)
    except SearchFailure:
        return False


@remembered
def popular_searches() -> tuple[str, ...]:
    """The most shared first. Asked again each time, since what a word found may have been taken down."""
    shared = PopularSearch.objects.shared().recent().filter(hidden=False)
    candidates = list(shared.values_list("text", flat=True)[:MOST_CANDIDATES])
    names = _contacts(candidates)
    fit = (text for text in candidates if text not in names and is_fit(text) and finds_something_public(text))
    return tuple(text for text, _place in zip(fit, range(MOST_SHOWN), strict=False))


def _contacts(texts: Iterable[str]) -> set[str]:
    """Those of `texts` that name a contact; the names are for members only."""
    found: set[str] = set()
    for model in (PracticePage, CityPage):
        named = model.objects.filter(contact_name__in=texts).values_list("contact_name", flat=True)
        found.update(map(normalise, named))
    return found
