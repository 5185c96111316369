"""What was chosen is a number that somebody posted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from wagtail.admin.widgets import BaseChooser


def show_wrong_choices(form: Any) -> None:
    """Wagtail's choosers ask the database for whatever was posted before they show the form again; what is no number
    then is an error page instead of a message beside the field."""
    for field in form.fields.values():
        if isinstance(field.widget, BaseChooser):
            field.widget.get_instance = partial(_instance_or_none, field.widget.get_instance)


def _instance_or_none(get_instance: Callable[[Any], Any], value: Any) -> Any:
    try:
        return get_instance(value)
    except (ValueError, OverflowError):
        return None
