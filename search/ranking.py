"""What weighs how much in the order of hits, and why: the same numbers for every engine. Every one was measured
(docs/search-quality.md); change one there first."""

from __future__ import annotations

from search.port import Signal

#: A word in the title says what a case is about; in the text it may be in passing.
TITLE_BOOST = 3.0
#: Keywords and themes are chosen for what a case is about.
SUBJECT_BOOST = 2.0
#: Neighbouring characters found in order rank above the same words scattered.
BIGRAM_BOOST = 0.6
#: The question's bigrams, wherever they stand, beside its words.
RANKING_BOOST = 1.0
#: The best reading of a word counts in full, each other by this share: not the sum of its synonyms.
TIE_BREAKER = 0.3
#: Each word found, where not all are asked for: a hit with two of three stands before one with one of them.
COVERAGE_BOOST = 8.0
#: A character of the question in title, keywords or summary: 摆摊 is near 摊贩, 挖开 near 开挖.
CHARACTER_BOOST = 2.0
#: The cases of a city that the question names stand before those that only mention it; less than two words found weigh.
CITY_BOOST = 12.0


#: What was done and proved stands before what is still asked, discussed or planned in the same words.
DONE_BOOST = 40.0
DONE = ("practice", "city", "article")


def signals(cities: tuple[str, ...] = ()) -> tuple[Signal, ...]:
    """What ranks besides the words. `cities`: slugs of those that the question names."""
    done = Signal("type", DONE_BOOST, DONE)
    return (done, Signal("city", CITY_BOOST, cities)) if cities else (done,)
