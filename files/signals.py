from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from files.models import AllianceDocument, TextState
from files.tasks import read_document


@receiver(post_save, sender=AllianceDocument)
def read_new_file(instance: AllianceDocument, raw: bool = False, **kwargs: Any) -> None:
    if not raw and instance.text_state == TextState.WAITING:
        transaction.on_commit(partial(read_document.enqueue, instance.pk))
