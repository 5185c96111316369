from __future__ import annotations

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from search.models import PopularSearch
from search.viewsets import PopularPolicy, VocabularyGroup

register_permission_policy(PopularSearch, PopularPolicy(PopularSearch))


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def vocabulary_desk() -> VocabularyGroup:
    return VocabularyGroup()
