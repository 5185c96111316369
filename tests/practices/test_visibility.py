from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from practices.models import Hold, PracticePage
from tests.factories.cities import administrator, approver_of, curator, editor_of, member_of, user
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db

READERS = {
    "visitor": AnonymousUser,
    "account without membership": user,
    "member of another city": lambda: member_of("heze"),
    "editor of another city": lambda: editor_of("heze"),
    "member": lambda: member_of("rizhao"),
    "editor": lambda: editor_of("rizhao"),
    "approver": lambda: approver_of("rizhao"),
    "curator": curator,
    "administrator": administrator,
}
OUTSIDE = {"visitor", "account without membership"}
OTHER_CITY = {"member of another city", "editor of another city"}
WRITERS = {"editor", "approver", "administrator"}

EXPECTED = {
    ("public", None): set(READERS),
    ("alliance", None): set(READERS) - OUTSIDE,
    ("city", None): {"member", *WRITERS},
    ("public", "alliance"): set(READERS) - OUTSIDE,
    ("public", "city"): {"member", *WRITERS},
    ("public", "hidden"): {"curator", *WRITERS},
    ("city", "hidden"): WRITERS,
    ("city", "alliance"): {"member", *WRITERS},
}


@pytest.mark.parametrize(("case", "readers"), EXPECTED.items(), ids=["-".join(map(str, case)) for case in EXPECTED])
@pytest.mark.parametrize("who", READERS)
def test_visible_to_follows_visibility_and_hold(case, readers, who):
    visibility, limit = case
    page = practice("rizhao", visibility=visibility)
    if limit:
        Hold.objects.create(practice=page, limit=limit, reason="原因", set_by=user())
    seen = PracticePage.objects.visible_to(READERS[who]()).filter(pk=page.pk).exists()
    assert seen == (who in readers)


@pytest.mark.parametrize("who", READERS)
def test_a_draft_is_visible_to_nobody_on_the_public_side(who):
    page = practice("rizhao", published=False)
    assert not PracticePage.objects.visible_to(READERS[who]()).filter(pk=page.pk).exists()
