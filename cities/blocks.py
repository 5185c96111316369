"""Blocks that several apps arrange pages with."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from wagtail import blocks
from wagtail.admin.compare import BlockComparison, diff_text


class LabelComparison(BlockComparison):  # type: ignore[misc]
    """Wagtail compares choices by their codes, which are English."""

    def htmlvalue(self, val: Any) -> SafeString:
        return escape(self.block.label_of(val))

    def htmldiff(self) -> SafeString:
        difference: SafeString = diff_text(self.block.label_of(self.val_a), self.block.label_of(self.val_b)).to_html()
        return difference


class LabelledChoiceBlock(blocks.ChoiceBlock):  # type: ignore[misc]
    def label_of(self, value: Any) -> str:
        return str(dict(self.field.choices).get(value, "")) if value else ""

    def get_comparison_class(self) -> type[BlockComparison]:
        return LabelComparison
