"""One door to randomness: the same words give the same dice on every machine."""

from __future__ import annotations

import random


def dice(*words: object) -> random.Random:
    """A generator seeded by ``words`` alone: no clock, no hash seed, no locale."""
    return random.Random(":".join(str(word) for word in words))  # noqa: S311 - copies must be repeatable


def chance(rng: random.Random, probability: float) -> bool:
    """True with ``probability``."""
    return rng.random() < probability
