"""Who may do what with a case, beyond reading it (querysets.visible_to)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from taggit.models import Tag, TaggedItem
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cities.models import CityPage
from cities.pages import CityBoundTester
from cities.viewers import Viewer, viewer_of
from files.models import AllianceDocument, AllianceImage
from notifications.permissions import register_read_rule
from practices.querysets import readable_by

if TYPE_CHECKING:
    from practices.models import Hold, PracticePage


class CaseTester(CityBoundTester):
    """What was published once is withdrawn, not deleted (decision 47): administrators alone can, who must when a law
    says so."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if self.page.first_published_at and not viewer_of(self.user).is_administrator:
            return False
        return bool(super().can_delete(ignore_bulk))


def open_to(viewer: Viewer) -> Q:
    """On the public side, or as a writer of its city, drafts included."""
    return Q(city__in=viewer.writing_city_ids) | Q(live=True) & readable_by(viewer)


def may_read(user: Any, practice: PracticePage) -> bool:
    from practices.models import PracticePage

    return PracticePage.objects.filter(open_to(viewer_of(user)), pk=practice.pk).exists()


def may_see_contact(user: Any) -> bool:
    """Contact data is for members of the alliance only."""
    return viewer_of(user).in_alliance


def may_take_down(user: Any, practice: PracticePage) -> bool:
    """The office hides any live page at once; it never edits a city's words."""
    viewer = viewer_of(user)
    return bool(practice.live and (viewer.in_office or viewer.is_administrator))


def may_narrow(user: Any, practice: PracticePage) -> bool:
    viewer = viewer_of(user)
    return bool(practice.live and (practice.city_id in viewer.approving_city_ids or viewer.is_administrator))


def may_lift(user: Any, hold: Hold) -> bool:
    """Who may set a hold of this kind may lift it."""
    allowed = may_take_down if hold.limit == hold.Limit.HIDDEN else may_narrow
    return allowed(user, hold.practice)


@register_read_rule(CityPage)
def may_read_city_page(user: Any, page: CityPage) -> bool:
    return bool(page.live or page.city_id in viewer_of(user).writing_city_ids)


def explorable_pages(user: Any) -> Any:
    """Pages of the tree this person works in, in the editing pages."""
    return policy_registry.get_by_type(Page).explorable_instances(user)


def choosable_pages(pages: Any, user: Any) -> Any:
    """Of `pages` those a person may link to: own ones and those they may read anyway."""
    from practices.models import PracticePage

    if user.is_superuser:
        return pages
    return pages.filter(
        Q(pk__in=explorable_pages(user).values("pk"))
        | Q(pk__in=PracticePage.objects.visible_to(user).values("pk"))
        | Q(live=True) & ~Q(pk__in=PracticePage.objects.values("pk"))
    )


def tags_for(user: Any) -> Any:
    """Keywords of the cases a person may read or writes, and of the images and documents they may choose."""
    from practices.models import PracticePage
    from practices.models.page import PracticeTag

    cases = PracticePage.objects.filter(
        Q(pk__in=PracticePage.objects.visible_to(user).values("pk")) | Q(city__in=viewer_of(user).writing_city_ids)
    )
    tags = Q(pk__in=PracticeTag.objects.filter(content_object__in=cases).values("tag"))
    for model in (AllianceImage, AllianceDocument):
        files = policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, ["choose", "change"])
        content_type = ContentType.objects.get_for_model(model)
        items = TaggedItem.objects.filter(content_type=content_type, object_id__in=files.values("pk"))
        tags |= Q(pk__in=items.values("tag"))
    return Tag.objects.filter(tags)
