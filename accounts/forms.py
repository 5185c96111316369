from __future__ import annotations

from django import forms

from accounts.models import User


class NameForm(forms.ModelForm):  # type: ignore[type-arg]
    """A Chinese name is one name; Wagtail asks for a first and a last one and saves nothing without both."""

    class Meta:
        model = User
        fields = ["name"]
