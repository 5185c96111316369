"""How a case is cited: one version of it, since the next may say something else."""

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


#: What stands for something else in BibTeX.
_ESCAPES = str.maketrans({char: f"\\{char}" for char in "{}%&$#_"} | {"\\": r"\textbackslash{}", "\n": " "})


def bibtex(case: Reading, *, city: str, address: str) -> str:
    """One entry for the programs that keep references; braces keep an institution from being read as a person."""
    fields = {
        "author": f"{{{_escaped(case.content.get('bureau') or city)}}}",
        "title": f"{{{_escaped(case.content['title'])}}}",
        "edition": f"第{case.number}版",
        "year": f"{timezone.localtime(case.published_at):%Y}",
        "date": f"{timezone.localtime(case.published_at):%Y-%m-%d}",
        "url": address,
        "urldate": f"{localdate():%Y-%m-%d}",
        "langid": "chinese",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@online{{{case.content['short_id']}-v{case.number},", *lines, "}", ""])


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
