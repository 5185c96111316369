"""A clerk meets no word of English: what the installed apps say is Chinese, by themselves or by our supplement."""

from __future__ import annotations

import json
import re

import polib
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation
from wagtail.admin.views.i18n import js_catalog

from config import catalogues, supplement
from config.catalogues import key_of
from tests.config.test_catalogues import HAN, wrong_placeholders

#: Of a framework, its machinery and its editor: words a clerk never learnt, and 你, which an office never says.
JARGON = re.compile(
    r"工作流|片段|集合|帐号|帐户|注销|缩略名|修订|过滤器|元描述|枚举|Wagtail|slug|token|你", re.IGNORECASE
)
LINK = re.compile(r"</?[a-z]+|href=\"[^\"]*\"")

in_both = pytest.mark.parametrize("domain", supplement.DOMAINS)


def ours(domain: str) -> list[polib.POEntry]:
    return list(polib.pofile(str(supplement.path_of(domain))))


def shown(entry: polib.POEntry | polib.MOEntry) -> list[str]:
    """The words a reader sees of it, without the names of placeholders."""
    return [LINK.sub("", catalogues.PLACEHOLDER.sub("", text)) for text in catalogues.translations(entry)]


def is_chinese(text: str) -> bool:
    """A text of nothing but placeholders and marks has no Chinese in any language."""
    return bool(HAN.search(text)) or not re.search(r"[a-z]", text, re.IGNORECASE)


@in_both
def test_every_text_of_the_installed_apps_is_chinese(domain: str) -> None:
    """After an upgrade: manage.py make_supplement, then translate what it lists."""
    covered = set(supplement.said(domain)) | {key_of(entry) for entry in ours(domain) if entry.translated()}
    assert [key[1] for key in supplement.texts(domain) if key not in covered] == []


@in_both
def test_the_supplement_holds_only_texts_the_apps_have(domain: str) -> None:
    known = supplement.texts(domain)
    assert [entry.msgid for entry in ours(domain) if key_of(entry) not in known] == []


@in_both
def test_the_supplement_is_chinese(domain: str) -> None:
    assert [entry.msgid for entry in ours(domain) if not all(map(is_chinese, shown(entry)))] == []


#: Wagtail forgets to say what it counts on the search page: “None”. The number is enough.
WITHOUT_ITS_NAME = "%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s"


@in_both
def test_the_supplement_keeps_placeholders(domain: str) -> None:
    wrong = [entry.msgid for entry in ours(domain) if wrong_placeholders(entry)]
    assert [text for text in wrong if text != WITHOUT_ITS_NAME] == []


@in_both
def test_the_supplement_keeps_markup(domain: str) -> None:
    def tags(text: str) -> list[str]:
        return sorted(LINK.findall(text))

    entries = ours(domain)
    assert [e.msgid for e in entries for text in catalogues.translations(e) if tags(text) != tags(e.msgid)] == []


@in_both
def test_what_the_apps_say_themselves_asks_for_nothing_that_is_not_given(domain: str) -> None:
    """A wrong placeholder of theirs would be an error page of ours."""
    replaced = {key_of(entry) for entry in ours(domain)}
    left = [entry for key, entry in supplement.said(domain).items() if key not in replaced]
    assert [entry.msgid for entry in left if wrong_placeholders(entry)] == []


@in_both
def test_no_jargon_is_shown_of_what_we_say(domain: str) -> None:
    assert [text for entry in ours(domain) for text in shown(entry) if JARGON.search(text)] == []


@in_both
def test_no_jargon_is_shown_of_what_wagtail_says(domain: str) -> None:
    replaced = {key_of(entry) for entry in ours(domain)}
    apps = supplement.texts(domain)
    left = [
        entry
        for key, entry in supplement.said(domain).items()
        if key not in replaced and any("wagtail" in name for name in apps.get(key, ()))
    ]
    assert [text for entry in left for text in shown(entry) if JARGON.search(text)] == []


def test_the_supplement_has_the_last_word() -> None:
    with translation.override("zh-hans"):
        assert translation.gettext("Workflows") == "审核流程"
        assert translation.ngettext("1 page", "%(counter)s pages", 2) == "%(counter)s 个页面"


@pytest.mark.parametrize(
    ("text", "chinese"),
    [("Autosave in progress…", "正在自动保存…"), ("Page explorer", "页面列表")],
    ids=["gap", "better"],
)
def test_the_supplement_reaches_wagtails_scripts(text: str, chinese: str) -> None:
    request = RequestFactory().get("/cms/jsi18n/")
    request.user = AnonymousUser()
    with translation.override("zh-hans"):
        catalogue = js_catalog(request).content.decode()
    assert f"{json.dumps(text)}: {json.dumps(chinese)}" in catalogue


def test_a_new_text_of_an_app_gets_an_empty_line_and_a_better_word_of_ours_stays() -> None:
    known = polib.POFile()
    known.append(polib.POEntry(msgid="Workflow", msgstr="审核流程"))
    known.append(polib.POEntry(msgid="Gone", msgstr="已去"))
    found = {(None, text, ""): {"wagtail"} for text in ("Workflow", "Covered", "New")}
    merged = supplement.merge(found, {(None, "Workflow", ""), (None, "Covered", "")}, known)
    assert {entry.msgid: entry.msgstr for entry in merged} == {"Workflow": "审核流程", "New": ""}
