"""What speaks for and against each cell of one system, as weights of changes to it. No I/O here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gouji.locate.system import System, solve_back
from gouji.locate.weights import objection, suspicion
from gouji.report import CellReading, Number


@dataclass(frozen=True)
class Scales:
    """A system with the evidence about its cells; ``costs`` by column, before a new number is known."""

    system: System
    cells: Mapping[str, CellReading]
    witnesses: Mapping[str, Mapping[str, Number | None]]
    costs: tuple[float, ...]

    def weigh(self, changes: Mapping[int, int]) -> float | None:
        """The weight of single changes together; None where a cell cannot hold its new number."""
        system = self.system
        for column, change in changes.items():
            if not system.within(system.values[column] + change):
                return None
        if self.fills(changes) is None:
            return None
        return sum(self.costs[column] + self.doubt(column, changes[column]) for column in sorted(changes))

    def doubt(self, column: int, change: int) -> float:
        """What speaks against this new number in the cell."""
        system = self.system
        path = system.paths[column]
        suggested = system.number(system.values[column] + change)
        return objection(self.cells.get(path), self.witnesses.get(path, {}), suggested)

    def fills(self, changes: Mapping[int, int]) -> dict[int, int] | None:
        """Values that follow for unknown cells; None where one of them is no number that a cell can hold."""
        system, reduced = self.system, self.system.reduced
        if not reduced.pivots:
            return {}
        solved = solve_back(reduced.pivots, changes, reduced.open)
        if solved is None:
            return None
        filled = {column: solved[column] for column, _, _ in reduced.pivots if column in solved}
        return filled if all(map(system.within, filled.values())) else None

    def surplus(self, columns: Iterable[int]) -> float:
        """The mean of what evidence adds to ordinary cells or takes off, for a move of these columns."""
        listed = [self.costs[column] - 1.0 for column in columns]
        return sum(listed) / len(listed) if listed else 0.0


def scales(
    system: System,
    cells: Mapping[str, CellReading],
    witnesses: Mapping[str, Mapping[str, Number | None]],
    certainty: Mapping[str, float],
) -> Scales:
    """Weigh each cell of the system by what is known of its reading."""
    costs = tuple(
        suspicion(cells.get(path), witnesses.get(path, {}), certainty.get(path)) for path in system.paths
    )
    return Scales(system, cells, witnesses, costs)
