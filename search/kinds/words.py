"""Rows that hold what was asked for, by the database alone."""

from __future__ import annotations

from django.db.models import Q

from search.queries import ParsedQuery

#: Longer questions are cut: each word is a scan of the titles.
MOST_WORDS = 20


def holding(parsed: ParsedQuery, *columns: str) -> Q:
    """Every word, or one of its synonyms, in one of the columns; none of the excluded words in any."""
    rule = Q()
    for clause in parsed.clauses[:MOST_WORDS]:
        rule &= _any(clause.alternatives[:MOST_WORDS], columns)
    for phrase in parsed.phrases[:MOST_WORDS]:
        rule &= _any((phrase,), columns)
    for word in parsed.excluded[:MOST_WORDS]:
        rule &= ~_any((word,), columns)
    return rule


def _any(words: tuple[str, ...], columns: tuple[str, ...]) -> Q:
    rule = Q()
    for word in words:
        for column in columns:
            rule |= Q(**{f"{column}__icontains": word})
    return rule
