"""Laws, standards and policy documents in the editing pages: writers add what is missing, the office looks after it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.models import User
from cities.viewers import viewer_of
from practices.models import Policy


class PolicyPermissionPolicy(ModelPermissionPolicy):  # type: ignore[misc]
    """One record for all cities: who writes anywhere may add one, the office and administrators change them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        viewer = viewer_of(user)
        is_office = viewer.in_office or viewer.is_administrator
        if action in ("add", "view", "choose"):
            return is_office or bool(viewer.writing_city_ids)
        return is_office

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Policy) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Policy) -> bool:
        return self.user_has_any_permission(user, actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Policy]:
        return Policy.objects.all() if self.user_has_any_permission(user, actions) else Policy.objects.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return User.objects.filter(is_active=True)


class PolicyChooserViewSet(SnippetChooserViewSet):  # type: ignore[misc]
    """Found or made in the same window, without leaving the case."""

    form_fields = ["title", "kind", "number", "issuer", "issued_on", "url"]
    icon = "doc-full"
    choose_one_text = _("选择法规政策")
    choose_another_text = _("换一个")
    create_action_label = _("新建")
    creation_tab_label = _("新建")


class PolicyViewSet(SnippetViewSet):  # type: ignore[misc]
    model = Policy
    icon = "doc-full"
    menu_label = _("法规政策")
    add_to_admin_menu = True
    chooser_viewset_class = PolicyChooserViewSet
    list_display = ["title", "number", "kind", "issuer", "in_force_on", "repealed_on"]
    list_filter = ["kind"]
    search_fields = ["title", "number", "issuer"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("number")]),
            FieldPanel("issuer"),
            FieldRowPanel([FieldPanel("issued_on"), FieldPanel("in_force_on"), FieldPanel("repealed_on")]),
            FieldPanel("url"),
        ]
    )

    @property
    def breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Wagtail's own are put into words once, in the language that is active when addresses are first loaded."""
        return [{"url": reverse_lazy("wagtailadmin_home"), "label": _("首页")}]
