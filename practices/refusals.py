"""Services have the last word; where one refuses, the form says why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError


@contextmanager
def refusals_in(form: Any) -> Iterator[None]:
    """Around a service and what is answered when it has done its work. What it refuses stands beside the field it is
    about; what is about none stands above the form."""
    try:
        yield
    except ValidationError as error:
        _say(form, error)


def _say(form: Any, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
