from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.models import FavouriteList
from exchanges.models.favourites import NAME_LENGTH, NOTE_LENGTH


class ListForm(forms.Form):
    name = forms.CharField(
        label=_("清单名称"), max_length=NAME_LENGTH, error_messages={"required": _("请写清单名称。")}
    )


class FavouriteForm(forms.Form):
    kept_in = forms.ModelChoiceField(
        label=_("放在哪个清单"),
        queryset=FavouriteList.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": _("没有这个清单，或您不能修改它。请重新选择。")},
    )
    note = forms.CharField(
        label=_("附注"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("写给自己看，例如“参考它的摊位划线办法”。本市清单里的附注，本市成员都能看到。"),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = FavouriteList.objects.changeable_by(user).select_related("city").order_by("city", "created_at", "pk")
        self.fields["kept_in"].queryset = lists  # type: ignore[attr-defined]
        self.fields["kept_in"].label_from_instance = _in_full  # type: ignore[attr-defined]


def _in_full(row: FavouriteList) -> str:
    return f"{row.city} · {row.name}" if row.city else row.name
