from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.permissions import register_permission_policy

from search.desk_views import SearchGroup
from search.models import PopularSearch
from search.viewsets import PopularPolicy, VocabularyGroup

register_permission_policy(PopularSearch, PopularPolicy(PopularSearch))


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def vocabulary_desk() -> VocabularyGroup:
    return VocabularyGroup()


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def search_desk() -> SearchGroup:
    return SearchGroup()


class RetryFormatter(LogFormatter):  # type: ignore[misc]
    label = gettext_lazy("重试")

    def format_message(self, log_entry: Any) -> str:
        return _("%(number)s 项改动重新写进索引") % log_entry.data


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("search.rebuild", gettext_lazy("重建索引"), gettext_lazy("重建搜索索引"))
    actions.register_action("search.retry")(RetryFormatter)
