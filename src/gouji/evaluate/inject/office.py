"""Errors that the office made before it printed: gold is what is printed, ``injected`` tells what was right."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from gouji.evaluate.copy import Injected
from gouji.evaluate.gold import GoldReport
from gouji.evaluate.inject import digits
from gouji.evaluate.inject.last_year import other_year
from gouji.evaluate.inject.rewrite import Pattern
from gouji.evaluate.inject.shifts import swaps

OfficeError = Callable[[GoldReport, random.Random], GoldReport]
_TRIES = 20


def alter(kind: str, pattern: Pattern, gold: GoldReport, rng: random.Random) -> GoldReport:
    """Print ``gold`` with one more error of ``kind``; unchanged where it cannot occur.

    Errors keep off each other's cells, so that ``right`` is always the true number.
    """
    taken = {path for error in gold.injected for path in error.cells}
    for _ in range(_TRIES):
        rewrite = pattern(gold.cells, rng)
        if rewrite is None:
            return gold
        wrong = {path: value for path, value in rewrite.changed(gold.cells).items() if value is not None}
        if wrong and not taken & wrong.keys():
            error = Injected(kind, "office", tuple(wrong), {path: gold.cells[path] for path in wrong})
            return replace(gold, cells={**gold.cells, **wrong}, injected=(*gold.injected, error))
    return gold


PATTERNS: Mapping[str, Pattern] = {
    **{f"digit_{a}_{b}": digits.confused(a, b) for a, b in digits.CONFUSIONS},
    "lost_zero": digits.lost_zero,
    "gained_zero": digits.gained_zero,
    "transposition": digits.transposed,
    "two_cells": digits.several(2),
    "three_cells": digits.several(3),
    **swaps(),
    "wrong_total": digits.wrong_total,
    "forgotten_total": digits.forgotten_total,
    "wrong_applicant": digits.wrong_applicant,
    "fee_unit": digits.fee_in_yuan,
    "other_year": other_year,
}
OFFICE: Mapping[str, OfficeError] = {
    kind: partial(alter, kind, pattern) for kind, pattern in PATTERNS.items()
}
