"""Why a person may not review a case, in words for the office; empty where they may. Asked when a reviewer is chosen, and
again when they accept and hand in: people move between cities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from cities.models import OFFICE_ROLES, Membership, Role
from practices.models import DerivedFrom

if TYPE_CHECKING:
    from cities.models import City
    from practices.models import PracticePage, Review


def why_not_review(membership: Membership, review: Review) -> str:
    """Of a person as such; whether they were asked before is another question."""
    return _is_no_reviewer(membership) or _has_a_stake(membership, review)


def _is_no_reviewer(membership: Membership) -> str:
    city = membership.city
    if membership.role != Role.REVIEWER or city is None:
        return _("不是评审人员。请先由其所在城市授予“评审”角色。")
    if not (membership.is_active() and membership.user.is_active and city.is_member):
        return _("评审资格已结束。")
    return ""


def _has_a_stake(membership: Membership, review: Review) -> str:
    practice = review.practice
    if practice is None:
        return _("案例已删除。")
    places = Membership.objects.active().filter(user=membership.user)
    if places.filter(role__in=OFFICE_ROLES).exists():
        return _("省级办公室组织评审，不参加评分。")
    if places.filter(city=review.city).exists():
        return _("和案例同属%(city)s，不能评审本市案例。") % {"city": review.city.name}
    if wrote(membership, practice):
        return _("是案例的作者、联系人或修改过案例，应当回避。")
    cities = sources_of(practice)
    conflicting = next((place.city for place in places.select_related("city") if place.city in cities), None)
    if conflicting is not None:
        return _("案例借鉴了%(city)s的做法，%(city)s应当回避。") % {"city": conflicting.name}
    return ""


def wrote(membership: Membership, practice: PracticePage) -> bool:
    person = membership.user_id
    if person in (practice.owner_id, practice.contact_user_id):
        return True
    return bool(
        practice.revisions.filter(user=person).exists() or practice.versions.filter(published_by=person).exists()
    )


def sources_of(practice: PracticePage) -> set[City]:
    """Cities whose cases this one learnt from."""
    rows = DerivedFrom.objects.filter(Q(page=practice), practice__isnull=False).select_related("practice__city")
    return {row.practice.city for row in rows}
