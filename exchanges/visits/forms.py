"""What is asked of hosts and of cities that come. Services have the last word (practices.refusals)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from cities.models import City
from exchanges.models import AgendaItem, FollowUp, TakeAway, Visit, VisitPerson, VisitQuestion, VisitSignup
from exchanges.models.visits import MOST_PER_CITY, MOST_PLACES, NOTE_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from exchanges.text import MemberTextField
from exchanges.visits.rules import MOST_ROWS, AgendaRow
from exchanges.visits.signing_up import Person
from practices.models import PracticePage, Visibility
from vocabulary.selectors import themes_offered

#: Empty lines below those filled in.
SPARE_ROWS = 3
_BETWEEN_NAME_AND_POST = re.compile(r"[\s,，、;；]+")


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget)


def _time(label: Any, *, required: bool = True) -> forms.TimeField:
    return forms.TimeField(label=label, required=required, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))


def _line(model: Any, name: str, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    """One line, as long as the column."""
    field = model._meta.get_field(name)
    return forms.CharField(
        label=field.verbose_name, max_length=field.max_length, required=required, help_text=help_text
    )


def _text(model: Any, name: str, most: int, *, rows: int = 4, required: bool = True, help_text: Any = "") -> Any:
    label = model._meta.get_field(name).verbose_name
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text, widget=widget)


def _long(model: Any, name: str, *, required: bool = True, help_text: Any = "") -> MemberTextField:
    label = model._meta.get_field(name).verbose_name
    return MemberTextField(label=label, max_length=TEXT_LENGTH, required=required, help_text=help_text)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=200, widget=forms.Textarea({"rows": 3}))


class DecisionForm(forms.Form):
    """A button for yes, a reason and a button for no, beside each city that asks to come."""

    APPROVE, DECLINE = "approve", "decline"
    signup = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=[(APPROVE, _("确认")), (DECLINE, _("不确认"))], widget=forms.HiddenInput)
    reason = forms.CharField(label=_("原因"), max_length=200, required=False, widget=forms.Textarea({"rows": 2}))


class CityChoice(forms.ModelChoiceField):
    """For which city; who has one is not asked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=City.objects.none(), label=_("代表哪个城市"), empty_label=None, **kwargs)

    def offer(self, cities: Iterable[City]) -> None:
        """On the field of a form in use."""
        pks = [city.pk for city in cities]
        self.queryset = City.objects.filter(pk__in=pks)
        self.initial = pks[0] if pks else None
        if len(pks) == 1:
            self.widget, self.required = forms.HiddenInput(), True


class PracticesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, page: Any) -> str:
        return str(page.title)


class VisitForm(forms.Form):
    """Empty dates and places are refused even in a draft: a visit is about a day."""

    city = CityChoice()
    title = forms.CharField(
        label=_("主题"),
        max_length=TITLE_LENGTH,
        help_text=_("写清看什么。好：“夜市划区定点疏导现场考察”；不好：“学习交流活动”。"),
    )
    starts_on = _day(_("开始日期"))
    ends_on = _day(_("结束日期"))
    sign_up_until = _day(_("报名截止日期"), _("当天还可以报名。"))
    places = forms.IntegerField(label=_("总名额"), min_value=1, max_value=MOST_PLACES, initial=20)
    places_per_city = forms.IntegerField(label=_("每市名额"), min_value=1, max_value=MOST_PER_CITY, initial=4)
    meeting_place = _line(Visit, "meeting_place", required=False, help_text=_("写到门牌，外地来的人找得到。"))
    summary = _long(Visit, "summary", required=False, help_text=_("看什么、见谁、能带走什么，适合谁来。"))
    themes = forms.MultipleChoiceField(label=_("业务领域"), required=False, widget=forms.CheckboxSelectMultiple)
    practices = PracticesField(
        label=_("要看的案例"),
        queryset=PracticePage.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("本市已发布的案例。案例页面上会显示这次考察。"),
    )
    contact_name = _line(Visit, "contact_name", required=False)
    contact_phone = _line(Visit, "contact_phone", required=False)
    visibility = forms.ChoiceField(
        label=_("谁能看到"),
        choices=[(Visibility.ALLIANCE, _("联盟内")), (Visibility.PUBLIC, _("公开：谁都能看，只有成员城市能报名"))],
        initial=Visibility.ALLIANCE,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, cities: list[City], practices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["city"].offer(cities)  # type: ignore[attr-defined]
        self.fields["themes"].choices = [(term.pk, term.label) for term in themes_offered()]  # type: ignore[attr-defined]
        self.fields["practices"].queryset = practices  # type: ignore[attr-defined]
        if not practices:
            del self.fields["practices"]


class AgendaForm(forms.Form):
    day = _day(_("日期"))
    starts_at = _time(_("开始"))
    ends_at = _time(_("结束"), required=False)
    place = _line(AgendaItem, "place")
    what = _line(AgendaItem, "what")


class _AgendaRows(BaseFormSet):  # type: ignore[type-arg]
    """All rows are alike: none stands in the database while it is being edited, and one left empty is none."""

    def initial_form_count(self) -> int:
        return 0

    def total_form_count(self) -> int:
        if self.is_bound:
            return super().total_form_count()
        return min(len(self.initial or []) + self.extra, MOST_ROWS)

    def rows(self) -> list[AgendaRow]:
        """Those filled in and not taken out, in the order of time. Of a valid set."""
        kept = [form.cleaned_data for form in self.forms if form.has_changed() and not self._should_delete_form(form)]
        rows = [AgendaRow(**{name: row[name] for name in AgendaForm.base_fields}) for row in kept]
        return sorted(rows, key=lambda row: (row.day, row.starts_at))

    def as_typed(self) -> list[dict[str, Any]]:
        """What stands in the rows, right or wrong, without those ticked for removal."""
        kept = [form for form in self.forms if form.has_changed() and not form["DELETE"].value()]
        return [{name: form[name].value() for name in AgendaForm.base_fields} for form in kept]


AgendaFormSet = formset_factory(
    AgendaForm, formset=_AgendaRows, extra=SPARE_ROWS, can_delete=True, max_num=MOST_ROWS, validate_max=True
)


class SignUpForm(forms.Form):
    city = CityChoice()
    number = forms.IntegerField(label=_("人数"), min_value=1, max_value=MOST_PER_CITY)
    people = forms.CharField(
        label=_("名单"),
        required=False,
        max_length=MOST_PER_CITY * 120,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("一人一行：姓名 单位和职务。现在定不下来，可以以后补。只有联盟成员看得到。"),
    )
    note = _text(
        VisitSignup, "note", NOTE_LENGTH, rows=2, required=False, help_text=_("到达时间、用餐等，写给主办城市。")
    )

    def __init__(self, *args: Any, cities: list[City], most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["city"].offer(cities)  # type: ignore[attr-defined]
        self.fields["number"].help_text = _("每市最多 %(most)s 人。") % {"most": most}

    def clean_people(self) -> list[Person]:
        return people_in(self.cleaned_data["people"])


class PeopleForm(forms.Form):
    people = SignUpForm.base_fields["people"]
    note = SignUpForm.base_fields["note"]

    clean_people = SignUpForm.clean_people


def people_in(text: str) -> list[Person]:
    """One a line: a name, then unit and post. Raises ValidationError that names the line."""
    longest = {name: VisitPerson._meta.get_field(name).max_length for name in ("name", "post")}
    people = []
    for number, line in enumerate(filter(None, (line.strip() for line in text.splitlines())), 1):
        name, *rest = _BETWEEN_NAME_AND_POST.split(line, maxsplit=1)
        person = Person(name, rest[0].strip() if rest else "")
        if not name or len(name) > longest["name"] or len(person.post) > longest["post"]:
            raise forms.ValidationError(
                _("名单第 %(number)s 行太长或没有姓名，请写成“姓名 单位和职务”。") % {"number": number}
            )
        people.append(person)
    return people


def as_lines(people: Iterable[VisitPerson]) -> str:
    return "\n".join(f"{row.name} {row.post}".strip() for row in people)


class QuestionForm(forms.Form):
    city = CityChoice()
    text = _text(
        VisitQuestion,
        "text",
        NOTE_LENGTH,
        rows=3,
        help_text=_("主办城市会事先准备。好：“夜间垃圾谁来清、一晚多少钱？”"),
    )

    def __init__(self, *args: Any, cities: list[City], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["city"].offer(cities)  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    answer = _text(VisitQuestion, "answer", TEXT_LENGTH, help_text=_("能看到这次考察的人都看得到。"))


class TakeAwayForm(forms.Form):
    learnt = _long(TakeAway, "learnt", help_text=_("哪一点最有用，哪一点和想的不一样。"))
    will_try = _long(TakeAway, "will_try", required=False, help_text=_("回去先做哪一件，谁来做，什么时候。"))


class FollowUpForm(forms.Form):
    answer = forms.ChoiceField(label=_("启动了吗？"), choices=FollowUp.Answer.choices, widget=forms.RadioSelect)
    reason = _text(FollowUp, "reason", NOTE_LENGTH, rows=3, required=False, help_text=_("不打算做的，请写明原因。"))
