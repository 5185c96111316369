"""What the header offers whom."""

from __future__ import annotations

import pytest

from cities.models import Role
from cities.services import membership_give
from tests.factories.cities import administrator, approver_of, city, curator, editor_of, member_of

pytestmark = pytest.mark.django_db


def curator_who_writes():
    person = curator()
    membership_give(user=person, city=city("rizhao"), role=Role.EDITOR)
    return person


@pytest.mark.parametrize(
    ("make", "offered"),
    [
        (lambda: member_of("rizhao"), False),
        (lambda: editor_of("rizhao"), True),
        (lambda: approver_of("rizhao"), True),
        (curator, False),
        (administrator, False),
        (curator_who_writes, True),
    ],
)
def test_writing_is_offered_to_those_with_a_city_they_write_in(client, make, offered):
    client.force_login(make())
    assert ('href="/write/"' in client.get("/").content.decode()) is offered
    assert (client.get("/write/").status_code != 403) is offered
