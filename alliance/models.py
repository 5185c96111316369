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
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, PreviewableMixin, RevisionMixin
from wagtail.url_routing import RouteResult

from alliance.blocks import TEXT_FEATURES, HomeBlocks, default_blocks
from alliance.querysets import FeaturedSlotQuerySet
from cities.models import LONG_TEXT_FEATURES
from cities.pages import FrontPage
from vocabulary.models import Scheme
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

    #: A HomeLayout to be shown instead of the stored one: its preview.
    layout: Any = None

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
        response.changes_at = response.context_data["home"].changes_at  # type: ignore[attr-defined]
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from alliance.home import Home

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["home"] = Home(request, self.layout)
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


class HomeLayout(PreviewableMixin, RevisionMixin, models.Model):  # type: ignore[misc]
    """How the office arranges the home page: one row. Not fields of the page, since a right on the home page would be a
    right on every city's pages below it."""

    ONLY = 1

    headline = models.CharField(
        _("大标题"), max_length=30, blank=True, help_text=_("可以不填，不填时显示“兄弟城市解决过的难题，这里查得到”。")
    )
    example_1 = models.CharField(_("搜索示例一"), max_length=20, blank=True)
    example_2 = models.CharField(_("搜索示例二"), max_length=20, blank=True)
    example_3 = models.CharField(_("搜索示例三"), max_length=20, blank=True)
    blocks = StreamField(
        HomeBlocks(),
        verbose_name=_("栏目"),
        blank=True,
        default=default_blocks,
        help_text=_("搜索总在最前。下面的栏目可以拖动、增加、删除；“文字”最多 6 段，其他各一个。"),
    )

    class Meta:
        verbose_name = _("首页编排")
        verbose_name_plural = _("首页编排")

    def __str__(self) -> str:
        return str(_("首页编排"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = self.ONLY
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self._state.adding and HomeLayout.objects.exists():
            raise ValidationError(_("首页只有一种编排，请修改已有的那一条。"))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from alliance.selectors import layout_of

        home = HomePage.objects.get()
        home.layout = layout_of(self)
        return home.serve(request)


class ThemeFront(ClusterableModel):
    """What the office adds to the page of a theme. A theme without a row has its page all the same."""

    theme = models.OneToOneField(
        "vocabulary.Term",
        on_delete=models.CASCADE,
        related_name="front",
        limit_choices_to={"scheme": Scheme.THEME.value, "retired": False},
        verbose_name=_("业务领域"),
    )
    introduction = RichTextField(
        _("导语"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("这个领域的难点在哪里、可以先看哪些做法。一两段即可。"),
    )

    class Meta:
        ordering = ["theme__sort_order", "pk"]
        verbose_name = _("业务领域专页")
        verbose_name_plural = _("业务领域专页")

    def __str__(self) -> str:
        return str(self.theme)

    def clean(self) -> None:
        super().clean()
        self.introduction = sanitize(self.introduction)


class ThemePin(Orderable):
    """A case the office puts first on the page of a theme. Shown only to those who may read the case."""

    front = ParentalKey(ThemeFront, on_delete=models.CASCADE, related_name="pins")
    practice = models.ForeignKey(
        "practices.PracticePage", on_delete=models.CASCADE, related_name="+", verbose_name=_("案例")
    )

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["front", "practice"], name="one_pin_per_case_and_theme")]
        verbose_name = _("置顶案例")
        verbose_name_plural = _("置顶案例")


class SiteMark(models.Model):
    """One row: changes with whatever a visitor's page may show. Every process reads it before it uses a kept page."""

    ONLY = 1

    mark = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.mark
