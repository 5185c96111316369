"""The province's own pages and choices: home, articles, featured cases, settings of the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.url_routing import RouteResult

from alliance.querysets import FeaturedSlotQuerySet
from cities.models import LONG_TEXT_FEATURES
from cities.pages import FrontPage
from vocabulary.richtext import sanitize


@register_setting(icon="site")
class PlatformSettings(BaseSiteSetting):
    """What makes this installation one province's: another province changes nothing in code."""

    platform_name = models.CharField(_("平台名称"), max_length=40, default="城市管理联盟平台")
    province_name = models.CharField(_("省份名称"), max_length=20, default="山东省")
    sponsor = models.CharField(_("主办单位"), max_length=80, blank=True)
    icp_number = models.CharField(_("ICP 备案号"), max_length=40, blank=True)
    police_number = models.CharField(_("公安备案号"), max_length=40, blank=True)
    site_code = models.CharField(_("网站标识码"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("平台设置")


class HomePage(FrontPage, Page):
    """The one front page. What it lists is chosen by FeaturedSlot rows and by visibility, not stored here."""

    introduction = models.CharField(_("一句话介绍"), max_length=120, blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cities.CityPage", "alliance.ArticleIndexPage"]
    max_count = 1
    template = "alliance/home_page.html"
    private_page_options: list[str] = []

    class Meta:
        verbose_name = _("首页")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Any page of the site by its whole address: Wagtail's way down the tree asks twice at every step. Which types
        can stand so far down is known; on each level the one with most pages comes first. Wagtail has the last word."""
        if not path_components:
            return super().route(request, path_components)
        address = f"{self.url_path}{'/'.join(path_components)}/"
        models_there = [type(self)]
        for _step in path_components:
            models_there = [model for above in models_there for model in above.allowed_subpage_models()]
        for model in models_there:
            page = model.found_at(address, request) if issubclass(model, FrontPage) else None
            if page is not None:
                return RouteResult(page)
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().serve(request, *args, **kwargs)
        response.changes_at = response.context_data["shown"].changes_at  # type: ignore[attr-defined]
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from alliance import selectors

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        counts = selectors.counts_for(request.user)
        context["shown"] = selectors.shown_practices(request.user)
        context["themes"] = selectors.themes_with_counts(counts)
        context["tiles"] = selectors.tiles(counts)
        context["case_count"] = sum(tile.count for tile in context["tiles"])
        context["member_count"] = sum(tile.city.is_member for tile in context["tiles"])
        context["article"] = selectors.first_article()
        return context


class ArticleIndexPage(FrontPage, Page):
    parent_page_types = ["alliance.HomePage"]
    subpage_types = ["alliance.ArticlePage"]
    max_count = 1
    template = "alliance/article_index_page.html"
    private_page_options: list[str] = []

    class Meta:
        verbose_name = _("联盟动态")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["articles"] = ArticlePage.objects.child_of(self).live().order_by("-published_on")
        return context


class ArticlePage(FrontPage, Page):
    """An article of the alliance. Public once published."""

    summary = models.CharField(_("摘要"), max_length=160)
    published_on = models.DateField(_("日期"), default=timezone.localdate)
    body = RichTextField(_("正文"), features=["h2", *LONG_TEXT_FEATURES])
    cover = models.ForeignKey(
        "files.AllianceImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("题图"),
    )

    parent_page_types = ["alliance.ArticleIndexPage"]
    subpage_types: list[str] = []
    template = "alliance/article_page.html"
    private_page_options: list[str] = []

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("published_on"),
        FieldPanel("cover"),
        FieldPanel("body"),
        InlinePanel("images", heading=_("图片"), label=_("图片")),
    ]

    class Meta:
        verbose_name = _("文章")
        verbose_name_plural = _("文章")

    def clean(self) -> None:
        super().clean()
        self.body = sanitize(self.body)


class ArticleImage(Orderable):
    """Pictures below the text. Not embedded in it: who may read a file follows from columns."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="images")
    image = models.ForeignKey("files.AllianceImage", on_delete=models.PROTECT, related_name="+", verbose_name=_("图片"))
    caption = models.CharField(_("图片说明"), max_length=120, blank=True)


class FeaturedSlot(models.Model):
    """A case on the home page, from `starts_at` until `ends_at`. Shown only to those who may read the case."""

    practice = models.ForeignKey(
        "practices.PracticePage", on_delete=models.CASCADE, related_name="featured_slots", verbose_name=_("案例")
    )
    starts_at = models.DateTimeField(_("开始时间"), default=timezone.now)
    ends_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    note = models.CharField(_("推荐语"), max_length=80, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("排序"), default=0)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = FeaturedSlotQuerySet.as_manager()

    class Meta:
        ordering = ["sort_order", "-starts_at"]
        verbose_name = _("首页推荐")
        verbose_name_plural = _("首页推荐")

    def __str__(self) -> str:
        return f"{self.practice}"

    def clean(self) -> None:
        if self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("结束时间应晚于开始时间。")})


class SiteMark(models.Model):
    """One row: changes with whatever a visitor's page may show. Every process reads it before it uses a kept page."""

    ONLY = 1

    mark = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.mark
