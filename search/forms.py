"""What the vocabulary desk checks: words that search could never use are refused, in words that tell the fix."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Max
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from search.analysis import normalise
from vocabulary.models import SynonymGroup, Term, UserWord
from vocabulary.pinyin import pinyin_slug
from vocabulary.services import namesakes

WORD_LENGTH = 30
CODE_LENGTH = 50
MOST_WORDS = 50
#: Errors of one field said at once.
MOST_ERRORS = 5
SHOWN_OF_WORD = 12
#: People also write a group in one line.
_SEPARATORS = re.compile(r"[\n\t、，,；;＝=|]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")


# --- words --------------------------------------------------------------------------------------------------------
def cleaned(word: str) -> str:
    """`word` without marks that nobody sees and Word documents are full of. Raises ValidationError."""
    word = "".join(character for character in word if unicodedata.category(character) != "Cf").strip()
    shown = word if len(word) <= SHOWN_OF_WORD else f"{word[:SHOWN_OF_WORD]}…"
    if any(unicodedata.category(character) in ("Cc", "Cs", "Cn") for character in word):
        raise ValidationError(_("“%(word)s”里有看不见的控制字符，请删掉这个词重新输入。") % {"word": _visible(shown)})
    if any(character.isspace() for character in word):
        raise ValidationError(_("“%(word)s”中间有空格，请去掉空格；是两个词的，分成两行。") % {"word": shown})
    if len(word) > WORD_LENGTH:
        message = _("“%(word)s”有 %(length)s 个字，一个词最多 %(most)s 个字。")
        raise ValidationError(message % {"word": shown, "length": len(word), "most": WORD_LENGTH})
    if word and not any(character.isalnum() for character in word):
        raise ValidationError(_("“%(word)s”里没有文字，搜索用不到它。") % {"word": shown})
    return word


def _visible(word: str) -> str:
    return "".join("□" if unicodedata.category(character).startswith("C") else character for character in word)


def cleaned_words(text: str) -> list[str]:
    """The different words of a group, in the order given. Raises ValidationError."""
    pieces = [piece for piece in _SEPARATORS.split(text.replace("\r", "\n")) if piece.strip()]
    if len(pieces) > MOST_WORDS:
        message = _("一组最多 %(most)s 个词，这里有 %(number)s 个。请只留意思相同的词，其余另建一组。")
        raise ValidationError(message % {"most": MOST_WORDS, "number": len(pieces)})
    words: dict[str, str] = {}
    errors: list[ValidationError] = []
    for piece in pieces:
        try:
            word = cleaned(piece)
        except ValidationError as error:
            errors.append(error)
        else:
            words.setdefault(normalise(word), word)
    words.pop("", None)
    if errors:
        raise ValidationError(errors[:MOST_ERRORS])
    if len(words) < 2:
        raise ValidationError(_("至少写两个不同的词，每行一个。"))
    return list(words.values())


def other_group_with(words: list[str], group: SynonymGroup) -> tuple[str, SynonymGroup] | None:
    """A word of `words` that another group in force has already, and that group."""
    wanted = {normalise(word): word for word in words}
    for other in SynonymGroup.objects.filter(active=True).exclude(pk=group.pk):
        for word in other.as_list():
            if normalise(word) in wanted:
                return wanted[normalise(word)], other
    return None


class SynonymGroupForm(WagtailAdminModelForm):  # type: ignore[misc]
    words = forms.CharField(
        label=gettext_lazy("同义词"),
        help_text=gettext_lazy("每行一个词，至少两个。读者搜其中一个，写了其他词的案例也会找到。"),
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": gettext_lazy("至少写两个不同的词，每行一个。")},
    )

    def clean_words(self) -> str:
        return "\n".join(cleaned_words(self.cleaned_data["words"]))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        taken = other_group_with(data.get("words", "").splitlines(), self.instance) if data.get("active") else None
        if taken:
            word, other = taken
            message = _("“{word}”已经在另一组里：{group}。一个词只能在一组里，请把两组并成一组，或从那一组去掉这个词。")
            address = reverse("vocabulary_synonyms:edit", args=[other.pk])
            link = format_html('<a href="{}">{}</a>', address, str(other))
            self.add_error("words", format_html(message, word=word, group=link))
        return data


class UserWordForm(WagtailAdminModelForm):  # type: ignore[misc]
    def clean_word(self) -> str:
        word = cleaned(self.cleaned_data["word"])
        if len(word) < 2:
            raise ValidationError(_("专业词至少两个字。"))
        if not _HAN.fullmatch(normalise(word)):
            raise ValidationError(_("专业词只能由汉字组成。字母和数字搜索时本来就不会拆开，不用添加。"))
        others = UserWord.objects.exclude(pk=self.instance.pk).values_list("word", flat=True)
        if normalise(word) in {normalise(other) for other in others}:
            raise ValidationError(_("“%(word)s”已在专业词里，不用再添加。") % {"word": word})
        return word


# --- terms --------------------------------------------------------------------------------------------------------
class TermForm(WagtailAdminModelForm):  # type: ignore[misc]
    """`scheme` and `code` are chosen once: addresses, exports and kept versions name them."""

    code = forms.CharField(
        label=gettext_lazy("代码"),
        required=False,
        max_length=CODE_LENGTH,
        help_text=gettext_lazy("用在网址里，建好后不能改。小写字母、数字和短横线；不填就用名称的拼音。"),
        validators=[
            RegexValidator(
                r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
                gettext_lazy("代码只能用小写字母、数字和短横线；不填就用名称的拼音。"),
            )
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            for name in ("scheme", "code"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("建好后不能改，旧网址和导出的文件都用着它。")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
            raise ValidationError(_("名称里有看不见的控制字符，请删掉重新输入。"))
        return name

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        scheme, name = data.get("scheme"), data.get("name")
        if scheme and name and "code" in data:
            self._check_name(scheme, name)
            data["code"] = data["code"] or self._free_code(scheme, name)
            self._check_code(scheme, data["code"])
        return data

    def _check_name(self, scheme: str, name: str) -> None:
        other = namesakes(scheme=scheme, name=name).exclude(pk=self.instance.pk).first()
        if other and not self.instance.retired:
            link = format_html('<a href="{}">{}</a>', reverse("vocabulary_terms:edit", args=[other.pk]), other.name)
            self.add_error("name", format_html(_("这个词表里已有{other}，请换一个名称。"), other=link))

    def _check_code(self, scheme: str, code: str) -> None:
        other = Term.objects.filter(scheme=scheme, code=code).exclude(pk=self.instance.pk).first()
        if other:
            message = _("代码“%(code)s”已被“%(name)s”用了，请换一个；不填会自动取一个。")
            self.add_error("code", message % {"code": code, "name": other.name})

    def _free_code(self, scheme: str, name: str) -> str:
        taken = set(Term.objects.filter(scheme=scheme).values_list("code", flat=True))
        stem = pinyin_slug(name)[: CODE_LENGTH - 4].strip("-")
        tries = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
        return next((code for code in tries if code not in taken), stem)

    def save(self, commit: bool = True) -> Any:
        """A new term goes last."""
        if self.instance._state.adding:
            last = Term.objects.filter(scheme=self.instance.scheme).aggregate(last=Max("sort_order"))["last"]
            self.instance.sort_order = 0 if last is None else last + 1
        return super().save(commit)


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        label=gettext_lazy("并入"),
        queryset=Term.objects.none(),
        empty_label=gettext_lazy("请选择"),
        help_text=gettext_lazy("只列出同一词表里正在使用的词条。"),
        error_messages={
            "required": gettext_lazy("请选择并入哪个词条。"),
            "invalid_choice": gettext_lazy("请从列表里选一个正在使用的词条。"),
        },
    )

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = Term.objects.in_scheme(term.scheme).offered().exclude(pk=term.pk)
        self.fields["into"].queryset = choices  # type: ignore[attr-defined]
        self.fields["into"].label_from_instance = lambda choice: choice.name  # type: ignore[attr-defined]


class OrderForm(forms.Form):
    """One number for each term of a scheme; equal numbers keep the order they had."""

    def __init__(self, *args: Any, terms: list[Term], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = terms
        for place, term in enumerate(terms, 1):
            self.fields[f"place-{term.pk}"] = forms.IntegerField(
                label=term.name,
                initial=place,
                min_value=1,
                max_value=999,
                error_messages={
                    name: gettext_lazy("请填 1 到 999 的整数。")
                    for name in ("required", "invalid", "min_value", "max_value")
                },
            )

    def in_order(self) -> list[Term]:
        return sorted(self.terms, key=lambda term: self.cleaned_data[f"place-{term.pk}"])
