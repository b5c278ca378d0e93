"""Numbers that stand in wrong cells: one move, where single changes would need many. No I/O here.

A move says which number each cell would hold, or that it would hold none yet: then the equations must
force one. It counts when it satisfies every equation; the pattern of broken equations decides which moves
are tried at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from gouji.locate.grid import Grid, grids
from gouji.locate.located import Kind
from gouji.locate.scales import Scales
from gouji.locate.system import Reduced, System, eliminate_unknown, solve_back

MOVE = 1.35
"""The weight of a move with ordinary evidence: more than one cell, less than two."""

TRIED_SUBSETS = 7
"""Changes whose subsets are tried out: those of one row."""

Placed = Mapping[int, int | None]
"""New numbers by cell, None for a cell whose number the move does not know."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A move before it is tried; ``extra`` is what speaks against it."""

    kind: Kind
    placed: Placed
    params: Mapping[str, Any] = field(default_factory=dict)
    extra: float = 0.0


@dataclass(frozen=True, slots=True)
class Move:
    """A move that satisfies every equation: changes by cell, in whole units."""

    changes: Mapping[int, int]
    weight: float
    kind: Kind
    params: Mapping[str, Any]


Proposer = Callable[[Scales, Grid], Iterator[Proposal]]


def tried(weighed: Scales, proposers: Iterable[Proposer]) -> list[Move]:
    """Those of the proposed moves that satisfy every equation."""
    system = weighed.system
    found: list[Move] = []
    for grid in grids(system):
        for proposer in proposers:
            for proposal in proposer(weighed, grid):
                changes = settle(system, proposal.placed)
                if changes and not _more_than_needed(system, changes):
                    weight = MOVE + proposal.extra + weighed.surplus(sorted(changes))
                    found.append(Move(changes, max(weight, 0.0), proposal.kind, proposal.params))
    return found


def _more_than_needed(system: System, changes: Mapping[int, int]) -> bool:
    """Whether some of the changes of numbers would be enough, tried out for as many as a row has.

    A number for a cell that has none changes no number, so it may always stay.
    """
    placed = {cell: system.values[cell] + change for cell, change in changes.items()}
    numbers = [cell for cell in sorted(changes) if changes[cell] and cell not in system.unknown]
    if len(numbers) > TRIED_SUBSETS:
        return False
    return any(
        settle(system, {cell: value for cell, value in placed.items() if cell not in kept}) is not None
        for size in range(1, len(numbers))
        for kept in combinations(numbers, size)
    )


def settle(system: System, placed: Placed) -> dict[int, int] | None:
    """Changes of all cells that get another number, those without one filled; None unless all equations hold.

    A cell that had no number changes from 0. None too where the equations leave a placed cell open.
    """
    unknown = (system.unknown - placed.keys()) | {cell for cell, value in placed.items() if value is None}
    moved: dict[int, int] = {}
    for cell, value in placed.items():
        change = (value or 0) - system.values[cell]
        if change:
            for index, coefficient in system.rows_with[cell]:
                moved[index] = moved.get(index, 0) + coefficient * change
    if not all(index in moved for index in system.broken if unknown.isdisjoint(system.lines[index][0])):
        return None
    for index, shift in moved.items():
        row, residual = system.lines[index]
        if residual + shift and unknown.isdisjoint(row):
            return None
    filled: Mapping[int, int] = {}
    if unknown:
        lines = tuple(
            (row, residual + moved.get(index, 0)) for index, (row, residual) in enumerate(system.lines)
        )
        reduced = eliminate_unknown(lines, unknown)
        solved = None if reduced.violated else solve_back(reduced.pivots, {}, reduced.open)
        if (
            solved is None
            or not all(map(system.within, solved.values()))
            or not _tested(system, placed, reduced)
        ):
            return None
        filled = solved
    return _changes(system, placed, filled)


def _tested(system: System, placed: Placed, reduced: Reduced) -> bool:
    """Whether an equation is left that the moved numbers satisfy by themselves, not by what was filled in."""
    moved = {cell for cell, value in placed.items() if value is not None and value != system.values[cell]}
    return any(not moved.isdisjoint(row) for row, _ in reduced.lines)


def _changes(system: System, placed: Placed, filled: Mapping[int, int]) -> dict[int, int] | None:
    changes: dict[int, int] = {}
    for cell, value in placed.items():
        number = filled.get(cell) if value is None else value
        if number is None or not system.within(number):
            return None
        if (
            number != system.values[cell]
            or cell in system.unknown
            or (cell in system.blank and value == number)
        ):
            changes[cell] = number - system.values[cell]
    # A cell that had no number and is only filled by the equations is no change of anything printed.
    return {cell: c for cell, c in changes.items() if not (cell in system.unknown and placed[cell] is None)}
