"""The manual 使用手册: task pages in data/manual/, content as the sample texts are, and which of them helps where.

In the texts 「…」 holds the name of a button, field or page exactly as the screen shows it; a test compares.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image

FOLDER = Path(__file__).resolve().parent / "data" / "manual"
PICTURES = Path(settings.BASE_DIR) / "static" / "manual"


@dataclass(frozen=True)
class Picture:
    """`name` without ending, below static/manual/."""

    name: str
    alt: str

    @property
    def file(self) -> str:
        return f"manual/{self.name}.webp"

    @property
    def size(self) -> tuple[int, int]:
        return size_of(self.name)


@dataclass(frozen=True)
class Step:
    text: str
    picture: Picture | None = None


@dataclass(frozen=True)
class Section:
    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Trouble:
    what: str
    do: str


@dataclass(frozen=True)
class Topic:
    """`screen` is the name of the address the task begins at, `button` what its link says."""

    slug: str
    title: str
    lead: str
    sections: tuple[Section, ...]
    troubles: tuple[Trouble, ...]
    screen: str
    button: str
    see: tuple[str, ...] = ()

    @property
    def pictures(self) -> Iterator[Picture]:
        return (step.picture for section in self.sections for step in section.steps if step.picture)

    @property
    def screen_address(self) -> str:
        return reverse(self.screen)

    @property
    def related(self) -> list[Topic]:
        return [topic(slug) for slug in self.see]

    @property
    def texts(self) -> Iterator[str]:
        yield self.lead
        for section in self.sections:
            yield section.title
            yield from (step.text for step in section.steps)
        for trouble in self.troubles:
            yield from (trouble.what, trouble.do)


@dataclass(frozen=True)
class Group:
    title: str | Promise
    slugs: tuple[str, ...]

    @property
    def topics(self) -> list[Topic]:
        return [topic(slug) for slug in self.slugs]


GROUPS = (
    Group(
        _("所有人"),
        (
            "find-practices",
            "read-a-case",
            "fit-my-city",
            "keep-cases",
            "write-to-a-city",
            "ask-for-help",
            "join-discussions",
            "take-cases-away",
            "study-visits",
            "record-an-adoption",
            "follow-and-notices",
            "password-and-account",
        ),
    ),
    Group(
        _("城市编辑"),
        (
            "my-desk",
            "write-a-snapshot",
            "full-case",
            "paste-from-word",
            "import-cases",
            "quality-checks",
            "verify-cases",
        ),
    ),
    Group(_("城市审核"), ("review-cases", "withdraw-or-narrow", "invite-and-hand-over", "city-profile")),
    Group(_("评审人"), ("score-cases",)),
    Group(
        _("省级办公室"),
        (
            "office-featured",
            "office-take-down",
            "office-reviews",
            "office-vocabulary",
            "office-search",
            "office-cities",
            "office-settings",
        ),
    ),
)
#: Name of an address → the topic that helps there. Everywhere else 帮助 leads to the list.
HELP_AT = {
    **dict.fromkeys(
        ("discussions", "discussion_new", "discussion", "thread", "post_new", "post_edit", "reports", "report"),
        "join-discussions",
    ),
    "search": "find-practices",
    "desk": "my-desk",
    "own_cases": "my-desk",
    "own_cases_bulk": "my-desk",
    **dict.fromkeys(("notifications", "digest_preview", "mail_settings", "mail_stop", "follows"), "follow-and-notices"),
    **dict.fromkeys(
        ("visits", "visit", "visit_new", "visit_edit", "visit_sign_up", "visit_own_sign_up"), "study-visits"
    ),
    **dict.fromkeys(("visit_sign_ups", "visit_answer", "take_away", "visit_follow_up"), "study-visits"),
    "practice_write": "write-a-snapshot",
    "practice_versions": "read-a-case",
    "practice_version": "read-a-case",
    "practice_compare": "read-a-case",
    "practice_correct": "read-a-case",
    **dict.fromkeys(("for_my_city", "practice_fit", "practice_cities"), "fit-my-city"),
    **dict.fromkeys(("adoptions", "adoption", "adoption_new", "adoption_grow"), "record-an-adoption"),
    **dict.fromkeys(("adoption_move", "adoption_verify", "adoption_take_back"), "record-an-adoption"),
    "practice_spread": "record-an-adoption",
    "practice_verify": "verify-cases",
    **dict.fromkeys(("exchanges", "requests", "request_new", "request", "request_edit"), "ask-for-help"),
    **dict.fromkeys(("request_step", "request_narrow", "request_answer", "answer_edit"), "ask-for-help"),
    "corrections": "my-desk",
    "correction": "my-desk",
    "quality_case": "quality-checks",
    "quality_similar": "quality-checks",
    "quality_pairs": "quality-checks",
    "practice_withdraw": "withdraw-or-narrow",
    "practice_helpful_reasons": "read-a-case",
    "conversations": "write-to-a-city",
    "conversation": "write-to-a-city",
    "message_case": "write-to-a-city",
    "message_city": "write-to-a-city",
    "favourites": "keep-cases",
    "favourite_list": "keep-cases",
    "favourite": "keep-cases",
    "practice_favourite": "keep-cases",
    "exports": "take-cases-away",
    "export_new": "take-cases-away",
    "practice_narrow": "withdraw-or-narrow",
    "practice_lift": "withdraw-or-narrow",
    "practice_take_down": "office-take-down",
    "reviews": "score-cases",
    "review_score": "score-cases",
    "review_new": "office-reviews",
    "review_round_new": "office-reviews",
    "review_round": "office-reviews",
    "review_rubric_new": "office-reviews",
    "practice_standing": "read-a-case",
    "members": "invite-and-hand-over",
    "members_of": "invite-and-hand-over",
    "member_invite": "invite-and-hand-over",
    "member_hand_over": "invite-and-hand-over",
    "membership_end": "invite-and-hand-over",
    "city_profile": "city-profile",
    "member_cities": "office-cities",
    "city_joins": "office-cities",
    "city_leaves": "office-cities",
    "account": "password-and-account",
    "account_login": "password-and-account",
    "account_change_password": "password-and-account",
    "account_reset_password": "password-and-account",
    "mfa_index": "password-and-account",
    "join": "password-and-account",
    # The editing pages.
    "practice_imports:index": "import-cases",
    "practice_imports:run": "import-cases",
    "wagtailadmin_pages:add": "write-a-snapshot",
    "wagtailadmin_pages:edit": "write-a-snapshot",
    "wagtailadmin_reports:workflow_tasks": "review-cases",
    "wagtailadmin_reports:workflow": "review-cases",
    "wagtailsnippets_alliance_featuredslot:list": "office-featured",
    "wagtailsnippets_alliance_featuredslot:add": "office-featured",
    "wagtailsnippets_alliance_featuredslot:edit": "office-featured",
    "wagtailsettings:edit": "office-settings",
    "search_desk:index": "office-search",
    "search_questions:index": "office-search",
    "search_pins:index": "office-search",
    "search_pins:add": "office-search",
    "search_pins:edit": "office-search",
    "vocabulary_terms:index": "office-vocabulary",
    "vocabulary_terms:edit": "office-vocabulary",
    "vocabulary_synonyms:index": "office-vocabulary",
    "vocabulary_synonyms:edit": "office-vocabulary",
    "vocabulary_words:index": "office-vocabulary",
    "vocabulary_words:edit": "office-vocabulary",
    "vocabulary_popular:index": "office-vocabulary",
    "vocabulary_popular:edit": "office-vocabulary",
}


def help_address(request: HttpRequest) -> str:
    match = request.resolver_match
    slug = HELP_AT.get(match.view_name) if match else None
    return reverse("manual_topic", args=[slug]) if slug else reverse("manual")


def topic(slug: str) -> Topic:
    """KeyError where there is none."""
    return all_topics()[slug]


@cache
def all_topics() -> dict[str, Topic]:
    return {slug: _read(slug) for group in GROUPS for slug in group.slugs}


@cache
def size_of(name: str) -> tuple[int, int]:
    """Width and height, so that the text does not jump when the picture arrives."""
    with Image.open(PICTURES / f"{name}.webp") as picture:
        return picture.size


def _read(slug: str) -> Topic:
    found: dict[str, Any] = json.loads((FOLDER / f"{slug}.json").read_text(encoding="utf-8"))
    sections = tuple(
        Section(section["title"], tuple(_step(step) for step in section["steps"])) for section in found["sections"]
    )
    troubles = tuple(Trouble(**trouble) for trouble in found["troubles"])
    rest = {name: found[name] for name in ("title", "lead", "screen", "button")}
    return Topic(slug=slug, sections=sections, troubles=troubles, see=tuple(found.get("see", ())), **rest)


def _step(found: str | dict[str, str]) -> Step:
    """A sentence, or one with a picture."""
    if isinstance(found, str):
        return Step(found)
    return Step(found["text"], Picture(found["picture"], found["alt"]))
