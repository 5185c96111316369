from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation

from config import catalogues

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
HAN = re.compile(r"[\u3400-\u9fff]")
#: What a template says in Chinese on purpose: the button that leads to the other language.
BARE_ON_PURPOSE = {"中文"}
#: The rest of an address that asks for Chinese content.
ADDRESS = re.compile(r"\?[a-z]+=[^\s\"'<>]+")
TRANSLATED = re.compile(
    r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|{%\s*blocktrans.*?endblocktrans\w*\s*%}|{%.*?%}|{{.*?}}", re.DOTALL
)


def wrong_placeholders(entry: polib.POEntry) -> bool:
    """A form of a plural may leave a number out (“one case”), none may ask for what is not given."""
    given = catalogues.placeholders(entry.msgid) | catalogues.placeholders(entry.msgid_plural)
    used = [catalogues.placeholders(text) for text in catalogues.translations(entry)]
    return any(names - given for names in used) or (not entry.msgid_plural and used[0] != given)


@pytest.fixture(scope="module")
def english() -> polib.POFile:
    return polib.pofile(str(catalogues.ENGLISH))


def test_no_translation_is_marked_doubtful(english: polib.POFile) -> None:
    assert [entry.msgid for entry in english if entry.fuzzy] == []


def test_placeholders_survive_translation(english: polib.POFile) -> None:
    assert [entry.msgid for entry in english if any(catalogues.translations(entry)) and wrong_placeholders(entry)] == []


def test_english_holds_no_chinese(english: polib.POFile) -> None:
    left = [entry.msgid for entry in english if any(HAN.search(text) for text in catalogues.translations(entry))]
    assert [msgid for msgid in left if msgid not in KEPT_CHINESE] == []


#: Examples a person types into the search box as they are: the content is Chinese in both languages.
KEPT_CHINESE: set[str] = set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_template_says_nothing_outside_translate_tags(template: Path) -> None:
    bare = ADDRESS.sub("", TRANSLATED.sub("\n", template.read_text(encoding="utf-8")))
    lines = [line.strip() for line in bare.splitlines() if HAN.search(line)]
    assert [line for line in lines if not any(word in line for word in BARE_ON_PURPOSE)] == []


def test_scripts_hold_no_text_of_their_own() -> None:
    """What a script shows comes from data attributes of the page, where it is translated."""
    scripts = (Path(settings.BASE_DIR) / "static" / "js").glob("*.js")
    assert [path.name for path in scripts if HAN.search(path.read_text(encoding="utf-8"))] == []


def test_merge_keeps_translations_and_drops_what_is_unused() -> None:
    known = polib.POFile()
    known.append(polib.POEntry(msgid="留", msgstr="kept"))
    known.append(polib.POEntry(msgid="去", msgstr="gone"))
    merged = catalogues.merge({(None, "留", ""): {"a.py"}, (None, "新", ""): {"a.py"}}, known)
    assert {entry.msgid: entry.msgstr for entry in merged} == {"留": "kept", "新": ""}


def test_english_interface_speaks_english() -> None:
    with translation.override("en"):
        assert translation.gettext("首页") == "Home"


def test_chinese_interface_shows_the_message_ids() -> None:
    with translation.override("zh-hans"):
        assert translation.gettext("首页") == "首页"


def test_the_english_catalogue_has_every_text_and_no_other(english: polib.POFile) -> None:
    """After a change of texts: make messages, then translate what it lists."""
    assert {catalogues.key_of(entry) for entry in english} == set(catalogues.extract())


def test_every_text_is_translated(english: polib.POFile) -> None:
    assert [entry.msgid for entry in english if not all(catalogues.translations(entry))] == []
