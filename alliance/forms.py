from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BooleanField, CharField, ChoiceField, Form, ModelChoiceField
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.permissions import policy_registry

from accounts.models import User
from cities.selectors import all_cities
from cities.viewers import viewer_of
from practices.models import PracticePage
from practices.states import State
from vocabulary.models import Scheme
from vocabulary.selectors import all_terms


class FeaturedSlotForm(WagtailAdminModelForm):  # type: ignore[misc]
    """Offers what the whole alliance may read; `chosen_by` is who fills it in, never a field."""

    practice = ModelChoiceField(queryset=PracticePage.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        readable = PracticePage.objects.visible_to(self.for_user).exclude(visibility="city")
        self.fields["practice"].queryset = readable.order_by("title")
        self.fields["practice"].label = self._meta.model._meta.get_field("practice").verbose_name
        if self.instance._state.adding:
            self.instance.chosen_by = self.for_user


class ThemePinForm(WagtailAdminModelForm):  # type: ignore[misc]
    """The chooser accepts any id by POST, and the form would show the title of what was posted."""

    def clean_practice(self) -> Any:
        practice = self.cleaned_data["practice"]
        readable = PracticePage.objects.visible_to(self.for_user).exclude(visibility="city")
        if practice and not readable.filter(pk=practice.pk).exists():
            self.data = self.data.copy()
            self.data[self.add_prefix("practice")] = ""
            raise ValidationError(_("只能选择联盟内可以查看的已发布案例。"))
        return practice


class CityLeavesForm(Form):
    reason = CharField(label=_("退出原因"), max_length=200, help_text=_("写入审计记录，不对外显示。"))


class OwnCasesForm(Form):
    """The filters of the list of own cases. All choices are of the person's own cities."""

    q = CharField(label=_("名称中有"), max_length=100, required=False)
    state = ChoiceField(label=_("状态"), choices=[("", _("全部状态")), *State.choices], required=False)
    theme = ChoiceField(label=_("业务领域"), required=False)
    author = ModelChoiceField(label=_("作者"), queryset=User.objects.none(), required=False, empty_label=_("全部作者"))
    city = ChoiceField(label=_("城市"), required=False)
    overdue = BooleanField(label=_("到期未复核的"), required=False)
    incomplete = BooleanField(label=_("还不是完整案例的"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = viewer_of(user).writing_city_ids
        authors = PracticePage.objects.written_by(user).order_by().values("owner")
        self.fields["author"].queryset = User.objects.filter(pk__in=authors).order_by("name", "pk")  # type: ignore[attr-defined]
        themes = [(term.code, term.label) for term in all_terms().values() if term.scheme == Scheme.THEME]
        self.fields["theme"].choices = [("", _("全部领域")), *themes]  # type: ignore[attr-defined]
        cities = [(city.slug, city.label) for city in all_cities() if city.pk in own]
        if len(cities) > 1:
            self.fields["city"].choices = [("", _("全部城市")), *cities]  # type: ignore[attr-defined]
        else:
            del self.fields["city"]


class PlatformSettingsForm(WagtailAdminModelForm):  # type: ignore[misc]
    """A chosen picture is public from then on, and a chooser takes any number by POST: only what this person may
    choose. What was chosen before may stay, whoever chose it."""

    PICTURES = ("logo", "share_image")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for name in self.PICTURES:
            image = cleaned.get(name)
            if image and image.pk != self.initial.get(name) and not self._may_choose(image):
                self.add_error(name, _("不在您可以选用的图片范围内，请重新选择。"))
        return cleaned

    def _may_choose(self, image: Any) -> bool:
        policy = policy_registry.get(image)
        return bool(self.for_user and policy.user_has_permission_for_instance(self.for_user, "choose", image))
