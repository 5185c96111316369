"""The Latin words a person would read on an editing page, in its attributes and in the data its scripts show."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

#: What clerks write in Latin letters themselves: file kinds, the keys of the keyboard, the other language, pinyin of the
#: manual, what the national standard of citing puts behind a title (EB/OL).
ALLOWED = re.compile(
    "pdf|docx?|xlsx?|pptx?|wps|ofd|csv|txt|md|markdown|zip|exe|gif|jpe?g|png|webp|avif|excel|word"
    "|ctrl|alt|shift|cmd|esc|enter|tab|english|kb|mb|px|yeshi|ys|zhandao|zd|eb|ol",
    re.IGNORECASE,
)
#: Addresses, file names and user names are no words.
NO_WORDS = re.compile(r"https?://\S+|\S+@\S+|(?:/[\w.-]+)+/?|[\w.-]+\.[a-z]{2,4}\b|\bcase-\d+", re.IGNORECASE)
WORD = re.compile(r"[a-z][a-z'’]+", re.IGNORECASE)
READ_ATTRIBUTES = ("title", "placeholder", "aria-label", "aria-description", "alt", "label")
#: Keys of the data given to scripts whose values are read by people; what else stands there are names of code.
READ_KEYS = re.compile(r"text|label|title|message|help|placeholder|description|heading|html", re.IGNORECASE)
NAMES_OF_CODE = re.compile(r"class|icon|name|^id|url|template|slug", re.IGNORECASE)


def english_in(text: str) -> bool:
    return any(not ALLOWED.fullmatch(word) for word in WORD.findall(NO_WORDS.sub(" ", text)))


def english(content: str) -> list[str]:
    """What is read and is not Chinese, of a page or of the JSON a dialog comes in."""
    try:
        found = in_data(json.loads(content), key="html")
    except ValueError:
        found = on_page(content)
    return sorted({" ".join(text.split()) for text in found if english_in(text)})


def on_page(html: str) -> Iterator[str]:
    soup = BeautifulSoup(html, "html.parser")
    for node in soup.find_all(string=True):
        if type(node) is NavigableString and not node.find_parent(["script", "style", "svg"]) and not _empty(node):
            yield str(node)
    for tag in soup.find_all(True):
        yield from _in_attributes(tag)
    for script in soup.find_all("script", type="application/json"):
        yield from in_data(json.loads(script.string or "null"))


def _empty(node: NavigableString) -> bool:
    """A counter that stays hidden until a script has counted."""
    return bool(node.parent and node.parent.has_attr("hidden") and node.strip() == "None")


def _in_attributes(tag: Tag) -> Iterator[str]:
    for name in READ_ATTRIBUTES:
        yield str(tag.get(name, ""))
    if tag.name in ("input", "button") and tag.get("type") in ("submit", "button", "reset"):
        yield str(tag.get("value", "")) if tag.name == "input" else ""
    for name, value in tag.attrs.items():
        if name.startswith("data-") and isinstance(value, str) and value[:1] in "[{":
            yield from in_data(_loaded(value))
        elif name.startswith("data-") and READ_KEYS.search(name) and isinstance(value, str) and " " in value:
            yield value


def _loaded(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return None


def in_data(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from in_data(part, str(name))
    elif isinstance(value, list):
        for part in value:
            yield from in_data(part, key)
    elif isinstance(value, str) and "<" in value:
        yield from on_page(value)
    elif isinstance(value, str) and READ_KEYS.search(key) and not NAMES_OF_CODE.search(key):
        yield value
