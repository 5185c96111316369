"""The blocks of the home page, which the office arranges. What a block lists is never stored in it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import RichText

from alliance.numbers import number_choices
from cities.blocks import LabelledChoiceBlock
from cities.models import LONG_TEXT_FEATURES
from vocabulary.richtext import sanitize

#: A file on the home page would have no page that says who may read it.
TEXT_FEATURES = [feature for feature in LONG_TEXT_FEATURES if feature != "document-link"]
MOST_TEXTS = 6
NEWEST = 6


def valid_address(value: str) -> None:
    """Of this site (/search/?q=…) or a whole one; nothing else becomes a link."""
    if value.startswith("/") and not value.startswith(("//", "/\\")):
        return
    try:
        URLValidator(schemes=["http", "https"])(value)
    except ValidationError:
        raise ValidationError(_("请填写以 / 开头的本站地址，或以 http:// 或 https:// 开头的完整网址。")) from None


class SafeRichTextBlock(blocks.RichTextBlock):  # type: ignore[misc]
    """Sanitised whenever it is stored, whoever stores it."""

    def get_prep_value(self, value: Any) -> str:
        return sanitize(super().get_prep_value(value) or "")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        return RichText(sanitize(cleaned.source)) if cleaned else cleaned


class TitledBlock(blocks.StructBlock):  # type: ignore[misc]
    title = blocks.CharBlock(
        label=_("栏目标题"),
        default="",
        required=False,
        max_length=20,
        help_text=_("可以不填，不填时用栏目自己的名称。"),
    )


class NewestBlock(TitledBlock):
    number = blocks.IntegerBlock(label=_("显示几个"), min_value=1, max_value=12, default=NEWEST)


class TilesBlock(TitledBlock):
    number = LabelledChoiceBlock(
        label=_("先按什么数字着色"),
        choices=number_choices,
        default="",
        required=False,
        help_text=_("读者可以在页面上切换。"),
    )


class TextBlock(blocks.StructBlock):  # type: ignore[misc]
    heading = blocks.CharBlock(label=_("标题"), max_length=40)
    body = SafeRichTextBlock(label=_("正文"), features=TEXT_FEATURES)
    link_text = blocks.CharBlock(label=_("链接文字"), default="", required=False, max_length=30)
    link_address = blocks.CharBlock(
        label=_("链接地址"),
        default="",
        required=False,
        max_length=300,
        validators=[valid_address],
        help_text=_("例如 /search/?q=夜市，或 https:// 开头的网址。"),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["link_text"]) is not bool(cleaned["link_address"]):
            missing = "link_address" if cleaned["link_text"] else "link_text"
            error = ValidationError(_("链接文字和链接地址要么都填，要么都不填。"))
            raise blocks.StructBlockValidationError(block_errors={missing: error})
        return cleaned


class HomeBlocks(blocks.StreamBlock):  # type: ignore[misc]
    numbers = TitledBlock(
        label=_("数字"), icon="order", help_text=_("成员城市、案例、完整案例、教训案例和本年新增，各自通向清单。")
    )
    featured = TitledBlock(
        label=_("推荐案例"), icon="pick", help_text=_("显示“首页推荐”里正在展示期内的前三个案例；没有时整栏不显示。")
    )
    newest = NewestBlock(label=_("最新案例"), icon="history", help_text=_("先各市一个，再按时间；已推荐的不重复。"))
    themes = TitledBlock(label=_("业务领域"), icon="tag", help_text=_("全部业务领域和各自的案例数。"))
    tiles = TilesBlock(label=_("各市示意图"), icon="table", help_text=_("不画行政区划，只按方位排列城市。"))
    origin = TitledBlock(label=_("联盟由来"), icon="doc-full", help_text=_("最早一篇联盟文章的摘要和链接。"))
    text = TextBlock(label=_("文字"), icon="pilcrow", help_text=_("自己写的一段话，可带一个链接。"))

    class Meta:
        block_counts = {
            **{name: {"max_num": 1} for name in ("numbers", "featured", "newest", "themes", "tiles", "origin")},
            "text": {"max_num": MOST_TEXTS},
        }


def default_blocks() -> list[tuple[str, Any]]:
    untitled = {"title": ""}
    return [
        ("featured", untitled),
        ("numbers", untitled),
        ("newest", {**untitled, "number": NEWEST}),
        ("themes", untitled),
        ("tiles", {**untitled, "number": ""}),
        ("origin", untitled),
    ]
