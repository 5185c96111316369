from __future__ import annotations

from config.remembered import remembered
from vocabulary.models import Scheme, SynonymGroup, Term


@remembered
def all_terms() -> dict[int, Term]:
    """By id, in the order of the vocabulary; retired ones too, since cases still carry them."""
    return {term.pk: term for term in Term.objects.select_related("successor")}


@remembered
def synonym_groups() -> list[list[str]]:
    return [group.as_list() for group in SynonymGroup.objects.filter(active=True)]


def themes_offered() -> list[Term]:
    return [term for term in all_terms().values() if term.scheme == Scheme.THEME and not term.retired]
