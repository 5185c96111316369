"""Thousands of cases of one city as rows, past signals and revisions: what lists read of them is all there. And
thousands of people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from cities.models import City, Membership, Role
from exchanges.models import Follow
from practices.models import DerivedFrom, OutcomeIndicator, PracticePage
from tests.factories.cities import city
from tests.factories.practices import practice

LONG_TEXT = "<p>" + "占道经营" * 200 + "</p>"


def many_practices(slug: str, number: int) -> list[PracticePage]:
    """Live and public, each with a theme, an indicator and a source in another city; every tenth a lesson."""
    first, source = practice(slug), practice("jinan" if slug != "jinan" else "heze")
    rows = Page.objects.bulk_create(_row(first, place) for place in range(1, number))
    cases = [first, *(_case(first, row, place) for place, row in enumerate(rows, start=1))]
    themes, term = PracticePage.themes.through, first.themes.get()
    themes.objects.bulk_create(themes(practicepage_id=case.pk, term=term) for case in cases[1:])
    OutcomeIndicator.objects.bulk_create(
        OutcomeIndicator(page_id=case.pk, name="投诉量", unit="件", before=9, after=place % 9)
        for place, case in enumerate(cases)
    )
    DerivedFrom.objects.bulk_create(DerivedFrom(page_id=case.pk, practice=source) for case in cases)
    return cases


def _row(first: PracticePage, place: int) -> Page:
    title = f"第{place}个案例"
    return Page(
        title=title,
        draft_title=title,
        slug=f"many-{place}",
        url_path=f"{first.url_path}many-{place}/",
        path=f"{first.path}{place:04d}",
        depth=first.depth + 1,
        content_type_id=first.content_type_id,
        locale_id=first.locale_id,
        live=True,
        first_published_at=timezone.now() - timedelta(hours=place),
    )


def _case(first: PracticePage, row: Page, place: int) -> PracticePage:
    kind = "lesson" if place % 10 == 0 else "success"
    case = PracticePage(
        page_ptr=row,
        city=first.city,
        visibility="public",
        summary="摘要",
        kind=kind,
        context=LONG_TEXT,
        short_id=f"m{row.pk}",
    )
    # Raw: its own row alone, that of the page is there.
    case.save_base(raw=True, force_insert=True)
    return case


def many_followers(number: int, target: Any, *, of: str = "") -> list[User]:
    """Members of all member cities in turn, or of one, with addresses; in the order of their ids."""
    first = User.objects.count()
    names = (f"follower{first + place}" for place in range(number))
    people = User.objects.bulk_create(User(username=name, name=name, email=f"{name}@example.org") for name in names)
    places = [city(of)] if of else list(City.objects.members())
    Membership.objects.bulk_create(
        Membership(user=person, city=places[place % len(places)], role=Role.MEMBER, applied=True)
        for place, person in enumerate(people)
    )
    content_type = ContentType.objects.get_for_model(target)
    Follow.objects.bulk_create(Follow(user=person, content_type=content_type, object_id=target.pk) for person in people)
    return people
