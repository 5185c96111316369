"""Images and documents. Who may read one is decided in files.permissions from the live pages that use it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage

from files.contents import check_document
from files.querysets import AllianceDocumentQuerySet


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


class TextState(models.TextChoices):
    WAITING = "waiting", _("等待读取")
    DONE = "done", _("已读取")
    FAILED = "failed", _("读取失败")
    UNREADABLE = "unreadable", _("无法读取")


class TextProblem(models.TextChoices):
    """Why the words of a file are not searched, or not all of them; each says what to do."""

    CUT = "cut", _("文字很长，只有前 20,000 字能被搜到。")
    ENCRYPTED = "encrypted", _("文件有打开密码，读不出文字。请去掉密码后重新上传。")
    DAMAGED = "damaged", _("文件打不开，可能已损坏。请在自己的电脑上打开检查，另存后重新上传。")
    EMPTY = "empty", _("文件里没有文字。")
    NO_TEXT = "no_text", _("文件里没有文字，可能是扫描件。请上传由文档直接导出的 PDF，或另附一份 Word 文件。")
    OLD_FORMAT = (
        "old_format",
        _("旧版格式（.doc、.xls、.ppt、.wps）读不出文字。请另存为 .docx、.xlsx 或 .pptx 后重新上传。"),
    )
    OTHER_FORMAT = "other_format", _("这种格式的文件只供下载，里面的文字不参加搜索。")
    TOO_LARGE = "too_large", _("文件解开后过大，读不出文字。请分成几个小的文件。")
    TOO_LONG = "too_long", _("读取用时过长，已中止。请分成几个小的文件后重新上传。")
    BROKE_OFF = "broke_off", _("读取中断。请另存后重新上传；多次出现请告诉系统管理员。")
    MISSING = "missing", _("服务器上找不到这个文件。请重新上传。")


#: Problems that may be gone at another try.
TEXT_FAILURES = (TextProblem.TOO_LONG, TextProblem.BROKE_OFF, TextProblem.MISSING)


class AllianceDocument(AbstractDocument):
    """`text` is what could be read out of the file (files.services); it is searched with the page that carries the
    file."""

    text = models.TextField(_("文字内容"), blank=True, editable=False)
    text_state = models.CharField(
        _("文字读取"),
        max_length=10,
        choices=TextState.choices,
        default=TextState.WAITING,
        editable=False,
        db_index=True,
    )
    text_problem = models.CharField(max_length=12, choices=TextProblem.choices, blank=True, editable=False)

    objects = AllianceDocumentQuerySet.as_manager()
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The words of a replaced file are nobody's to find any more, from this moment on."""
        if self._state.adding and self.text:
            self.text_state = TextState.DONE
        elif self.file and not self.file._committed:
            self.text, self.text_state, self.text_problem = "", TextState.WAITING, ""
        super().save(*args, **kwargs)

    @property
    def text_note(self) -> str:
        """What its city's editors are told about the words in it."""
        if self.text_problem:
            return str(TextProblem(self.text_problem).label)
        if self.text_state == TextState.WAITING:
            return gettext("正在读取文件里的文字，一般一分钟内完成，之后就能被搜到。")
        return gettext("文件里的文字已能被搜到。")
