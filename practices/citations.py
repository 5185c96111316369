"""How a case is cited."""

from __future__ import annotations

from django.utils import timezone
from django.utils.timezone import localdate

from practices.reading import Reading


def citation(case: Reading, *, city: str, address: str) -> str:
    """By GB/T 7714—2015, 8.4 (electronic resources): who, title[EB/OL], edition, (date)[date of citing], address."""
    parts = [case.content.get("bureau") or city, f"{case.content['title']}[EB/OL]"]
    published = ""
    if case.number:
        parts.append(f"第{case.number}版")
        published = f"({timezone.localtime(case.published_at):%Y-%m-%d})"
    return ". ".join([*parts, f"{published}[{localdate():%Y-%m-%d}]", address]) + "."
