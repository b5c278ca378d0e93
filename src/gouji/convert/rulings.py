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

SNAP = 3.0
JOIN = 3.0
THIN = 3.0
SHORTEST = 6.0
SAME_ROWS = 0.9
MOST_LINES = 1000
"""A page with more lines in one direction holds a map or a drawing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A horizontal or vertical line: ``at`` is its fixed coordinate, ``start``–``end`` its extent."""

    at: float
    start: float
    end: float


Group = tuple[list[Line], list[Line]]
"""Lines across and down that belong together."""


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


def segments(boxes: Iterable[Box]) -> tuple[list[Line], list[Line]]:
    """Lines across and down that thin ``boxes`` (x0, y0, x1, y1) draw, piece by piece."""
    across: list[Line] = []
    down: list[Line] = []
    for x0, y0, x1, y1 in boxes:
        if y1 - y0 <= THIN and x1 - x0 > y1 - y0:
            across.append(Line((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= THIN:
            down.append(Line((x0 + x1) / 2, y0, y1))
    return across, down


def grids(pieces: tuple[list[Line], list[Line]]) -> tuple[list[Grid], list[Line]]:
    """Find the grids of two or more cells that ``segments`` draw, and the lines across that join none."""
    across, down = _joined(pieces[0]), _joined(pieces[1])
    if max(len(across), len(down)) > MOST_LINES:
        return [], []
    found: list[Grid] = []
    loose: list[Line] = []
    for horizontal, vertical in _side_by_side(_connected(across, down)):
        grid = _grid(horizontal, vertical) if vertical else None
        if grid is not None:
            found.append(grid)
        elif not vertical:
            loose += horizontal
    return found, loose


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


def _connected(across: list[Line], down: list[Line]) -> list[Group]:
    """Group lines that cross or touch, directly or through others."""
    groups: list[Group] = []
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


def _side_by_side(groups: list[Group]) -> list[Group]:
    """Unite groups that stand side by side with the same rows: between them runs a column without lines."""
    united: list[Group] = []
    for across, down in sorted(groups, key=lambda group: min(line.start for line in group[0])):
        rows = {line.at for line in across}
        for known in united:
            others = {line.at for line in known[0]}
            if down and known[1] and len(rows & others) >= max(3, SAME_ROWS * len(rows | others)):
                known[0].extend(across)
                known[1].extend(down)
                break
        else:
            united.append((across, down))
    return united


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
    return build(xs, ys, walls(xs, ys, down), walls(ys, xs, across))


def build(
    xs: Sequence[float], ys: Sequence[float], right: Sequence[Sequence[bool]], below: Sequence[Sequence[bool]]
) -> Grid | None:
    """Build a grid from its edges and the ``walls`` at them; None where it is one cell."""
    owner = _regions(len(ys) - 1, len(xs) - 1, right, below)
    cells = _cells(xs, ys, owner)
    return Grid(tuple(xs), tuple(ys), cells, tuple(map(tuple, owner))) if len(cells) > 1 else None


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
    rows: int, columns: int, right: Sequence[Sequence[bool]], below: Sequence[Sequence[bool]]
) -> list[list[int]]:
    """Number the grid's places so that places without a wall between them share a number."""
    owner = [[-1] * columns for _ in range(rows)]
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


def walls(edges: Sequence[float], steps: Sequence[float], lines: Sequence[Line]) -> list[list[bool]]:
    """Tell, as ``[edge][step]``, whether a line at this edge covers the middle of this step."""
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
