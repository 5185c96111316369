from __future__ import annotations

from django.db import transaction

from files.models import TEXT_FAILURES, AllianceDocument, TextState
from files.texts import Words, words_of


def document_read(pk: int) -> bool:
    """Read the words of a document that waits for it; returns whether it was. The file is read outside any transaction,
    for up to half a minute: where it was replaced meanwhile, what was read is of no use and the new one waits its turn."""
    document = AllianceDocument.objects.unread().filter(pk=pk).first()
    if document is None:
        return False
    return _keep(pk, document.file.name, words_of(document.file))


@transaction.atomic
def _keep(pk: int, name: str, words: Words) -> bool:
    """By save(): whoever searches or shows a document hears of it."""
    document = AllianceDocument.objects.select_for_update().unread().filter(pk=pk, file=name).first()
    if document is None:
        return False
    document.text, document.text_problem = words.text, words.problem
    document.text_state = _state(words)
    document.save(update_fields=["text", "text_problem", "text_state"])
    return True


def _state(words: Words) -> TextState:
    if words.text:
        return TextState.DONE
    return TextState.FAILED if words.problem in TEXT_FAILURES else TextState.UNREADABLE


def read_again() -> int:
    """Let those that failed wait once more; returns how many."""
    failed = AllianceDocument.objects.filter(text_state=TextState.FAILED)
    return failed.update(text_state=TextState.WAITING, text_problem="")
