"""From equations and cells to ranked explanations: residuals first, then moves, then the complete search.

No I/O here. The same cells and equations give the same answer in any order that they come in, provided
that ``order`` is given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gouji.locate.across import across
from gouji.locate.lines import row_runs, swaps
from gouji.locate.located import Explanation, Located, Part
from gouji.locate.moves import Move, Proposer, tried
from gouji.locate.naming import name
from gouji.locate.pairs import balanced_pairs
from gouji.locate.scales import Scales, scales
from gouji.locate.search import Bounds, search, single_columns
from gouji.locate.shifts import row_shifts, run_shifts
from gouji.locate.system import System, implied, systems
from gouji.report import CellReading, Number
from gouji.rules import LinearRule


@dataclass(frozen=True, slots=True)
class Limits:
    """How far to look: ``slack`` weight above the best, ``work`` of the search, ``listed`` explanations a part."""

    slack: float = 0.5
    work: int = 250_000
    listed: int = 60


PROPOSERS: tuple[Proposer, ...] = (balanced_pairs, row_shifts, run_shifts, swaps, row_runs)

_NO_WITNESSES: Mapping[str, Mapping[str, Number | None]] = {}
_NO_CERTAINTY: Mapping[str, float] = {}


def locate(
    rules: Sequence[LinearRule],
    cells: Mapping[str, CellReading],
    *,
    order: Sequence[str] = (),
    witnesses: Mapping[str, Mapping[str, Number | None]] = _NO_WITNESSES,
    certainty: Mapping[str, float] = _NO_CERTAINTY,
    limits: Limits = Limits(),
) -> Located:
    """Find what would make the broken equations hold, part by part, and what unknown cells must be.

    ``order`` lists cell paths in the form's reading order, by default that of ``cells``: moves of numbers
    along rows and columns go by it. ``witnesses`` give each reader's value by cell, ``certainty`` how sure
    the recognition of a cell is, 0 to 1. Nothing is changed: explanations are suggestions.
    """
    ranked = tuple(order) or tuple(cells)
    broken: list[Scales] = []
    forced: dict[str, Number] = {}
    for system in systems(rules, cells, ranked):
        forced.update(implied(system))
        if system.reduced.violated:
            broken.append(scales(system, cells, witnesses, certainty))
    return Located(tuple(_part(weighed, limits) for weighed in broken), forced, across(broken))


def _part(weighed: Scales, limits: Limits) -> Part:
    system = weighed.system
    equations = system.contradictory
    found: dict[tuple[tuple[int, int], ...], Explanation] = {}
    for column, change in sorted(single_columns(system.reduced.lines).items()):
        _add(found, weighed, {column: change}, equations)
    proposers = () if len(found) == 1 else PROPOSERS  # nothing simpler than the one cell that explains all
    for move in tried(weighed, proposers):
        key = tuple(sorted(move.changes.items()))
        if key not in found or move.weight < found[key].weight:
            found[key] = _moved(weighed, move, equations)
    best = min((explanation.weight for explanation in found.values()), default=float("inf"))
    solutions, complete = search(
        system.reduced.lines, weighed.costs, weighed.weigh, Bounds(best, limits.slack, limits.work)
    )
    for solution in solutions:
        _add(found, weighed, solution.changes, equations)
    minimal = _minimal(found)
    ranked = sorted(minimal, key=lambda key: (round(found[key].weight, 6), len(key), key))
    listed = tuple(found[key] for key in ranked[: limits.listed])
    return Part(equations, listed, complete, max(len(ranked) - limits.listed, 0))


_Found = dict[tuple[tuple[int, int], ...], Explanation]


def _add(found: _Found, weighed: Scales, changes: Mapping[int, int], equations: tuple[str, ...]) -> None:
    key = tuple(sorted(changes.items()))
    if key in found:
        return
    weight = weighed.weigh(changes)
    if weight is not None:
        kind, params = name(weighed, changes)
        found[key] = Explanation(
            changes=_numbers(weighed.system, changes),
            weight=round(weight, 6),
            kind=kind,
            params=params,
            equations=equations,
            fills=_fills(weighed, changes),
        )


def _moved(weighed: Scales, move: Move, equations: tuple[str, ...]) -> Explanation:
    return Explanation(
        changes=_numbers(weighed.system, move.changes),
        weight=round(move.weight, 6),
        kind=move.kind,
        params=move.params,
        equations=equations,
        fills=_fills(weighed, move.changes),
    )


def _numbers(system: System, changes: Mapping[int, int]) -> dict[str, Number]:
    return {
        system.paths[column]: system.number(system.values[column] + changes[column])
        for column in sorted(changes)
    }


def _fills(weighed: Scales, changes: Mapping[int, int]) -> dict[str, Number]:
    system = weighed.system
    return {
        system.paths[column]: system.number(value)
        for column, value in sorted((weighed.fills(changes) or {}).items())
        if column not in changes
    }


def _minimal(found: _Found) -> list[tuple[tuple[int, int], ...]]:
    """Keys that hold no other one: where some of the changes are enough, the others are not asked for."""
    sets = {key: frozenset(key) for key in found}
    return [key for key, changes in sets.items() if not any(other < changes for other in sets.values())]
