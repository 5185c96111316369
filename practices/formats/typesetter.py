"""Typst, which sets our papers: its wheel carries the whole engine, the Chinese typefaces are the machine's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from django.utils.translation import gettext as _

SHEETS = Path(__file__).parent / "typst"
#: The first of each that is installed is the face of texts, and of headings and small print.
SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN", "FZShuSong-Z01", "STSong")
SERIF += (
    "Songti SC",
    "SimSun",
    "NSimSun",
    "AR PL UMing CN",
    "AR PL SungtiL GB",
    "FangSong",
    "STFangsong",
    "FandolSong",
)
SANS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "HarmonyOS Sans SC",
)
SANS += ("Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei", "Droid Sans Fallback", "FandolHei")
#: Characters beyond those of every day; whichever is installed.
RARE = (
    "Noto Serif CJK TC",
    "Noto Serif CJK JP",
    "HanaMinA",
    "HanaMinB",
    "SimSun-ExtB",
    "BabelStone Han",
    "Plangothic P1",
)


class CannotTypeset(Exception):
    """Says in words what to do."""


@cache
def faces() -> dict[str, list[str]]:
    """Of this machine, looked up once: `serif` and `sans`, best first. Raises CannotTypeset where none is Chinese."""
    installed = set(_fonts().families())
    serif, sans, rare = ([name for name in names if name in installed] for names in (SERIF, SANS, RARE))
    if not serif and not sans:
        raise CannotTypeset(
            _("服务器上没有中文字体，排不出 PDF。请系统管理员安装字体包 fonts-noto-cjk（或思源宋体、思源黑体）后重试。")
        )
    return {"serif": [*(serif or sans), *rare], "sans": [*(sans or serif), *rare]}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def typeset(sheet: str, data: Mapping[str, Any], files: Mapping[str, bytes], *, tagged: bool) -> bytes:
    """`sheet` of the folder typst with `data`, as PDF. `files` are the pictures that `data` names.
    `tagged`: with what screen readers follow. Raises CannotTypeset."""
    with TemporaryDirectory(prefix="paper-") as folder:
        root = Path(folder)
        (root / "main.typ").write_bytes((SHEETS / sheet).read_bytes())
        (root / "data.json").write_text(json.dumps({**data, "faces": faces()}, ensure_ascii=False), encoding="utf-8")
        for name, content in files.items():
            (root / name).write_bytes(content)
        try:
            main = root / "main.typ"
            return typst.compile(main, root=root, font_paths=_fonts(), format="pdf", pdf_tags=tagged)
        except RuntimeError as error:
            raise CannotTypeset(_("PDF 没有排成。可以先下载 Word 文件，并请把案例编号告诉系统管理员。")) from error
