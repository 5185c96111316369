"""Files in the collection of a city."""

from __future__ import annotations

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image as PillowImage

from files.models import AllianceDocument, AllianceImage
from tests.factories.cities import city


def make_image(title: str = "街景", slug: str = "rizhao") -> AllianceImage:
    buffer = BytesIO()
    PillowImage.new("RGB", (8, 8)).save(buffer, "PNG")
    file = ContentFile(buffer.getvalue(), "street.png")
    return AllianceImage.objects.create(title=title, file=file, collection=city(slug).collection)


def make_document(title: str = "制度", slug: str = "rizhao", text: str = "") -> AllianceDocument:
    file = ContentFile(b"%PDF-1.4 example", "rules.pdf")
    return AllianceDocument.objects.create(title=title, file=file, collection=city(slug).collection, text=text)
