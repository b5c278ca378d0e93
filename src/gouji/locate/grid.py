"""The rows and columns that cells of one system stand in, read off their paths. No I/O here."""

from __future__ import annotations

from dataclasses import dataclass

from gouji.locate.system import System

Cells = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: ``rows`` of cell columns in reading order, all as long; ``columns`` are the same cells across.

    ``names`` are the rows' paths without the last step, ``heads`` the last steps.
    """

    names: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[Cells, ...]

    @property
    def columns(self) -> tuple[Cells, ...]:
        """The cells of each column from top to bottom."""
        return tuple(zip(*self.rows, strict=True))

    @property
    def cells(self) -> Cells:
        """All cells in reading order."""
        return tuple(cell for row in self.rows for cell in row)


def grids(system: System) -> tuple[Grid, ...]:
    """Tables whose rows all have the same columns; cells of other shapes stand in no grid."""
    rows: dict[str, dict[str, int]] = {}
    for column, path in enumerate(system.paths):
        row, _, head = path.rpartition(".")
        rows.setdefault(row, {})[head] = column
    tables: dict[tuple[str, tuple[str, ...]], list[tuple[str, Cells]]] = {}
    for name, cells in rows.items():
        if len(cells) > 1:
            key = (name.partition(".")[0], tuple(cells))
            tables.setdefault(key, []).append((name, tuple(cells.values())))
    return tuple(
        Grid(tuple(name for name, _ in listed), heads, tuple(cells for _, cells in listed))
        for (_, heads), listed in tables.items()
    )
