"""What is asked of the office, of reviewers and of a city in a review. Services have the last word (practices.refusals)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.models import Membership, Role
from practices.models import Criterion, EvidenceLevel, ReviewAssignment, ReviewRound, Rubric
from practices.models.reviews import MOST_POINTS, REASON_LENGTH
from practices.reviews.evidence import GIVEN
from practices.reviews.judging import Given
from vocabulary.models import Scheme, Term

#: Time that reviewers and authors get unless the office says otherwise.
DAYS_TO_REVIEW, DAYS_TO_ANSWER = 30, 14


def _day(label: Any, days: int, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        initial=lambda: timezone.localdate() + timedelta(days=days),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


def _text(label: Any, *, rows: int = 3, required: bool = True, most: int = REASON_LENGTH, help_text: Any = "") -> Any:
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, required=required, max_length=most, help_text=help_text, widget=widget)


class WhyForm(forms.Form):
    reason = _text(_("原因"), most=300)


class WithdrawForm(forms.Form):
    reason = _text(_("原因"), most=300, help_text=_("写给该市看，也写入审计记录。"))


class LowerForm(WithdrawForm):
    level = forms.TypedChoiceField(label=_("改为"), coerce=int)
    field_order = ["level", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [(str(level.value), EvidenceLevel(level).label) for level in GIVEN]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]


class People(forms.ModelChoiceField):
    def label_from_instance(self, row: Any) -> str:
        return f"{row.city} · {row.user}"


class AssignForm(forms.Form):
    """Everybody with the role, so that a refusal can be given in words."""

    membership = People(label=_("评审人"), queryset=Membership.objects.none(), empty_label=_("请选择"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Membership.objects.active().filter(role=Role.REVIEWER, user__is_active=True)
        people = rows.select_related("user", "city").order_by("city__code", "pk")
        self.fields["membership"].queryset = people  # type: ignore[attr-defined]


class Assigned(forms.ModelChoiceField):
    def label_from_instance(self, row: Any) -> str:
        return f"{row.membership.city} · {row.membership.user}"


class ReleaseForm(WhyForm):
    assignment = Assigned(label=_("评审人"), queryset=ReviewAssignment.objects.none(), empty_label=_("请选择"))
    field_order = ["assignment", "reason"]

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = rows.select_related("membership__user", "membership__city")
        self.fields["assignment"].queryset = rows  # type: ignore[attr-defined]


class AskForm(forms.Form):
    answer_by = _day(_("请作者在此日前答复"), DAYS_TO_ANSWER)


class AgainForm(forms.Form):
    due_on = _day(_("截止日期"), DAYS_TO_ANSWER)
    note = _text(_("对评审人说明"), help_text=_("例如：作者补充了半年数据，请看第 2 版的成效指标。"))


class DecideForm(forms.Form):
    level = forms.TypedChoiceField(
        label=_("佐证等级"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    witness = forms.CharField(
        label=_("佐证单位"), max_length=100, required=False, help_text=_("评“部门佐证”“第三方”时填，例如：市统计局。")
    )
    awards = forms.ModelMultipleChoiceField(
        label=_("认定"), queryset=Term.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    reasons = _text(_("理由"), rows=4, help_text=_("原样告诉作者。"))
    advice = _text(_("完善建议"), rows=4, required=False, help_text=_("等级和认定都不给时必填。"))

    def __init__(self, *args: Any, passes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [(str(level.value), EvidenceLevel(level).label) for level in GIVEN]
        self.fields["level"].choices = [("", _("不评")), *levels]  # type: ignore[attr-defined]
        awards = self.fields["awards"]
        awards.queryset = Term.objects.in_scheme(Scheme.RECOGNITION).offered()  # type: ignore[attr-defined]
        if not passes:
            awards.disabled, awards.help_text = True, _("没有达到合格分，不能认定。")


class AnswerForm(forms.Form):
    text = _text(_("答复"), rows=5, help_text=_("记入评审记录，提交后不能修改。"))


class QuestionForm(forms.Form):
    text = _text(_("问题"), help_text=_("作者看得到，答复会通知您。"))


class OpenForm(forms.Form):
    """A single review."""

    due_on = _day(_("截止日期"), DAYS_TO_REVIEW)
    is_anonymous = forms.BooleanField(
        label=_("不公开评审人姓名"),
        required=False,
        initial=True,
        help_text=_("选中时，案例作者看得到评分和理由，看不到评审人是谁。"),
    )


class RoundForm(forms.ModelForm):  # type: ignore[type-arg]
    opens_on = _day(_("开始日期"), 0, _("从这天起可以评分；评审人可以提前请。"))
    due_on = _day(_("截止日期"), DAYS_TO_REVIEW)

    class Meta:
        model = ReviewRound
        fields = ["title", "theme", "opens_on", "due_on", "is_anonymous"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theme = self.fields["theme"]
        theme.queryset = Term.objects.in_scheme(Scheme.THEME).offered()  # type: ignore[attr-defined]
        theme.empty_label = _("不限")  # type: ignore[attr-defined]


# --- scores -------------------------------------------------------------------------------------------------------
POINTS = [(str(points), str(points)) for points in range(MOST_POINTS + 1)]
MET = [("yes", _("符合")), ("no", _("不符合"))]


class ScoreForm(forms.Form):
    """Two fields for each criterion: the choice under its code, the reason under `<code>_reason`. Nothing is required here:
    notes may be incomplete, and what is handed in is judged by the service."""

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            choices = MET if criterion.is_exclusion else POINTS
            self.fields[criterion.code] = forms.ChoiceField(
                label=str(criterion), choices=choices, required=False, widget=forms.RadioSelect
            )
            self.fields[f"{criterion.code}_reason"] = _text(_("理由"), rows=2, required=False)

    def rows(self) -> Iterator[tuple[Criterion, Any, Any]]:
        """Criterion, choice, reason."""
        for criterion in self.criteria:
            yield criterion, self[criterion.code], self[f"{criterion.code}_reason"]

    @property
    def given(self) -> dict[str, Given]:
        return {criterion.code: self._given(criterion) for criterion in self.criteria}

    def _given(self, criterion: Criterion) -> Given:
        chosen = self.cleaned_data.get(criterion.code) or ""
        reason = self.cleaned_data.get(f"{criterion.code}_reason") or ""
        if criterion.is_exclusion:
            return Given(is_met={"yes": True, "no": False}.get(chosen), reason=reason)
        return Given(points=int(chosen) if chosen else None, reason=reason)


def scores_so_far(assignment: ReviewAssignment) -> dict[str, Any]:
    """Initial values of a ScoreForm."""
    found: dict[str, Any] = {}
    for score in assignment.scores.select_related("criterion"):
        code, is_met = score.criterion.code, score.is_met
        if is_met is not None:
            found[code] = "yes" if is_met else "no"
        elif score.points is not None:
            found[code] = str(score.points)
        found[f"{code}_reason"] = score.reason
    return found


# --- the rubric ---------------------------------------------------------------------------------------------------
class MarksForm(forms.Form):
    pass_mark = forms.DecimalField(
        label=_("合格分"), min_value=Decimal(0), max_value=Decimal(MOST_POINTS), max_digits=3, decimal_places=2
    )
    core_mark = forms.DecimalField(
        label=_("核心标准最低分"),
        min_value=Decimal(0),
        max_value=Decimal(MOST_POINTS),
        max_digits=3,
        decimal_places=2,
        help_text=_("每一条核心标准的平均分都要达到。"),
    )


class CriterionForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Criterion
        fields = ["code", "kind", "label", "label_en", "weight", "description"]
        widgets = {"code": forms.HiddenInput, "description": forms.Textarea({"rows": 3})}


CriteriaFormSet: type[BaseFormSet] = formset_factory(
    CriterionForm, extra=0, min_num=1, validate_min=True, can_delete=True
)  # type: ignore[type-arg]


def criteria_of(rubric: Rubric) -> list[dict[str, Any]]:
    return list(rubric.criteria.values("code", "kind", "label", "label_en", "weight", "description"))
