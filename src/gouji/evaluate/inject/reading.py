"""Errors of a reader: right documents, wrong cells in the Reading. Gold is the document."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from gouji.evaluate.copy import Expected, Injected, Missing
from gouji.evaluate.inject import digits, shifts
from gouji.evaluate.inject.last_year import other_year
from gouji.evaluate.inject.rewrite import Pattern, Rewrite
from gouji.report import CellReading, Number, Reading

ReadingError = Callable[[Reading, Mapping[str, Expected], random.Random], tuple[Reading, Injected] | None]
_TRIES = 20


def misread(
    kind: str, pattern: Pattern, reading: Reading, expected: Mapping[str, Expected], rng: random.Random
) -> tuple[Reading, Injected] | None:
    """The reading with one more error of ``kind``, and its note; None where it cannot occur.

    Every cell that the error changes was right before and is wrong now, so that errors keep off
    each other's cells and off those that the reader itself got wrong.
    """
    cells = {p: cell.value for p, cell in reading.cells.items() if cell.blank != "not_in_form"}
    for _ in range(_TRIES):
        rewrite = pattern(cells, rng)
        if rewrite is None:
            return None
        wrong = rewrite.changed(cells)
        if wrong and all(_is(expected, p, cells[p]) and not _is(expected, p, v) for p, v in wrong.items()):
            changed = replace(reading, cells=_rewritten(reading.cells, rewrite, wrong))
            return changed, Injected(kind, "reading", tuple(wrong), {path: expected[path] for path in wrong})
    return None


def _is(expected: Mapping[str, Expected], path: str, value: Number | None) -> bool:
    """Whether ``value`` is the truth at ``path``; no number is right where nothing is to be found."""
    truth = expected.get(path, Missing("not_in_form"))
    return value is None if isinstance(truth, Missing) else value == truth


def _rewritten(
    cells: Mapping[str, CellReading], rewrite: Rewrite, wrong: Mapping[str, Number | None]
) -> dict[str, CellReading]:
    """The cells after ``rewrite``: one that took over another's text took its place on the page too."""
    after = dict(cells)
    for path, value in wrong.items():
        source = rewrite.moved.get(path)
        if path in rewrite.values:
            after[path] = replace(cells[path], value=value, printed=str(value), blank=None)
        elif source is not None and source in cells:
            after[path] = cells[source]
        else:
            after[path] = CellReading(None, None, "missing")
    return after


PATTERNS: Mapping[str, Pattern] = {
    **{f"digit_{a}_{b}": digits.confused(a, b) for a, b in digits.CONFUSIONS},
    "lost_zero": digits.lost_zero,
    "gained_zero": digits.gained_zero,
    "transposition": digits.transposed,
    "two_cells": digits.several(2),
    "three_cells": digits.several(3),
    "number_split": shifts.number_split,
    "numbers_joined": shifts.numbers_joined,
    **shifts.swaps(),
    "row_missing": shifts.row_lost,
    "columns_shifted": shifts.columns_shifted,
    "stray_number": shifts.stray_counted,
    "wrong_applicant": digits.wrong_applicant,
    "repaired_total": digits.repaired_total,
    "blank_as_zero": digits.blanks_as_zeros,
    "default_zeros": digits.default_zeros,
    "fee_unit": digits.fee_unit_misread,
    "other_year": other_year,
}
READING: Mapping[str, ReadingError] = {
    kind: partial(misread, kind, pattern) for kind, pattern in PATTERNS.items()
}
