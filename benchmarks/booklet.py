"""One PDF of fifty and of five hundred cases: time, and the most memory the process ever held.

Each size is a process of its own (`python -m benchmarks.booklet SIZE`), since a process never tells again how much it
held before. It needs no database: the papers are made here.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from tempfile import TemporaryFile
from time import perf_counter
from typing import Any

from benchmarks.report import Row

GROUP = "Booklet"
FEW, MANY = 50, 500
MOST_RATIO = 1.5
KIB_OF_MIB = 1024
SENTENCES = "城管、住建、公安交警共用一本电子台账，谁填报谁负责，每周通报一次进展。" * 8


def rows() -> list[Row]:
    few, many = measure(FEW), measure(MANY)
    ratio = many["peak MiB"] / few["peak MiB"]
    mark = f"≤ {MOST_RATIO} × the peak for {FEW}"
    return [
        Row(GROUP, f"{FEW} cases", few),
        Row(GROUP, f"{MANY} cases", {**many, "ratio of peaks": ratio}, mark, ratio <= MOST_RATIO),
    ]


def measure(size: int) -> dict[str, Any]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "-m", "benchmarks.booklet", str(size)]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def main(size: int) -> None:
    import django

    django.setup()
    from practices.formats.booklet import Cover, write_booklet

    started = perf_counter()
    with TemporaryFile() as file:
        pages = write_booklet(_papers(size), Cover("案例汇编", f"共 {size} 个案例", "示例平台", date(2026, 3, 1)), file)
        weight = file.tell()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_OF_MIB
    taken = {"s": perf_counter() - started, "peak MiB": peak, "pages": pages, "MiB": weight / KIB_OF_MIB**2}
    json.dump(taken, sys.stdout)


def _papers(size: int) -> Iterator[Any]:
    """About four pages each, with a picture of the size the site shows."""
    from practices.formats.papers import Beside, Picture, paper_of
    from practices.serializers import LONG_TEXTS

    picture = (Picture("street.jpg", _drawn(), "街景"),)
    for number in range(size):
        content: dict[str, Any] = dict.fromkeys(LONG_TEXTS, f"<p>{SENTENCES}</p><p>{number}</p>")
        content |= {"title": f"第 {number} 个案例", "summary": SENTENCES[:60], "kind": "success", "stage": "running"}
        content |= {
            "visibility": "public",
            "bureau": "示例市城市管理局",
            "indicators": [_indicator(n) for n in range(6)],
        }
        beside = Beside(
            "示例", f"n{number}", f"http://example.invalid/p/n{number}", "示例平台", "http://example.invalid/"
        )
        yield paper_of(content, Beside(**{**vars(beside), "pictures": picture}))


def _indicator(number: int) -> dict[str, Any]:
    figures = {"before": "120", "after": "45", "measured_on": "2026-01-31"}
    return {"name": f"指标{number}", "unit": "件", "source": "热线", "better": "lower", **figures}


def _drawn() -> bytes:
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.effect_noise((1200, 900), 40).save(file, "JPEG", quality=60)
    return file.getvalue()


if __name__ == "__main__":
    main(int(sys.argv[1]))
