"""Files as they really come, made by hand here so that everybody can read what is wrong with each. What the import is to
say of one stands beside it as JSON: 密码.docx → 密码.docx.json."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

from docx import Document
from openpyxl import Workbook

from files.contents import LOCKED, OLE2
from tests.files.papers import zipped

HEAD = ["案例名称", "一句话摘要", "业务领域", "开始时间", "主要做法"]
CASE = ["夜市疏导", "投诉降六成", "环境卫生", "2024-03-05", "划三处疏导点"]

FILES: dict[str, Callable[[], bytes]] = {}


def file(name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def keep(make: Callable[[], bytes]) -> Callable[[], bytes]:
        FILES[name] = make
        return make

    return keep


def book(*rows: list[Any], change: Callable[[Any], None] | None = None) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    if change:
        change(workbook)
    return _saved(workbook)


def _saved(thing: Any) -> bytes:
    buffer = BytesIO()
    thing.save(buffer)
    return buffer.getvalue()


def report(*paragraphs: str, change: Callable[[Any], None] | None = None) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if change:
        change(document)
    return _saved(document)


def csv(*rows: list[str]) -> str:
    return "\r\n".join(",".join(row) for row in rows) + "\r\n"


def png(width: int, height: int) -> bytes:
    """A whole picture of one colour, of so many pixels and very few bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    packer = zlib.compressobj(9)
    line = bytes(1 + (width + 7) // 8)
    lines = b"".join(packer.compress(line) for _line in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


# --- files that are not what they should be -----------------------------------------------------------------------
@file("密码.docx")
def _locked() -> bytes:
    return OLE2 + bytes(500) + LOCKED


@file("密码.zip")
def _locked_archive() -> bytes:
    content = bytearray(zipped({"a.docx": b"x"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@file("截断.docx")
def _cut() -> bytes:
    return report("夜市疏导", "主要做法", "划线。")[:3000]


@file("截断.xlsx")
def _cut_book() -> bytes:
    return book(HEAD, CASE)[:-100]


@file("炸弹.xlsx")
def _bomb() -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "xl/sheet1.xml": b"<row/>" * 8_000_000})


@file("实体.docx")
def _entities() -> bytes:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": bomb})


@file("带宏.xlsx")
def _macros() -> bytes:
    kind = b"<Types>application/vnd.ms-excel.sheet.macroEnabled.main+xml</Types>"
    return zipped({"[Content_Types].xml": kind, "xl/vbaProject.bin": b"x"})


@file("藏宏.docx")
def _hidden_macros() -> bytes:
    buffer = BytesIO(report("夜市疏导", "主要做法", "划线。"))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    return buffer.getvalue()


@file("旧表.xls")
def _old_book() -> bytes:
    return OLE2 + bytes(500) + "Workbook".encode("utf-16-le")


@file("网页改名.doc")
def _web_page() -> bytes:
    return "<html><body><h1>夜市疏导</h1></body></html>".encode()


@file("空.csv")
def _empty() -> bytes:
    return b""


@file("没有标题行.csv")
def _no_header() -> bytes:
    return csv(CASE).encode()


# --- sheets -------------------------------------------------------------------------------------------------------
@file("合并单元格.xlsx")
def _merged() -> bytes:
    def merge(workbook: Any) -> None:
        sheet = workbook.active
        sheet.merge_cells("A1:E1")
        sheet.merge_cells("C3:C4")

    title = ["2024 年城市管理案例汇总表", None, None, None, None]
    second = ["油烟治理", "投诉降八成", None, "2024-04-01", "装监测设备"]
    return book(title, HEAD, CASE, second, change=merge)


@file("公式.xlsx")
def _formulas() -> bytes:
    return book(HEAD, ["夜市疏导", '="投诉降"&A9', "环境卫生", "#REF!", "划三处疏导点"])


@file("隐藏表.xlsx")
def _hidden() -> bytes:
    def hide(workbook: Any) -> None:
        sheet = workbook.create_sheet("草稿")
        sheet.append(HEAD)
        sheet.append(["不该出现", *CASE[1:]])
        sheet.sheet_state = "hidden"

    return book(HEAD, CASE, change=hide)


@file("日期.xlsx")
def _dates() -> bytes:
    written = ["2024.3.5", "二〇二四年三月", "２０２４年３月５日", 45356, "2024年3月至6月", "去年三月", "2024.13.5"]
    return book(["案例名称", "开始时间"], *([f"案例{number}", day] for number, day in enumerate(written, 1)))


@file("单位写在数里.xlsx")
def _units() -> bytes:
    table = "指标名称 | 单位 | 实施前 | 实施后\n投入 | 元 | 约3.5万元 | 1.2万\n投诉 |  | １２０件/月 | 45\n用时 | 小时 | 3天 | 2-3"
    return book(["案例名称", "成效指标"], ["夜市疏导", table])


@file("城市写错.xlsx")
def _wrong_city() -> bytes:
    rows = (["甲", "日照市"], ["乙", "济南市"], ["丙", "日昭市"], ["丁", ""])
    return book(["案例名称", "所在城市"], *rows)


@file("选项写错.xlsx")
def _wrong_choices() -> bytes:
    head = ["案例名称", "案例类型", "公开范围", "业务领域", "区县", "联系邮箱"]
    return book(head, ["夜市疏导", "成功", "公开", "环境卫生、飞碟", "黄岛区", "不是邮箱"])


@file("重名.xlsx")
def _same_names() -> bytes:
    return book(HEAD, CASE, ["夜 市 疏 导", *CASE[1:]], ["", *CASE[1:]])


@file("多余的列.xlsx")
def _unknown_columns() -> bytes:
    return book([*HEAD, "领导批示", "序号"], [*CASE, "很好", 1])


# --- text ---------------------------------------------------------------------------------------------------------
@file("国标编码.csv")
def _gb18030() -> bytes:
    return csv(HEAD, CASE, ["镕基路整治", "㙍头投诉少", *CASE[2:]]).encode("gb18030")


@file("混合编码.csv")
def _mixed() -> bytes:
    second, third = csv(["油烟治理", *CASE[1:]]), csv(["共享单车", *CASE[1:]])
    return csv(HEAD, CASE).encode() + second.encode("gb18030") + third.encode().replace("共".encode(), b"\xff\xfe")


@file("分号.csv")
def _semicolons() -> bytes:
    return '\ufeff案例名称;一句话摘要;主要做法\n夜市疏导;投诉降六成;"第一段\n第二段"\n'.encode("utf-16")


@file("引号不成对.csv")
def _quotes() -> bytes:
    return csv(HEAD, CASE, ['"油烟治理', *CASE[1:]], ["共享单车", *CASE[1:]]).encode()


@file("危险内容.md")
def _script() -> bytes:
    text = (
        "# 夜市疏导\n\n## 主要做法\n\n<script>alert(1)</script> [点](javascript:alert(1)) **划线**\n\n    缩进的一段\n"
    )
    return text.encode()


# --- reports and archives -----------------------------------------------------------------------------------------
@file("没有样式的报告.docx")
def _plain_report() -> bytes:
    def table(document: Any) -> None:
        drawn = document.add_table(rows=3, cols=3)
        rows = [["指标", "整治前（件/月）", "整治后（件/月）"], ["投诉", "约120", "45"], ["合计", "120", "45"]]
        for cells, row in zip(drawn.rows, rows, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text

    lines = (
        "关于夜市疏导的报告",
        "报送单位：日照市城市管理局",
        "一、背景情况",
        "占道。",
        "二、主要做法和成效",
        "划线。",
    )
    return report(*lines, "三、领导批示", "很好。", "四、取得成效", "投诉明显下降。", change=table)


@file("表格式申报书.docx")
def _form() -> bytes:
    def table(document: Any) -> None:
        rows = [("案例名称", "夜市疏导"), ("申报单位", "不存在的局"), ("主要做法", "划线。"), ("专家意见", "同意")]
        drawn = document.add_table(rows=len(rows), cols=2)
        for cells, row in zip(drawn.rows, rows, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text

    return report("城市管理案例申报书", change=table)


@file("一亿像素.zip")
def _huge_picture() -> bytes:
    members = {"夜市/报告.docx": report("夜市疏导", "主要做法", "划线。"), "夜市/全景.png": png(12_500, 8_000)}
    return zipped({**members, "夜市/假图.jpg": b"not a picture", "夜市/台账.exe": b"MZ"})


@file("混装.zip")
def _mixed_archive() -> bytes:
    members = {"好.docx": report("夜市疏导", "主要做法", "划线。"), "坏.docx": report("油烟治理")[:900]}
    return zipped({**members, "里面.zip": zipped({"x": b"x"}), "__MACOSX/._好.docx": b"x"})
