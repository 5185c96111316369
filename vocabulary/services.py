"""The vocabulary a new installation starts with, and what curators do to terms. What also moves cases, a merge or a
deletion, stands in practices.terms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

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


@transaction.atomic
def term_retire(*, term: Term, by: Any) -> None:
    """Writers are no longer offered it; cases that carry it keep it."""
    term = Term.objects.select_for_update().get(pk=term.pk)
    if term.retired:
        raise ValidationError(_("“%(name)s”已经停用。") % {"name": term.name})
    term.retired = True
    term.save(update_fields=["retired"])
    log(instance=term, action="vocabulary.retire", user=by)


@transaction.atomic
def term_restore(*, term: Term, by: Any) -> None:
    term = Term.objects.select_for_update().get(pk=term.pk)
    if term.successor:
        message = _("“%(name)s”已并入“%(into)s”，不能再启用。需要时请新建词条。")
        raise ValidationError(message % {"name": term.name, "into": term.successor.name})
    if not term.retired:
        raise ValidationError(_("“%(name)s”正在使用中。") % {"name": term.name})
    if namesakes(scheme=term.scheme, name=term.name).exists():
        raise ValidationError(_("已有同名的词条在用，请先给“%(name)s”改名。") % {"name": term.name})
    term.retired = False
    term.save(update_fields=["retired"])
    log(instance=term, action="vocabulary.restore", user=by)


def namesakes(*, scheme: str, name: str) -> Any:
    """Terms a writer could not tell apart from one of this name."""
    return Term.objects.in_scheme(scheme).offered().filter(name=name)


@transaction.atomic
def terms_reorder(*, terms: Sequence[Term], by: Any) -> int:
    """Terms of one scheme in their new order. Returns how many changed place."""
    moved = [(place, term) for place, term in enumerate(terms) if term.sort_order != place]
    for place, term in moved:
        term.sort_order = place
        term.save(update_fields=["sort_order"])
        log(instance=term, action="vocabulary.reorder", user=by, data={"place": place + 1})
    return len(moved)
