"""Cities, their bureaus and districts, and the memberships from which every right follows.

A joined city owns a page subtree (CityPage), a collection, two groups and a workflow; services.city_join makes them.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.forms import TaskStateCommentForm
from wagtail.models import AbstractGroupApprovalTask, Collection, Page, TaskState, Workflow

from cities.blocks import LabelledChoiceBlock
from cities.pages import CityBoundPage
from cities.panels import OWN, beside_cities, draw_actions, draw_sections, section_choices, usual_order
from cities.querysets import CityQuerySet, InvitationQuerySet, MembershipQuerySet
from cities.viewers import viewer_of
from files.models import Rendition
from vocabulary.richtext import sanitize

#: What members may format in long texts; sanitised again on the server (vocabulary.richtext).
LONG_TEXT_FEATURES = ["h3", "h4", "bold", "ol", "ul", "link", "document-link", "hr"]


class City(models.Model):
    """A prefecture-level city of the province, member or not. `code` is GB/T 2260."""

    code = models.CharField(_("行政区划代码"), max_length=6, unique=True, validators=[RegexValidator(r"^\d{6}$")])
    name = models.CharField(_("名称"), max_length=20)
    name_en = models.CharField(_("英文名称"), max_length=40)
    slug = models.SlugField(_("拼音"), max_length=40, unique=True)
    grid_row = models.PositiveSmallIntegerField(_("示意图行"), default=1)
    grid_column = models.PositiveSmallIntegerField(_("示意图列"), default=1)
    is_founder = models.BooleanField(_("发起城市"), default=False)
    is_lead = models.BooleanField(_("牵头城市"), default=False)
    joined_on = models.DateField(_("加入日期"), null=True, blank=True)
    left_on = models.DateField(_("退出日期"), null=True, blank=True)

    # What city_join made for this city; empty until it joins.
    collection = models.OneToOneField(
        Collection, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="city"
    )
    editor_group = models.OneToOneField(
        Group, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="editor_city"
    )
    approver_group = models.OneToOneField(
        Group, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="approver_city"
    )
    workflow = models.OneToOneField(
        Workflow, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="city"
    )

    objects = CityQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("城市")
        verbose_name_plural = _("城市")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's interface language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name

    @property
    def is_member(self) -> bool:
        return self.joined_on is not None and self.left_on is None


class District(models.Model):
    """A county or district (区县) that writes under its city."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="districts")
    code = models.CharField(_("行政区划代码"), max_length=6, unique=True, validators=[RegexValidator(r"^\d{6}$")])
    name = models.CharField(_("名称"), max_length=30)

    class Meta:
        ordering = ["code"]
        verbose_name = _("区县")
        verbose_name_plural = _("区县")

    def __str__(self) -> str:
        return self.name


class Bureau(models.Model):
    """A responsible unit (责任单位) of a city, or of one of its districts."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="bureaus")
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="bureaus", verbose_name=_("区县")
    )
    name = models.CharField(_("单位名称"), max_length=60)
    is_lead = models.BooleanField(_("牵头单位"), default=False, help_text=_("成员未指明单位时，案例归在牵头单位名下。"))
    address = models.CharField(_("地址"), max_length=120, blank=True)
    phone = models.CharField(_("公开电话"), max_length=30, blank=True)
    website = models.URLField(_("网站"), blank=True)

    class Meta:
        ordering = ["city", "-is_lead", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["city", "name"], name="unique_bureau_name_in_city"),
            models.UniqueConstraint(fields=["city"], condition=Q(is_lead=True), name="one_lead_bureau_per_city"),
        ]
        verbose_name = _("责任单位")
        verbose_name_plural = _("责任单位")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.district_id and self.district and self.district.city_id != self.city_id:
            raise ValidationError({"district": _("区县不属于该城市。")})


class ProfileMetric(models.Model):
    """A line of the city profile (常住人口, 建成区面积, 区位类型 …). Matching and transfer ranges refer to `code`."""

    class Kind(models.TextChoices):
        NUMBER = "number", _("数值")
        CHOICE = "choice", _("类别")

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=60)
    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices, default=Kind.NUMBER)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    options = models.JSONField(_("可选类别"), default=list, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("排序"), default=0)

    class Meta:
        ordering = ["sort_order", "pk"]
        verbose_name = _("城市概况指标")
        verbose_name_plural = _("城市概况指标")

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name


class ProfileFigure(models.Model):
    """A figure of a city's profile with its year and source; nothing without a source is shown."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="figures")
    metric = models.ForeignKey(ProfileMetric, on_delete=models.PROTECT, related_name="figures", verbose_name=_("指标"))
    value = models.DecimalField(_("数值"), max_digits=18, decimal_places=2, null=True, blank=True)
    choice = models.CharField(_("类别"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("年份"))
    source = models.CharField(_("数据来源"), max_length=120)

    class Meta:
        ordering = ["metric", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["city", "metric", "year"], name="one_figure_per_metric_and_year")
        ]
        verbose_name = _("城市概况数据")
        verbose_name_plural = _("城市概况数据")

    def __str__(self) -> str:
        return f"{self.city} {self.metric} {self.year}"


class Role(models.TextChoices):
    MEMBER = "member", _("成员")
    EDITOR = "editor", _("城市编辑")
    REVIEWER = "reviewer", _("评审")
    APPROVER = "approver", _("城市审核")
    CURATOR = "curator", _("省级办公室")
    ADMINISTRATOR = "administrator", _("系统管理员")


#: Held in a city; the others are held in the provincial office and carry no city.
CITY_ROLES = (Role.MEMBER, Role.EDITOR, Role.REVIEWER, Role.APPROVER)
OFFICE_ROLES = (Role.CURATOR, Role.ADMINISTRATOR)
#: May write in the page tree of their city.
WRITING_ROLES = (Role.EDITOR, Role.APPROVER)


class Membership(models.Model):
    """One person, one role, in one city (or in the office), for a time. Groups and the administrator flag are derived
    from these rows by services.sync_rights and nowhere else."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(_("角色"), max_length=15, choices=Role.choices)
    starts_at = models.DateTimeField(_("开始时间"), default=timezone.now)
    ends_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField(_("结束原因"), max_length=200, blank=True)
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="inherited_memberships"
    )
    #: Whether groups reflect this row as active. Where it differs from the clock, the next request or scheduler
    #: round puts it right.
    applied = models.BooleanField(default=False, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["city", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=CITY_ROLES, city__isnull=False) | Q(role__in=OFFICE_ROLES, city__isnull=True),
                name="city_roles_have_a_city_office_roles_none",
            ),
            models.UniqueConstraint(
                fields=["user", "city", "role"], condition=Q(ends_at__isnull=True), name="one_open_membership_per_role"
            ),
        ]
        verbose_name = _("成员资格")
        verbose_name_plural = _("成员资格")

    def __str__(self) -> str:
        place = self.city.name if self.city else _("省级办公室")
        return f"{self.user} · {place} · {self.get_role_display()}"

    @property
    def last_day(self) -> date | None:
        """The day through which it holds, as people write it; `ends_at` is the moment after."""
        return timezone.localdate(self.ends_at - timedelta(microseconds=1)) if self.ends_at else None

    def is_active(self, now: timezone.datetime | None = None) -> bool:
        now = now or timezone.now()
        return self.starts_at <= now and (self.ends_at is None or self.ends_at > now)


class Invitation(models.Model):
    """A one-time way in, as a link or a printed code. Only digests are kept: what was handed over cannot be read
    back from the database."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(_("角色"), max_length=15, choices=Role.choices)
    name = models.CharField(_("姓名"), max_length=50)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    code_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations_sent")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("有效期至"))
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    used_at = models.DateTimeField(null=True, blank=True, editable=False)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations_used"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("邀请")
        verbose_name_plural = _("邀请")

    def __str__(self) -> str:
        return f"{self.name} · {self.city or _('省级办公室')} · {self.get_role_display()}"


class CityApprovalTask(AbstractGroupApprovalTask):
    """The one step of a city's approval. Sending a case back needs a reason: the author works from it."""

    def get_form_for_action(self, action: str) -> type[TaskStateCommentForm]:
        from cities.forms import SendBackForm

        return SendBackForm if action == "reject" else TaskStateCommentForm

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """The editor posts what the dialogue collected unchecked, so the form judges it here as well."""
        form = self.get_form_for_action(action_name)({"comment": kwargs.get("comment")})
        if not form.is_valid():
            raise PermissionDenied(" ".join(form.errors["comment"]))
        return super().on_action(task_state, user, action_name, **form.cleaned_data)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        labels = {"reject": _("退回修改"), "approve": _("通过")}
        return [
            (name, _("附意见通过") if name == "approve" and modal else labels[name], modal)
            for name, _label, modal in super().get_actions(obj, user)
        ]

    class Meta:
        verbose_name = _("城市审核")
        verbose_name_plural = _("城市审核")


#: No crop by focus, so that the address depends on nothing but the picture; the style sheet cuts it.
COVER = "max-1600x1200"


class CityPage(CityBoundPage, Page):
    """A city's own front. Its subtree is what the city owns."""

    city = models.OneToOneField(City, on_delete=models.PROTECT, related_name="page", editable=False)
    introduction = RichTextField(_("城市简介"), blank=True, features=LONG_TEXT_FEATURES)
    cover = models.ForeignKey(
        "files.AllianceImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("题图"),
    )
    contact_name = models.CharField(_("联系人（联盟内可见）"), max_length=50, blank=True)
    contact_phone = models.CharField(_("联系电话（联盟内可见）"), max_length=30, blank=True)
    contact_email = models.EmailField(_("联系邮箱（联盟内可见）"), blank=True)

    #: Empty for the usual order, so that sections added later are shown. Which there are is asked of cities.panels.
    arrangement = StreamField(
        [("section", LabelledChoiceBlock(label=_("栏目"), choices=section_choices))],
        verbose_name=_("栏目顺序"),
        blank=True,
        max_num=20,
        help_text=_("拖动调整先后，删去的栏目不显示。全部删去并保存，就恢复通常的顺序。"),
    )

    parent_page_types = ["alliance.HomePage"]
    subpage_types = ["practices.PracticeIndexPage"]
    template = "cities/city_page.html"
    read_with = ("city", "cover")
    cover_file: str | None = None

    content_panels = [
        FieldPanel("introduction"),
        FieldPanel("cover"),
        MultiFieldPanel(
            [FieldPanel("contact_name"), FieldPanel("contact_phone"), FieldPanel("contact_email")],
            heading=_("联系人（只有联盟成员能看到）"),
        ),
        FieldPanel("arrangement"),
    ]
    promote_panels: list[FieldPanel] = []
    private_page_options: list[str] = []

    class Meta:
        verbose_name = _("城市主页")
        verbose_name_plural = _("城市主页")

    def clean(self) -> None:
        super().clean()
        self.introduction = sanitize(self.introduction)
        if self.section_order() == usual_order():
            self.arrangement = []

    @classmethod
    def read_beside(cls) -> dict[str, Any]:
        files = Rendition.objects.filter(image=OuterRef("cover"), filter_spec=COVER, focal_point_key="").values("file")
        return {"cover_file": Subquery(files[:1]), **beside_cities()}

    def cover_address(self) -> str:
        file = self.cover_file
        return str(default_storage.url(file) if file else self.cover.get_rendition(COVER).url)

    def section_order(self) -> list[str]:
        """As the city's editors arranged them; a section that no app offers any more is passed over."""
        chosen = dict.fromkeys(block.value for block in self.arrangement)
        return [code for code in chosen if code in usual_order()] or usual_order()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cities.selectors import all_cities, bureaus_by_city, figures_by_city

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["figures"] = figures_by_city().get(self.city_id, [])
        context["province"] = all_cities()
        context["bureaus"] = bureaus_by_city().get(self.city_id, [])
        context["shows_contact"] = viewer_of(request.user).in_alliance
        context["actions"] = draw_actions(request, self.city)
        order = self.section_order()
        for name in beside_cities():
            if hasattr(self, name):
                setattr(self.city, name, getattr(self, name))
        drawn = draw_sections(request, self.city, order)
        context["sections"] = [(code, drawn.get(code)) for code in order if code in OWN or code in drawn]
        return context
