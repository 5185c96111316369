from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.messages.services import MOST_LETTERS
from exchanges.text import MemberTextField
from exchanges.voices import VoiceForm


def _body(label: Any) -> MemberTextField:
    return MemberTextField(label=label, max_length=MOST_LETTERS, error_messages={"required": _("请写要说的话。")})


class MessageForm(forms.Form):
    body = _body(_("答复"))


class FirstMessageForm(VoiceForm):
    body = _body(_("想问什么"))
