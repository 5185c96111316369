"""评审: reviewers of other cities score a published version against a rubric; the office decides what follows.

Nothing of it is a field of the case, so no draft of a city can change it, and no review stands in the way of a city's
own publishing. Who may do what when: practices.reviews.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

#: Points of one criterion go from none to this.
MOST_POINTS = 3
REASON_LENGTH = 1000
#: Django checks the length of a TextField in forms only.
SHORT_ENOUGH = [MaxLengthValidator(REASON_LENGTH)]


class RubricQuerySet(models.QuerySet["Rubric"]):
    def current(self) -> Rubric | None:
        """The newest version; None before the starting data is loaded."""
        return self.order_by("-version").first()


class Rubric(models.Model):
    """One version of the rubric. Once a review goes by it, it is never changed again: a change is a new version, so that
    old scores stay readable. Marks are weighted means of points, 0 to 3."""

    name = models.CharField(_("名称"), max_length=60)
    version = models.PositiveSmallIntegerField(_("版本"), unique=True)
    pass_mark = models.DecimalField(_("合格分"), max_digits=3, decimal_places=2)
    core_mark = models.DecimalField(
        _("核心标准最低分"),
        max_digits=3,
        decimal_places=2,
        help_text=_("每一条核心标准的平均分都要达到。"),
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RubricQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name = _("评审标准")
        verbose_name_plural = _("评审标准")

    def __str__(self) -> str:
        return str(_("%(name)s（第 %(version)s 版）")) % {"name": self.name, "version": self.version}

    def save(self, *args: Any, **kwargs: Any) -> None:
        _refuse_change(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        _refuse_change(self)
        return super().delete(*args, **kwargs)

    @property
    def is_used(self) -> bool:
        return self.pk is not None and (self.reviews.exists() or self.rounds.exists())


def _refuse_change(rubric: Rubric) -> None:
    if rubric.is_used:
        raise ValidationError(_("已经用过的评审标准不能修改，请另立新版本。"))


class Criterion(models.Model):
    class Kind(models.TextChoices):
        EXCLUSION = "exclusion", _("入选条件")
        CORE = "core", _("核心标准")
        QUALIFYING = "qualifying", _("加分标准")

    rubric = models.ForeignKey(Rubric, on_delete=models.CASCADE, related_name="criteria")
    code = models.SlugField(_("代码"), max_length=30)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    label = models.CharField(_("名称"), max_length=30)
    label_en = models.CharField(_("英文名称"), max_length=60, blank=True)
    description = models.CharField(_("怎样评"), max_length=300)
    weight = models.PositiveSmallIntegerField(_("权重"), default=1)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort_order", "pk"]
        constraints = [models.UniqueConstraint(fields=["rubric", "code"], name="one_criterion_per_code")]
        verbose_name = _("评审条目")
        verbose_name_plural = _("评审条目")

    def __str__(self) -> str:
        """In the reader's interface language."""
        return self.label_en if self.label_en and (get_language() or "").startswith("en") else self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        _refuse_change(self.rubric)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        _refuse_change(self.rubric)
        return super().delete(*args, **kwargs)

    @property
    def is_exclusion(self) -> bool:
        return self.kind == self.Kind.EXCLUSION


class ReviewRound(models.Model):
    """一批评审: the same rubric and dates for several cases. Without a theme it is open to all."""

    class State(models.TextChoices):
        OPEN = "open", _("进行中")
        CLOSED = "closed", _("已结束")

    title = models.CharField(_("名称"), max_length=60)
    theme = models.ForeignKey(
        "vocabulary.Term",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("业务领域"),
    )
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("评审标准"))
    opens_on = models.DateField(_("开始日期"), default=timezone.localdate)
    due_on = models.DateField(_("截止日期"))
    is_anonymous = models.BooleanField(
        _("不公开评审人姓名"), default=True, help_text=_("选中时，案例作者看得到评分和理由，看不到评审人是谁。")
    )
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("评审批次")
        verbose_name_plural = _("评审批次")

    def __str__(self) -> str:
        return self.title


class ReviewState(models.TextChoices):
    OPEN = "open", _("待评审人接受")
    SCORING = "scoring", _("评分中")
    WITH_AUTHOR = "with_author", _("待作者答复")
    ANSWERED = "answered", _("作者已答复")
    DECIDED = "decided", _("已作结论")
    EXCLUDED = "excluded", _("不符合入选条件")
    CANCELLED = "cancelled", _("已取消")


#: Somebody still has to do something.
RUNNING = (ReviewState.OPEN, ReviewState.SCORING, ReviewState.WITH_AUTHOR, ReviewState.ANSWERED)


class ReviewQuerySet(models.QuerySet["Review"]):
    def running(self) -> ReviewQuerySet:
        return self.filter(state__in=RUNNING)


class Review(models.Model):
    """Of one published version of a case. Title and city are kept as copied: the record outlives the case. `turn` goes
    up when reviewers score again after the author's answer; scores of earlier turns stay."""

    practice = models.ForeignKey(
        "practices.PracticePage", on_delete=models.SET_NULL, null=True, related_name="reviews", verbose_name=_("案例")
    )
    case_title = models.CharField(_("案例名称"), max_length=100)
    city = models.ForeignKey("cities.City", on_delete=models.PROTECT, related_name="reviews", verbose_name=_("城市"))
    version_number = models.PositiveIntegerField(_("版本号"))
    round = models.ForeignKey(
        ReviewRound, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews", verbose_name=_("批次")
    )
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("评审标准"))
    state = models.CharField(_("状态"), max_length=12, choices=ReviewState.choices, default=ReviewState.OPEN)
    turn = models.PositiveSmallIntegerField(default=1)
    opens_on = models.DateField(_("开始日期"), default=timezone.localdate)
    due_on = models.DateField(_("截止日期"))
    answer_by = models.DateField(_("请在此日前答复"), null=True, blank=True)
    is_anonymous = models.BooleanField(_("不公开评审人姓名"), default=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: The criterion that ended it.
    excluded_by = models.ForeignKey(Criterion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: Of the decision, the exclusion or the cancellation; the author is told it word for word.
    reasons = models.TextField(_("理由"), validators=SHORT_ENOUGH, blank=True)
    advice = models.TextField(_("完善建议"), validators=SHORT_ENOUGH, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice"], condition=Q(state__in=RUNNING), name="one_running_review_per_case"
            )
        ]
        verbose_name = _("评审")
        verbose_name_plural = _("评审")

    def __str__(self) -> str:
        return self.case_title

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def has_begun(self) -> bool:
        return self.opens_on <= timezone.localdate()


class AssignmentState(models.TextChoices):
    INVITED = "invited", _("待接受")
    ACCEPTED = "accepted", _("评分中")
    DECLINED = "declined", _("已谢绝")
    DONE = "done", _("已评完")
    RELEASED = "released", _("已解除")


#: Of these something is still expected: an answer, or the scores.
AWAITED = (AssignmentState.INVITED, AssignmentState.ACCEPTED)


class ReviewAssignment(models.Model):
    """One reviewer, by the membership they review for. A row of its own for each turn."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="assignments")
    membership = models.ForeignKey(
        "cities.Membership", on_delete=models.PROTECT, related_name="assignments", verbose_name=_("评审人")
    )
    turn = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(_("状态"), max_length=10, choices=AssignmentState.choices, default=AssignmentState.INVITED)
    due_on = models.DateField(_("截止日期"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Why it was declined or released.
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["review", "turn", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "membership", "turn"], name="one_assignment_per_reviewer")
        ]
        verbose_name = _("评审分派")
        verbose_name_plural = _("评审分派")

    @property
    def is_late(self) -> bool:
        return self.state in AWAITED and self.due_on < timezone.localdate()


class ReviewScore(models.Model):
    """Points 0 to 3 for a scored criterion, met or not for an exclusion. Until the reviewer hands in, these are notes
    that nobody else sees."""

    assignment = models.ForeignKey(ReviewAssignment, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(_("得分"), null=True, blank=True)
    is_met = models.BooleanField(_("符合"), null=True, blank=True)
    reason = models.TextField(_("理由"), validators=SHORT_ENOUGH, blank=True)

    class Meta:
        ordering = ["assignment", "criterion__sort_order"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "criterion"], name="one_score_per_criterion"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__lte=MOST_POINTS), name="points_from_0_to_3"
            ),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(is_met__isnull=True), name="points_or_met_not_both"
            ),
        ]
        verbose_name = _("评分")


class ReviewStatement(models.Model):
    """What is said on the record; never changed or taken back."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("评审提问")
        ANSWER = "answer", _("作者答复")
        AGAIN = "again", _("请重新评分")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="statements")
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("内容"), validators=SHORT_ENOUGH)
    #: The latest published version when it was said.
    version_number = models.PositiveIntegerField(_("版本号"))
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("评审发言")
