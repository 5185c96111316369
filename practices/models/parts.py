"""Repeating parts of a case, as children of the page: facets, export, charts and comparison need columns.

Each part has a `key` that survives drafts and publishing; whoever refers to one stores that key with name and unit as
copied, since the row itself is made anew at every publish.
"""

from __future__ import annotations

import uuid
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

#: Growth beyond this is said in times: nobody pictures 1,100 %.
MOST_PERCENT = 1000


def _rounded(number: Any) -> str:
    """A half goes up, as people count."""
    return f"{Decimal(number).quantize(Decimal(1), ROUND_HALF_UP):,}"


class Part(Orderable):
    key = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta(Orderable.Meta):
        abstract = True


def _page(related_name: str) -> ParentalKey:
    return ParentalKey("practices.PracticePage", on_delete=models.CASCADE, related_name=related_name)


class Measured(models.Model):
    """What `before` and `after` come to. The columns are those of the model that has them."""

    before: Any
    after: Any
    better: Any

    class Meta:
        abstract = True

    @property
    def change_percent(self) -> float | None:
        """Change from before to after in per cent of before; None where it cannot be said."""
        if self.before is None or self.after is None or self.before == 0:
            return None
        return float((self.after - self.before) / abs(self.before) * 100)

    @property
    def change_size(self) -> float | None:
        """change_percent without its sign, beside an arrow."""
        change = self.change_percent
        return None if change is None else abs(change)

    @property
    def change(self) -> str:
        """As it stands beside the figures, wherever it is shown: ↓ 62%, 增至 12 倍. Empty where it cannot be said."""
        change = self.change_percent
        if change is None:
            return ""
        if change > MOST_PERCENT and self.before > 0:
            return gettext("增至 %(times)s 倍") % {"times": _rounded(self.after / self.before)}
        return f"{'↓' if change < 0 else '↑'} {_rounded(abs(change))}%"

    @property
    def improved(self) -> bool | None:
        if self.before is None or self.after is None or self.before == self.after:
            return None
        return (self.after < self.before) == (self.better == OutcomeIndicator.Better.LOWER)


class OutcomeIndicator(Measured, Part):
    """成效指标. `before` and `after` are in `unit`; `better` says which direction is an improvement."""

    class Better(models.TextChoices):
        LOWER = "lower", _("越低越好")
        HIGHER = "higher", _("越高越好")

    page = _page("indicators")
    name = models.CharField(_("指标名称"), max_length=60)
    unit = models.CharField(_("单位"), max_length=20)
    before = models.DecimalField(_("实施前"), max_digits=16, decimal_places=3, null=True, blank=True)
    after = models.DecimalField(_("实施后"), max_digits=16, decimal_places=3, null=True, blank=True)
    measured_on = models.DateField(_("统计时间"), null=True, blank=True)
    source = models.CharField(_("数据来源"), max_length=120, blank=True)
    better = models.CharField(_("好坏方向"), max_length=6, choices=Better.choices, default=Better.LOWER)

    class Meta(Part.Meta):
        verbose_name = _("成效指标")
        verbose_name_plural = _("成效指标")

    def __str__(self) -> str:
        return self.name


class PracticeStep(Part):
    """One step of 主要做法."""

    page = _page("steps")
    title = models.CharField(_("步骤"), max_length=60)
    body = models.TextField(_("做法"), blank=True)
    period = models.CharField(_("用时或时间"), max_length=40, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("步骤")


class PracticeImage(Part):
    """The first one is the cover."""

    page = _page("images")
    image = models.ForeignKey("files.AllianceImage", on_delete=models.PROTECT, related_name="+", verbose_name=_("图片"))
    caption = models.CharField(_("图片说明"), max_length=120, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("图片")


class Attachment(Part):
    page = _page("attachments")
    document = models.ForeignKey(
        "files.AllianceDocument", on_delete=models.PROTECT, related_name="+", verbose_name=_("文件")
    )
    title = models.CharField(_("名称"), max_length=100, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("附件")


class VideoLink(Part):
    page = _page("videos")
    title = models.CharField(_("名称"), max_length=100)
    url = models.URLField(_("网址"))

    class Meta(Part.Meta):
        verbose_name = _("视频链接")


class EvidenceFile(Part):
    """佐证材料. The evidence level is not here: it is given, see records.EvidenceGrade."""

    page = _page("evidence_files")
    document = models.ForeignKey(
        "files.AllianceDocument", on_delete=models.PROTECT, related_name="+", verbose_name=_("文件")
    )
    description = models.CharField(_("说明什么"), max_length=160)

    class Meta(Part.Meta):
        verbose_name = _("佐证材料")


class BuildingBlock(Part, ClusterableModel):
    """可复用模块: a part another city can take over alone."""

    page = _page("building_blocks")
    name = models.CharField(_("模块名称"), max_length=60)
    how = models.TextField(_("怎样做"), blank=True)
    enabling_factors = models.TextField(_("前提条件"), blank=True)
    lesson = models.TextField(_("经验"), blank=True)

    class Meta(Part.Meta):
        verbose_name = _("可复用模块")


class BuildingBlockFile(Part):
    class Kind(models.TextChoices):
        REGULATION = "regulation", _("制度文本")
        FLOWCHART = "flowchart", _("流程图")
        LEDGER = "ledger", _("台账模板")
        PROCUREMENT = "procurement", _("采购参数")
        OTHER = "other", _("其他")

    block = ParentalKey(BuildingBlock, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(_("文件类型"), max_length=12, choices=Kind.choices, default=Kind.OTHER)
    document = models.ForeignKey(
        "files.AllianceDocument", on_delete=models.PROTECT, related_name="+", verbose_name=_("文件")
    )

    class Meta(Part.Meta):
        verbose_name = _("模块文件")


class PolicyCitation(Part):
    """法规政策依据: a cited record; a repealed one marks the cases that cite it."""

    page = _page("policy_citations")
    policy = models.ForeignKey(
        "practices.Policy", on_delete=models.PROTECT, related_name="citations", verbose_name=_("法规政策")
    )
    clause = models.CharField(_("条款或说明"), max_length=120, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("法规政策依据")


class Resource(Part):
    """投入. `amount` is in `unit` (万元, 人, 台 …)."""

    class Kind(models.TextChoices):
        MONEY = "money", _("资金")
        STAFF = "staff", _("人员")
        EQUIPMENT = "equipment", _("设备")
        OTHER = "other", _("其他")

    class Recurrence(models.TextChoices):
        ONCE = "once", _("一次性")
        YEARLY = "yearly", _("每年")

    page = _page("resources")
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices, default=Kind.MONEY)
    name = models.CharField(_("用途"), max_length=60)
    amount = models.DecimalField(_("数量"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    recurrence = models.CharField(_("频次"), max_length=7, choices=Recurrence.choices, default=Recurrence.ONCE)

    class Meta(Part.Meta):
        verbose_name = _("投入")


class Condition(Part):
    """One line of 成功条件, to be ticked by a city that asks whether it would work there."""

    page = _page("conditions")
    text = models.CharField(_("条件"), max_length=120)
    essential = models.BooleanField(_("必备"), default=True)

    class Meta(Part.Meta):
        verbose_name = _("成功条件")


class TransferRange(Part):
    """适用城市: a range over one line of the city profile. `metric` and its unit as in cities.ProfileMetric."""

    page = _page("transfer_ranges")
    metric = models.ForeignKey(
        "cities.ProfileMetric", on_delete=models.PROTECT, related_name="+", verbose_name=_("城市概况指标")
    )
    minimum = models.DecimalField(_("不低于"), max_digits=18, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(_("不高于"), max_digits=18, decimal_places=2, null=True, blank=True)
    choices = models.JSONField(_("适用类别"), default=list, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("适用城市")


class DerivedFrom(Part):
    """借鉴来源. What is referred to is kept as copied, so that the record stays readable when it is gone; requests for
    solutions are named by uuid, since they live in an app above this one."""

    class Kind(models.TextChoices):
        PRACTICE = "practice", _("实践案例")
        REQUEST = "request", _("求助")
        EXTERNAL = "external", _("外部链接")

    page = _page("derived_from")
    kind = models.CharField(_("来源类型"), max_length=10, choices=Kind.choices, default=Kind.PRACTICE)
    practice = models.ForeignKey(
        "practices.PracticePage", on_delete=models.SET_NULL, null=True, blank=True, related_name="inspired"
    )
    source_uuid = models.UUIDField(null=True, blank=True, editable=False)
    title = models.CharField(_("名称"), max_length=120, blank=True)
    url = models.URLField(_("网址"), blank=True)

    class Meta(Part.Meta):
        verbose_name = _("借鉴来源")
