from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from practices.matching.preconditions import Answers, ConditionAsked
from practices.models import ConditionAnswer


class AnswersForm(forms.Form):
    """One question for each condition, named by its key. What was not answered yet is left open, not given a default."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, asked: Iterable[ConditionAsked], answers: Answers
    ) -> None:
        super().__init__(data, prefix="answer")
        for row in asked:
            given = answers.get(row.key)
            self.fields[str(row.key)] = forms.ChoiceField(
                label=row.text,
                choices=ConditionAnswer.Answer.choices,
                required=False,
                initial=given.answer if given and given.text == row.text else "",
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("请选“具备”“不具备”或“不清楚”。")},
            )

    @property
    def said(self) -> dict[UUID, str]:
        return {UUID(name): answer for name, answer in self.cleaned_data.items() if answer}
