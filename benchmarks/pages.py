"""Pages: SQL, time and requests a second, as a share of a bare Django view measured in the same run.

The machine may be busy with other things, so bursts on the pages and on the bare view take turns and the median of
the rounds counts. Wagtail's own demonstration site, bakerydemo, measured alike: home 1/118, detail 1/55, search 1/124.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

from benchmarks import browser
from benchmarks.report import Row
from benchmarks.servers import first_answer_ms, get, server, site_environment

GROUP = "Pages"
SITE, BARE = "config.wsgi", "benchmarks.bare"
READY = "/static/favicon.svg"
#: Search has no page cache: what is found depends on every word.
CACHED = ("home", "city", "practice")
#: Also measured with every row asked anew and every story drawn anew: what the first reader after a change pays.
FORGETFUL = ("home", "city", "practice")
#: Shares of the bare view.
LEAST_UNCACHED, LEAST_CACHED = 1 / 25, 1 / 3
MOST_SQL = 15
MOST_WEIGHT_KIB = 150


@dataclass
class Measured:
    """Of one page type; shares are fractions of the bare view's requests a second, one of each round."""

    cold_ms: float = 0.0
    warm_ms: float = 0.0
    per_second: list[float] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    generator: list[float] = field(default_factory=list)


def rows(*, quick: bool = False) -> list[Row]:
    rounds, seconds = (2, 0.4) if quick else (7, 0.8)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data = Path(folder)
        content = _content(data)
        pages = {name: quote(path, safe="/?=") for name, path in content["pages"].items()}
        uncached, forgetful, cached, bare, weights = _measure(data, pages, rounds, seconds)
        with server(SITE, site_environment(data), READY) as port:
            seen = browser.rows(port, pages)
    return [
        _bare_row(bare),
        *[_sql_row(name, content["one"][name], content["many"][name]) for name in content["one"]],
        *[_speed_row(f"{name}, uncached", uncached[name], LEAST_UNCACHED) for name in uncached],
        *[_speed_row(f"{name}, nothing remembered", forgetful[name], None) for name in forgetful],
        *[_speed_row(f"{name}, cached", cached[name], LEAST_CACHED) for name in cached],
        *[_weight_row(name, weight) for name, weight in weights.items()],
        *seen,
    ]


def _content(data: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.content"]
    environment = {**os.environ, **site_environment(data, PAGE_CACHE_SECONDS="0")}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    content: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return content


def _measure(
    data: Path, pages: dict[str, str], rounds: int, seconds: float
) -> tuple[dict[str, Measured], dict[str, Measured], dict[str, Measured], Measured, dict[str, dict[str, float]]]:
    without, with_cache = site_environment(data, PAGE_CACHE_SECONDS="0"), site_environment(data)
    forgetting = {**without, "REMEMBER_SECONDS": "0"}
    uncached = {name: _one_by_one(without, path) for name, path in pages.items()}
    cached = {name: Measured() for name in CACHED}
    forgetful = {name: Measured() for name in FORGETFUL}
    bare = Measured()
    with (
        server(BARE, {}, "/") as bare_port,
        server(SITE, without, READY) as plain_port,
        server(SITE, forgetting, READY) as forgetting_port,
        server(SITE, with_cache, READY) as cache_port,
    ):
        weights = {name: _weight(cache_port, path) for name, path in pages.items()}
        bursts = [(measured, plain_port, pages[name]) for name, measured in uncached.items()]
        bursts += [(measured, forgetting_port, pages[name]) for name, measured in forgetful.items()]
        bursts += [(measured, cache_port, pages[name]) for name, measured in cached.items()]
        for _warming in range(2):
            for _measured, port, path in bursts:
                _burst(port, path, 0.1)
        for _round in range(rounds):
            _one_round(bursts, bare, bare_port, seconds)
        for name, measured in cached.items():
            measured.warm_ms = median(first_answer_ms(cache_port, pages[name]) for _ in range(15))
    return uncached, forgetful, cached, bare, weights


def _one_by_one(environment: dict[str, str], path: str) -> Measured:
    """The first answer of a server just started, then what one reader waits for."""
    with server(SITE, environment, READY) as port:
        measured = Measured(cold_ms=first_answer_ms(port, path))
        for _other_worker in range(4):
            first_answer_ms(port, path)
        measured.warm_ms = median(first_answer_ms(port, path) for _ in range(15))
    return measured


def _one_round(bursts: list[tuple[Measured, int, str]], bare: Measured, bare_port: int, seconds: float) -> None:
    """Each page stands between two bursts on the bare view and is compared with the mean of them."""
    before = _burst(bare_port, "/", seconds / 2)
    for measured, port, path in bursts:
        here = _burst(port, path, seconds)
        after = _burst(bare_port, "/", seconds / 2)
        measured.per_second.append(here["per_second"])
        measured.generator.append(here["processor_share"])
        measured.shares.append(2 * here["per_second"] / (before["per_second"] + after["per_second"]))
        bare.per_second.append(after["per_second"])
        bare.generator.append(after["processor_share"])
        before = after


def _burst(port: int, path: str, seconds: float) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.load", str(port), path, str(seconds)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    burst: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return burst


def _weight(port: int, path: str) -> dict[str, float]:
    """KiB on the wire of the page and of the styles and scripts it names, as a browser that takes gzip and brotli."""
    accept = {"Accept-Encoding": "gzip, br"}
    _status, headers, body = get(port, path, **accept)
    if headers.get("content-encoding"):
        html = get(port, path)[2].decode()
    else:
        html = body.decode()
    parts = set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', html))
    return {
        "page KiB": len(body) / 1024,
        "styles and scripts KiB": sum(len(get(port, part, **accept)[2]) for part in parts) / 1024,
    }


def _bare_row(bare: Measured) -> Row:
    figures = {"requests/s": median(bare.per_second), "generator CPU": f"{median(bare.generator):.0%}"}
    return Row(GROUP, "bare Django view", figures)


def _sql_row(name: str, one: int, many: int) -> Row:
    figures = {"SQL with 1 item": one, "with 50": many}
    return Row(GROUP, f"{name}, SQL", figures, f"constant, ≤ {MOST_SQL}", one == many and many <= MOST_SQL)


def _speed_row(name: str, measured: Measured, least: float | None) -> Row:
    share = median(measured.shares)
    figures: dict[str, float | int | str] = {
        "requests/s": median(measured.per_second),
        "of bare": f"1/{1 / share:.1f}",
    }
    if measured.warm_ms:
        figures["warm ms"] = measured.warm_ms
    if measured.cold_ms:
        figures["cold ms"] = measured.cold_ms
    if least is None or name.startswith("search"):
        return Row(GROUP, name, figures)
    return Row(GROUP, name, figures, f"≥ 1/{1 / least:.0f} of bare", share >= least)


def _weight_row(name: str, weight: dict[str, float]) -> Row:
    return Row(GROUP, f"{name}, weight", weight, f"≤ {MOST_WEIGHT_KIB} KiB", sum(weight.values()) <= MOST_WEIGHT_KIB)
