"""What each group may do. Groups are made here and filled by services.sync_rights; nothing is ever granted by hand."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

OFFICE_GROUP = "office"
EDITOR_PAGE_RIGHTS = ("add", "change")
APPROVER_PAGE_RIGHTS = ("add", "change", "publish", "lock", "unlock")
#: Of the stock image and document models: Wagtail asks these whatever model is configured.
FILE_RIGHTS = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "choose_document"),
)
APPROVER_FILE_RIGHTS = (
    *FILE_RIGHTS,
    ("wagtailimages", "change_image"),
    ("wagtailimages", "delete_image"),
    ("wagtaildocs", "change_document"),
    ("wagtaildocs", "delete_document"),
)


def _permission(app_label: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def group_with_admin_access(name: str) -> Group:
    group, _created = Group.objects.get_or_create(name=name)
    group.permissions.add(_permission("wagtailadmin", "access_admin"))
    return group


def grant_pages(group: Group, page: Page, rights: Iterable[str]) -> None:
    for right in rights:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{right}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def grant_files(group: Group, collection: Collection, rights: Iterable[tuple[str, str]]) -> None:
    for app_label, codename in rights:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=_permission(app_label, codename)
        )


def office_group() -> Group:
    """The provincial office's group; alliance.services gives it its pages and snippets."""
    return group_with_admin_access(OFFICE_GROUP)
