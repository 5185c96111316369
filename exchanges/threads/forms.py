from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.models import Thread
from exchanges.text import MemberTextField
from exchanges.voices import VoiceForm


class PostForm(VoiceForm):
    """`reply_to` is the number of the post that is answered."""

    body = MemberTextField(label=_("发言"), help_text=_("不要写涉密内容和个人信息。"))
    reply_to = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, thread: Thread, **kwargs: Any) -> None:
        """Its ids name the thread: a page may show several."""
        super().__init__(*args, auto_id=f"say-{thread.pk}-%s", **kwargs)


class EditForm(forms.Form):
    body = MemberTextField(label=_("发言"), help_text=_("改动前的文字会保留，成员可以查看。"))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("原因"), max_length=200, widget=forms.Textarea({"rows": 3}), help_text=_("作者会看到，并写入操作记录。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["maxlength"] = 200
