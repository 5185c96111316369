"""Pictures and documents of the sample cases. A picture is drawn once a city and motif and shared by its cases."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile

from alliance.sample.drawing import draw
from alliance.sample.reading import MARK
from cities.models import City
from files.models import AllianceDocument, AllianceImage
from practices.models import Attachment, EvidenceFile, PracticeImage, PracticePage

MOTIF_NAMES = {
    "street": "沿街商铺",
    "truck": "运输车辆",
    "bins": "分类投放",
    "tiles": "分布底图",
    "park": "公园绿地",
    "lamps": "道路照明",
    "bicycles": "车辆停放",
}
INDICATOR_HEAD = "指标,单位,实施前,实施后,统计时间,来源"


class SampleFiles:
    def __init__(self) -> None:
        self._drawn = {image.title: image for image in AllianceImage.objects.filter(title__endswith=MARK)}

    def add(self, page: PracticePage, case: dict[str, Any], city: City) -> None:
        if "motif" in case:
            caption = f"示意图：{case['title']}"
            page.images.add(PracticeImage(image=self.image(case["motif"], city), caption=caption))
        for file in case.get("files", []):
            document = _document(file["name"], file["title"], file["text"], city)
            page.attachments.add(Attachment(document=document, title=file["title"]))

    def prove(self, page: PracticePage, case: dict[str, Any], city: City) -> None:
        """The table of the indicators, where the form asks for evidence."""
        if case["form"] == "full":
            document = _document(*_indicator_table(case), city)
            page.evidence_files.add(EvidenceFile(document=document, description="成效指标的统计口径和数值"))

    def image(self, motif: str, city: City) -> AllianceImage:
        title = f"{city.name}{MOTIF_NAMES[motif]}示意图{MARK}"
        if title not in self._drawn:
            file = ImageFile(BytesIO(draw(motif, title)), name=f"sample-{city.slug}-{motif}.jpg")
            image = AllianceImage(title=title, file=file, credit="平台绘制", collection=city.collection)
            image.save()
            self._drawn[title] = image
        return self._drawn[title]


def _indicator_table(case: dict[str, Any]) -> tuple[str, str, str]:
    columns = ("name", "unit", "before", "after", "measured_on")
    rows = [",".join([*(row.get(name, "") for name in columns), "示例数据"]) for row in case["indicators"]]
    return f"zhibiao-{case['number']}.csv", f"成效指标统计表：{case['title']}", "\n".join([INDICATOR_HEAD, *rows])


def _document(name: str, title: str, text: str, city: City) -> AllianceDocument:
    document = AllianceDocument(title=title + MARK, collection=city.collection, text=text)
    document.file.save(name, ContentFile(text.encode("utf-8-sig")), save=False)
    document.save()
    return document
