"""Discussions about themes and cases: who opens, who reads, what the lists show."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exchanges.discussions.services import discussion_hide, discussion_open, discussion_show
from exchanges.models import Discussion
from practices.services import practice_narrow
from tests.factories.cities import approver_of, city, curator, member_of, user
from tests.factories.discussions import discussion, said
from tests.factories.practices import practice
from vocabulary.models import Term

pytestmark = pytest.mark.django_db


def readers(row) -> set[str]:
    people = {"visitor": None, "account": user(), "own": member_of("rizhao"), "other": member_of("jinan")}
    people |= {"office": curator(), "approver": approver_of("rizhao")}
    return {name for name, person in people.items() if Discussion.objects.visible_to(person).filter(pk=row.pk).exists()}


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [
        ("public", {"visitor", "account", "own", "other", "office", "approver"}),
        ("alliance", {"own", "other", "office", "approver"}),
        ("city", {"own", "approver"}),
    ],
)
def test_who_reads_follows_the_visibility(visibility, expected):
    assert readers(discussion(visibility=visibility)) == expected


def test_what_is_said_of_a_case_is_read_by_who_reads_the_case():
    page = practice("rizhao")
    row = discussion(practice=page, visibility="public")
    assert "visitor" in readers(row)
    practice_narrow(practice=page, by=approver_of("rizhao"), limit="city", reason="原因")
    assert readers(row) == {"own", "approver"}


def test_a_hidden_discussion_is_left_to_its_city_and_the_office():
    row, office = discussion(visibility="public"), curator()
    discussion_hide(discussion=row, by=office, reason="原因")
    assert readers(row) == {"office", "approver"}
    discussion_show(discussion=row, by=office)
    assert "visitor" in readers(row)


def test_others_hide_nothing():
    row = discussion()
    for person in (row.author, member_of("rizhao"), approver_of("jinan")):
        with pytest.raises(PermissionDenied):
            discussion_hide(discussion=row, by=person, reason="原因")


def test_nobody_opens_one_about_a_case_they_may_not_read():
    page = practice("rizhao", visibility="city")
    with pytest.raises(PermissionDenied):
        discussion(member_of("jinan"), practice=page)


def test_it_has_one_subject():
    person, page = member_of("jinan"), practice("rizhao")
    theme = Term.objects.get(scheme="theme", code="street-order")
    stage = Term.objects.filter(scheme="lifecycle").first()
    for subject in ({}, {"theme": theme, "practice": page}, {"theme": stage}):
        with pytest.raises(ValidationError):
            discussion_open(
                by=person, city=city("jinan"), title="题目", body="<p>话</p>", visibility="alliance", **subject
            )


def test_the_same_discussion_sent_twice_is_one():
    person = member_of("jinan")
    assert discussion(person) == discussion(person)
    assert Discussion.objects.count() == 1


def test_too_many_in_an_hour_are_refused():
    person = member_of("jinan")
    for number in range(5):
        discussion(person, title=f"题目 {number}", body=f"<p>内容 {number}</p>")
    with pytest.raises(ValidationError, match="这一小时"):
        discussion(person, title="题目 6", body="<p>内容 6</p>")


# --- screens ------------------------------------------------------------------------------------------------------
def test_one_is_opened_from_the_page_of_a_theme_and_of_a_case(client):
    page = practice("rizhao")
    client.force_login(member_of("jinan"))
    for source, query in (("/themes/street-order/", "?theme=street-order"), (page.get_url(), f"?case={page.short_id}")):
        address = f"/discussions/new/{query}"
        assert address in client.get(source).content.decode()
        assert client.get(address).status_code == 200
    sent = {"title": "怎样借鉴", "body": "想问问经费。", "visibility": "alliance"}
    response = client.post(address, sent)
    row = Discussion.objects.get()
    assert response.headers["Location"] == f"/discussions/{row.pk}/"
    assert (row.practice, row.city.slug, row.thread.posts.get().body) == (page, "jinan", "<p>想问问经费。</p>")
    assert "怎样借鉴" in client.get(page.get_url()).content.decode()


def test_the_office_has_no_city_to_keep_it_to(client):
    client.force_login(curator())
    sent = {"title": "题目", "body": "话", "visibility": "city", "theme": Term.objects.get(code="street-order").pk}
    assert client.post("/discussions/new/", sent).context["form"].errors["visibility"]


def test_who_is_in_two_cities_says_for_which(client):
    from cities.services import membership_give

    person = member_of("jinan")
    membership_give(user=person, city=city("heze"), role="member")
    client.force_login(person)
    assert "speaks_for" in client.get("/discussions/new/").content.decode()
    sent = {"title": "题目", "body": "话", "visibility": "alliance", "theme": Term.objects.get(code="street-order").pk}
    client.post("/discussions/new/", sent | {"speaks_for": "heze"})
    assert Discussion.objects.get().city.slug == "heze"
    assert client.post("/discussions/new/", sent | {"speaks_for": "rizhao"}).context["form"].errors["speaks_for"]


def test_the_list_is_filtered_by_theme_city_case_and_what_is_own(client):
    page, person = practice("rizhao"), member_of("jinan")
    page.themes.set(Term.objects.filter(code="street-order"))
    page.save()
    by_case = discussion(person, practice=page, title="案例的研讨")
    other = discussion(title="别的研讨", theme=Term.objects.filter(scheme="theme").exclude(code="street-order").first())
    client.force_login(person)
    shown = {
        query: {row.title for row in client.get(f"/discussions/?{query}").context["rows"]}
        for query in ("", "theme=street-order", "city=jinan", f"case={page.short_id}", "of=mine", "theme=x&city=y&of=z")
    }
    assert shown[""] == shown["theme=x&city=y&of=z"] == {by_case.title, other.title}
    assert all(shown[query] == {by_case.title} for query in list(shown)[1:5])
    said(other.thread, member_of("heze"))
    assert [row.title for row in client.get("/discussions/").context["rows"]] == [other.title, by_case.title]


def test_the_list_asks_as_much_for_one_as_for_fifty(client):
    reader, author = member_of("jinan"), member_of("rizhao")
    theme = Term.objects.get(scheme="theme", code="street-order")
    client.force_login(reader)

    def asked() -> int:
        client.get("/discussions/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/discussions/")
        return len(queries)

    discussion(author, theme=theme)
    one = asked()
    from exchanges.models import Thread

    for number in range(49):
        row = Discussion.objects.create(
            author=author, city=city("rizhao"), title=f"题 {number}", theme=theme, thread=Thread.objects.create()
        )
        said(row.thread, author) if number < 20 else None
    assert asked() == one <= 15


@pytest.mark.parametrize("name", ["discussion", "discussion_hide"])
def test_one_that_may_not_be_read_is_none(client, name):
    row = discussion(visibility="city")
    client.force_login(approver_of("jinan"))
    assert client.get(reverse(name, args=[row.pk])).status_code == 404
