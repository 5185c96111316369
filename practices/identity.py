"""Permanent short identities of cases: /p/<short id> on paper, in chat and in print."""

from __future__ import annotations

import secrets

#: Crockford's base 32 without vowels and look-alikes: it survives being read out on the telephone and spells no word.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
LENGTH = 6


def new_short_id() -> str:
    """Six characters, 27**6 = 387 million values; a new case draws again where one is taken."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
