"""Saved searches: what a member keeps, and what is new for them since the last look."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cities.viewers import viewer_of
from notifications.events import Event
from notifications.mornings import morning
from notifications.permissions import register_read_rule
from notifications.services import in_site_language, notify, settle
from practices.models import PracticePage
from search.lists import found_cases
from search.models import SavedSearch
from search.port import SearchFailure
from search.questions import Question

logger = logging.getLogger(__name__)
#: A person has.
MOST_SAVED = 20
#: Cases remembered of one search, and looked through for new ones.
MOST_KNOWN = 2_000


def may_save(user: Any) -> bool:
    """Members of the alliance; who leaves it loses what they saved."""
    return viewer_of(user).in_alliance


@register_read_rule(SavedSearch)
def own(user: Any, saved: SavedSearch) -> bool:
    return saved.owner_id == user.pk and may_save(user)


# --- keeping ------------------------------------------------------------------------------------------------------
def saved_search_add(*, owner: User, question: Question, name: str, frequency: str) -> SavedSearch:
    """What is found today is known and no news. Raises ValidationError in words."""
    if question.is_everything:
        raise ValidationError(_("先写要找的词，或选一项筛选，再保存搜索。"))
    saved = SavedSearch(owner=owner, name=name, query=question.query, frequency=frequency)
    saved.known = _known_today(question, owner)
    return _keep(saved, owner)


@transaction.atomic
def _keep(saved: SavedSearch, owner: User) -> SavedSearch:
    """Under the owner's row: two clicks at once would both find room."""
    User.objects.select_for_update().get(pk=owner.pk)
    own = SavedSearch.objects.filter(owner=owner)
    same = own.filter(query=saved.query).first()
    if same:
        raise ValidationError(_("这个搜索已经保存过，名称是“%(name)s”。") % {"name": same.name})
    if own.count() >= MOST_SAVED:
        message = _("每人最多保存 %(most)s 个搜索。请先删除不用的，再保存新的。")
        raise ValidationError(message % {"most": MOST_SAVED})
    saved.save()
    return saved


def _known_today(question: Question, owner: User) -> list[int] | None:
    """None where the engine is away: then the first look finds out what there is, and tells nothing."""
    try:
        return found_cases(question, owner, most=MOST_KNOWN)[1]
    except SearchFailure:
        return None


@transaction.atomic
def saved_search_delete(*, saved: SavedSearch) -> None:
    settle(target=saved, events=[Event.SAVED_SEARCH])
    saved.delete()


def forget_leavers() -> int:
    """Of those who are in the alliance no more; returns how many searches went."""
    owners = User.objects.filter(saved_searches__isnull=False).distinct()
    gone = list(SavedSearch.objects.filter(owner__in=[owner for owner in owners if not may_save(owner)]))
    for saved in gone:
        saved_search_delete(saved=saved)
    return len(gone)


# --- looking ------------------------------------------------------------------------------------------------------
def look_for_news() -> int:
    """Run by the scheduler; returns how many people were told. An engine that is away is asked again at the next turn."""
    forget_leavers()
    due = morning(timezone.now())
    told = 0
    for saved in SavedSearch.objects.due(due).select_related("owner"):
        try:
            told += look(saved, due)
        except SearchFailure as error:
            logger.warning("Saved searches have to wait: %s", error)
            break
    return told


def look(saved: SavedSearch, due: datetime) -> bool:
    """Whether its owner was told something. The engine is asked before the transaction; what it found is judged, told
    and remembered in one, so that a crash repeats all of it or nothing."""
    question = saved.question()
    total, ids = (0, []) if question.lost else found_cases(question, saved.owner, most=MOST_KNOWN)
    return _tell(saved.pk, saved.looked_at, ids, total > MOST_KNOWN, due)


@transaction.atomic
@in_site_language
def _tell(pk: int, looked_at: datetime, ids: list[int], is_cut: bool, due: datetime) -> bool:
    saved = SavedSearch.objects.select_for_update().filter(pk=pk, looked_at=looked_at).first()
    if saved is None or not may_save(saved.owner):
        return False
    known = set(saved.known or ())
    fresh = _fresh(saved, [case for case in ids if case not in known], is_cut)
    is_news = bool(fresh) and saved.known is not None
    saved.known = sorted(known | set(fresh))
    saved.looked_at = timezone.now()
    if is_news:
        saved.fresh, saved.told_at = fresh, saved.looked_at
    saved.save()
    return is_news and bool(_notify(saved, due))


def _fresh(saved: SavedSearch, ids: list[int], is_cut: bool) -> list[int]:
    """Those of `ids` that the owner may read now. Of a list too long to be remembered whole, only what was published
    since: an old case moves into its reach when another leaves it."""
    cases = PracticePage.objects.visible_to(saved.owner).filter(pk__in=ids)
    if is_cut and saved.known is not None:
        cases = cases.filter(first_published_at__gte=saved.looked_at)
    readable = set(cases.values_list("pk", flat=True))
    return [case for case in ids if case in readable]


def _notify(saved: SavedSearch, due: datetime) -> list[Any]:
    """A number and no titles: the line stays in the list when a case is narrowed. What is new is shown behind it, to
    who may read it then."""
    how_often = {
        SavedSearch.Frequency.DAILY: _("您保存了这个搜索，选了每天提醒"),
        SavedSearch.Frequency.WEEKLY: _("您保存了这个搜索，选了每周提醒"),
    }
    return notify(
        recipients=[saved.owner],
        event=Event.SAVED_SEARCH,
        target=saved,
        subject=_("“%(name)s”有 %(number)s 个新案例") % {"name": saved.name, "number": len(saved.fresh)},
        reason=how_often[SavedSearch.Frequency(saved.frequency)],
        url=reverse("saved_search", args=[saved.pk]),
        dedupe_key=f"saved-search-{saved.pk}-{due:%Y%m%d}",
    )
