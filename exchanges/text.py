"""Text that members write: an editor where scripts run, a plain box where they do not, one allow-list behind both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.limits import visible_length
from vocabulary.richtext import sanitize_written, stored_to_text, text_to_stored

#: Visible characters.
MOST = 5000
#: As sent. Parsing takes longer than the text grows, so what no hand has typed is not parsed at all.
MOST_SENT, MOST_TAGS = 100_000, 3000
LABELS = {
    "tools": gettext_lazy("文字格式"),
    "bold": gettext_lazy("加粗"),
    "heading": gettext_lazy("小标题"),
    "bulletList": gettext_lazy("列表"),
    "orderedList": gettext_lazy("编号"),
    "link": gettext_lazy("链接"),
    "undo": gettext_lazy("撤销"),
    "redo": gettext_lazy("重做"),
    "address": gettext_lazy("网址"),
    "setLink": gettext_lazy("加上"),
    "unsetLink": gettext_lazy("去掉链接"),
    "wrongAddress": gettext_lazy("请填写完整网址，例如 https://www.example.cn/。"),
}


class Plain(str):
    """Markup that a plain box sent: paragraphs and nothing else."""


class MemberTextWidget(forms.Textarea):
    """The value is sanitised markup. The box shows it as plain text; the script puts the editor in its place and says
    so in a field of its own, `<name>_markup`. What comes without it is plain text, whatever it looks like."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 6, "maxlength": MOST_SENT} | (attrs or {}))

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=[Script(f"js/{name}.js", defer=True) for name in ("paste_lists", "member_text")])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["value"] = stored_to_text(value or "")
        widget["attrs"]["data-member-text"] = static("django_prose_editor/editor.js")
        widget["attrs"]["data-markup"] = value or ""
        widget["attrs"]["data-labels"] = json.dumps({name: str(label) for name, label in LABELS.items()})
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        sent = data.get(name)
        if sent is None:
            return None
        if not data.get(f"{name}_markup"):
            return Plain(text_to_stored(sent))
        if len(sent) > MOST_SENT or sent.count("<") > MOST_TAGS:
            # Shown again as words, so that nothing is lost.
            return text_to_stored(sent)
        return sanitize_written(sent)

    def use_required_attribute(self, initial: Any) -> bool:
        """The box that would be asked for is out of sight when the editor stands in its place."""
        return False


class MemberTextField(forms.CharField):
    """Cleans to sanitised markup, or "" where no word is in it. `max_length` counts visible characters."""

    widget = MemberTextWidget

    def __init__(self, *, max_length: int = MOST, min_length: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most, self.least = max_length, min_length

    def clean(self, value: Any) -> str:
        if value and not visible_length(value):
            value = ""
        return super().clean(value)

    def validate(self, value: str) -> None:
        super().validate(value)
        must_fit(value, most=self.most, least=self.least)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """A plain box cannot send back the markup of an earlier version; the same words are no change."""
        if isinstance(data, Plain):
            return stored_to_text(initial or "") != stored_to_text(data)
        return super().has_changed(initial, data)


def must_fit(markup: str, *, most: int = MOST, least: int = 0) -> None:
    """Raises ValidationError in words unless the visible characters of `markup` lie between `least` and `most`."""
    length = visible_length(markup)
    if length > most:
        raise ValidationError(
            _("最多 %(most)s 字，现在是 %(length)s 字。较长的材料请作为附件上传。") % {"most": most, "length": length}
        )
    if 0 < length < least:
        raise ValidationError(_("请至少写 %(least)s 个字。") % {"least": least})
