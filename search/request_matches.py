"""What a city asks, looked for while it is still being written: cases by the index, past requests by their words."""

from __future__ import annotations

import logging
import math

from django.db.models import Case, IntegerField, Q, Value, When

from cities.viewers import Viewer
from exchanges.models import SolutionRequest
from exchanges.requests.matching import register_finder
from search import vocabulary
from search.analysis import normalise
from search.documents import audiences_of, kind_and_pk
from search.port import Clause, SearchFailure, SearchRequest
from search.services import engine
from search.similar import EVERYWHERE

logger = logging.getLogger(__name__)
#: More words make the question slower and no better: the title's come first.
MOST_WORDS = 12
#: This share of them has to be found in a case.
NEEDED = 1 / 4


def words_of(text: str) -> list[str]:
    """Content words, each once. A single character says too little of a problem."""
    found = (word for word in vocabulary.analyser().query_words(normalise(text)) if word not in EVERYWHERE)
    return [word for word in dict.fromkeys(found) if len(word) > 1][:MOST_WORDS]


@register_finder("cases")
def cases_like(text: str, viewer: Viewer, most: int) -> list[int]:
    """None where the engine is away: asking goes on without it."""
    words = words_of(text)
    if not words:
        return []
    request = SearchRequest(
        clauses=tuple(Clause((word,)) for word in words),
        needed=math.ceil(len(words) * NEEDED),
        filters={"type": ("practice",)},
        audiences=audiences_of(viewer),
        size=most,
        texts=False,
        counted=False,
    )
    try:
        hits = engine().search(request).hits
    except SearchFailure:
        logger.warning("Cases cannot be proposed to who asks: the search index cannot be read.")
        return []
    return [kind_and_pk(hit.id)[1] for hit in hits]


@register_finder("requests")
def requests_like(text: str, viewer: Viewer, most: int) -> list[int]:
    """Those with the most of the words in title or problem, the newest first among equals. There are few enough of them
    to ask the database."""
    words = words_of(text)
    if not words:
        return []
    places = [Q(title__icontains=word) | Q(problem__icontains=word) for word in words]
    score = sum(
        (Case(When(place, then=Value(1)), default=Value(0), output_field=IntegerField()) for place in places),
        start=Value(0, output_field=IntegerField()),
    )
    rows = SolutionRequest.objects.visible_to(viewer).filter(hidden_at=None).annotate(score=score)
    enough = math.ceil(len(words) * NEEDED)
    found = rows.filter(score__gte=enough).order_by("-score", "-created_at", "-pk")
    return list(found.values_list("pk", flat=True)[:most])
