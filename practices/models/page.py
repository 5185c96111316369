"""The case itself: the fields of both forms, snapshot 快报 and full 完整案例, of one record."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.fields import RichTextField
from wagtail.models import Page

from cities.models import LONG_TEXT_FEATURES
from cities.pages import CityBoundPage
from practices.identity import new_short_id
from practices.querysets import PracticeManager
from vocabulary.models import Scheme

TITLE_LENGTH = 100
SUMMARY_LENGTH = 160


class Kind(models.TextChoices):
    SUCCESS = "success", _("成功做法")
    PILOT = "pilot", _("试点中")
    LESSON = "lesson", _("未达预期（教训）")


class Stage(models.TextChoices):
    PLANNED = "planned", _("筹备中")
    PILOTING = "piloting", _("试点")
    RUNNING = "running", _("全面实施")
    COMPLETED = "completed", _("已完成")
    STOPPED = "stopped", _("已停止")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("公开")
    ALLIANCE = "alliance", _("联盟内")
    CITY = "city", _("本市")


#: From the widest to the narrowest; narrowing moves to the right and acts at once (services.practice_narrow).
VISIBILITY_ORDER = (Visibility.PUBLIC, Visibility.ALLIANCE, Visibility.CITY)


class PracticeIndexPage(CityBoundPage, Page):
    """The list of one city's cases; city_join makes exactly one under each city page."""

    parent_page_types = ["cities.CityPage"]
    subpage_types = ["practices.PracticePage"]
    max_count_per_parent = 1
    template = "practices/practice_index_page.html"

    class Meta:
        verbose_name = _("案例目录")
        verbose_name_plural = _("案例目录")


class PracticeTag(TaggedItemBase):
    content_object = ParentalKey("practices.PracticePage", on_delete=models.CASCADE, related_name="tagged_items")


def _terms(scheme: Scheme, label: str, *, blank: bool = True) -> ParentalManyToManyField:
    return ParentalManyToManyField(
        "vocabulary.Term",
        blank=blank,
        verbose_name=label,
        related_name=f"{scheme.value}_practices",
        limit_choices_to={"scheme": scheme.value},
    )


def _long_text(label: str) -> RichTextField:
    return RichTextField(label, blank=True, features=LONG_TEXT_FEATURES)


class PracticePage(CityBoundPage, Page):
    """A practice case. City comes from the place in the tree, bureau from the author's membership: neither is a form
    field. Evidence level, recognition, holds and versions are rows of their own (records.py), since a Page field would
    be written back by the next publish of an old draft."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    short_id = models.CharField(_("短编号"), max_length=8, default=new_short_id, unique=True, editable=False)
    city = models.ForeignKey("cities.City", on_delete=models.PROTECT, related_name="practices", editable=False)
    bureau = models.ForeignKey(
        "cities.Bureau",
        on_delete=models.PROTECT,
        null=True,
        related_name="practices",
        editable=False,
        verbose_name=_("责任单位"),
    )
    district = models.ForeignKey(
        "cities.District",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="practices",
        verbose_name=_("区县"),
    )

    # Snapshot 快报
    summary = models.CharField(_("一句话摘要"), max_length=SUMMARY_LENGTH)
    contact_name = models.CharField(_("联系人"), max_length=50, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    contact_email = models.EmailField(_("联系邮箱"), blank=True)
    contact_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="contact_for_practices",
        editable=False,
        verbose_name=_("联系人账号"),
    )
    themes = _terms(Scheme.THEME, _("业务领域"), blank=False)
    keywords = ClusterTaggableManager(through=PracticeTag, blank=True, verbose_name=_("关键词"))
    kind = models.CharField(_("案例类型"), max_length=10, choices=Kind.choices, default=Kind.SUCCESS)
    stage = models.CharField(_("实施阶段"), max_length=10, choices=Stage.choices, default=Stage.RUNNING)
    started_on = models.DateField(_("开始时间"), null=True, blank=True)
    ended_on = models.DateField(_("结束时间"), null=True, blank=True)
    context = _long_text(_("背景与问题"))
    approach = _long_text(_("主要做法"))
    visibility = models.CharField(
        _("公开范围"), max_length=10, choices=Visibility.choices, default=Visibility.ALLIANCE
    )
    confirmed_not_secret = models.BooleanField(_("已确认不涉密"), default=False)

    # Full case 完整案例
    lifecycle_stages = _terms(Scheme.LIFECYCLE, _("管理环节"))
    loop_phases = _terms(Scheme.LOOP_PHASE, _("闭环阶段"))
    root_problems = _terms(Scheme.ROOT_PROBLEM, _("针对问题"))
    actors = _terms(Scheme.ACTOR, _("参与主体"))
    aims = _long_text(_("目标与服务对象"))
    governance = _long_text(_("体制机制与部门协同"))
    difficulties = _long_text(_("难点失误与风险"))
    conditions_text = _long_text(_("成功条件"))
    transferability = _long_text(_("可推广性与适用城市"))
    adaptation = _long_text(_("本地化建议"))
    sustainability = _long_text(_("长效机制"))
    lessons = _long_text(_("经验启示"))
    novelty = _long_text(_("创新点"))

    objects = PracticeManager()

    #: A copy is another case: it gets an identity of its own.
    exclude_fields_in_copy = ["uuid", "short_id"]
    parent_page_types = ["practices.PracticeIndexPage"]
    subpage_types: list[str] = []
    template = "practices/practice_page.html"

    class Meta:
        verbose_name = _("实践案例")
        verbose_name_plural = _("实践案例")
