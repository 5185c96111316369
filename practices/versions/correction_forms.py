"""What a member says is wrong, and what the city says to that."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from practices.models import CorrectionRequest
from practices.models.corrections import TEXT_LENGTH
from practices.versions.corrections import ANSWERS, HEAD, PLACES, State


def _text(label: Any, *, required: bool, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea({"rows": 4})
    return forms.CharField(label=label, required=required, max_length=TEXT_LENGTH, help_text=help_text, widget=widget)


class CorrectionForm(forms.Form):
    place = forms.ChoiceField(label=_("哪一部分"), required=False)
    wrong = _text(
        _("哪里不对"), required=True, help_text=_("写清原文怎样说、实际是怎样。只有对方城市的编辑、审核看得到。")
    )
    proposed = _text(_("建议怎样改"), required=False)
    evidence_url = forms.URLField(
        label=_("依据的网址"), required=False, max_length=200, assume_scheme="https", help_text=_("可以不填。")
    )

    def __init__(self, *args: Any, headings: dict[str, Any], **kwargs: Any) -> None:
        """`headings`: the sections this case has."""
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(HEAD, PLACES[HEAD]), *headings.items(), ("", _("其他"))]  # type: ignore[attr-defined]


LABELS = {
    State.ACCEPTED: _("采纳，将更正"),
    State.DECLINED: _("不采纳"),
    State.DONE: _("已更正：新版本已发布"),
}


class AnswerForm(forms.Form):
    state = forms.ChoiceField(label=_("处理"), widget=forms.RadioSelect)
    answer = _text(_("答复"), required=False, help_text=_("提建议的人会收到。不采纳的，请写明理由。"))

    def __init__(self, *args: Any, about: CorrectionRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(state, LABELS[State(state)]) for state in ANSWERS[about.state]]  # type: ignore[attr-defined]
