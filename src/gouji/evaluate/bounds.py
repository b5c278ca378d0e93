"""Confidence bounds for rates that should be small."""

from __future__ import annotations

from scipy.special import betaincinv

CONFIDENCE = 0.95


def upper_bound(count: int, of: int, confidence: float = CONFIDENCE) -> float | None:
    """One-sided Clopper–Pearson upper bound of a rate seen ``count`` times in ``of`` independent trials.

    The largest rate at which so few would still be seen with probability ``1 - confidence``. None
    without a trial, 1 where every trial counts. With count 0 it is about 3 / of (the rule of three).
    Raises ``ValueError`` unless 0 ≤ count ≤ of.
    """
    if not 0 <= count <= of:
        raise ValueError(f"{count} of {of} is no rate")
    if of == 0:
        return None
    if count == of:
        return 1.0
    return float(betaincinv(count + 1, of - count, confidence))
