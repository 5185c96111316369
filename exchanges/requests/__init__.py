"""求助: asking, answering, and what becomes of it."""
