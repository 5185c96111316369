from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.selectors import cities_by_id
from exchanges.models.discussions import TITLE_LENGTH
from exchanges.text import MemberTextField
from exchanges.voices import VoiceForm
from practices.models import PracticePage, Visibility
from vocabulary.models import Term
from vocabulary.selectors import themes_offered


class OpenForm(VoiceForm):
    """Of a discussion about `practice`, or about the theme that is chosen."""

    title = forms.CharField(
        label=_("题目"),
        max_length=TITLE_LENGTH,
        help_text=_("一句话说清要研讨什么。好：“早市收摊后谁来保洁”；不好：“讨论”。"),
    )
    theme = forms.ModelChoiceField(Term.objects.none(), label=_("业务领域"), empty_label=_("请选择"))
    body = MemberTextField(label=_("内容"), help_text=_("写清背景和想听什么意见。不要写涉密内容和个人信息。"))
    visibility = forms.ChoiceField(
        label=_("公开范围"), choices=Visibility.choices, initial=Visibility.ALLIANCE, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, practice: PracticePage | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if practice is not None:
            del self.fields["theme"]
            self.fields["visibility"].help_text = _("看不到这个案例的人，也看不到这场研讨。")
        else:
            field: Any = self.fields["theme"]
            field.queryset = Term.objects.filter(pk__in=[term.pk for term in themes_offered()])
        if not any(self.voices.values()):
            choices = [row for row in Visibility.choices if row[0] != Visibility.CITY]
            self.fields["visibility"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("visibility") == Visibility.CITY and self.voices and self.voice is None:
            self.add_error("visibility", _("省级办公室没有本市范围，请选公开或联盟内。"))
        return said


class FilterForm(forms.Form):
    """Of the list. What an address has that is not on offer is left out."""

    theme = forms.ModelChoiceField(Term.objects.none(), label=_("业务领域"), required=False, empty_label=_("全部"))
    city = forms.ChoiceField(label=_("发起城市"), required=False)
    of = forms.ChoiceField(
        label=_("范围"),
        required=False,
        choices=[("", _("全部")), ("unread", _("有未读")), ("mine", _("我发起的"))],
    )
    case = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes: Any = self.fields["theme"]
        themes.queryset = Term.objects.filter(pk__in=[term.pk for term in themes_offered()])
        themes.to_field_name = "code"
        cities = [(city.slug, city.name) for city in cities_by_id().values()]
        self.fields["city"].choices = [("", _("全部")), *cities]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
