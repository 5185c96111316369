"""The account page of the editing pages asks for the one name an account has."""

from __future__ import annotations

from wagtail.admin.views.account import NameEmailSettingsPanel

from accounts.forms import NameForm

NameEmailSettingsPanel.form_class = NameForm
