"""A case that goes live or leaves is compared anew, behind the request."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from practices.models import PracticePage
from practices.quality.tasks import sign_case


@receiver(page_published, sender=PracticePage)
@receiver(page_unpublished, sender=PracticePage)
def sign_again(instance: PracticePage, **kwargs: Any) -> None:
    """After the commit: the worker would not find a case that is not stored yet."""
    transaction.on_commit(partial(sign_case.enqueue, instance.pk))
