from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cities.viewers import viewer_of
from exchanges.models import SolutionRequest
from exchanges.models.requests import TITLE_LENGTH
from exchanges.requests.asking import MOST_THEMES, NARROWER
from exchanges.requests.files import MOST_FILES
from exchanges.requests.moving import NOTE_LENGTH
from exchanges.text import MemberTextField
from practices.models import PracticePage, Visibility
from vocabulary.models import Term
from vocabulary.selectors import themes_offered

ANSWER_LENGTH = 5000


class PlaceField(forms.ModelChoiceField):
    """For which of several cities; who is in one is not asked."""

    def __init__(self, user: Any) -> None:
        cities = City.objects.filter(pk__in=viewer_of(user).city_ids)
        super().__init__(cities, label=_("代表哪个城市"), empty_label=None, widget=forms.RadioSelect)


def add_place(form: forms.Form, user: Any) -> None:
    """In front of the form, or what is to be said without asking in `form.place`: the one city, or none for the office."""
    viewer = viewer_of(user)
    form.place = None  # type: ignore[attr-defined]
    if len(viewer.city_ids) > 1:
        form.fields = {"city": PlaceField(user), **form.fields}
    elif viewer.city_ids:
        form.place = City.objects.get(pk__in=viewer.city_ids)  # type: ignore[attr-defined]


class RequestForm(forms.Form):
    """Of a request that is there: its words alone."""

    title = forms.CharField(
        label=_("一句话说清难题"),
        max_length=TITLE_LENGTH,
        help_text=_("好：“夜市收摊后油污没人清，怎样分清责任”；不好：“请教工作”。"),
    )
    problem = MemberTextField(
        label=_("难在哪里"), help_text=_("写清地点、规模和现在的做法，有数字最好。不要写涉密内容和个人信息。")
    )
    themes = forms.ModelMultipleChoiceField(
        Term.objects.none(), label=_("业务领域"), widget=forms.CheckboxSelectMultiple
    )
    tried = MemberTextField(label=_("试过什么"), required=False, help_text=_("试过哪些办法、为什么不行。可以不填。"))
    deadline = forms.DateField(
        label=_("希望何时前有答复"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("到这一天还没有结果，省级办公室会帮助联系。可以不填。"),
    )

    def __init__(self, *args: Any, carried: Collection[int] = (), **kwargs: Any) -> None:
        """`carried` are ids of themes that the request has: retired ones among them stay on offer."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["themes"]
        ids = {term.pk for term in themes_offered()} | set(carried)
        field.queryset = Term.objects.filter(pk__in=ids)
        field.help_text = _("选 1 到 %(most)s 个。关注这些领域的人会收到。") % {"most": MOST_THEMES}


class AskForm(RequestForm):
    visibility = forms.ChoiceField(
        label=_("公开范围"),
        choices=Visibility.choices,
        initial=Visibility.ALLIANCE,
        widget=forms.RadioSelect,
        help_text=_("发出后只能改小，不能改大。"),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_place(self, user)
        if not viewer_of(user).city_ids:
            field: Any = self.fields["visibility"]
            field.choices = [row for row in Visibility.choices if row[0] != Visibility.CITY]


class NarrowForm(forms.Form):
    visibility = forms.ChoiceField(label=_("改为"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, request: SolutionRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [code for code in NARROWER[request.visibility] if request.city_id or code != Visibility.CITY]
        field: Any = self.fields["visibility"]
        field.choices = [row for row in Visibility.choices if row[0] in allowed]


class NoteForm(forms.Form):
    note = forms.CharField(max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 5}))

    def __init__(self, *args: Any, label: Any, help_text: Any, required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["note"]
        field.label, field.help_text, field.required = label, help_text, required


class HideForm(forms.Form):
    reason = forms.CharField(
        label=_("原因"), max_length=200, help_text=_("作者会收到，也写入审计记录。"), widget=forms.Textarea({"rows": 3})
    )


# --- answers ------------------------------------------------------------------------------------------------------
class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploads; empty where there is none."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given if one]


class AnswerForm(forms.Form):
    """`practices` are short numbers of cases that the person may read; those found while typing are offered beside the
    chosen ones by the template (answer_views)."""

    body = MemberTextField(
        label=_("答复"), max_length=ANSWER_LENGTH, help_text=_("写清在本市怎样做、效果如何、要注意什么。")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    @property
    def chosen_ids(self) -> list[str]:
        """As posted, each once."""
        if self.is_bound:
            return list(dict.fromkeys(self.data.getlist("practices")))  # type: ignore[attr-defined]
        return [page.short_id for page in self.initial.get("practices", [])]

    def chosen(self) -> list[PracticePage]:
        """What this person may read of them, and what the answer carries already."""
        carried = {page.short_id: page for page in self.initial.get("practices", [])}
        found = PracticePage.objects.visible_to(self.user).filter(short_id__in=self.chosen_ids[:50])
        known = {page.short_id: page for page in found.select_related("city")} | carried
        return [known[short_id] for short_id in self.chosen_ids if short_id in known]


class NewAnswerForm(AnswerForm):
    files = FilesField(
        label=_("附件"),
        required=False,
        help_text=_("Word、Excel、PDF 等，最多 %(most)s 个。") % {"most": MOST_FILES},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_place(self, self.user)
