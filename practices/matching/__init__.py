"""适不适合本市: what a case asks of a city, what the city has, and which cities are like one another. See docs/matching.md.

The arithmetic (preconditions, distance, ranking) knows no database; `selectors` reads what it needs in a fixed number of
queries, `words` says every result in a sentence with its figures.
"""
