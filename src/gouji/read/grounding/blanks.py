"""Rows with blank cells: complete rows of the table show where its columns stand.

By the cells of a line or of the declared grid; where only spaces part the numbers, by how far to the
right they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gouji.read.grounding.stretch import Stretch
from gouji.read.stream import Stream, Token

_ENOUGH = 3  # complete rows that show columns of characters
_NARROWEST = 3.0  # characters between two columns
Kind = tuple[int, int]
Cells = tuple[Token | None, ...]
_Edges = Callable[[Stream, Token], tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table's columns stand.

    ``patterns``: per kind of line, which cells complete rows fill; ``origins``: from which cells those
    rows count; ``bands``: per way to measure, the leftmost and the rightmost place of each column.
    """

    patterns: dict[Kind, tuple[int, ...]]
    origins: dict[Kind, set[int]]
    bands: tuple[tuple[_Edges, int, tuple[tuple[float, float], ...]], ...]


def columns_of(stream: Stream, rows: Sequence[Stretch], width: int) -> Columns:
    """Learn the columns from the rows whose numbers are complete and on one line."""
    complete = [
        stretch
        for stretch in rows
        if len(stretch.filled) == width and len({token.line for token in stretch.filled}) == 1
    ]
    found: dict[Kind, set[tuple[int, ...]]] = {}
    origins: dict[Kind, set[int]] = {}
    for stretch in complete:
        kind, origin = _kind(stream, stretch)
        origins.setdefault(kind, set()).add(origin)
        found.setdefault(kind, set()).add(tuple(_coordinate(token) - origin for token in stretch.filled))
    patterns = {kind: next(iter(several)) for kind, several in found.items() if len(several) == 1}
    free = [stretch.filled for stretch in complete if not any(token.celled for token in stretch.filled)]
    bands = []
    if len(free) >= _ENOUGH and len(free) == len(complete):
        for edges in (_by_characters, _by_width):
            bands += _bands(stream, free, edges)
    return Columns(patterns, origins, tuple(bands))


def with_blanks(stream: Stream, stretch: Stretch, columns: Columns) -> Cells | None:
    """The row's cells, None where nothing is printed; None altogether where that is not certain."""
    filled = stretch.filled
    if len({token.line for token in filled}) != 1:
        return None
    if any(token.celled for token in filled):
        return _by_cells(stream, stretch, columns)
    answers = {_by_band(stream, filled, edges, edge, bands) for edges, edge, bands in columns.bands}
    return answers.pop() if len(answers) == 1 else None


def _kind(stream: Stream, stretch: Stretch) -> tuple[Kind, int]:
    """Rows alike in this print their numbers in the same cells, counted from the returned origin.

    In declared tables columns are columns; elsewhere cells are counted from the label's own.
    """
    token = stretch.filled[0]
    if token.column is not None:
        return (-1, sum(start <= token.start for start in stream.tables)), 0
    label = -1
    if stream.char_lines[stretch.hit.end - 1] == token.line:
        label = stream.char_cells[stretch.hit.end - 1]
    return (min(label, 0), stream.line_cells.get(token.line, 0) - label), label


def _coordinate(token: Token) -> int:
    return token.column if token.column is not None else token.cell


def _by_cells(stream: Stream, stretch: Stretch, columns: Columns) -> Cells | None:
    """The row's numbers stand in the cells that complete rows fill, and its other cells there are empty.

    Cells are counted alike from labels in different cells only where complete rows show that.
    """
    line = stretch.filled[0].line
    kind, origin = _kind(stream, stretch)
    cells = columns.patterns.get(kind)
    at = {_coordinate(token) - origin: token for token in stretch.tokens if token.line == line}
    if cells is None or not set(cells) <= set(at):
        return None
    if origin not in columns.origins[kind] and len(columns.origins[kind]) == 1:
        return None
    if any(_coordinate(token) - origin not in cells for token in stretch.filled):
        return None
    return tuple(at[cell] if at[cell].filled else None for cell in cells)


def _by_characters(stream: Stream, token: Token) -> tuple[float, float, float]:
    """Left edge, right edge and middle of a number in its line, in characters."""
    begin = stream.text.rfind("\n", 0, token.start) + 1
    left, right = float(token.start - begin), float(token.end - begin)
    return left, right, (left + right) / 2


def _by_width(stream: Stream, token: Token) -> tuple[float, float, float]:
    """The same where CJK characters are two wide."""
    begin = stream.text.rfind("\n", 0, token.start) + 1
    left = float(sum(2 if char >= "\u2e80" else 1 for char in stream.text[begin : token.start]))
    right = left + sum(2 if char >= "\u2e80" else 1 for char in stream.text[token.start : token.end])
    return left, right, (left + right) / 2


def _bands(
    stream: Stream, rows: Sequence[Sequence[Token]], edges: _Edges
) -> list[tuple[_Edges, int, tuple[tuple[float, float], ...]]]:
    """The one edge that lines up best in every column, if columns are far enough apart by it."""
    places = [[edges(stream, token) for token in row] for row in rows]
    best: tuple[float, int, tuple[tuple[float, float], ...]] | None = None
    for edge in range(3):
        columns = [sorted(row[column][edge] for row in places) for column in range(len(places[0]))]
        bands = tuple((column[0], column[-1]) for column in columns)
        spread = max(last - first for first, last in bands)
        apart = min(other[0] - one[1] for one, other in pairwise(bands))
        if apart > max(_NARROWEST, 2 * spread) and (best is None or spread < best[0]):
            best = (spread, edge, bands)
    return [(edges, best[1], best[2])] if best else []


def _by_band(
    stream: Stream,
    filled: Sequence[Token],
    edges: _Edges,
    edge: int,
    bands: Sequence[tuple[float, float]],
) -> Cells | None:
    """Every number in the band of one column, give or take what complete rows do themselves."""
    reach = max(1.0, *(last - first for first, last in bands))
    row: list[Token | None] = [None] * len(bands)
    for token in filled:
        place = edges(stream, token)[edge]
        near = [at for at, (first, last) in enumerate(bands) if first - reach <= place <= last + reach]
        if len(near) != 1 or row[near[0]] is not None:
            return None
        row[near[0]] = token
    return tuple(row)
