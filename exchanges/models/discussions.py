"""Discussions 研讨: a thread about a theme or about a case."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cities.viewers import Viewer, viewer_of
from exchanges.models.shared import Shared, SharedQuerySet, shared_with
from practices.models import PracticePage

TITLE_LENGTH = 100


def readable_discussions(viewer: Viewer) -> Q:
    """Of a case only by who may read the case: what is said of it tells of it."""
    cases = PracticePage.objects.visible_to(viewer).order_by().values("pk")
    return shared_with(viewer) & (Q(practice=None) | Q(practice__in=cases))


class DiscussionQuerySet(SharedQuerySet["Discussion"]):
    def visible_to(self, user: Any) -> DiscussionQuerySet:
        return self.filter(readable_discussions(viewer_of(user)))

    def for_lists(self) -> DiscussionQuerySet:
        """What was last spoken in first, with what a list shows of each."""
        return self.select_related("city", "theme", "practice", "practice__city", "thread", "author").order_by(
            "-thread__last_post_at", "-pk"
        )


class Discussion(Shared):
    """Its first post is what the author opened it with."""

    title = models.CharField(_("题目"), max_length=TITLE_LENGTH)
    theme = models.ForeignKey(
        "vocabulary.Term", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("业务领域")
    )
    practice = models.ForeignKey(
        PracticePage,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="discussions",
        verbose_name=_("案例"),
    )
    thread = models.OneToOneField(
        "exchanges.Thread", on_delete=models.PROTECT, editable=False, related_name="discussion"
    )

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(theme__isnull=False, practice__isnull=True) | Q(theme__isnull=True, practice__isnull=False),
                name="a_discussion_has_one_subject",
            )
        ]
        verbose_name = _("研讨")
        verbose_name_plural = _("研讨")

    def __str__(self) -> str:
        return self.title
