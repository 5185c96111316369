"""A running review ends when its case can no longer be read by reviewers of other cities; leavers are released."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.signals import page_published, page_unpublished

from cities.models import Membership
from notifications.services import in_site_language
from practices.models import AWAITED, RUNNING, Hold, PracticePage, Review, ReviewAssignment
from practices.reviews.assigning import assignment_release
from practices.reviews.opening import review_cancel, why_unreadable


@receiver(post_save, sender=Hold)
def follow_hold(instance: Hold, **kwargs: Any) -> None:
    cancel_unreadable(PracticePage.objects.get(pk=instance.practice_id))


@receiver(page_published, sender=PracticePage)
@receiver(page_unpublished, sender=PracticePage)
def follow_page(instance: PracticePage, **kwargs: Any) -> None:
    cancel_unreadable(PracticePage.objects.get(pk=instance.pk))


@receiver(pre_delete, sender=PracticePage)
@in_site_language
def before_deletion(instance: PracticePage, **kwargs: Any) -> None:
    _cancel(instance, _("案例已删除。"))


@in_site_language
def cancel_unreadable(practice: PracticePage) -> None:
    if reason := why_unreadable(practice):
        _cancel(practice, reason)


def _cancel(practice: PracticePage, reason: str) -> None:
    for review in Review.objects.filter(practice=practice, state__in=RUNNING):
        review_cancel(review=review, by=None, reason=reason)


@receiver(post_save, sender=Membership)
@in_site_language
def release_who_leaves(instance: Membership, created: bool = False, **kwargs: Any) -> None:
    """At once when a membership is ended or its role changed; what runs out is found by the clock (reminders)."""
    if created or instance.is_active():
        return
    for row in ReviewAssignment.objects.filter(membership=instance, state__in=AWAITED):
        assignment_release(assignment=row, by=None, reason=_("评审人已离任"))
