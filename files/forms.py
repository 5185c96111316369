from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image
from wagtail.images.forms import BaseImageForm


class ImageForm(BaseImageForm):  # type: ignore[misc]
    """A picture with a good beginning and a broken rest passes the look at its first bytes and fails in the size check,
    where Wagtail lets Pillow's error through."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("file")
        if field is None:
            return
        to_python = field.to_python

        def readable(data: Any) -> Any:
            try:
                return to_python(data)
            except (OSError, SyntaxError, Image.DecompressionBombError) as error:
                raise ValidationError(_("图片打不开，可能已损坏。请用看图软件另存为 JPG 或 PNG 后再上传。")) from error

        field.to_python = readable
