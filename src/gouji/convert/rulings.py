"""Ruling lines of a page → the grid they draw: segments → joined lines → connected lines → cells.

Lengths are in points. Thin filled rectangles are lines, as Word and WPS print borders; filled
areas are no lines. A table whose outer border is missing is closed where its lines end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gouji.document import Box

SNAP = 2.0
JOIN = 3.0
THIN = 3.0
SHORTEST = 6.0
MOST_LINES = 1000
"""A page with more lines in one direction holds a map or a drawing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A horizontal or vertical line: ``at`` is its fixed coordinate, ``start``–``end`` its extent."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid with its box."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """A drawn table: the edges of its rows and columns, and its cells row by row."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    owner: tuple[tuple[int, ...], ...]

    def cell_at(self, x: float, y: float) -> int | None:
        """Index of the cell that holds a point; None outside."""
        column = bisect_right(self.xs, x) - 1
        row = bisect_right(self.ys, y) - 1
        if 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1:
            return self.owner[row][column]
        return None

    @property
    def box(self) -> Box:
        """The grid's outline."""
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def grids(boxes: Iterable[Box]) -> list[Grid]:
    """Find the grids of two or more cells that thin ``boxes`` (x0, y0, x1, y1) draw, top to bottom."""
    across: list[Line] = []
    down: list[Line] = []
    for x0, y0, x1, y1 in boxes:
        if y1 - y0 <= THIN and x1 - x0 > y1 - y0:
            across.append(Line((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= THIN:
            down.append(Line((x0 + x1) / 2, y0, y1))
    across, down = _joined(across), _joined(down)
    if max(len(across), len(down)) > MOST_LINES:
        return []
    found = [
        grid
        for horizontal, vertical in _connected(across, down)
        if (grid := _grid(horizontal, vertical)) is not None
    ]
    return sorted(found, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _joined(lines: list[Line]) -> list[Line]:
    """Snap lines that nearly coincide to one coordinate and join what touches."""
    joined: list[Line] = []
    group: list[Line] = []
    for line in [*sorted(lines, key=lambda line: line.at), None]:
        if group and (line is None or line.at - group[-1].at > SNAP):
            joined += _merged(group)
            group = []
        if line is not None:
            group.append(line)
    return [line for line in joined if line.end - line.start >= SHORTEST]


def _merged(group: list[Line]) -> list[Line]:
    at = sum(line.at for line in group) / len(group)
    merged: list[Line] = []
    for line in sorted(group, key=lambda line: line.start):
        if merged and line.start <= merged[-1].end + JOIN:
            merged[-1] = Line(at, merged[-1].start, max(merged[-1].end, line.end))
        else:
            merged.append(Line(at, line.start, line.end))
    return merged


def _connected(across: list[Line], down: list[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Group lines that cross or touch, directly or through others."""
    groups: list[tuple[list[Line], list[Line]]] = []
    waiting = set(range(len(down)))
    left = set(range(len(across)))
    while left:
        horizontal = [left.pop()]
        vertical: list[int] = []
        queue = [(True, horizontal[0])]
        while queue:
            is_across, index = queue.pop()
            others = waiting if is_across else left
            for other in sorted(others):
                pair = (across[index], down[other]) if is_across else (across[other], down[index])
                if _touch(*pair):
                    others.discard(other)
                    (vertical if is_across else horizontal).append(other)
                    queue.append((not is_across, other))
        groups.append(([across[index] for index in horizontal], [down[index] for index in vertical]))
    return groups


def _touch(across: Line, down: Line) -> bool:
    return (
        across.start - JOIN <= down.at <= across.end + JOIN
        and down.start - JOIN <= across.at <= down.end + JOIN
    )


def _grid(across: list[Line], down: list[Line]) -> Grid | None:
    if len(across) < 2 or not down:
        return None
    xs = _edges(down, across)
    ys = _edges(across, down)
    if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) < 2:
        return None
    owner = _regions(xs, ys, across, down)
    cells = _cells(xs, ys, owner)
    return Grid(xs, ys, cells, tuple(map(tuple, owner))) if len(cells) > 1 else None


def _edges(lines: Sequence[Line], crossing: Sequence[Line]) -> tuple[float, ...]:
    """Coordinates of ``lines``, and where lines crossing them run on past the outermost."""
    edges = sorted({line.at for line in lines})
    first, last = min(line.start for line in crossing), max(line.end for line in crossing)
    if first < edges[0] - SHORTEST:
        edges.insert(0, first)
    if last > edges[-1] + SHORTEST:
        edges.append(last)
    return tuple(edges)


def _regions(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Line], down: Sequence[Line]
) -> list[list[int]]:
    """Number the grid's places so that places without a wall between them share a number."""
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = [[-1] * columns for _ in range(rows)]
    right = _walls(xs, ys, down)
    below = _walls(ys, xs, across)
    count = 0
    for row in range(rows):
        for column in range(columns):
            if owner[row][column] >= 0:
                continue
            wide = 1
            while column + wide < columns and owner[row][column + wide] < 0 and not right[column + wide][row]:
                wide += 1
            high = 1
            while (
                row + high < rows
                and all(
                    not below[row + high][place] and owner[row + high][place] < 0
                    for place in range(column, column + wide)
                )
                and not any(right[place][row + high] for place in range(column + 1, column + wide))
            ):
                high += 1
            for line in range(row, row + high):
                owner[line][column : column + wide] = [count] * wide
            count += 1
    return owner


def _walls(edges: Sequence[float], steps: Sequence[float], lines: Sequence[Line]) -> list[list[bool]]:
    """``walls[edge][step]``: whether a line at this edge covers the middle of this step."""
    middles = [(a + b) / 2 for a, b in pairwise(steps)]
    at: dict[float, list[Line]] = {}
    for line in lines:
        at.setdefault(line.at, []).append(line)
    return [
        [any(line.start <= middle <= line.end for line in at.get(edge, ())) for middle in middles]
        for edge in edges
    ]


def _cells(xs: Sequence[float], ys: Sequence[float], owner: Sequence[Sequence[int]]) -> tuple[GridCell, ...]:
    corners: dict[int, tuple[int, int, int, int]] = {}
    for row, line in enumerate(owner):
        for column, number in enumerate(line):
            top, left, _, _ = corners.get(number, (row, column, row, column))
            corners[number] = (top, left, row, column)
    return tuple(
        GridCell(
            top, left, bottom - top + 1, right - left + 1, (xs[left], ys[top], xs[right + 1], ys[bottom + 1])
        )
        for _, (top, left, bottom, right) in sorted(corners.items())
    )
