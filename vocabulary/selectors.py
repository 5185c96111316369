from __future__ import annotations

from config.remembered import remembered
from vocabulary.models import SynonymGroup, Term


@remembered
def all_terms() -> dict[int, Term]:
    """By id, in the order of the vocabulary; retired ones too, since cases still carry them."""
    return {term.pk: term for term in Term.objects.all()}


@remembered
def synonym_groups() -> list[list[str]]:
    return [group.as_list() for group in SynonymGroup.objects.filter(active=True)]
