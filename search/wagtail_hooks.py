from __future__ import annotations

from wagtail import hooks

from search.viewsets import VocabularyGroup


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def vocabulary_desk() -> VocabularyGroup:
    return VocabularyGroup()
