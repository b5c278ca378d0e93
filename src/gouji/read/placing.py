"""Blank cells: in which columns the printed numbers of a row stand.

Rows with all their numbers show where the columns are: by the cells of a line (or of the declared
grid), counted from the same label cell; in text laid out with spaces, by characters. A row with
blanks is placed only where such rows leave one way.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gouji.read.cuts import Part, part_of
from gouji.read.labels import Hit
from gouji.read.stream import Stream, Token

_TOLERANCE = 2.5
_NARROWEST = 4


Kind = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A row's tokens with its label, as far as it was found."""

    tokens: Sequence[Token]
    hit: Hit | None

    @property
    def filled(self) -> list[Token]:
        """The printed tokens."""
        return [token for token in self.tokens if token.filled]


class Columns:
    """Where the columns of one table are, learnt from its complete rows."""

    def __init__(
        self,
        stream: Stream,
        rows: Sequence[Row],
        width: int,
        heads: tuple[int, tuple[int, ...]] | None = None,
    ) -> None:
        """``heads``: a declared table and the columns of its heads, if each has one of its own."""
        self._stream = stream
        self._width = width
        self._heads = heads
        self._complete = [row for row in rows if len(row.filled) == width and _on_one_line(row.filled)]
        self._rows = rows

    @property
    def shifted(self) -> bool:
        """Complete rows of one kind fill different cells: where numbers stand tells nothing here."""
        return any(len(patterns) > 1 for patterns in self._patterns().values())

    def place(self, row: Row) -> tuple[Part, ...] | None:
        """The row's cells by the cells that complete rows of its kind fill; None where that is not certain."""
        if not _on_one_line(row.filled) or self.shifted:
            return None
        pattern = self._pattern(row)
        if pattern is None:
            return None
        at = {_coordinate(token): token for token in row.tokens if token.line == row.filled[0].line}
        if any(_coordinate(token) not in pattern for token in row.filled):
            return None
        return tuple(
            part_of(at[cell])
            if cell in at and at[cell].filled
            else Part(at[cell].start, at[cell].end, None, "empty")
            if cell in at
            else Part(-1, -1, None, "empty")
            for cell in pattern
        )

    def _patterns(self) -> dict[Kind, set[tuple[int, ...]]]:
        """Per kind of row (cells of the line, cell of the label): the cells that complete rows fill."""
        found: dict[Kind, set[tuple[int, ...]]] = {}
        for row in self._complete:
            found.setdefault(self._key(row), set()).add(tuple(_coordinate(token) for token in row.filled))
        return found

    def _pattern(self, row: Row) -> tuple[int, ...] | None:
        patterns = self._patterns()
        table, cells, label = self._key(row)
        if row.filled[0].column is not None:
            return self._declared(table, patterns)
        same = patterns.get((table, cells, label))
        if same:
            return next(iter(same)) if len(same) == 1 else None
        # As many cells behind the label as in complete rows: the numbers stand as far behind it.
        behind = {
            tuple(cell - other_label for cell in pattern)
            for (_, other_cells, other_label), found in patterns.items()
            for pattern in found
            if label >= 0 <= other_label and other_cells - other_label == cells - label
        }
        return tuple(cell + label for cell in next(iter(behind))) if len(behind) == 1 else None

    def _declared(self, table: int, patterns: Mapping[Kind, set[tuple[int, ...]]]) -> tuple[int, ...] | None:
        """In a declared table columns are columns: those of its complete rows, which its heads must share."""
        found = {pattern for kind, several in patterns.items() if kind[0] == table for pattern in several}
        if self._heads is not None and self._heads[0] == table:
            found.add(self._heads[1])
        return next(iter(found)) if len(found) == 1 else None

    def _key(self, row: Row) -> Kind:
        """(declared table, cells of the line, cell of the label or -1): rows alike in these look alike."""
        first = row.filled[0]
        label = -1
        if row.hit is not None and self._stream.char_lines[row.hit.end - 1] == first.line:
            label = self._stream.char_cells[row.hit.end - 1]
        table = bisect_right(self._stream.tables, first.start)
        return table, self._stream.line_cells.get(first.line, 0), label

    def place_by_character(self, row: Row) -> tuple[Part, ...] | None:
        """Columns of text laid out with spaces: every number nearest to one column, and near enough."""
        filled = row.filled
        if len(self._complete) < 2 or not _on_one_line(filled):
            return None
        fields = self._fields(row)
        if fields is not None and all(self._fields(other) is not None for other in self._complete):
            by_start = {token.start: token for token in filled}
            return tuple(
                part_of(by_start[start]) if start in by_start else Part(-1, -1, None, "empty")
                for start in fields
            )
        for measure in (_index, _display):
            centres = self._centres(measure)
            if centres is None:
                continue
            columns = [_nearest(self._edges(token, measure), centres) for token in filled]
            found = [column for column in columns if column is not None]
            if len(found) == len(filled) and found == sorted(set(found)):
                return self._spread(filled, found)
        return None

    def _fields(self, row: Row) -> list[int] | None:
        """Offsets of the row's cells where exactly one space parts them, so that a blank leaves two."""
        text = self._stream.text
        first = row.filled[0]
        begin = text.rfind("\n", 0, first.start) + 1
        end = text.find("\n", first.start)
        if row.hit is not None and begin <= self._stream.spots[row.hit.end - 1] < first.start:
            begin = self._stream.spots[row.hit.end - 1] + 2
        cells = text[begin : end if end >= 0 else len(text)].split(" ")
        if len(cells) != self._width:
            return None
        offsets = []
        for cell in cells:
            offsets.append(begin)
            begin += len(cell) + 1
        return offsets

    def _spread(self, filled: Sequence[Token], columns: Sequence[int]) -> tuple[Part, ...]:
        by_column = dict(zip(columns, filled, strict=True))
        return tuple(
            part_of(by_column[index]) if index in by_column else Part(-1, -1, None, "empty")
            for index in range(self._width)
        )

    def _edges(self, token: Token, measure: Callable[[str], float]) -> tuple[float, float, float]:
        begin = self._stream.text.rfind("\n", 0, token.start) + 1
        left = measure(self._stream.text[begin : token.start])
        right = measure(self._stream.text[begin : token.end])
        return left, right, (left + right) / 2

    def _centres(self, measure: Callable[[str], float]) -> list[tuple[int, float, float]] | None:
        """Per column: the edge that lines up best, its mean, how far off a number may stand; None if none does."""
        rows = [[self._edges(token, measure) for token in row.filled] for row in self._complete]
        best: tuple[float, int, list[float]] | None = None
        for edge in range(3):
            means = [sum(row[i][edge] for row in rows) / len(rows) for i in range(self._width)]
            spread = max(abs(row[i][edge] - means[i]) for row in rows for i in range(self._width))
            if best is None or spread < best[0]:
                best = (spread, edge, means)
        if best is None:
            return None
        spread, edge, means = best
        gaps = [b - a for a, b in pairwise(means)]
        if min(gaps) < max(_NARROWEST, 3 * spread):
            return None
        return [(edge, mean, 0.3 * min(gaps)) for mean in means]


def _nearest(edges: tuple[float, float, float], centres: Sequence[tuple[int, float, float]]) -> int | None:
    distances = [(abs(edges[edge] - mean), index) for index, (edge, mean, _) in enumerate(centres)]
    distance, index = min(distances)
    return index if distance <= min(_TOLERANCE, centres[index][2]) else None


def _coordinate(token: Token) -> int:
    return token.column if token.column is not None else token.cell


def _on_one_line(tokens: Sequence[Token]) -> bool:
    return len({token.line for token in tokens}) == 1


def _index(text: str) -> float:
    return float(len(text))


def _display(text: str) -> float:
    return float(sum(2 if char >= "\u2e80" else 1 for char in text))
