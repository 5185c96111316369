"""Joining and leaving, and the memberships from which every right follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import log
from wagtail.models import Collection, Page, Workflow, WorkflowPage, WorkflowTask

from cities import rights
from cities.models import WRITING_ROLES, Bureau, City, CityApprovalTask, CityPage, Invitation, Membership, Role
from cities.permissions import may_manage_members
from cities.signals import city_joined, city_left, duties_handed_over
from cities.viewers import forget_viewer

if TYPE_CHECKING:
    from django.contrib.auth.models import Group

    from accounts.models import User


#: The calendar itself ends with 9999, and no term of office lasts this long.
LAST_YEAR = 2100


class AlreadyMember(ValidationError):
    pass


# --- cities -------------------------------------------------------------------------------------------------------
@transaction.atomic
def city_join(*, city: City, home: Page, by: User | None = None) -> CityPage:
    """Make `city` a member: page, subtree, collection, groups, permissions and approval workflow. A city that left
    before gets back what it had.

    Raises AlreadyMember when it is one.
    """
    city = City.objects.select_for_update().get(pk=city.pk)
    if city.is_member:
        raise AlreadyMember(_("%(city)s已是联盟成员。") % {"city": city.name})
    page = CityPage.objects.filter(city=city).first() or _add_page(city, home)
    _make_collection_and_groups(city)
    _grant_city_rights(city, page)
    _make_workflow(city, page)
    city.joined_on, city.left_on = timezone.localdate(), None
    city.save()
    _ensure_lead_bureau(city)
    if not page.live:
        page.save_revision(user=by, log_action=False).publish(user=by, skip_permission_checks=True)
    city_joined.send(sender=City, city=city, page=page)
    for membership in Membership.objects.active().in_city(city).select_related("user"):
        sync_rights(user=membership.user)
    log(instance=page, action="cities.join", user=by, data={"city": city.code})
    return page


def _add_page(city: City, home: Page) -> CityPage:
    page = CityPage(title=city.name, slug=city.slug, city=city, live=True)
    home.add_child(instance=page)
    return page


def _make_collection_and_groups(city: City) -> None:
    if city.collection is None:
        city.collection = Collection.get_first_root_node().add_child(name=city.name)
    if city.editor_group is None:
        city.editor_group = rights.group_with_admin_access(f"{city.slug}-editors")
    if city.approver_group is None:
        city.approver_group = rights.group_with_admin_access(f"{city.slug}-approvers")


def _grant_city_rights(city: City, page: CityPage) -> None:
    editors, approvers, collection = _belongings(city)
    rights.grant_pages(editors, page, rights.EDITOR_PAGE_RIGHTS)
    rights.grant_pages(approvers, page, rights.APPROVER_PAGE_RIGHTS)
    rights.grant_files(editors, collection, rights.FILE_RIGHTS)
    rights.grant_files(approvers, collection, rights.APPROVER_FILE_RIGHTS)


def _belongings(city: City) -> tuple[Group, Group, Collection]:
    if city.editor_group is None or city.approver_group is None or city.collection is None:
        raise ValueError(f"{city.slug} has no groups yet; call city_join first.")
    return city.editor_group, city.approver_group, city.collection


def _make_workflow(city: City, page: CityPage) -> None:
    if city.workflow is None:
        task = CityApprovalTask.objects.create(name=_("%(city)s审核") % {"city": city.name}, active=True)
        task.groups.add(city.approver_group)
        city.workflow = Workflow.objects.create(name=_("%(city)s审核") % {"city": city.name}, active=True)
        WorkflowTask.objects.create(workflow=city.workflow, task=task, sort_order=0)
    WorkflowPage.objects.get_or_create(page=page, defaults={"workflow": city.workflow})


def _ensure_lead_bureau(city: City) -> None:
    if not city.bureaus.filter(is_lead=True).exists():
        Bureau.objects.create(city=city, name=_("%(city)s市城市管理局") % {"city": city.name}, is_lead=True)


@transaction.atomic
def city_leave(*, city: City, by: User | None = None, reason: str = "") -> None:
    """Archive a member city: its people lose their rights at once and nobody writes there any more. Pages, files,
    groups and history stay as they are, for the record and for a return."""
    city = City.objects.select_for_update().get(pk=city.pk)
    if not city.is_member:
        raise ValidationError(_("%(city)s不是联盟成员。") % {"city": city.name})
    city.left_on = timezone.localdate()
    city.save(update_fields=["left_on"])
    for membership in Membership.objects.active().in_city(city).select_related("user"):
        sync_rights(user=membership.user)
    city_left.send(sender=City, city=city, by=by)
    log(instance=city.page, action="cities.leave", user=by, data={"city": city.code, "reason": reason})


@transaction.atomic
def city_join_undo(*, city: City, by: User | None = None) -> bool:
    """Take back a joining from which nothing has come: page, collection, groups and workflow go, and the city is what
    it was before. Where somebody works there, or has written or kept something, it stays a member: returns False."""
    city = City.objects.select_for_update().get(pk=city.pk)
    if not city.is_member or _in_use(city):
        return False
    log(instance=city.page, action="cities.join_undo", user=by, data={"city": city.code})
    city.page.delete()
    _give_back(city)
    return True


def _in_use(city: City) -> bool:
    """Below the city's page apps keep an index each; what is deeper was written by people."""
    files = (get_image_model(), get_document_model())
    return (
        Membership.objects.not_ended().in_city(city).exists()
        or Invitation.objects.usable().filter(city=city).exists()
        or city.page.get_descendants().filter(depth__gt=city.page.depth + 1).exists()
        or any(model.objects.filter(collection=city.collection).exists() for model in files)
        or Bureau.objects.filter(city=city).exclude(is_lead=True, memberships=None, practices=None).exists()
    )


def _give_back(city: City) -> None:
    editors, approvers, collection = _belongings(city)
    workflow, city.workflow = city.workflow, None
    city.collection = city.editor_group = city.approver_group = None
    city.joined_on = None
    city.save()
    city.bureaus.all().delete()
    if workflow is not None:
        CityApprovalTask.objects.filter(workflow_tasks__workflow=workflow).delete()
        workflow.delete()
    for belonging in (editors, approvers, collection):
        belonging.delete()


@transaction.atomic
def profile_save(*, city: City, parts: Iterable[Any], by: User) -> None:
    """Save the formsets of figures and units together. Raises IntegrityError where two rows say the same."""
    for part in parts:
        part.save()
    log(instance=city.page, action="cities.profile", user=by)


# --- memberships --------------------------------------------------------------------------------------------------
@transaction.atomic
def membership_give(
    *, user: User, role: str, city: City | None = None, bureau: Bureau | None = None, by: User | None = None
) -> Membership:
    """Give `user` a role in `city`, or in the office when the role is an office role. An equal open membership is
    returned as it is."""
    existing = Membership.objects.filter(user=user, city=city, role=role, ends_at__isnull=True).first()
    if existing:
        return existing
    if bureau is not None and bureau.city_id != getattr(city, "pk", None):
        raise ValidationError(_("责任单位不属于该城市。"))
    membership = Membership(user=user, city=city, bureau=bureau, role=role, given_by=by)
    membership.full_clean()
    membership.save()
    sync_rights(user=user)
    log(instance=membership, action="cities.membership.give", user=by, data=_membership_data(membership))
    return membership


@transaction.atomic
def membership_end(
    *, membership: Membership, by: User | None = None, reason: str = "", successor: User | None = None
) -> None:
    """End a membership now. Who has none left is signed out everywhere at once."""
    membership.ends_at = timezone.now()
    membership.ended_by, membership.end_reason, membership.successor = by, reason, successor
    membership.save()
    sync_rights(user=membership.user)
    if not Membership.objects.active().filter(user=membership.user).exists():
        end_sessions(user=membership.user)
    log(instance=membership, action="cities.membership.end", user=by, data=_membership_data(membership, reason=reason))


@transaction.atomic
def membership_change_role(*, membership: Membership, role: str, by: User) -> Membership:
    """Another role in the same place: the old row ends, a new one begins, both stay on record."""
    if membership.role == role:
        return membership
    _refuse_raising_oneself(by, membership.user, role, membership.city)
    _keep_somebody(membership)
    given = membership_give(user=membership.user, role=role, city=membership.city, bureau=membership.bureau, by=by)
    membership_end(membership=membership, by=by, reason=_("角色变更"))
    return given


@transaction.atomic
def membership_part(*, membership: Membership, by: User, reason: str) -> None:
    """End a membership by somebody who looks after the city. Raises ValidationError for its last approver."""
    _keep_somebody(membership)
    membership_end(membership=membership, by=by, reason=reason)


@transaction.atomic
def membership_end_on(*, membership: Membership, day: date | None, by: User) -> None:
    """Let a membership run out at the end of `day`; None takes the limit away. Raises ValidationError for a day that
    has passed and for the last approver of a city."""
    if day is not None:
        if day < timezone.localdate():
            raise ValidationError(_("请选择今天或以后的日期；要立即结束，请用“结束成员资格”。"))
        if day.year > LAST_YEAR:
            raise ValidationError(_("请选择 %(year)s 年以前的日期；长期有效请留空。") % {"year": LAST_YEAR})
        _keep_somebody(membership)
    if by.pk == membership.user_id and membership.last_day and (day is None or day > membership.last_day):
        raise ValidationError(_("不能延长自己的任期，请由另一位管理人员办理。"))
    membership.ends_at = day and timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    membership.full_clean()
    membership.save(update_fields=["ends_at"])
    sync_rights(user=membership.user)
    data = _membership_data(membership, until=day.isoformat() if day else "")
    log(instance=membership, action="cities.membership.end_on", user=by, data=data)


#: Without one a city can neither publish nor invite, and the office can let nobody in.
INDISPENSABLE = (Role.APPROVER, Role.ADMINISTRATOR)


def _keep_somebody(membership: Membership) -> None:
    """Raises ValidationError for the last active approver of a city and the last administrator."""
    if membership.role not in INDISPENSABLE or not membership.is_active():
        return
    others = Membership.objects.active().filter(city=membership.city, role=membership.role, user__is_active=True)
    if not others.exclude(user=membership.user).exists():
        if membership.city is None:
            raise ValidationError(_("这是唯一的系统管理员，请先邀请另一位。"))
        raise ValidationError(_("这是该市唯一的审核人员，请先移交给接任者。"))


#: From less to more; the order of the declaration.
RANKS = {role: rank for rank, role in enumerate(Role)}


def _refuse_raising_oneself(by: User, person: User, role: str, city: City | None) -> None:
    """Raises ValidationError when `by` would get a higher role than already held there. The office looks after the
    people of every city, and would otherwise make itself their approver."""
    if by.pk != person.pk:
        return
    held = Membership.objects.active().filter(user=by, city=city).values_list("role", flat=True)
    if RANKS[Role(role)] > max((RANKS[Role(own)] for own in held), default=-1):
        raise ValidationError(_("不能给自己更高的角色，请由另一位管理人员办理。"))


@transaction.atomic
def hand_over(*, leaver: User, successor: User, city: City, by: User, reason: str) -> None:
    """All that `leaver` holds in `city` goes to `successor`, who is active there, in one step: roles, and through
    duties_handed_over what other apps keep in the leaver's name."""
    if not may_manage_members(by, city):
        raise PermissionDenied
    if leaver.pk == successor.pk:
        raise ValidationError(_("请选择另一个人接任。"))
    if not Membership.objects.active().in_city(city).filter(user=successor).exists():
        raise ValidationError(_("接任者还不是本市成员，请先邀请。"))
    held = list(Membership.objects.not_ended().in_city(city).filter(user=leaver))
    if not held:
        raise ValidationError(_("此人在本市已没有角色，无需移交。"))
    for membership in held:
        if membership.is_active():
            _refuse_raising_oneself(by, successor, membership.role, city)
            membership_give(user=successor, role=membership.role, city=city, bureau=membership.bureau, by=by)
        membership_end(membership=membership, by=by, reason=reason, successor=successor)
    duties_handed_over.send(sender=City, city=city, leaver=leaver, successor=successor, by=by)
    log(
        instance=city.page,
        action="cities.membership.hand_over",
        user=by,
        data={"leaver": leaver.pk, "successor": successor.pk, "reason": reason},
    )


def _membership_data(membership: Membership, **more: str) -> dict[str, object]:
    return {
        "user": membership.user_id,
        "city": membership.city.code if membership.city else None,
        "role": membership.role,
        **more,
    }


def end_sessions(*, user: User) -> None:
    """Sign `user` out everywhere. Sessions are few enough here to be read one by one."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


@transaction.atomic
def sync_rights(*, user: User) -> None:
    """Make groups and the administrator flag of `user` follow from the active memberships. The only place that
    writes them."""
    active = list(Membership.objects.active().filter(user=user).select_related("city"))
    user.groups.set(_groups_for(active))
    is_administrator = any(m.role == Role.ADMINISTRATOR for m in active)
    if user.is_superuser != is_administrator:
        user.is_superuser = user.is_staff = is_administrator
        user.save(update_fields=["is_superuser", "is_staff"])
    Membership.objects.filter(user=user).update(applied=False)
    Membership.objects.filter(pk__in=[m.pk for m in active]).update(applied=True)
    forget_viewer(user)


def sync_rights_by_the_clock() -> int:
    """Put right the groups of people whose memberships began or ended since they were last looked at. Returns how
    many people that were."""
    people = {membership.user for membership in Membership.objects.stale().select_related("user")}
    for person in people:
        sync_rights(user=person)
        if not Membership.objects.active().filter(user=person).exists():
            end_sessions(user=person)
    return len(people)


def _groups_for(memberships: list[Membership]) -> list[Group]:
    groups: list[Group] = []
    for membership in memberships:
        if membership.role == Role.CURATOR:
            groups.append(rights.office_group())
        city = membership.city
        if city is None or not city.is_member or membership.role not in WRITING_ROLES:
            continue
        editors, approvers, _collection = _belongings(city)
        groups.append(approvers if membership.role == Role.APPROVER else editors)
    return groups
