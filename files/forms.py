from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image
from wagtail.documents.forms import BaseDocumentForm
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


class DocumentForm(BaseDocumentForm):  # type: ignore[misc]
    """Says whether the words of the file are searched. Wagtail deletes the old file before it stores the new one: on a
    full disk both would be gone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].help_text = self.instance.text_note

    def save(self, commit: bool = True) -> Any:
        replaced = None
        if commit and "file" in self.changed_data:
            replaced, self.original_file = self.original_file, None
        saved = super().save(commit=commit)
        if replaced:
            transaction.on_commit(partial(replaced.storage.delete, replaced.name))
        return saved
