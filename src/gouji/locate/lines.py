"""Whole rows or columns with each other's numbers, and rows that stand one row off. No I/O here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from gouji.locate.grid import Cells, Grid
from gouji.locate.located import Kind
from gouji.locate.moves import Proposal
from gouji.locate.scales import Scales
from gouji.locate.system import System

OPEN = 0.05
"""What speaks against a row whose numbers are nowhere."""
_FEWEST = 2
"""One broken equation alone is no sign of a line moved."""


def swaps(weighed: Scales, grid: Grid) -> Iterator[Proposal]:
    """Two rows, or two columns, with each other's numbers: the equations within any of them hold as before."""
    system = weighed.system
    if len(system.broken) < _FEWEST:
        return
    rows = tuple(zip(grid.names, grid.rows, strict=True))
    columns = tuple(zip(grid.heads, grid.columns, strict=True))
    named: tuple[tuple[Kind, tuple[tuple[str, Cells], ...]], ...] = (
        ("row_swap", rows),
        ("column_swap", columns),
    )
    for kind, lines in named:
        if any(system.within_one(index, (cells for _, cells in lines)) for index in system.broken):
            continue
        for (first, ours), (second, theirs) in combinations(lines, 2):
            if _answers(system, ours, theirs):
                placed: dict[int, int | None] = {}
                for a, b in zip(ours, theirs, strict=True):
                    placed[a] = None if b in system.unknown else system.values[b]
                    placed[b] = None if a in system.unknown else system.values[a]
                yield Proposal(kind, placed, {"first": first, "second": second})


def _answers(system: System, ours: Cells, theirs: Cells) -> bool:
    """Whether the swap sets the first broken equation right, as a quick test."""
    index = system.broken[0]
    row, residual = system.lines[index]
    change = 0
    for a, b in zip(ours, theirs, strict=True):
        one, other = row.get(a, 0), row.get(b, 0)
        if one != other:
            change += (one - other) * (system.values[b] - system.values[a])
    return residual + change == 0


def row_runs(weighed: Scales, grid: Grid) -> Iterator[Proposal]:
    """A row's numbers lost and those of the rows below one row too high, or one row too low after an extra one.

    The run ends at a row without numbers other than 0, whose place the numbers take. The row that is left
    without any gets them from the equations, or the zeros that had slipped to the end.
    """
    system = weighed.system
    if len(system.broken) < _FEWEST:
        return
    traces = [_trace(system, grid, index) for index in system.broken]
    if None in traces:
        return
    idle = [at for at, row in enumerate(grid.rows) if not any(system.values[cell] for cell in row)]
    for end in idle:
        for start in range(len(grid.rows)):
            for fill in (0, None):
                if start != end and all(_answered(trace, start, end, fill) for trace in traces if trace):
                    yield _run(system, grid, (start, end), fill)


@dataclass(frozen=True, slots=True)
class _Trace:
    """A broken equation within one column: coefficient and number by row, and its residual."""

    coefficients: tuple[int, ...]
    values: tuple[int, ...]
    residual: int


def _trace(system: System, grid: Grid, index: int) -> _Trace | None:
    """How the broken equation runs down the grid; None where its cells are not in one column."""
    row, residual = system.lines[index]
    column = next((cells for cells in grid.columns if row.keys() <= set(cells)), None)
    if column is None:
        return None
    return _Trace(tuple(row.get(c, 0) for c in column), tuple(system.values[c] for c in column), residual)


def _answered(trace: _Trace, start: int, end: int, fill: int | None) -> bool:
    """Whether the equation holds after the move, with a count in the open row where it takes part."""
    step = 1 if end > start else -1
    values = trace.values
    residual = trace.residual - trace.coefficients[start] * values[start]
    for at in range(start, end, step):
        coefficient = trace.coefficients[at + step]
        if coefficient:
            residual += coefficient * (values[at] - values[at + step])
    if fill is None and trace.coefficients[start]:
        return -residual * trace.coefficients[start] >= 0
    return residual == 0


def _run(system: System, grid: Grid, ends: tuple[int, int], fill: int | None) -> Proposal:
    """Rows from the first to the last end move one step; the first is left with ``fill``."""
    start, end = ends
    step = 1 if end > start else -1
    placed: dict[int, int | None] = {}
    for at in range(start, end, step):
        for here, there in zip(grid.rows[at], grid.rows[at + step], strict=True):
            placed[there] = None if here in system.unknown else system.values[here]
    placed.update(dict.fromkeys(grid.rows[start], fill))
    params = {"first": grid.names[start], "last": grid.names[end], "way": "down" if step > 0 else "up"}
    return Proposal("row_shift", placed, params, OPEN if fill is None else 0.0)
