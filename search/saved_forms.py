from __future__ import annotations

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search.models import SavedSearch


class SavedSearchForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = SavedSearch
        fields = ("name", "frequency")
        widgets = {"frequency": forms.RadioSelect}
        labels = {"frequency": gettext_lazy("有新案例时，多久提醒一次")}
        help_texts = {
            "name": gettext_lazy("给自己看的，例如“夜市管理”。"),
            "frequency": gettext_lazy("早上 8 点以后提醒；没有新案例就不打扰您。"),
        }
        error_messages = {"name": {"required": gettext_lazy("请写一个名称。")}}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if any(unicodedata.category(character) in ("Cc", "Cs", "Cf") for character in name):
            raise ValidationError(_("名称里有看不见的控制字符，请删掉重新输入。"))
        return name
