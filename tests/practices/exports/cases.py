"""Papers for tests of writers: one with something everywhere, and hard ones."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from PIL import Image

from practices.formats.papers import Beside, Paper, Picture, paper_of
from practices.serializers import LONG_TEXTS

RICH = (
    "<h3>分三步走</h3><p>先<b>摸清底数</b>，见<a href='https://example.invalid/a?b=1&amp;c=2'>示例网页</a>。</p>"
    "<ol><li>登记</li><li>划线<ul><li>只在路边</li></ul></li></ol><ul><li><p>供电</p></li></ul><hr><p>一行<br>又一行</p>"
)


def picture(width: int = 40, height: int = 30, kind: str = "PNG") -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "#0B5E4E").save(file, kind)
    return file.getvalue()


def content(**changed: Any) -> dict[str, Any]:
    """In the shape of practices.serializers."""
    texts = {name: f"<p>{name}的内容</p>" for name in LONG_TEXTS}
    rows: dict[str, Any] = {
        "indicators": [indicator()],
        "steps": [{"title": "摸底", "period": "2 周", "body": "逐条街\n登记"}],
        "building_blocks": [{"name": "公约", "how": "商户自己定", "enabling_factors": "有小组", "lesson": ""}],
        "resources": [{"kind": "money", "name": "改造", "amount": "30.50", "unit": "万元", "recurrence": "once"}],
        "policy_citations": [{"title": "示例条例", "number": "示例〔2020〕1 号", "clause": "第三条"}],
        "conditions": [{"text": "有空地", "essential": True}, {"text": "有专班", "essential": False}],
        "transfer_ranges": [
            {"metric": "population", "name": "常住人口", "minimum": "100", "maximum": None, "choices": []}
        ],
        "videos": [{"title": "现场", "url": "https://example.invalid/v"}],
        "evidence_files": [{"filename": "yuebao.pdf", "description": "月报"}],
        "attachments": [{"filename": "gongyue.docx", "title": "公约"}],
    }
    given = {"title": "夜市划区定点疏导", "summary": "投诉少了一半。", "kind": "success", "stage": "running"}
    given |= {"visibility": "public", "bureau": "日照市城市管理局", "district_name": "东港区", "city": "371100"}
    given |= {"started_on": "2024-03-01", "ended_on": None}
    return {**given, **texts, **rows, "keywords": ["夜市", "疏导"], "approach": RICH, **changed}


def indicator(**changed: Any) -> dict[str, Any]:
    given = {"name": "投诉量", "unit": "件", "before": "120.000", "after": "45.500", "measured_on": "2024-12-31"}
    return {**given, "source": "热线", "better": "lower", **changed}


def beside(**changed: Any) -> Beside:
    given: dict[str, Any] = {
        "city": "日照",
        "number": "abc234",
        "address": "https://example.invalid/p/abc234",
        "site": "示例平台",
        "base": "https://example.invalid/",
        "version": 2,
        "published": date(2024, 5, 16),
        "terms": {"themes": ["市容秩序与占道经营", "环境卫生"]},
        "contact": {"contact_name": "示例", "contact_phone": "000"},
        "pictures": (Picture("street.png", picture(), "街景"),),
    }
    return Beside(**{**given, **changed})


def paper(*, with_pictures: bool = True, **changed: Any) -> Paper:
    return paper_of(content(**changed), beside() if with_pictures else beside(pictures=()))


def hard_papers() -> dict[str, Paper]:
    """Name → what a writer could stumble over."""
    pictures = (
        Picture("dot.png", picture(1, 1)),
        Picture("wall.jpg", picture(4000, 9, "JPEG")),
        Picture("gone.png", None),
    )
    return {
        "nothing but a title": paper_of(
            {"title": "快报", "summary": "", "kind": "pilot", "stage": "planned", "visibility": "city", "bureau": None},
            beside(terms={}, contact={}, version=None, published=None, pictures=()),
        ),
        "sixty indicators": paper(indicators=[indicator(name=f"指标{number}") for number in range(60)]),
        "a title of a hundred characters": paper(title="长" * 100),
        "rare characters": paper(title="𠮷野家·㐂·①②③·⿰·😀·\u200b", context="<p>乐彣䶮𪚥</p>"),
        "what XML cannot hold": paper(title="断\x00开\x0b了\ud800", lessons="<p>\x1f好</p>"),
        "marks of typst, Word and Markdown": paper(
            title="#let x = $1 * _a_ @b <c> [d] \\e `f`", context="<p>#pagebreak() *a*</p>"
        ),
        "pictures of one pixel, of one line, gone": paper_of(content(), beside(pictures=pictures)),
        "one text of a hundred thousand characters": paper(context="<p>" + "夜市疏导。" * 20_000 + "</p>"),
        "a word without a break": paper(context=f"<p>{'a' * 3_000}</p>"),
    }
