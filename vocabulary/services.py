"""Loading the vocabulary that a new installation starts with."""

from __future__ import annotations

import json
from pathlib import Path

from django.db import transaction

from vocabulary.models import SynonymGroup, Term, UserWord

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load_vocabulary() -> int:
    """Add what is missing; what curators changed stays. Returns how many entries were added."""
    data = json.loads((DATA / "vocabulary.json").read_text(encoding="utf-8"))
    added = 0
    for scheme, rows in data["schemes"].items():
        for order, (code, name, name_en) in enumerate(rows):
            _term, created = Term.objects.get_or_create(
                scheme=scheme, code=code, defaults={"name": name, "name_en": name_en, "sort_order": order}
            )
            added += created
    if not SynonymGroup.objects.exists():
        groups = [SynonymGroup(words="\n".join(words)) for words in data["synonyms"]]
        added += len(SynonymGroup.objects.bulk_create(groups))
    if not UserWord.objects.exists():
        added += len(UserWord.objects.bulk_create([UserWord(word=word) for word in data["user_words"]]))
    return added
