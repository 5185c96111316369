"""A case that was published is told to who follows its city or themes; a new version to who follows the case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.follows.telling import tell_followers
from notifications.events import Event
from notifications.services import in_site_language
from practices.models import PracticePage, PracticeVersion, Visibility
from vocabulary.models import Term

#: What was published somewhere else long before is no news.
NEWS = timedelta(days=1)
#: The narrowest first.
REACH = (Visibility.CITY, Visibility.ALLIANCE, Visibility.PUBLIC)


@receiver(post_save, sender=PracticeVersion)
def version_published(instance: PracticeVersion, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Inside the transaction that publishes: what is told and what is live are one."""
    if not created or raw or instance.published_at < timezone.now() - NEWS:
        return
    page = PracticePage.objects.select_related("city").get(pk=instance.practice_id)
    previous = page.versions.filter(number=instance.number - 1).first()
    if previous is not None:
        _tell_renewed(page, instance)
    if previous is None or _reach(instance) > _reach(previous):
        _tell_published(page, instance)


@in_site_language
def _tell_published(page: PracticePage, version: PracticeVersion) -> None:
    """Again where it reaches further than before; whoever was told is not told twice. Who follows a theme that was
    merged into one of these goes on hearing of it."""
    themes = Term.objects.filter(Q(pk__in=page.themes.all()) | Q(successor__in=page.themes.all()))
    tell_followers(
        of=[page.city, *themes],
        event=Event.CASE_PUBLISHED,
        target=page,
        city=page.city,
        subject=_("%(city)s发布案例：%(title)s") % {"city": page.city.name, "title": page.title},
        body=page.summary,
        url=page.get_url(),
        dedupe_key=f"case-published-{page.pk}",
        run_key=f"case-published-{page.pk}-{version.number}",
        by=version.published_by,
    )


@in_site_language
def _tell_renewed(page: PracticePage, version: PracticeVersion) -> None:
    tell_followers(
        of=[page],
        event=Event.CASE_RENEWED,
        target=page,
        city=page.city,
        subject=_("案例有了第 %(number)s 版：%(title)s") % {"title": page.title, "number": version.number},
        body=page.summary,
        url=page.get_url(),
        dedupe_key=f"case-version-{page.pk}-{version.number}",
        by=version.published_by,
    )


def _reach(version: PracticeVersion) -> int:
    """Of a version from before that was kept, the narrowest: nobody is told twice."""
    return REACH.index(version.content.get("visibility", Visibility.CITY))
