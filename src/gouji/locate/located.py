"""What locating tells: parts of a report whose equations are broken, and what would explain each. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gouji.report import Number

Kind = Literal[
    "cells",
    "transposed_digits",
    "factor_ten",
    "lost_total",
    "wrong_applicant",
    "wrong_row",
    "exchanged",
    "split_number",
    "joined_number",
    "column_shift",
    "row_shift",
    "run_shift",
    "row_swap",
    "column_swap",
]
"""What an explanation says has happened; ``cells`` names no pattern.

One number: ``transposed_digits``, ``factor_ten``, ``lost_total`` (a total that is 0 or blank). Two
numbers: k too many and k too few in one row (``wrong_applicant``) or one column (``wrong_row``), or the
two ``exchanged``. Many: numbers of a row, of rows, of all cells from one on that stand one place off
(``column_shift``, ``row_shift``, ``run_shift``), one number cut in two or two made one, and whole rows
or columns that have each other's numbers.
"""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A minimal set of cells that, changed to the given values, satisfies every equation of its part.

    ``weight`` ranks explanations: about 1 a cell or move, less where evidence speaks for it. ``params``
    hold the cell paths that the sentence of a move names. ``equations`` are the broken ones that it
    repairs. ``fills`` are the values that follow for cells without one; they are no change.
    """

    changes: Mapping[str, Number]
    weight: float
    kind: Kind = "cells"
    params: Mapping[str, Any] = field(default_factory=dict)
    equations: tuple[str, ...] = ()
    fills: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """Broken equations that hang together, and what would explain them, the likeliest first.

    ``complete`` tells that no explanation of less weight, and none of the best one's weight, is missing:
    False means that nothing, or perhaps not everything, was found within the bound. ``left_out`` counts
    explanations that were found and not listed.
    """

    equations: tuple[str, ...]
    explanations: tuple[Explanation, ...]
    complete: bool
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Located:
    """All parts of a report with broken equations, and the values that equations force on unknown cells.

    Parts share no cell, so any explanation of one goes with any of another. ``implied`` are suggestions
    for cells without a value, none where equations contradict each other about it. ``across`` tells what
    would explain two parts at once, where both miss the same.
    """

    parts: tuple[Part, ...] = ()
    implied: Mapping[str, Number] = field(default_factory=dict)
    across: tuple[Part, ...] = ()

    @property
    def explanations(self) -> tuple[Explanation, ...]:
        """All explanations, part by part."""
        return tuple(explanation for part in self.parts for explanation in part.explanations)

    @property
    def complete(self) -> bool:
        """Whether every part was searched to the end."""
        return all(part.complete for part in self.parts)

    def of(self, equation: str) -> Part | None:
        """The part that the broken equation of this name belongs to."""
        return next((part for part in self.parts if equation in part.equations), None)
