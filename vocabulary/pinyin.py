"""Pinyin for addresses."""

from __future__ import annotations

from django.utils.text import slugify
from pypinyin import lazy_pinyin

SLUG_LENGTH = 60


def pinyin_slug(text: str) -> str:
    """An ASCII slug of at most 60 characters; 'case' where nothing pronounceable is left."""
    return slugify("-".join(lazy_pinyin(text)))[:SLUG_LENGTH].strip("-") or "case"
