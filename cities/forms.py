from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm


class SendBackForm(TaskStateCommentForm):  # type: ignore[misc]
    comment = forms.CharField(
        label=_("退回原因"),
        help_text=_("写清要改哪里，作者会在通知里看到。"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("退回时请写明原因。")},
    )
