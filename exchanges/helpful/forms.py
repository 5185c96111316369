from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.models.helpful import REASON_LENGTH


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("哪里有用"),
        required=False,
        max_length=REASON_LENGTH,
        help_text=_("可以不写。写了只有发布单位和省级办公室看得到，例如“划线办法直接用上了”。"),
    )
