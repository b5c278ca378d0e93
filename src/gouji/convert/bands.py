"""Tables ruled only across: their rows are bands between lines, their columns are inferred.

A column's edge stands where pieces of the lines meet (borders are often drawn cell by cell), else
where hardly any row prints anything. Text that runs over an edge unites the cells on both sides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from gouji.convert.rulings import SNAP, Grid, Line, build, walls
from gouji.document import Box

TALLEST = 150.0
NARROWEST = 150.0
FEWEST_LINES = 3
FEWEST_EDGES = 4
GAP = 4.0
CROSSED = 0.15
"""Share of the bands whose text may cover the gap between two columns: heads over several columns."""


def grids(across: Sequence[Line], pieces: Iterable[Line], runs: Sequence[Box]) -> list[Grid]:
    """Find the grids that stacks of ``across`` lines draw.

    ``pieces`` are the lines as drawn, before they were joined; ``runs`` are the boxes of text
    printed without wide gaps.
    """
    pieces = list(pieces)
    found = [_grid(stack, pieces, runs) for stack in _stacks(across)]
    return [grid for grid in found if grid is not None]


def _stacks(across: Sequence[Line]) -> list[list[Line]]:
    stacks: list[list[Line]] = []
    for line in sorted(across, key=lambda line: line.at):
        last = stacks[-1] if stacks else None
        near = last is not None and line.at - last[-1].at <= TALLEST
        if last and near and (abs(_right(last) - line.end) <= SNAP or line.start >= last[0].start - SNAP):
            last.append(line)
        else:
            stacks.append([line])
    return [stack for stack in stacks if _is_table(stack)]


def _right(stack: Sequence[Line]) -> float:
    return max(line.end for line in stack)


def _is_table(stack: Sequence[Line]) -> bool:
    right = _right(stack)
    full = sum(1 for line in stack if right - line.end <= SNAP)
    return full >= FEWEST_LINES and right - min(line.start for line in stack) >= NARROWEST


def _grid(stack: list[Line], pieces: Sequence[Line], runs: Sequence[Box]) -> Grid | None:
    ys = tuple(sorted({line.at for line in stack}))
    left, right = min(line.start for line in stack), _right(stack)
    inside = [run for run in runs if left <= run[0] and run[2] <= right and ys[0] < _middle(run) < ys[-1]]
    drawn = [[piece for piece in pieces if abs(piece.at - y) <= SNAP] for y in ys]
    edges = _meetings([piece for line in drawn for piece in line])
    if len(edges) < FEWEST_EDGES:
        edges = _gaps(inside, ys, left, right)
        drawn = [[] for _ in ys]
    xs = (left, *(edge for edge in edges if left + SNAP < edge < right - SNAP), right)
    if len(xs) < FEWEST_EDGES - 1:
        return None
    printed = [[run for run in inside if top < _middle(run) < bottom] for top, bottom in pairwise(ys)]
    parted = [
        [_is_wall(edge, lines, texts) for lines, texts in zip(pairwise(drawn), printed, strict=True)]
        for edge in xs
    ]
    below = walls(ys, xs, stack)
    return build(xs, ys, _united(parted, below), below)


def _is_wall(edge: float, lines: tuple[list[Line], list[Line]], texts: Sequence[Box]) -> bool:
    """Tell whether a column ends at ``edge`` in the band between two ``lines`` that prints ``texts``."""
    if any(text[0] < edge - 1 and text[2] > edge + 1 for text in texts):
        return False
    over = [piece for line in lines if (piece := _passing(edge, line)) is not None]
    if len(over) != 1:
        return not over
    (whole,) = over
    return sum(1 for text in texts if whole.start - SNAP <= text[0] and text[2] <= whole.end + SNAP) > 1


def _passing(edge: float, line: Sequence[Line]) -> Line | None:
    """Return the piece that runs over ``edge``, None where pieces end there or none comes near."""
    if any(abs(end - edge) <= SNAP for piece in line for end in (piece.start, piece.end)):
        return None
    return next((piece for piece in line if piece.start < edge < piece.end), None)


def _united(parted: list[list[bool]], below: Sequence[Sequence[bool]]) -> list[list[bool]]:
    """Treat bands alike that no line parts on either side of an edge: they are rows of one cell."""
    for edge in range(1, len(parted) - 1):
        start = 0
        bands = parted[edge]
        for row in range(1, len(bands) + 1):
            if row == len(bands) or below[row][edge - 1] or below[row][edge]:
                bands[start:row] = [all(bands[start:row])] * (row - start)
                start = row
    return parted


def _middle(run: Box) -> float:
    return (run[1] + run[3]) / 2


def _meetings(pieces: Sequence[Line]) -> list[float]:
    """Coordinates at which at least two pieces of lines end."""
    ends = sorted(end for piece in pieces for end in (piece.start, piece.end))
    groups: list[list[float]] = []
    for end in ends:
        if groups and end - groups[-1][-1] <= SNAP:
            groups[-1].append(end)
        else:
            groups.append([end])
    return [sum(group) / len(group) for group in groups if len(group) > 1]


def _gaps(runs: Sequence[Box], ys: Sequence[float], left: float, right: float) -> list[float]:
    """Middles of the stretches that hardly any band prints on."""
    covered: Counter[int] = Counter()
    count = 0
    for top, bottom in pairwise(ys):
        band = {x for run in runs if top < _middle(run) < bottom for x in range(int(run[0]), int(run[2]) + 1)}
        count += bool(band)
        covered.update(band)
    allowed = CROSSED * count
    edges: list[float] = []
    start = int(left)
    for x in range(int(left), int(right) + 2):
        if covered[x] > allowed or x > right:
            if x - start >= GAP and start > left and x <= right:
                edges.append((start + x) / 2)
            start = x + 1
    return edges
