"""Pinyin for addresses and for the order of lists."""

from __future__ import annotations

from django.utils.text import slugify
from pypinyin import Style, lazy_pinyin

SLUG_LENGTH = 60


def pinyin_slug(text: str) -> str:
    """An ASCII slug of at most 60 characters; 'case' where nothing pronounceable is left."""
    return slugify("-".join(lazy_pinyin(text)))[:SLUG_LENGTH].strip("-") or "case"


def pinyin_order(text: str) -> tuple[list[str], list[str], str]:
    """Sort key of a Chinese list: as a dictionary has it, by sound, then by tone. Code points follow the radicals."""
    return (lazy_pinyin(text), lazy_pinyin(text, style=Style.TONE3), text)
