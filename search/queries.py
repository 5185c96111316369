"""What a reader typed, taken apart: words, exact phrases, exclusions, and filters by name."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from cities.models import City
from cities.selectors import all_cities
from search import vocabulary
from search.analysis import QUERY_LENGTH, characters_of, gram_tokens, normalise, runs_of
from search.port import Clause
from search.vocabulary import Curated
from vocabulary.models import Scheme, Term

#: From this many content words on, SHARE of them suffice: long questions carry words no case repeats.
LONG_QUERY = 5
SHARE = 0.7
FILTER_NAMES = {"city": "city", "城市": "city", "theme": "theme", "领域": "theme", "业务领域": "theme"}
_PHRASE = re.compile(r'["“”「」]([^"“”「」]+)["“”「」]')
_FILTER = re.compile(rf"(?<!\S)({'|'.join(FILTER_NAMES)})[:：](\S+)")
_EXCLUDED = re.compile(r"(?<!\S)[-－]([^\s\-]\S*)")


@dataclass(frozen=True)
class ParsedQuery:
    """`clauses` are what must match; `needed` how many of them."""

    clauses: tuple[Clause, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    ranking: tuple[str, ...] = ()
    #: Slugs of the cities named among the words.
    cities: tuple[str, ...] = ()

    @property
    def characters(self) -> tuple[str, ...]:
        """Those between the words too: of 一下雨就淹 only 下雨 is a word, 淹 is what it is about."""
        return tuple(characters_of([*self.words, *self.ranking]))

    @property
    def is_empty(self) -> bool:
        return not (self.clauses or self.phrases)

    @property
    def needed(self) -> int:
        number = len(self.clauses)
        return number if number < LONG_QUERY else math.ceil(number * SHARE)


def as_asked(text: str) -> str:
    """A question in the form in which equal ones are equal: as the log keeps it and pinned pages are found by it."""
    return " ".join(normalise(text[:QUERY_LENGTH]).split())[:QUERY_LENGTH]


def parse(text: str, curated: Curated | None = None) -> ParsedQuery:
    """Never fails: what is not understood is ordinary text, what is too long is cut. `curated` words other than those in
    force are for trying them."""
    text = normalise(text[:QUERY_LENGTH])
    filters: dict[str, tuple[str, ...]] = {}

    def take_filter(match: re.Match[str]) -> str:
        name = FILTER_NAMES[match[1]]
        values = _codes(name, match[2])
        if not values:
            return match[0]
        filters[name] = values
        return " "

    text = _FILTER.sub(take_filter, text)
    phrases = tuple(phrase.strip() for phrase in _PHRASE.findall(text) if phrase.strip())
    text = _PHRASE.sub(" ", text)
    excluded = tuple(_EXCLUDED.findall(text))
    asked = _EXCLUDED.sub(" ", text)
    curated = curated or vocabulary.in_force()
    words = curated.analyser.query_words(asked, curated.synonyms.keys() | curated.readings.keys())
    clauses = tuple(_clause(word, curated) for word in words)
    ranking = tuple(dict.fromkeys(gram_tokens(runs_of(asked))))
    return ParsedQuery(
        clauses=clauses,
        phrases=_with_content(phrases),
        excluded=_with_content(excluded),
        filters=filters,
        words=(*words, *phrases),
        ranking=ranking,
        cities=_cities(words),
    )


def _cities(words: list[str]) -> tuple[str, ...]:
    slugs = {normalise(city.name): city.slug for city in all_cities()}
    return tuple(dict.fromkeys(slugs[name] for word in words if (name := word.removesuffix("市")) in slugs))


def _clause(word: str, curated: Curated) -> Clause:
    synonyms = curated.synonyms
    meant = (word, *curated.readings.get(word, ()))
    alternatives = tuple(dict.fromkeys(other for one in meant for other in (one, *synonyms.get(one, ()))))
    if alternatives == (word,):
        return Clause(alternatives)
    parts = curated.analyser.query_words(word)
    apart = tuple(Clause((part, *synonyms.get(part, ()))) for part in parts) if parts != [word] else ()
    return Clause(alternatives, apart)


def _with_content(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in texts if re.search(r"\w", text))


def _codes(name: str, value: str) -> tuple[str, ...]:
    if name == "city":
        cities = City.objects.filter(name=value.removesuffix("市")) | City.objects.filter(slug=value)
        return tuple(cities.values_list("slug", flat=True))
    themes = Term.objects.in_scheme(Scheme.THEME)
    found = (themes.filter(name__contains=value) | themes.filter(code=value)).select_related("successor")
    return tuple(dict.fromkeys((term.successor or term).code for term in found))
