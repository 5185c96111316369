"""Whatever way a case leaves the site, something is left at its address."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from wagtail.signals import page_unpublished

from practices.models import PracticePage
from practices.versions.withdrawing import note_erased, note_unpublished


@receiver(page_unpublished, sender=PracticePage)
def after_unpublishing(instance: PracticePage, **kwargs: Any) -> None:
    note_unpublished(instance)


@receiver(pre_delete, sender=PracticePage)
def before_deletion(instance: PracticePage, **kwargs: Any) -> None:
    note_erased(instance)
