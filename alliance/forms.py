from __future__ import annotations

from typing import Any

from django.forms import CharField, Form, ModelChoiceField
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.permissions import policy_registry

from files.choosers import show_wrong_choices
from practices.models import PracticePage


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


class CityLeavesForm(Form):
    reason = CharField(label=_("退出原因"), max_length=200, help_text=_("写入审计记录，不对外显示。"))


class PlatformSettingsForm(WagtailAdminModelForm):  # type: ignore[misc]
    """A chosen picture is public from then on, and a chooser takes any number by POST: only what this person may
    choose. What was chosen before may stay, whoever chose it."""

    PICTURES = ("logo", "share_image")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        show_wrong_choices(self)

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
