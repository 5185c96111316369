"""What is asked of who takes a case over, and of who was copied. Services have the last word (practices.refusals)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.models import City
from practices.adoptions.recording import Figures
from practices.adoptions.states import NEXT, VERDICTS
from practices.models import Adoption, AdoptionState, PracticePage, Verdict, Visibility
from practices.models.adoptions import NOTE_LENGTH, TEXT_LENGTH


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def _text(label: Any, help_text: Any = "", *, required: bool = False) -> forms.CharField:
    widget = forms.Textarea({"rows": 4})
    return forms.CharField(label=label, required=required, max_length=TEXT_LENGTH, help_text=help_text, widget=widget)


def _number(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, max_digits=16, decimal_places=3)


class StepForm(forms.Form):
    """Where it has come to, from when, and a sentence."""

    state = forms.ChoiceField(label=_("进展"), widget=forms.RadioSelect)
    since = _day(_("从哪天起"))
    note = forms.CharField(
        label=_("一句话说明"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("例如“先在两条街试点”“因场地收回停止”。"),
    )

    def __init__(self, *args: Any, states: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(state, AdoptionState(state).label) for state in states]  # type: ignore[attr-defined]
        self.fields["since"].initial = timezone.localdate


class RecordForm(StepForm):
    city = forms.ModelChoiceField(label=_("为哪个城市登记"), queryset=City.objects.none())
    field_order = ["city", "state", "since", "note"]

    def __init__(self, *args: Any, cities: list[City], **kwargs: Any) -> None:
        """`cities` to choose from; where there is one it is not asked."""
        super().__init__(*args, states=AdoptionState, **kwargs)
        if len(cities) == 1:
            del self.fields["city"]
        else:
            self.fields["city"].queryset = City.objects.filter(pk__in=[city.pk for city in cities])  # type: ignore[attr-defined]


class MoveForm(StepForm):
    def __init__(self, *args: Any, about: Adoption, **kwargs: Any) -> None:
        super().__init__(*args, states=NEXT[about.state], **kwargs)


class GrowForm(forms.Form):
    adapted = _text(_("改了什么"), _("和原案例不一样的地方：场地、人手、标准、流程。"))
    result = _text(_("结果怎样"), _("做到什么程度，有什么变化。能用下面的指标说清的，填指标。"))
    failed = _text(_("哪些没成"), _("没照搬成的、走了弯路的。别的城市最想知道这些。"))
    outcome = forms.ModelChoiceField(
        label=_("本市写成的案例"),
        queryset=PracticePage.objects.none(),
        required=False,
        empty_label=_("还没有写"),
        help_text=_("本市把这次做法写成案例的，选上它，两个案例会互相链接。"),
    )
    visibility = forms.ChoiceField(label=_("公开范围"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, about: Adoption, cases: Any, **kwargs: Any) -> None:
        """`cases` the adopting city may have written of it."""
        names = ("adapted", "result", "failed", "outcome", "visibility")
        kwargs.setdefault("initial", {name: getattr(about, name) for name in names})
        super().__init__(*args, **kwargs)
        self.fields["outcome"].queryset = cases  # type: ignore[attr-defined]
        is_open = about.practice is not None and about.practice.visibility == Visibility.PUBLIC
        scopes = (Visibility.PUBLIC, Visibility.ALLIANCE) if is_open else (Visibility.ALLIANCE,)
        self.fields["visibility"].choices = [(scope.value, scope.label) for scope in scopes]  # type: ignore[attr-defined]
        if about.visibility not in scopes:
            self.initial["visibility"] = scopes[0]


class FiguresForm(forms.Form):
    """One indicator of the case. `origin` is what its own city measured."""

    before, after = _number(_("实施前")), _number(_("实施后"))
    measured_on = _day(_("统计时间"), required=False)
    source = forms.CharField(label=_("数据来源"), required=False, max_length=120)

    def __init__(self, data: Any, *, indicator: Mapping[str, Any], kept: Any = None) -> None:
        initial = {name: getattr(kept, name, None) for name in ("before", "after", "measured_on", "source")}
        super().__init__(data, prefix=f"of-{indicator['key']}", initial=initial)
        self.indicator = indicator

    def figures(self) -> Figures:
        """Of a form that is valid."""
        return Figures(**self.cleaned_data)


VERDICT_LABELS = {
    Verdict.CONFIRMED: _("属实：对方确实这样做了，结果也对得上"),
    Verdict.DISPUTED: _("有异议：和我们了解的不一样"),
    Verdict.WITHDRAWN: _("收回：先前的核实不算了"),
}


class VerifyForm(forms.Form):
    verdict = forms.ChoiceField(label=_("核实结果"), widget=forms.RadioSelect)
    words = _text(_("说明"), _("对方会收到，读得到这条记录的人都看得到。有异议或收回的，请写明理由。"))

    def __init__(self, *args: Any, about: Adoption, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verdicts = [(each.value, VERDICT_LABELS[each]) for each in VERDICTS[about.verdict]]
        self.fields["verdict"].choices = verdicts  # type: ignore[attr-defined]


class TakeBackForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 2}))
