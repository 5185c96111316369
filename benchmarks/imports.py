"""A thousand cases imported from one workbook, by the command a person would run, in a folder and a database of their own."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from openpyxl import Workbook

from benchmarks.report import Row

ROOT = Path(__file__).resolve().parent.parent
CASES, QUICK_CASES = 1_000, 100
HEAD = ("案例名称", "一句话摘要", "业务领域", "关键词", "开始时间", "背景与问题", "主要做法", "成效指标", "领导批示")
INDICATORS = "指标名称 | 单位 | 实施前 | 实施后 | 统计时间\n占道投诉 | 件/月 | 约120 | 45 | 2024年3月\n投入 | 元 | 3.5万元 | 2万 | 2024.6"
#: A thousand characters a case, as a snapshot has.
TEXT = "夜市占道经营反复，居民投诉集中。\n" * 30


def rows(*, quick: bool) -> list[Row]:
    number = QUICK_CASES if quick else CASES
    with tempfile.TemporaryDirectory(prefix="bench-import-") as folder:
        surroundings = {**os.environ, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
        _manage(surroundings, "prepare", "--cases", "12")
        path = Path(folder) / "cases.xlsx"
        _write(path, number)
        command = ("import_practices", str(path), "--city", "rizhao")
        reading = _timed(surroundings, *command, "--dry-run")
        spent = _processor_time()
        whole = _timed(surroundings, *command)
        spent = _processor_time() - spent
        again = _timed(surroundings, *command)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    figures = {"preview s": reading, "import s": whole, "import CPU s": spent, "again s": again, "peak MB": peak}
    return [Row("import", f"{number:,} cases from one workbook", figures)]


def _write(path: Path, number: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("案例")
    sheet.append(HEAD)
    for case in range(number):
        facts = (f"夜市疏导第{case}例", "投诉降六成", "环境卫生", "夜市、占道", "2024.3.5")
        sheet.append((*facts, TEXT, TEXT, INDICATORS, "很好"))
    book.save(path)


def _timed(surroundings: dict[str, str], *arguments: str) -> float:
    begun = time.monotonic()
    _manage(surroundings, *arguments)
    return time.monotonic() - begun


def _processor_time() -> float:
    """Of all that has ended so far: what a busy machine does not change."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _manage(surroundings: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=surroundings, check=True, stdout=subprocess.DEVNULL
    )
