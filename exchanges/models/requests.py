"""求助: a city says what hurts, others answer, and what came of it is kept."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.viewers import Viewer, viewer_of
from exchanges.models.shared import Hideable, Shared, shared_with

TITLE_LENGTH = 100


class RequestState(models.TextChoices):
    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("已有答复")
    ON_TRIAL = "on_trial", _("试行中")
    RESOLVED = "resolved", _("已解决")
    CLOSED = "closed", _("未解决关闭")


#: Something may still come of it; only here answers are given and accepted.
RUNNING_STATES = (RequestState.OPEN, RequestState.ANSWERED, RequestState.ON_TRIAL)


class RequestQuerySet(models.QuerySet["SolutionRequest"]):
    def visible_to(self, user: Any) -> RequestQuerySet:
        return self.filter(shared_with(viewer_of(user)))

    def running(self) -> RequestQuerySet:
        return self.filter(state__in=RUNNING_STATES)

    def overdue(self) -> RequestQuerySet:
        """The day that was asked for has passed and nothing has come of it."""
        return self.running().filter(deadline__lt=timezone.localdate())

    def managed_by(self, user: Any) -> RequestQuerySet:
        """Own ones while the author belongs to the city, and those of cities this person writes for; the office's are
        all of its people's (permissions.may_manage)."""
        viewer = viewer_of(user)
        rule = Q(city__in=viewer.writing_city_ids) | Q(author=viewer.user_id, city__in=viewer.city_ids)
        return self.filter(rule | Q(city__isnull=True)) if viewer.in_office else self.filter(rule)

    def answered_by_city(self, city_ids: Any) -> RequestQuerySet:
        answers = Answer.objects.filter(request=OuterRef("pk"), city__in=city_ids)
        return self.filter(Exists(answers))


class SolutionRequest(Shared):
    """`problem` and `tried` are sanitised HTML. `answer_count` counts answers in sight, `accepted_count` the accepted ones;
    both are kept by the services, so that lists need not count. It is never made more visible after it was asked:
    what others answered was said to those who could read it then."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bureau = models.ForeignKey(
        "cities.Bureau", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    title = models.CharField(_("一句话说清难题"), max_length=TITLE_LENGTH)
    problem = models.TextField(_("难在哪里"))
    tried = models.TextField(_("试过什么"), blank=True)
    themes = models.ManyToManyField(
        "vocabulary.Term",
        related_name="theme_requests",
        limit_choices_to={"scheme": "theme"},
        verbose_name=_("业务领域"),
    )
    deadline = models.DateField(_("希望何时前有答复"), null=True, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=RequestState.choices, default=RequestState.OPEN, editable=False
    )
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    answer_count = models.PositiveIntegerField(default=0, editable=False)
    accepted_count = models.PositiveIntegerField(default=0, editable=False)
    thread = models.OneToOneField("exchanges.Thread", on_delete=models.PROTECT, editable=False, related_name="request")

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "deadline"], name="requests_by_state")]
        verbose_name = _("求助")
        verbose_name_plural = _("求助")

    def __str__(self) -> str:
        return self.title

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING_STATES

    @property
    def is_overdue(self) -> bool:
        return self.is_running and self.deadline is not None and self.deadline < timezone.localdate()


def answers_shared_with(viewer: Viewer) -> Q:
    """Read by whoever reads the request; of a hidden one only its city's writers and the office see more than a gap."""
    readable = Q(request__in=SolutionRequest.objects.filter(shared_with(viewer)).order_by().values("pk"))
    if viewer.in_office or viewer.is_administrator:
        return readable
    return readable & (Q(hidden_at__isnull=True) | Q(city__in=viewer.writing_city_ids))


class AnswerQuerySet(models.QuerySet["Answer"]):
    def in_sight(self) -> AnswerQuerySet:
        return self.filter(hidden_at__isnull=True)

    def accepted(self) -> AnswerQuerySet:
        return self.filter(accepted_at__isnull=False)

    def visible_to(self, user: Any) -> AnswerQuerySet:
        return self.filter(answers_shared_with(viewer_of(user)))


class Answer(Hideable):
    """答复. `body` is sanitised HTML; `practices` are cases the answering person could read. `thread` holds the comments."""

    request = models.ForeignKey(SolutionRequest, on_delete=models.CASCADE, related_name="answers")
    city = models.ForeignKey(
        "cities.City", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    bureau = models.ForeignKey(
        "cities.Bureau", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+")
    body = models.TextField(_("答复"))
    practices = models.ManyToManyField(
        "practices.PracticePage", blank=True, related_name="linked_in_answers", verbose_name=_("相关案例")
    )
    files = models.ManyToManyField("files.AllianceDocument", blank=True, related_name="answers", verbose_name=_("附件"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    thread = models.OneToOneField("exchanges.Thread", on_delete=models.PROTECT, editable=False, related_name="answer")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("答复")
        verbose_name_plural = _("答复")

    def __str__(self) -> str:
        return str(self.request)


class RequestStep(models.Model):
    """One line of what became of a request. `from_state` is empty for the first; the same as `to_state` for a note taken
    while something is on trial. `note` is plain text: a reason, or what came out."""

    request = models.ForeignKey(SolutionRequest, on_delete=models.CASCADE, related_name="steps")
    from_state = models.CharField(max_length=10, choices=RequestState.choices, blank=True)
    to_state = models.CharField(max_length=10, choices=RequestState.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("求助进展")
        verbose_name_plural = _("求助进展")

    @property
    def is_note(self) -> bool:
        return self.from_state == self.to_state


class RequestOutcome(models.Model):
    """The case that was made of a request: one at most. It goes with the case, and may then be made anew."""

    request = models.OneToOneField(SolutionRequest, on_delete=models.CASCADE, related_name="outcome")
    practice = models.OneToOneField("practices.PracticePage", on_delete=models.CASCADE, related_name="made_of_request")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("求助转成的案例")
        verbose_name_plural = _("求助转成的案例")
