"""What was chosen is a number that somebody posted."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from wagtail.admin.widgets import BaseChooser


def show_wrong_choices() -> None:
    """Wagtail's choosers ask the database for whatever was posted before they show the form again; what is no number
    then is an error page instead of a message beside the field. Mended in the one method all of them show through, in
    every form, rows of forms included."""
    if not hasattr(BaseChooser.get_value_data, "__wrapped__"):
        BaseChooser.get_value_data = _nothing_for_no_number(BaseChooser.get_value_data)


def _nothing_for_no_number(get: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    @wraps(get)
    def value_data(widget: Any, value: Any) -> Any:
        try:
            return get(widget, value)
        except (ValueError, OverflowError):
            return None

    return value_data
