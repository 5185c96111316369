from __future__ import annotations

from wagtail import hooks

from search.viewsets import VocabularyGroup


@hooks.register("register_admin_viewset")
def vocabulary_desk() -> VocabularyGroup:
    return VocabularyGroup()
