"""Pinned pages 置顶结果: which of them answer a question, and how they count among what it finds (docs/decisions/0043)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.contenttypes.models import ContentType

from search import vocabulary
from search.analysis import Analyser
from search.documents import identifier_of
from search.kinds import PAGE_KINDS
from search.models import Pin
from search.port import Counts
from search.queries import ParsedQuery, as_asked

Filters = Mapping[str, tuple[str, ...]]
Values = Mapping[str, tuple[str, ...]]


def pinned_for(text: str, parsed: ParsedQuery) -> tuple[str, ...]:
    """Ids, as documents have them, of the pages pinned to this question, in their order. Read with each question, so
    that what a curator changes acts at once. Who may read them is not asked here."""
    asked = as_asked(text)
    pins = list(Pin.objects.current().select_related("page").only("queries", "match", "page__content_type"))
    if not asked or not pins:
        return ()
    wanted, kinds = _Question(asked, parsed), _kinds()
    answering = ((kinds.get(pin.page.content_type_id), pin) for pin in pins if pin.page and wanted.is_answered_by(pin))
    return tuple(dict.fromkeys(identifier_of(kind, pin.page_id) for kind, pin in answering if kind and pin.page_id))


def _kinds() -> dict[int, str]:
    """Content type → kind; search knows no others."""
    return {ContentType.objects.get_for_model(kind.model).pk: name for name, kind in PAGE_KINDS.items()}


class _Question:
    """A synonym of a word counts as the word."""

    def __init__(self, asked: str, parsed: ParsedQuery) -> None:
        self.asked = asked
        self.said = {*parsed.words, *(word for clause in parsed.clauses for word in clause.alternatives)}
        self._splitter: tuple[Analyser, Mapping[str, tuple[str, ...]]] | None = None

    def is_answered_by(self, pin: Pin) -> bool:
        queries = [as_asked(query) for query in pin.as_list()]
        if self.asked in queries:
            return True
        return pin.match == Pin.Match.WORDS and any(self._has_all_words_of(query) for query in queries)

    def _has_all_words_of(self, query: str) -> bool:
        if self._splitter is None:
            self._splitter = (vocabulary.analyser(), vocabulary.synonyms())
        analyser, synonyms = self._splitter
        words = analyser.query_words(query, synonyms.keys())
        return bool(words) and self.said.issuperset(words)


# --- counting -----------------------------------------------------------------------------------------------------
def fits(values: Values, filters: Filters, *, ignoring: str = "") -> bool:
    """Whether a page with these facet values passes the chosen filters."""
    chosen = ((name, wanted) for name, wanted in filters.items() if wanted and name != ignoring)
    return all(set(wanted) & set(values.get(name, ())) for name, wanted in chosen)


def counted_in(counts: Counts, pinned: Iterable[Values], filters: Filters) -> Counts:
    """Facet counts with the pinned pages, which the engine was asked to leave out."""
    added = {name: dict(found) for name, found in counts.items()}
    for values in pinned:
        for name, found in added.items():
            if fits(values, filters, ignoring=name):
                for value in values.get(name, ()):
                    found[value] = found.get(value, 0) + 1
    return added
