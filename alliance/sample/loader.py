"""Loads the sample content through the same models, revisions and services as people's screens."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log

from accounts.models import User
from alliance.models import ArticleIndexPage, ArticlePage, FeaturedSlot, HomePage
from alliance.sample import kept, parts
from alliance.sample.accounts import CITY_ACCOUNTS, OFFICE_ACCOUNTS, PASSWORD, SAMPLE_ACCOUNTS, SampleAccount
from alliance.sample.adoptions import adopt
from alliance.sample.asking import load_requests
from alliance.sample.files import SampleFiles
from alliance.sample.reading import (
    CITY_NOTICE,
    KEYWORD,
    MARK,
    NOTICE,
    read_articles,
    read_cases,
    read_history,
    read_policies,
    stages,
    to_html,
)
from alliance.sample.talks import load_discussions
from alliance.sample.visiting import load_visits
from alliance.signals import site_changed
from cities.models import City, District, ProfileMetric
from cities.services import city_join, membership_give
from exchanges.follows.services import active_people, follow
from practices.models import (
    CorrectionRequest,
    EvidenceGrade,
    Policy,
    PracticeIndexPage,
    PracticePage,
    Recognition,
    Verification,
)
from practices.serializers import LONG_TEXTS, TERM_FIELDS
from vocabulary.models import Scheme, Term
from vocabulary.pinyin import pinyin_slug

PLAIN = ("summary", "kind", "stage", "visibility", "started_on", "ended_on")
#: Full cases are verified again each year; those with this remainder of `number` were forgotten.
VERIFIED_BEFORE = date(2026, 9, 30)
FORGOTTEN_EVERY = 7


@transaction.atomic
def load(*, limit: int | None = None) -> int:
    """Make what is missing, of the first `limit` cases only where one is given; returns how many cases that were."""
    hashed = make_password(PASSWORD)
    for account in OFFICE_ACCOUNTS:
        _account(account, hashed)
    cases = _Cases(read_cases(limit))
    cases.join_cities()
    members = set(City.objects.members().values_list("slug", flat=True))
    for account in CITY_ACCOUNTS:
        if account.city in members:
            _account(account, hashed)
    made = cases.load()
    _follow()
    adopt(cases.cities, cases.people)
    for article in read_articles():
        _article(article)
    load_requests()
    load_visits()
    kept.load(cases.people)
    load_discussions()
    site_changed()
    return made


# --- people -------------------------------------------------------------------------------------------------------
def _account(account: SampleAccount, hashed: str) -> None:
    """The published password is hashed once for all: each time takes a good part of a second. Who goes by
    the same user name and is somebody else is left alone."""
    user = User.objects.filter(username=account.username).first()
    if user is None:
        user = User(username=account.username, name=account.name, password=hashed)
        user.full_clean()
        user.save()
    elif user.name != account.name:
        return
    city = City.objects.get(slug=account.city) if account.city else None
    membership_give(user=user, role=account.role, city=city)


def office() -> User:
    return User.objects.get(username="office")


def _follow() -> None:
    """The city that leads and the theme most cases are about; after the cases, which are no news to anybody."""
    names = [account.username for account in CITY_ACCOUNTS]
    things = [City.objects.get(is_lead=True), Term.objects.get(scheme=Scheme.THEME, code="street-order")]
    for person in active_people().filter(username__in=names):
        for thing in things:
            follow(user=person, target=thing)


# --- cases --------------------------------------------------------------------------------------------------------
class _Cases:
    """What many cases share is read once."""

    def __init__(self, written: list[dict[str, Any]]) -> None:
        titles = PracticePage.objects.filter(title__endswith=MARK).values_list("title", flat=True)
        there = {title.removesuffix(MARK) for title in titles}
        self.missing = [case for case in written if case["title"] not in there]

    def load(self) -> int:
        """A case that is there is left as it is, and so is a city that has left the alliance."""
        written = [case for case in self.missing if self.cities[case["city"]].is_member]
        for case in written:
            self._make(case)
        return len(written)

    def join_cities(self) -> None:
        home = HomePage.objects.get()
        for slug in {case["city"] for case in self.missing}:
            if self.cities[slug].joined_on is None:
                page = city_join(city=self.cities[slug], home=home, by=self.office)
                page.introduction = CITY_NOTICE
                page.save()
        self.cities = {city.slug: city for city in _cities()}

    @cached_property
    def cities(self) -> dict[str, City]:
        return {city.slug: city for city in _cities()}

    @cached_property
    def office(self) -> User:
        return office()

    @cached_property
    def people(self) -> dict[str, User]:
        return {user.username: user for user in User.objects.filter(username__in=[a.username for a in SAMPLE_ACCOUNTS])}

    @cached_property
    def terms(self) -> dict[tuple[str, str], Term]:
        return {(term.scheme, term.code): term for term in Term.objects.all()}

    @cached_property
    def districts(self) -> dict[tuple[str, str], District]:
        return {(row.city.slug, row.name): row for row in District.objects.select_related("city")}

    @cached_property
    def indexes(self) -> dict[int, PracticeIndexPage]:
        """By the path of the city page; the same object each time, since it counts its children."""
        pages = PracticeIndexPage.objects.all()
        by_parent = {page.path[: -page.steplen]: page for page in pages}
        return {city.pk: by_parent[city.page.path] for city in self.cities.values() if city.is_member}

    @cached_property
    def metrics(self) -> dict[str, ProfileMetric]:
        return {metric.code: metric for metric in ProfileMetric.objects.all()}

    @cached_property
    def policies(self) -> dict[str, Policy]:
        return {key: _policy(row, self.office) for key, row in read_policies().items()}

    @cached_property
    def histories(self) -> dict[str, dict[str, Any]]:
        return read_history()

    @cached_property
    def files(self) -> SampleFiles:
        return SampleFiles()

    def _person(self, case: dict[str, Any], role: str) -> User:
        """The sample account of that role in the case's city, else the office."""
        return self.people.get(f"{case['city']}-{role}", self.office)

    def _make(self, case: dict[str, Any]) -> None:
        """As from the editing form: parts enter the revision, and the publish writes their rows."""
        history = self.histories.get(case["title"])
        first, *later = stages(case, history) if history else [case]
        page = _page(first)
        page.owner = self._person(case, "editor")
        self.indexes[self.cities[case["city"]].pk].add_child(instance=page)
        self._fill(page, first)
        if not later:
            self.files.prove(page, case, self.cities[case["city"]])
        self._publish(page, first)
        for stage in later:
            # The published rows, not those of the revision, which had no numbers yet: they stay what they are.
            page = PracticePage.objects.get(pk=page.pk)
            _change(page, stage)
            if stage is later[-1]:
                self.files.prove(page, case, self.cities[case["city"]])
            self._publish(page, stage)
        _date_back(page, case["published_on"], [first, *later][-1]["published_on"])
        self._honour(page, case)
        if history and "correction" in history:
            self._correct(page, case, history["correction"])

    def _publish(self, page: PracticePage, stage: dict[str, Any]) -> None:
        revision = page.save_revision(user=page.owner, clean=False)
        approver, moment = self._person(stage, "approver"), _moment(stage["published_on"])
        page.publish(revision, user=approver, dated=moment, skip_permission_checks=True)

    def _correct(self, page: PracticePage, case: dict[str, Any], said: dict[str, Any]) -> None:
        """Asked of one version and done in the next one."""
        CorrectionRequest.objects.create(
            practice=page,
            number=said["number"],
            done_in=said["number"] + 1,
            state=CorrectionRequest.State.DONE,
            asked_by=self.people.get(said["by"], self.office),
            asked_at=_moment(said["asked_on"]),
            answered_by=self._person(case, "editor"),
            answered_at=_moment(said["answered_on"]),
            **{name: said[name] for name in ("place", "wrong", "proposed", "answer")},
        )

    def _fill(self, page: PracticePage, case: dict[str, Any]) -> None:
        page.keywords.add(KEYWORD, *case["keywords"])
        for field, scheme in TERM_FIELDS.items():
            getattr(page, field).set([self.terms[scheme, code] for code in case[field]])
        page.district = self.districts[case["city"], case["district"]] if "district" in case else None
        parts.fill(page, case)
        parts.cite(page, case, self.policies)
        parts.suit(page, case, self.metrics)
        if "derived_from" in case:
            title = case["derived_from"]
            parts.derive(page, PracticePage.objects.filter(title=title + MARK).first(), title)
        self.files.add(page, case, self.cities[case["city"]])

    def _honour(self, page: PracticePage, case: dict[str, Any]) -> None:
        by = self.office
        if "evidence" in case:
            EvidenceGrade.objects.create(practice=page, level=case["evidence"], reason="示例：材料已核对", given_by=by)
        if "award" in case:
            award = self.terms["recognition", case["award"]]
            Recognition.objects.create(practice=page, award=award, note="示例认定", given_by=by)
        if "featured" in case:
            FeaturedSlot.objects.create(practice=page, note=case["featured"], chosen_by=by)
        if case["form"] == "full":
            self._verify(page, case)

    def _verify(self, page: PracticePage, case: dict[str, Any]) -> None:
        day = last_anniversary(case["published_on"], forgotten=case["number"] % FORGOTTEN_EVERY == 0)
        Verification.objects.create(
            practice=page,
            verified_on=day,
            verifier=self._person(case, "approver"),
            note="示例：已核对指标和做法",
            review_by=_in_year(day, day.year + 1),
        )


def _cities() -> QuerySet[City]:
    return City.objects.select_related("page", "collection")


def _texts(case: dict[str, Any]) -> dict[str, str]:
    texts = {name: to_html(case[name].splitlines()) for name in LONG_TEXTS if name in case}
    return {**texts, "context": f"<p>{NOTICE}</p>{texts['context']}"}


def _change(page: PracticePage, stage: dict[str, Any]) -> None:
    """What one version may say otherwise than the one before it."""
    for name, text in {**_texts(stage), "summary": stage["summary"]}.items():
        setattr(page, name, text)
    for relation in parts.PARTS:
        parts.change(page, relation, stage[relation])


def _page(case: dict[str, Any]) -> PracticePage:
    page = PracticePage(
        title=case["title"] + MARK,
        live=False,
        first_published_at=_moment(case["published_on"]),
        contact_name=f"示例联系人{case['number']}",
        contact_phone=f"0531-0000 {case['number']:04d}",
        confirmed_not_secret=True,
        **{name: case[name] for name in PLAIN if name in case},
        **_texts(case),
    )
    page.slug = f"{pinyin_slug(case['title'])}-{page.short_id}"
    return page


def _moment(day: date) -> datetime:
    """Nine in the morning in China."""
    return datetime.combine(day, datetime.min.time(), UTC).replace(hour=1)


def last_anniversary(day: date, *, forgotten: bool) -> date:
    """Of `day`, before VERIFIED_BEFORE; a year earlier for a case whose review is overdue."""
    found = _in_year(day, VERIFIED_BEFORE.year)
    if found > VERIFIED_BEFORE:
        found = _in_year(day, VERIFIED_BEFORE.year - 1)
    if forgotten:
        found = _in_year(found, found.year - 1)
    return max(found, day)


def _in_year(day: date, year: int) -> date:
    """The first of March stands in for a leap day."""
    return date(year, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def _date_back(page: PracticePage, first: date, last: date) -> None:
    """Publishing writes today's date; sample cases are spread over two years."""
    dates = {"first_published_at": _moment(first), "last_published_at": _moment(last)}
    PracticePage.objects.filter(pk=page.pk).update(**dates)


def _policy(row: dict[str, Any], by: User) -> Policy:
    """The record of an office that has it already is used and stays. The log remembers which ones are ours."""
    found = Policy.objects.filter(title=row["title"]).first()
    if found is None:
        found = Policy.objects.create(**row)
        log(instance=found, action="wagtail.create", user=by)
    return found


# --- articles -----------------------------------------------------------------------------------------------------
def _article(article: dict[str, Any]) -> None:
    if ArticlePage.objects.filter(slug=article["slug"]).exists():
        return
    fields = {name: article[name] for name in ("title", "slug", "summary", "published_on")}
    fields["title"] += MARK
    page = ArticlePage(**fields, body=to_html(article["body"]), live=False, owner=office())
    ArticleIndexPage.objects.get().add_child(instance=page)
    page.save_revision(user=office()).publish(user=office(), skip_permission_checks=True)
