"""Fifty adoptions cost as many queries as one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliance.page_cache import renew_site_mark
from practices.models import Adoption, AdoptionIndicator, AdoptionStep
from tests.factories.adoptions import adopted, measured
from tests.factories.cities import member_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
MOST = 15


def many(row: Adoption, number: int) -> None:
    """As many more records of the same city, of cases of their own, and one more city with one of the same case."""
    for _each in range(number):
        page = practice("rizhao")
        twin = Adoption.objects.create(
            practice=page,
            practice_uuid=page.uuid,
            practice_title=page.title,
            origin_city=page.city,
            city=row.city,
            state="adopted",
            since=row.since,
            tried_on=row.since,
            adopted_on=row.since,
            result="结果",
            visibility="public",
            recorded_by=row.recorded_by,
        )
        AdoptionStep.objects.create(
            adoption=twin, state="adopted", on=row.since, note="好", recorded_by=row.recorded_by
        )
        AdoptionIndicator.objects.create(
            adoption=twin, key=page.uuid, name="投诉", unit="件", before=9, after=3, better="lower"
        )


def queries(client, address: str) -> int:
    """Cold: after something has changed on the site."""
    client.get(address)
    renew_site_mark()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("is_member", [False, True])
def test_no_page_asks_more_for_more_adoptions(client, settings, is_member):
    settings.REMEMBER_SECONDS = 60
    row = measured(adopted())
    if is_member:
        client.force_login(member_of("jinan"))
    many(row, 1)
    addresses = (
        "/adoptions/",
        "/cases/",
        "/heze/",
        "/rizhao/",
        f"/adoptions/{row.pk}/",
        f"/p/{row.practice.short_id}/spread/",
    )
    few = {address: queries(client, address) for address in addresses}
    many(row, 12)
    for slug in ("jinan", "yantai", "weifang"):
        measured(adopted(row.practice, slug))
    assert {address: queries(client, address) for address in addresses} == few
    if not is_member:
        assert max(few[address] for address in ("/adoptions/", f"/adoptions/{row.pk}/")) <= MOST
        assert few[f"/p/{row.practice.short_id}/spread/"] <= MOST
