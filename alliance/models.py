"""The province's own pages and choices: home, articles, featured cases, settings of the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator, URLValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import SourceImageIOError
from wagtail.models import Orderable, Page, PreviewableMixin, RevisionMixin
from wagtail.url_routing import RouteResult

from alliance.blocks import TEXT_FEATURES, HomeBlocks, default_blocks
from alliance.forms import PlatformSettingsForm
from alliance.permissions import PlatformPolicy
from alliance.querysets import FeaturedSlotQuerySet
from cities.models import LONG_TEXT_FEATURES
from cities.pages import FrontPage
from practices.previews import PrintPreviewMixin
from vocabulary.models import Scheme
from vocabulary.richtext import sanitize

PHONE = RegexValidator(
    r"^[0-9+()（）\- 、转]{5,40}$", _("请填电话号码，只用数字、空格、横线和括号，例如 010-00000000。")
)
SITE_CODE = RegexValidator(r"^[0-9A-Za-z]{10}$", _("网站标识码是 10 位数字或字母。"))
WEB_ADDRESS = URLValidator(schemes=["http", "https"], message=_("请填完整的网址，以 https:// 或 http:// 开头。"))

PLATFORM_PANELS = [
    MultiFieldPanel(
        [
            FieldPanel("platform_name"),
            FieldPanel("short_name"),
            FieldPanel("province_name"),
            FieldPanel("description"),
        ],
        heading=_("名称"),
    ),
    MultiFieldPanel([FieldPanel("logo"), FieldPanel("share_image")], heading=_("标志和分享图")),
    MultiFieldPanel(
        [
            FieldPanel("sponsor"),
            FieldPanel("operator"),
            FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
            FieldPanel("address"),
        ],
        heading=_("单位和联系方式（页脚）"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("site_code"),
            FieldRowPanel([FieldPanel("icp_number"), FieldPanel("icp_url")]),
            FieldRowPanel([FieldPanel("police_number"), FieldPanel("police_url")]),
            FieldPanel("copyright_notice"),
        ],
        heading=_("备案和版权（页脚）"),
    ),
]


def installed_name() -> str:
    """What the platform is called before the office names it."""
    return settings.WAGTAIL_SITE_NAME


@register_setting(icon="site")
class PlatformSettings(BaseSiteSetting):
    """What makes this installation one province's: another province changes nothing in code."""

    platform_name = models.CharField(
        _("平台名称"), max_length=40, default=installed_name, help_text=_("显示在每一页的页头、页脚和浏览器标签上。")
    )
    short_name = models.CharField(
        _("平台简称"),
        max_length=12,
        blank=True,
        help_text=_("用在手机桌面图标等放不下全称的地方。不填则用全称。"),
    )
    province_name = models.CharField(_("省份名称"), max_length=20, blank=True, help_text=_("例如：××省。"))
    description = models.CharField(
        _("平台简介"),
        max_length=120,
        blank=True,
        help_text=_("一句话说明平台做什么。搜索引擎和聊天软件转发网址时显示，页面上不显示。"),
    )
    logo = models.ForeignKey(
        "files.AllianceImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("标志"),
        help_text=_(
            "页头平台名称左边的图，宜用正方形、透明底的 PNG。不选则用平台自带的标志。选用后任何人都能看到这张图。"
        ),
    )
    share_image = models.ForeignKey(
        "files.AllianceImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("分享图"),
        help_text=_("转发网址时显示的图，会裁成 1200×630。不选则用平台自带的图。选用后任何人都能看到这张图。"),
    )
    sponsor = models.CharField(_("主办单位"), max_length=80, blank=True, help_text=_("例如：××省住房和城乡建设厅。"))
    operator = models.CharField(
        _("承办单位"), max_length=80, blank=True, help_text=_("负责日常运行维护的单位，没有可不填。")
    )
    phone = models.CharField(
        _("联系电话"), max_length=40, blank=True, validators=[PHONE], help_text=_("对外公开。例如：010-00000000。")
    )
    email = models.EmailField(_("联系邮箱"), blank=True, help_text=_("对外公开，请填单位邮箱，不填个人邮箱。"))
    address = models.CharField(_("地址"), max_length=120, blank=True)
    site_code = models.CharField(
        _("网站标识码"),
        max_length=20,
        blank=True,
        validators=[SITE_CODE],
        help_text=_("政府网站标识码，10 位，由数字或字母组成。不是政府网站可不填。"),
    )
    icp_number = models.CharField(
        _("网站备案号"),
        max_length=40,
        blank=True,
        help_text=_("工信部门备案批复上的完整编号，包括开头的省份简称和末尾的序号。"),
    )
    # Not URLField: the screen of the settings would show Django's words for a wrong address beside ours.
    icp_url = models.CharField(
        _("网站备案查询网址"),
        max_length=200,
        blank=True,
        validators=[WEB_ADDRESS],
        help_text=_("填了以后，页脚的备案号可以点开。内网部署打不开外部网站，可不填。"),
    )
    police_number = models.CharField(_("公安备案号"), max_length=40, blank=True)
    police_url = models.CharField(
        _("公安备案查询网址"),
        max_length=200,
        blank=True,
        validators=[WEB_ADDRESS],
        help_text=_("填了以后，页脚的公安备案号可以点开。"),
    )
    copyright_notice = models.CharField(
        _("版权说明"),
        max_length=120,
        blank=True,
        help_text=_("例如：版权所有 ××省住房和城乡建设厅，转载请注明来源。"),
    )

    #: Read with the settings, which every page shows.
    select_related = ("logo", "share_image")

    edit_handler = ObjectList(PLATFORM_PANELS, base_form_class=PlatformSettingsForm)

    class Meta:
        verbose_name = _("平台设置")

    @classmethod
    def get_permission_policy(cls) -> PlatformPolicy:
        return PlatformPolicy(cls)

    @property
    def short(self) -> str:
        return self.short_name or self.platform_name

    @cached_property
    def logo_url(self) -> str:
        """Empty where the platform's own mark is shown."""
        return _address_of(self.logo, "max-160x80")

    @cached_property
    def share_url(self) -> str:
        return _address_of(self.share_image, "fill-1200x630")


def _address_of(image: Any, size: str) -> str:
    """Empty also where the file is gone: one lost picture must not break every page."""
    if image is None:
        return ""
    try:
        return str(image.get_rendition(size).url)
    except SourceImageIOError:
        return ""


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


class StandardPage(PrintPreviewMixin, FrontPage, Page):
    """What a public site owes its readers: privacy, terms, accessibility, whom to contact. Linked from the footer.

    Stands among the articles, where the office has its rights: rights on pages beside the cities would open the tree
    from the home page down to the office, drafts of cities included.
    """

    updated_on = models.DateField(_("更新日期"), default=timezone.localdate, help_text=_("改了内容请一并改成当天。"))
    body = RichTextField(_("正文"), features=["h2", *LONG_TEXT_FEATURES])
    shows_contact = models.BooleanField(
        _("显示联系方式"), default=False, help_text=_("在正文下面列出平台设置里的单位、电话、邮箱和地址。")
    )
    in_footer = models.BooleanField(_("在页脚显示链接"), default=True)
    footer_order = models.PositiveSmallIntegerField(
        _("页脚顺序"),
        default=100,
        validators=[MaxValueValidator(9999)],
        help_text=_("数字小的排在前面；相同的按建立先后。"),
    )

    parent_page_types = ["alliance.ArticleIndexPage"]
    subpage_types: list[str] = []
    template = "alliance/standard_page.html"
    private_page_options: list[str] = []

    content_panels = [
        *Page.content_panels,
        FieldPanel("updated_on"),
        FieldPanel("body"),
        FieldPanel("shows_contact"),
        MultiFieldPanel([FieldPanel("in_footer"), FieldPanel("footer_order")], heading=_("页脚")),
    ]

    class Meta:
        verbose_name = _("说明页面")
        verbose_name_plural = _("说明页面")

    def clean(self) -> None:
        super().clean()
        self.body = sanitize(self.body)


class ArticleIndexPage(FrontPage, Page):
    parent_page_types = ["alliance.HomePage"]
    subpage_types = ["alliance.ArticlePage", "alliance.StandardPage"]
    max_count = 1
    template = "alliance/article_index_page.html"
    private_page_options: list[str] = []

    class Meta:
        verbose_name = _("联盟动态")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["articles"] = ArticlePage.objects.child_of(self).live().order_by("-published_on")
        return context


class ArticlePage(PrintPreviewMixin, FrontPage, Page):
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
