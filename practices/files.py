"""Where cases use files, and who may read a file no page shows yet."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from wagtail.images.models import AbstractImage

from cities.viewers import viewer_of
from files.permissions import register_file_rule
from practices.models import PracticePage


@register_file_rule
def shown_by_a_readable_case(user: Any, file: Any) -> bool:
    if isinstance(file, AbstractImage):
        uses = Q(images__image=file)
    else:
        uses = (
            Q(attachments__document=file)
            | Q(evidence_files__document=file)
            | Q(building_blocks__files__document=file)
            | Q(policy_citations__policy__document=file)
        )
    return PracticePage.objects.visible_to(user).filter(uses).exists()


@register_file_rule
def own_citys_writers(user: Any, file: Any) -> bool:
    """Drafts and unused files: the writers of the city whose collection holds the file, and administrators."""
    viewer = viewer_of(user)
    if viewer.is_administrator:
        return True
    city = getattr(file.collection, "city", None)
    return city is not None and city.pk in viewer.writing_city_ids
