"""A case for a reader to take away: the version they may read, with what they may know beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError
from wagtail.images.models import SourceImageIOError

from cities.selectors import cities_by_id
from cities.viewers import viewer_of
from config.site_address import site_address
from config.site_name import site_name
from files.models import AllianceImage
from practices.formats.jsonld import jsonld_of
from practices.formats.markdown import markdown_of
from practices.formats.papers import Beside, Paper, Picture, paper_of
from practices.formats.pdf import pdf_of
from practices.formats.word import word_of
from practices.models import DerivedFrom, PracticePage
from practices.permissions import may_see_contact
from practices.reading import IMAGE_SIZE, Reading, reading_of

CONTACT = ("contact_name", "contact_phone", "contact_email")
LICENCE = _("内容版权归责任单位所有。可以在工作中参考使用，引用请注明责任单位和网址。")
#: What Word and PDF take as it is; anything else is written anew as one of them.
PAPER_FORMATS = ("PNG", "JPEG")


def address_of(page: PracticePage) -> str:
    """The short one, which stays."""
    return site_address(reverse("practice_short", args=[page.short_id]))


def paper_for(page: PracticePage, user: Any, *, with_pictures: bool = True) -> Paper:
    """`page` is one that `user` may read. In Chinese, as its content is, whatever language the reader has chosen."""
    case = reading_of(page)
    with translation.override(settings.LANGUAGE_CODE):
        return paper_of(case.content, _beside(page, case, user, with_pictures))


def _beside(page: PracticePage, case: Reading, user: Any, with_pictures: bool) -> Beside:
    return Beside(
        city=cities_by_id()[page.city_id].name,
        number=page.short_id,
        address=address_of(page),
        site=site_name(),
        base=site_address("/"),
        version=case.number,
        published=timezone.localdate(case.published_at) if case.published_at else None,
        terms={name: [term.name for term in terms] for name, terms in case.terms.items()},
        contact={name: getattr(page, name) for name in CONTACT} if may_see_contact(user) else {},
        sources=_sources(case, user),
        pictures=_pictures(case) if with_pictures else (),
    )


def _sources(case: Reading, user: Any) -> list[Mapping[str, Any]]:
    """A case that is not this reader's to know is left out: its title was copied when it was cited."""
    rows = case.content.get("derived_from") or []
    known: dict[str, PracticePage] = {}
    if case.source_ids:
        cases = PracticePage.objects.visible_to(viewer_of(user)).filter(uuid__in=case.source_ids)
        known = {str(other.uuid): other for other in cases.only("uuid", "title", "short_id")}
    found: list[Mapping[str, Any]] = []
    for row in rows:
        if row["kind"] != DerivedFrom.Kind.PRACTICE:
            found.append(row)
        elif (source := known.get(row["source_uuid"] or "")) is not None:
            found.append({**row, "title": source.title, "url": address_of(source)})
    return found


def _pictures(case: Reading) -> tuple[Picture, ...]:
    rows = case.content.get("images") or []
    images = AllianceImage.objects.in_bulk([row["image"] for row in rows])
    return tuple(
        Picture(images[row["image"]].filename, _for_paper(images[row["image"]]), row["caption"])
        for row in rows
        if row["image"] in images
    )


def _for_paper(image: AllianceImage) -> bytes | None:
    """In the size the page shows; None where the file is gone or broken."""
    try:
        with default_storage.open(image.get_rendition(IMAGE_SIZE).file.name) as file:
            content: bytes = file.read()
        with Image.open(BytesIO(content)) as opened:
            if opened.format in PAPER_FORMATS:
                return content
            anew = BytesIO()
            opened.convert("RGBA").save(anew, "PNG")
            return anew.getvalue()
    except (OSError, SourceImageIOError, UnidentifiedImageError):
        return None


@dataclass(frozen=True)
class Format:
    """`code` as in the address, `suffix` of the file's name."""

    code: str
    label: Any
    suffix: str
    content_type: str
    write: Callable[[PracticePage, Any], bytes]


def _as_jsonld(page: PracticePage, user: Any) -> bytes:
    paper = paper_for(page, user, with_pictures=False)
    with translation.override(settings.LANGUAGE_CODE):
        return jsonld_of(paper, uuid=str(page.uuid), licence=str(LICENCE), publisher=site_name())


def _on_paper(write: Callable[[Paper], bytes]) -> Callable[[PracticePage, Any], bytes]:
    def written(page: PracticePage, user: Any) -> bytes:
        paper = paper_for(page, user)
        with translation.override(settings.LANGUAGE_CODE):
            return write(paper)

    return written


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS = {
    one.code: one
    for one in (
        Format("word", _("Word 文件"), "docx", WORD, _on_paper(word_of)),
        Format("pdf", _("PDF 文件"), "pdf", "application/pdf", _on_paper(pdf_of)),
        Format("markdown", _("纯文本（MD）"), "md", "text/markdown; charset=utf-8", _on_paper(markdown_of)),
        Format("jsonld", _("数据（供其他系统读取）"), "jsonld", "application/ld+json", _as_jsonld),
    )
}
