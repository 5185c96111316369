"""Laws, standards and policy documents that cases cite."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Policy(models.Model):
    class Kind(models.TextChoices):
        LAW = "law", _("法律法规")
        STANDARD = "standard", _("标准")
        DOCUMENT = "document", _("政策文件")

    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices, default=Kind.DOCUMENT)
    title = models.CharField(_("标题"), max_length=150)
    number = models.CharField(_("文号或标准号"), max_length=60, blank=True)
    issuer = models.CharField(_("发布机关"), max_length=80, blank=True)
    issued_on = models.DateField(_("发布日期"), null=True, blank=True)
    in_force_on = models.DateField(_("施行日期"), null=True, blank=True)
    repealed_on = models.DateField(_("废止日期"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces", verbose_name=_("被替代为")
    )
    document = models.ForeignKey(
        "files.AllianceDocument",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("文件"),
    )
    url = models.URLField(_("网址"), blank=True)

    class Meta:
        ordering = ["title"]
        verbose_name = _("法规政策")
        verbose_name_plural = _("法规政策")

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）" if self.number else self.title
