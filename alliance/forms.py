from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, Form, ModelChoiceField
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

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
