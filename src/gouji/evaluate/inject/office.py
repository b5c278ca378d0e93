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
from gouji.evaluate.narrative import Spoken

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


def contradict(gold: GoldReport, rng: random.Random) -> GoldReport:
    """One number of the narrative fits no scope; the tables are right, and no cell is wrong."""
    spoken = gold.prose.spoken
    told = [at for at, each in enumerate(spoken) if each.text and each.statement.cells and _held(gold, at)]
    if not told:
        return gold
    at = rng.choice(told)
    true = spoken[at]
    fitting = {int(value) for value in gold.cells.values()} | {int(each.statement.value) for each in spoken}
    near = (digits.near(int(true.statement.value), rng) for _ in range(_TRIES))
    wrong = next((number for number in near if number not in fitting), max(fitting) + rng.randint(1, 99))
    quote = true.statement.quote
    end = true.start + len(true.text)
    printed = f"{quote[: true.start]}{wrong}{quote[end:]}"
    retold = tuple(_retell(each, true, printed, wrong) for each in spoken)
    prose = replace(
        gold.prose,
        spoken=retold,
        overview=_reprinted(gold.prose.overview, quote, printed),
        other=_reprinted(gold.prose.other, quote, printed),
    )
    error = Injected("narrative_contradiction", "office", note=true.statement.kind)
    return replace(gold, prose=prose, injected=(*gold.injected, error))


def _held(gold: GoldReport, at: int) -> bool:
    return gold.statements[at].agrees is True


def _retell(each: Spoken, true: Spoken, printed: str, wrong: int) -> Spoken:
    """A statement of the sentence that now says ``wrong`` where ``true`` stood."""
    if each.statement.quote != true.statement.quote:
        return each
    statement = replace(each.statement, quote=printed)
    if each is true:
        return Spoken(replace(statement, value=wrong), true.start, str(wrong))
    moved = len(str(wrong)) - len(true.text) if each.start > true.start else 0
    return replace(each, statement=statement, start=each.start + moved)


def _reprinted(paragraphs: tuple[str, ...], quote: str, printed: str) -> tuple[str, ...]:
    """The paragraphs with one sentence printed anew."""
    return tuple(paragraph.replace(quote, printed, 1) for paragraph in paragraphs)


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
    **{kind: partial(alter, kind, pattern) for kind, pattern in PATTERNS.items()},
    "narrative_contradiction": contradict,
}
