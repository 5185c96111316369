"""What is asked before several cases are moved on at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.forms import SendBackForm
from cities.models import WRITING_ROLES, Membership
from practices.forms import NarrowForm, VerifyForm, WithdrawForm


class NothingForm(forms.Form):
    """Nothing but the question itself."""

    def __init__(self, *args: Any, cities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class SendBackManyForm(NothingForm, SendBackForm):
    """One reason for all of them; each author gets it."""


class UnpublishManyForm(NothingForm, WithdrawForm):
    pass


class NarrowManyForm(NothingForm, NarrowForm):
    pass


class VerifyManyForm(NothingForm, VerifyForm):
    pass


class Colleagues(forms.ModelChoiceField):
    """Writers of the cities of the chosen cases."""

    def label_from_instance(self, person: Any) -> str:
        return f"{person}（{person.get_username()}）"


class HandOverManyForm(forms.Form):
    to = Colleagues(label=_("转交给"), queryset=User.objects.none(), empty_label=_("请选择"))

    def __init__(self, *args: Any, cities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Membership.objects.active().filter(city__in=cities, role__in=WRITING_ROLES)
        people = User.objects.filter(pk__in=rows.values("user"), is_active=True).order_by("name", "pk")
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
        self.fields["to"].help_text = _("只列出本市的编辑和审核人员。")
