"""The case itself: the fields of both forms, snapshot 快报 and full 完整案例, of one record."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.fields import RichTextField
from wagtail.models import Page

from cities.models import LONG_TEXT_FEATURES, CityPage
from cities.pages import CityBoundPage, city_root_path
from cities.viewers import Viewer, viewer_of
from practices.identity import new_short_id
from practices.previews import PrintPreviewMixin
from practices.querysets import PracticeManager
from practices.serializers import LONG_TEXTS
from vocabulary.models import Scheme
from vocabulary.pinyin import pinyin_slug
from vocabulary.richtext import sanitize

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


KIND_LABELS, STAGE_LABELS = dict(Kind.choices), dict(Stage.choices)


class Visibility(models.TextChoices):
    PUBLIC = "public", _("公开")
    ALLIANCE = "alliance", _("联盟内")
    CITY = "city", _("本市")


class PracticeIndexPage(CityBoundPage, Page):
    """The list of one city's cases; city_join makes exactly one under each city page."""

    parent_page_types = ["cities.CityPage"]
    subpage_types = ["practices.PracticePage"]
    max_count_per_parent = 1
    template = "practices/practice_index_page.html"
    private_page_options: list[str] = []

    class Meta:
        verbose_name = _("案例目录")
        verbose_name_plural = _("案例目录")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cities.selectors import cities_by_id, city_pages
        from practices.cards import page_of_cards

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        city_page = next(page for page in city_pages().values() if page.path == city_root_path(self))
        city = cities_by_id()[city_page.city_id]
        practices = PracticePage.objects.visible_to(request.user).in_city(city).for_cards()
        context["city"], context["city_page"] = city, city_page
        context["practices"] = page_of_cards(practices, request.GET.get("page"), request.user)
        return context


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


class PracticePage(PrintPreviewMixin, CityBoundPage, Page):
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
    visibility = models.CharField(_("公开范围"), max_length=10, choices=Visibility.choices, default=Visibility.ALLIANCE)
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
    #: Who may read this very object, as found_at asked; serve asks again for anybody else.
    found_for: Viewer | None = None

    class Meta:
        verbose_name = _("实践案例")
        verbose_name_plural = _("实践案例")

    private_page_options: list[str] = []

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug and self.title:
            self.slug = self._free_slug()
        if self.city_id is None and self.get_parent_city() is not None:
            self._belong_to(self.get_parent_city())
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if len(self.title) > TITLE_LENGTH:
            raise ValidationError({"title": _("案例名称不超过 100 个字。")})
        for name in LONG_TEXTS:
            setattr(self, name, sanitize(getattr(self, name)))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """City follows from the place in the tree at every save; nothing a form or script sets survives."""
        city = self.get_parent_city()
        if city is not None:
            self._belong_to(city)
        while self._state.adding and PracticePage.objects.filter(short_id=self.short_id).exists():
            self.short_id = new_short_id()
        super().save(*args, **kwargs)

    def with_content_json(self, content: Any) -> Any:
        """Who answers for a case belongs to the row, as its owner does: a draft kept from before a hand-over would
        otherwise bring the leaver back when it is published."""
        page = super().with_content_json(content)
        page.contact_user_id = self.contact_user_id
        return page

    def get_parent_city(self) -> Any:
        """The city whose subtree this page stands in; None before it has a place."""
        if not self.path:
            return None
        page = CityPage.objects.filter(path=city_root_path(self)).select_related("city").first()
        return page.city if page else None

    def _belong_to(self, city: Any) -> None:
        from practices.services import bureau_for

        self.city = city
        if self.bureau is None or self.bureau.city_id != city.pk:
            self.bureau = bureau_for(author=self.owner, city=city)

    def _free_slug(self) -> str:
        """Pinyin of the title with the short id behind: readable, and never taken."""
        return f"{pinyin_slug(self.title)}-{self.short_id}"

    @transaction.atomic
    def publish(self, revision: Any, user: Any = None, dated: datetime | None = None, **kwargs: Any) -> Any:
        """Publishing and its version row stand or fall together; Wagtail alone publishes outside a transaction.
        `dated` as in services.record_version."""
        from practices.quality.decisions import why_not_publish
        from practices.quality.findings import NotReady
        from practices.services import record_version
        from practices.versions.withdrawing import lift_withdrawal

        # The form says so in words; this stops lists of many, scripts and approvals of older drafts. What was approved
        # for a later time was looked at then.
        refusal = "" if revision.approved_go_live_at else why_not_publish(self, revision.content)
        if refusal:
            raise NotReady(refusal)
        result = super().publish(revision, user=user, **kwargs)
        # `self` is stale here, and a publish that was only scheduled has no version yet.
        if PracticePage.objects.filter(pk=self.pk, live_revision=revision.pk).exists():
            record_version(practice=self, by=user, dated=dated)
            lift_withdrawal(self)
        return result

    def permissions_for_user(self, user: Any) -> Any:
        from practices.permissions import CaseTester

        return CaseTester(user, self)

    @classmethod
    def found_at(cls, address: str, request: HttpRequest) -> Any:
        """Within the reader's visibility, so that serve need not ask for the same row again."""
        from cities.selectors import cities_by_id

        viewer = viewer_of(request.user)
        page = cls.objects.visible_to(viewer).filter(url_path=address).for_reading().first()
        if page is not None:
            page.found_for = viewer
            page.city = cities_by_id()[page.city_id]
        return page

    def get_admin_display_title(self) -> str:
        """Choosers of every city show this; a title that is not published yet is for the editing form alone."""
        return str(self.title if self.live else super().get_admin_display_title())

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """No such case and no access to it are the same 404. A preview shows a draft to who may edit it."""
        is_preview = getattr(request, "is_preview", False)
        if not is_preview and not self._may_be_read_by(request.user):
            raise Http404
        response: HttpResponse = super().serve(request, *args, **kwargs)
        if is_preview or self.visibility != Visibility.PUBLIC or request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    def _may_be_read_by(self, user: Any) -> bool:
        viewer = viewer_of(user)
        return self.found_for == viewer or PracticePage.objects.visible_to(viewer).filter(pk=self.pk).exists()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cities.selectors import city_pages
        from practices.adoptions.selectors import OfCase, adoption_panel, of_case
        from practices.case_panels import draw_case_panels
        from practices.citations import citation
        from practices.exports.cases import FORMATS
        from practices.exports.packs import has_pack, times_taken
        from practices.permissions import may_narrow, may_see_contact, may_take_down
        from practices.reading import reading_of
        from practices.reviews.permissions import may_organise
        from practices.selectors import last_verifications, linked_cases, standing_of
        from practices.story import story
        from practices.versions.corrections import corrected_in
        from practices.versions.doors import may_withdraw

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["city_page"] = city_pages().get(self.city_id)
        context["shows_contact"] = may_see_contact(request.user)
        context["may_edit"] = self.city_id in viewer_of(request.user).writing_city_ids
        context["may_narrow"] = may_narrow(request.user, self)
        context["may_take_down"] = may_take_down(request.user, self)
        context["may_withdraw"] = may_withdraw(request.user, self)
        context["verifications"] = last_verifications(self.pk) if context["shows_contact"] and self.pk else []
        context["may_organise"] = may_organise(request.user)
        standing = standing_of(self.pk)
        context["corrected_in"] = corrected_in(self.pk) if standing.has_corrections else []
        context["holds"] = self._active_holds(request.user)
        is_preview = getattr(request, "is_preview", False)
        case = reading_of(self, is_preview=is_preview)
        context["story"] = story(self, case)
        # A preview has no version to give away, and nobody has answered to it yet.
        context["downloads"] = [] if is_preview else FORMATS.values()
        context["panels"] = {} if is_preview else draw_case_panels(request, self)
        context["has_pack"] = has_pack(case)
        context["times_taken"] = times_taken(self) if context["has_pack"] else 0
        context["linked"] = linked_cases(self, case, viewer_of(request.user))
        adopted = of_case(self.pk, viewer_of(request.user)) if standing.has_adoptions else OfCase()
        context |= adoption_panel(self, viewer_of(request.user), adopted, context["linked"].followers)
        context["short_address"] = request.build_absolute_uri(reverse("practice_short", args=[self.short_id]))
        context["citation"] = citation(case, city=str(self.city), address=context["short_address"])
        context["report"] = case.as_text(city=str(self.city), address=context["short_address"])
        return context

    @property
    def is_overdue(self) -> bool:
        """Of a case that was fetched with its review date; of any other it is not said."""
        review_by = getattr(self, "review_by", None)
        return review_by is not None and review_by < timezone.localdate()

    def get_kind_display(self) -> str:
        """Django's own translates every choice to show one, on every card of a list."""
        return str(KIND_LABELS.get(self.kind, self.kind))

    def get_stage_display(self) -> str:
        return str(STAGE_LABELS.get(self.stage, self.stage))

    @cached_property
    def card_themes(self) -> list[Any]:
        """On lists of many, practices.cards fills this and the next."""
        return list(self.themes.all())

    @cached_property
    def card_indicator(self) -> Any:
        return self.indicators.first()

    def last_import(self) -> Any:
        """The row of a file that left something which is no part of this case; None where none did."""
        return self.import_rows.exclude(unplaced=[]).select_related("run").last() if self.pk else None

    def _active_holds(self, user: Any) -> list[Any]:
        """What a visitor may read is not held."""
        from practices.permissions import may_lift

        if not self.pk or not user.is_authenticated:
            return []
        holds = list(self.holds.filter(lifted_at__isnull=True))
        for hold in holds:
            hold.practice = self
            hold.may_lift = may_lift(user, hold)
        return holds

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[Any]:
        from cities.viewers import VISITOR

        public = PracticePage.objects.visible_to(VISITOR).filter(pk=self.pk).exists()
        return super().get_sitemap_urls(request) if public else []
