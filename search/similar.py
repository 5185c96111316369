"""相似案例: other cases of the same themes that say what this one's title and summary say."""

from __future__ import annotations

import logging
import math

from cities.viewers import Viewer
from practices.reading import Reading
from practices.selectors import register_similar_cases
from search import vocabulary
from search.analysis import normalise
from search.documents import audiences_of, kind_and_pk
from search.port import Clause, SearchFailure, SearchRequest
from search.services import engine

logger = logging.getLogger(__name__)
#: More words make the question slower and no better: the title's come first.
MOST_WORDS = 10
#: This share of them has to be found.
NEEDED = 1 / 3
#: Words of nearly every case.
EVERYWHERE = frozenset({"示例", "城市", "管理", "城市管理", "工作", "全市"})


@register_similar_cases
def similar_cases(practice: int | None, case: Reading, viewer: Viewer) -> list[int]:
    """Ids, the most similar first, within what the index holds for `viewer`; none where the engine is away."""
    words, themes = important_words(case), tuple(term.code for term in case.terms["themes"])
    if not words or not themes:
        return []
    request = SearchRequest(
        clauses=tuple(Clause((word,)) for word in words),
        needed=math.ceil(len(words) * NEEDED),
        filters={"type": ("practice",), "theme": themes},
        audiences=audiences_of(viewer),
    )
    try:
        hits = engine().search(request).hits
    except SearchFailure:
        logger.warning("Similar cases cannot be looked for: the search index cannot be read.")
        return []
    found = (kind_and_pk(hit.id)[1] for hit in hits)
    return [pk for pk in found if pk != practice]


def important_words(case: Reading) -> list[str]:
    """Of title and summary, without the names of its own city."""
    text = normalise(f"{case.content['title']} {case.content['summary']}")
    own = {normalise(name) for name in (case.city.name, f"{case.city.name}市")} if case.city else set()
    words = vocabulary.analyser().query_words(text)
    return [word for word in words if word not in EVERYWHERE | own][:MOST_WORDS]
