from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from practices.quality.decisions import REASON_LENGTH


class ReleaseForm(forms.Form):
    finding = forms.CharField(max_length=40, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("理由"),
        max_length=REASON_LENGTH,
        help_text=_("写清为什么不是涉密或内部资料，写入审计记录。"),
        error_messages={"required": _("请写明理由。")},
    )
