"""How much one question may ask of an engine: Elasticsearch refuses a query of more than 1,024 terms in a small heap,
and both engines pay for each. The same cut for both, so that they answer alike."""

from __future__ import annotations

from dataclasses import replace

from search.port import Clause, SearchRequest

MOST_CLAUSES = 60
#: Words in all clauses together; each is looked up in up to six fields, for finding and again for ranking.
MOST_WORDS = 60
MOST_RANKING = 150
#: Phrases, excluded words, beginnings.
MOST_OTHERS = 20
#: Values of one filter, or of one signal.
MOST_VALUES = 1_000


def bounded(request: SearchRequest) -> SearchRequest:
    clauses = _clauses(request.clauses)
    return replace(
        request,
        clauses=clauses,
        needed=request.needed and min(request.needed, len(clauses)),
        phrases=_texts(request.phrases, MOST_OTHERS),
        excluded=_texts(request.excluded, MOST_OTHERS),
        prefixes=_texts(request.prefixes, MOST_OTHERS),
        lookups=tuple(_texts(words, MOST_WORDS) for words in request.lookups[:MOST_OTHERS]),
        ranking=_texts(request.ranking, MOST_RANKING),
        filters={name: _texts(values, MOST_VALUES) for name, values in request.filters.items() if values},
        signals=tuple(replace(signal, values=_texts(signal.values, MOST_VALUES)) for signal in request.signals),
        page=max(1, request.page),
    )


def _clauses(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """Every word first; its synonyms as far as there is room."""
    clauses = clauses[:MOST_CLAUSES]
    share = MOST_WORDS // max(1, len(clauses))
    return tuple(_clause(clause, share) for clause in clauses)


def _clause(clause: Clause, share: int) -> Clause:
    """The word itself, its parts where they fit, then its synonyms."""
    room = max(1, share) - 1
    parts = tuple(Clause(_texts(part.alternatives, 1)) for part in clause.parts)
    if len(parts) > room:
        parts = ()
    elif sum(len(part.alternatives) for part in clause.parts) <= room // 2:
        parts = tuple(Clause(_texts(part.alternatives, room)) for part in clause.parts)
    used = sum(len(part.alternatives) for part in parts)
    return Clause(_texts(clause.alternatives, 1 + room - used), parts)


def _texts(texts: tuple[str, ...], most: int) -> tuple[str, ...]:
    """A lone surrogate is no character in any encoding."""
    return tuple(text.encode(errors="replace").decode() for text in texts[:most])
