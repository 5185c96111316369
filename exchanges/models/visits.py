"""考察交流: a city shows others what it does. What is agreed before, what is taken home, what became of it."""

from __future__ import annotations

import uuid
from datetime import date, time
from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.viewers import Viewer, viewer_of
from exchanges.models.shared import Shared, SharedQuerySet, shared_with

TITLE_LENGTH = 100
#: Visible characters of a long text, and of a short one.
TEXT_LENGTH, NOTE_LENGTH = 3000, 500
MOST_PLACES, MOST_PER_CITY = 300, 50
#: More days than this are no study visit.
MOST_DAYS = 14


def _short_enough(length: int) -> list[MaxLengthValidator]:
    """Django checks the length of a TextField in forms only."""
    return [MaxLengthValidator(length)]


class VisitState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    OPEN = "open", _("报名中")
    FULL = "full", _("名额已满")
    CLOSED = "closed", _("报名截止")
    HELD = "held", _("已举办")
    CANCELLED = "cancelled", _("已取消")


#: Still to come.
AHEAD = (VisitState.OPEN, VisitState.FULL, VisitState.CLOSED)


def visits_for(viewer: Viewer) -> Q:
    """The rule of what is shared; a draft is its city's writers'."""
    rule = shared_with(viewer)
    if viewer.is_administrator:
        return rule
    return rule & (~Q(state=VisitState.DRAFT) | Q(city__in=viewer.writing_city_ids))


class VisitQuerySet(SharedQuerySet["Visit"]):
    def visible_to(self, user: Any) -> VisitQuerySet:
        return self.filter(visits_for(viewer_of(user)))

    def ahead(self) -> VisitQuerySet:
        return self.filter(state__in=AHEAD)

    def past(self) -> VisitQuerySet:
        return self.filter(state__in=[VisitState.HELD, VisitState.CANCELLED])


class Visit(Shared):
    """Days and times are those of the host, Asia/Shanghai. `sign_up_until` counts to its end. `sequence` rises whenever
    what stands in people's calendars changes; `uid` never does."""

    title = models.CharField(_("主题"), max_length=TITLE_LENGTH)
    #: Sanitised markup, as are the texts of a take-away.
    summary = models.TextField(_("考察内容"), blank=True)
    themes = models.ManyToManyField("vocabulary.Term", blank=True, related_name="+", verbose_name=_("业务领域"))
    practices = models.ManyToManyField(
        "practices.PracticePage", blank=True, related_name="visits", verbose_name=_("要看的案例")
    )
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    meeting_place = models.CharField(_("集合地点"), max_length=200, blank=True)
    places = models.PositiveSmallIntegerField(
        _("总名额"), default=20, validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)]
    )
    places_per_city = models.PositiveSmallIntegerField(
        _("每市名额"), default=5, validators=[MinValueValidator(1), MaxValueValidator(MOST_PER_CITY)]
    )
    sign_up_until = models.DateField(_("报名截止日期"))
    contact_name = models.CharField(_("联系人（联盟内可见）"), max_length=50, blank=True)
    contact_phone = models.CharField(_("联系电话（联盟内可见）"), max_length=30, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=VisitState.choices, default=VisitState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("取消原因"), max_length=200, blank=True, editable=False)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    thread = models.OneToOneField(
        "exchanges.Thread", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="visit"
    )

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        indexes = [models.Index(fields=["state", "starts_on"], name="visits_by_state")]
        verbose_name = _("考察交流")
        verbose_name_plural = _("考察交流")

    def __str__(self) -> str:
        return self.title

    @property
    def is_ahead(self) -> bool:
        return self.state in AHEAD


class AgendaItem(models.Model):
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="agenda")
    day = models.DateField(_("日期"))
    starts_at = models.TimeField(_("开始"))
    ends_at = models.TimeField(_("结束"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=100)
    what = models.CharField(_("内容"), max_length=200)

    class Meta:
        ordering = ["day", "starts_at", "pk"]
        verbose_name = _("日程")
        verbose_name_plural = _("日程")

    def as_row(self) -> tuple[date, time, time | None, str, str]:
        """What two agendas are compared by."""
        return (self.day, self.starts_at, self.ends_at, self.place, self.what)


class SignupState(models.TextChoices):
    ASKED = "asked", _("待确认")
    APPROVED = "approved", _("已确认")
    DECLINED = "declined", _("未确认")
    WITHDRAWN = "withdrawn", _("已退出")


#: The city counts on going.
STANDING = (SignupState.ASKED, SignupState.APPROVED)


class VisitSignup(models.Model):
    """Of one city. `number` people will come; who they are may follow later."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="signups")
    city = models.ForeignKey("cities.City", on_delete=models.PROTECT, related_name="+", verbose_name=_("城市"))
    number = models.PositiveSmallIntegerField(
        _("人数"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PER_CITY)]
    )
    note = models.TextField(_("备注"), blank=True, validators=_short_enough(NOTE_LENGTH))
    state = models.CharField(_("状态"), max_length=10, choices=SignupState.choices, default=SignupState.ASKED)
    reason = models.CharField(_("原因"), max_length=200, blank=True, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    take_away_asked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "city"], condition=Q(state__in=STANDING), name="one_standing_signup_per_city"
            )
        ]
        verbose_name = _("报名")
        verbose_name_plural = _("报名")

    def __str__(self) -> str:
        return f"{self.city} · {self.visit}"

    @property
    def is_standing(self) -> bool:
        return self.state in STANDING


class VisitPerson(models.Model):
    """Somebody who comes along. Read by members of the alliance, never by visitors."""

    signup = models.ForeignKey(VisitSignup, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(_("姓名"), max_length=50)
    post = models.CharField(_("单位和职务"), max_length=100, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("考察人员")
        verbose_name_plural = _("考察人员")

    def __str__(self) -> str:
        return self.name


class VisitQuestion(models.Model):
    """Asked before the visit, so that the host can prepare; answered on the page or on the day."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="questions")
    city = models.ForeignKey("cities.City", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    text = models.TextField(_("问题"), validators=_short_enough(NOTE_LENGTH))
    answer = models.TextField(_("答复"), blank=True, validators=_short_enough(TEXT_LENGTH))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("考察前的问题")
        verbose_name_plural = _("考察前的问题")


class TakeAway(models.Model):
    """What one visiting city takes home. Read by whoever may read the visit."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="take_aways")
    city = models.ForeignKey("cities.City", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    learnt = models.TextField(_("带回了什么"))
    will_try = models.TextField(_("打算试什么"), blank=True)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "city"], name="one_take_away_per_city")]
        verbose_name = _("考察收获")
        verbose_name_plural = _("考察收获")


class FollowUp(models.Model):
    """启动了吗？ Asked of one visiting city on `due_on`; 还没有 makes the next row."""

    class Answer(models.TextChoices):
        STARTED = "started", _("已启动")
        NOT_YET = "not_yet", _("还没有")
        WILL_NOT = "will_not", _("不打算做")

    signup = models.ForeignKey(VisitSignup, on_delete=models.CASCADE, related_name="follow_ups")
    due_on = models.DateField()
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    answer = models.CharField(_("启动了吗？"), max_length=10, choices=Answer.choices, blank=True)
    reason = models.TextField(_("说明"), blank=True, validators=_short_enough(NOTE_LENGTH))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["signup"], condition=Q(answer=""), name="one_open_follow_up_per_visiting_city"
            )
        ]
        verbose_name = _("考察回访")
        verbose_name_plural = _("考察回访")
