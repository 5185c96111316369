"""私信: what two sides say to one another, and nobody else reads."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.viewers import Viewer, viewer_of


def _asked_by(viewer: Viewer) -> Q:
    """As long as that person is of the city, or the office, for which they asked."""
    still_there = Q(asker_city__in=viewer.city_ids)
    if viewer.in_office:
        still_there |= Q(asker_city=None)
    return Q(asker=viewer.user_id) & still_there


def _contact_side(viewer: Viewer) -> Q:
    """About a case, those who keep it; where none of them writes for the city any more, or the case is gone, its
    approvers. About a city, its writers."""
    from practices.querysets import keeping

    city, owner, contact = (OuterRef(name) for name in ("city", "practice__owner", "practice__contact_user"))
    has_keeper = Exists(keeping(city=city, owner=owner, contact=contact))
    keeps = Q(practice__owner=viewer.user_id) | Q(practice__contact_user=viewer.user_id)
    about_case = Q(about="case") & (
        (keeps & Q(city__in=viewer.writing_city_ids)) | (~has_keeper & Q(city__in=viewer.approving_city_ids))
    )
    return about_case | Q(about="city", city__in=viewer.writing_city_ids)


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, user: Any) -> ConversationQuerySet:
        """Of the two sides only: the office and administrators read no letters. `is_asker` says on which this person
        stands."""
        viewer = viewer_of(user)
        if viewer.user_id is None:
            return self.none()
        asked = _asked_by(viewer)
        is_asker = Case(When(asked, then=Value(True)), default=Value(False), output_field=BooleanField())
        return self.filter(asked | _contact_side(viewer)).annotate(is_asker=is_asker)

    def unread_by(self, user: Any) -> ConversationQuerySet:
        """The other side had the last word, and this person has not seen it."""
        seen = MessageReading.objects.filter(conversation=OuterRef("pk"), user=viewer_of(user).user_id)
        rows = self.visible_to(user).annotate(seen=Coalesce(Subquery(seen.values("read_to")[:1]), 0))
        return rows.filter(message_count__gt=F("seen")).exclude(last_from_asker=F("is_asker"))


class Conversation(models.Model):
    """Between `asker`, for `asker_city` (none for the office), and who answers for a case or for `city`. Who that is,
    is asked each time: it passes on with the duty. `message_count` and what follows are kept by the service."""

    class About(models.TextChoices):
        CASE = "case", _("案例")
        CITY = "city", _("城市")

    about = models.CharField(max_length=4, choices=About.choices)
    #: Empty where it is about the city, or the case was erased.
    practice = models.ForeignKey(
        "practices.PracticePage", on_delete=models.SET_NULL, null=True, blank=True, related_name="conversations"
    )
    city = models.ForeignKey("cities.City", on_delete=models.PROTECT, related_name="+")
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asker_city = models.ForeignKey("cities.City", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    message_count = models.PositiveIntegerField(default=0, editable=False)
    last_at = models.DateTimeField(default=timezone.now, editable=False)
    last_from_asker = models.BooleanField(default=True, editable=False)
    #: How many the side that spoke last has said in a row.
    in_a_row = models.PositiveIntegerField(default=0, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    closed_by_asker = models.BooleanField(default=False, editable=False)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["asker", "practice"], name="one_conversation_about_a_case"),
            models.UniqueConstraint(
                fields=["asker", "city"], condition=Q(about="city"), name="one_conversation_about_a_city"
            ),
        ]
        verbose_name = _("私信往来")
        verbose_name_plural = _("私信往来")


class Message(models.Model):
    """`number` counts from 1 within the conversation. `body` is sanitised markup. `from_asker`: on which side the author
    stood then."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="said")
    number = models.PositiveIntegerField(editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_asker = models.BooleanField(editable=False)
    body = models.TextField(_("内容"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["conversation", "number"], name="one_message_per_number")]
        verbose_name = _("私信")
        verbose_name_plural = _("私信")


class MessageReading(models.Model):
    """How far one person has read: the number of the last message."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_to = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="one_reading_per_conversation")]
        verbose_name = _("私信阅读进度")
        verbose_name_plural = _("私信阅读进度")
