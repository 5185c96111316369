"""Takes out what the loader made, wherever it was loaded, and leaves what people built upon it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import ProtectedError
from wagtail.models import ModelLogEntry, PageLogEntry

from accounts.models import User
from alliance.models import ArticlePage
from alliance.sample import kept
from alliance.sample.accounts import CITY_ACCOUNTS, OFFICE_ACCOUNTS, SampleAccount
from alliance.sample.asking import remove_requests
from alliance.sample.reading import CITY_NOTICE, KEYWORD, MARK, read_articles
from alliance.sample.talks import remove_discussions
from alliance.sample.visiting import remove_visits
from alliance.signals import site_changed
from cities.models import City, CityPage, Membership
from cities.services import city_join_undo, end_sessions
from files.models import AllianceDocument, AllianceImage
from practices.models import Adoption, Policy, PracticePage
from practices.versions.withdrawing import forget


@transaction.atomic
def remove() -> int:
    """Take out everything that load() made; returns how many cases that were."""
    remove_requests()
    remove_visits()
    kept.remove()
    cases = list(PracticePage.objects.filter(title__endswith=MARK, keywords__name=KEYWORD).distinct())
    sample_people = User.objects.filter(username__in=[account.username for account in CITY_ACCOUNTS])
    Adoption.objects.filter(practice__in=cases, recorded_by__in=sample_people).delete()
    for page in cases:
        page.delete()
    forget([page.short_id for page in cases])
    remove_discussions()
    for article in ArticlePage.objects.filter(slug__in=[article["slug"] for article in read_articles()]):
        article.delete()
    for model in (AllianceImage, AllianceDocument):
        for file in model.objects.filter(title__endswith=MARK):
            _unless_used(file.delete)
    _remove_policies()
    for account in CITY_ACCOUNTS:
        _remove_account(account)
    _part_cities()
    for account in OFFICE_ACCOUNTS:
        _remove_account(account)
    site_changed()
    return len(cases)


def _unless_used(delete: Callable[[], Any]) -> bool:
    """Whether it could be deleted: what people built upon in the meantime stays."""
    try:
        with transaction.atomic():
            delete()
    except ProtectedError:
        return False
    return True


def _remove_policies() -> None:
    """Those that the log says the sample office made."""
    office = _sample_office()
    if office is None:
        return
    kind = ContentType.objects.get_for_model(Policy)
    made = ModelLogEntry.objects.filter(content_type=kind, action="wagtail.create", user=office)
    for policy in Policy.objects.filter(pk__in=[int(pk) for pk in made.values_list("object_id", flat=True)]):
        _unless_used(policy.delete)


def _part_cities() -> None:
    """Whoever brought a city in last counts: one that left and came back by a real office stays. So does a city where
    people have begun to work."""
    office = _sample_office()
    for city in City.objects.members().select_related("page"):
        joins = PageLogEntry.objects.filter(page=city.page.pk, action="cities.join")
        last = joins.order_by("-timestamp", "-pk").first()
        if office is not None and last is not None and last.user_id == office.pk:
            city_join_undo(city=city)
    for page in CityPage.objects.filter(introduction=CITY_NOTICE):
        page.introduction = ""
        page.save()


def _sample_office() -> User | None:
    """By its name as well: a real office may sign in as `office`."""
    account = next(account for account in OFFICE_ACCOUNTS if account.username == "office")
    return User.objects.filter(username=account.username, name=account.name).first()


def _remove_account(account: SampleAccount) -> None:
    """By its name as well: real people may sign in by the same pattern."""
    user = User.objects.filter(username=account.username, name=account.name).first()
    if user is None:
        return
    end_sessions(user=user)
    Membership.objects.filter(user=user).delete()
    if not _unless_used(user.delete):
        user.is_active, user.is_superuser, user.is_staff = False, False, False
        user.set_unusable_password()
        user.save()
        user.groups.clear()
