"""Images and documents. Who may read one is decided in files.permissions from the live pages that use it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage

from files.contents import check_document


class AllianceImage(AbstractImage):
    credit = models.CharField(_("来源"), max_length=100, blank=True)

    admin_form_fields = (*WagtailImage.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("图片")
        verbose_name_plural = _("图片")


class Rendition(AbstractRendition):
    image = models.ForeignKey(AllianceImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition")
        ]


class AllianceDocument(AbstractDocument):
    """`text` is what could be read out of the file; it is searched with the page that carries the file."""

    text = models.TextField(_("文字内容"), blank=True, editable=False)

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("文件")
        verbose_name_plural = _("文件")

    def clean(self) -> None:
        """Every form of the admin ends here: single, multiple and the chooser's."""
        super().clean()
        if self.file and not self.file._committed:
            try:
                check_document(self.file.name, self.file.file)
            except ValidationError as error:
                raise ValidationError({"file": error.messages}) from error
