"""The rule asked for many people at once says what it says for each of them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from notifications.permissions import may_read, readable_ids, readers_among
from practices.models import Hold, PracticePage
from tests.factories.cities import administrator, approver_of, curator, editor_of, member_of, user
from tests.factories.practices import practice


class TestManyAtOnce(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.people = [
            *(make(slug) for slug in ("rizhao", "heze") for make in (member_of, editor_of, approver_of)),
            *(user(), curator(), administrator()),
        ]

    @settings(max_examples=20, deadline=None)
    @given(
        visibility=st.sampled_from(["public", "alliance", "city"]),
        hold=st.sampled_from(["", "alliance", "city", "hidden"]),
        published=st.booleans(),
    )
    def test_many_people_are_judged_as_each_is(self, visibility, hold, published):
        page = practice("rizhao", visibility=visibility, published=published)
        if hold:
            Hold.objects.create(practice=page, limit=hold, reason="原因", set_by=self.people[-1])
        people = list(User.objects.filter(pk__in=[person.pk for person in self.people]))
        expected = {person.pk for person in self.people if may_read(person, page)}
        assert readers_among(people, page) == expected
        assert {person.pk for person in self.people if readable_ids(person, PracticePage, [page.pk])} == expected


@pytest.mark.django_db
def test_more_people_ask_no_more_queries():
    page = practice()

    def asked() -> int:
        people = list(User.objects.filter(is_active=True))
        with CaptureQueriesContext(connection) as queries:
            readers_among(people, page)
        return len(queries)

    member_of("heze"), editor_of("rizhao")
    few = asked()
    for _number in range(20):
        member_of("heze"), editor_of("rizhao")
    assert asked() == few
