"""Tables without ruling lines: their rows put together by the white space around their cells.

A row is found by its numbers, which stand in columns; its label may be wrapped over several lines
above and below them, as may the heads. Lines of one cell follow each other at the pitch of the
type; all cells stand at the top of their rows, or all in the middle. A table is put together only
where every piece of its text fits that; else its lines stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from gouji.convert.glyphs import FILLED, Glyph, spell
from gouji.convert.pieces import OFF, Block, Mode, Piece, cut_at, joined, pieces
from gouji.convert.rows import MOST_BETWEEN, Row, columns, is_remark, is_torn, tables
from gouji.convert.wrapped import Placed, Rows, chained, head_lines, heads, shortest_pitch

CLEAR = 1.15
"""Rows that are further apart than wrapped lines by this factor are told from them by that alone."""

CLOSE = 1.0
"""Space between two columns, as a share of the size, that spaces inside of a cell may take."""

HIGHEST_HEAD = 14
"""Lines of a head."""

FEWEST_ALONE = 5
"""Numbers in a row that make a table without a label beside them."""

LONGEST_HEAD = 10
"""Characters of a head that stands alone on its line."""


def reflow(lines: Sequence[Sequence[Glyph]]) -> list[Placed]:
    """Put the unruled tables among ``lines`` together; other lines come back as they are."""
    split = [pieces(line) for line in lines]
    placed: list[Placed] = []
    done = 0
    for rows in tables(split):
        table = _Table(split, rows, done)
        if table.fits():
            placed += [_plain(line) for line in lines[done : table.top]]
            placed += table.placed()
            done = table.bottom
    return placed + [_plain(line) for line in lines[done:]]


def _plain(line: Sequence[Glyph]) -> Placed:
    return line[0].baseline, spell(line, columns=True)


class _Table:
    """One table while it is put together.

    It takes the lines from ``top`` to before ``bottom``, which is known once it is ``placed``.
    """

    def __init__(self, split: Sequence[Sequence[Piece]], rows: list[Row], done: int) -> None:
        self._split = split
        self._rows = rows
        self.left = min(piece.x0 for row in rows for piece in row.numbers)
        self.size = median(piece.size for row in rows for piece in row.numbers)
        self.alone = not any(self._is_label(piece) for row in rows for at in row.lines for piece in split[at])
        first, last = rows[0].lines[0], rows[-1].lines[-1]
        self.top = max(done, self._head_top(first, done))
        self.bottom = self._foot(last)
        self._columns: list[tuple[float, float]] = []
        self._pitch: float | None = None
        self._mode: Mode = "top"

    def _head_top(self, first: int, done: int) -> int:
        """The first line of the head: the highest with something above the numbers, below running text."""
        top = first
        for index in range(first - 1, max(done, first - HIGHEST_HEAD) - 1, -1):
            line = self._split[index]
            if self._is_heading(line) or any(self._is_no_head(piece) for piece in line):
                break
            if any(piece.x1 > self.left for piece in line):
                top = index
            elif index == 0 and top == first:
                return 0  # the label of a row that began on the page before
        return top

    def _is_heading(self, line: Sequence[Piece]) -> bool:
        """Whether a line is a heading above a table whose numbers begin at the margin."""
        return (
            self.alone
            and len(line) == 1
            and line[0].x0 < self.left + self.size
            and line[0].width > LONGEST_HEAD * self.size
        )

    def _is_no_head(self, piece: Piece) -> bool:
        """Whether a piece is a row's or running text: digits, or from the labels far into the numbers."""
        if piece.x1 > self.left and any(char.isdigit() for char in piece.text):
            return True
        return piece.x0 < self.left - 3 * self.size and piece.x1 > self.left + 2 * self.size

    def _foot(self, last: int) -> int:
        """The line behind the last one that may belong to the last row."""
        index = last + 1
        while index < len(self._split) and index - last <= MOST_BETWEEN:
            if any(piece.number or piece.x1 > self.left for piece in self._split[index]):
                break
            index += 1
        return index

    def fits(self) -> bool:
        """Whether every number has its column and every row its label; finds them."""
        self._columns = columns(self._rows)
        if not self._columns or not all(self._fill(row) for row in self._rows):
            return False
        if self._is_torn_apart():
            return False
        modes: tuple[Mode, ...] = ("middle", "top")
        if any(self._stands(mode) and self._labelled(mode) for mode in modes):
            return True
        for row in self._rows:
            row.label, row.groups = None, []
        alone = self.alone and len(self._rows) == 1 and len(self._rows[0].cells) >= FEWEST_ALONE
        return alone and any(map(self._stands, modes))

    def _fill(self, row: Row) -> bool:
        """Give every number of a row its column, and remarks to the numbers above them."""
        for number in row.numbers:
            for piece in cut_at(number, self._columns):
                over = [
                    index for index, (x0, x1) in enumerate(self._columns) if piece.x0 < x1 and x0 < piece.x1
                ]
                if len(over) != 1 or over[0] in row.cells:
                    return False
                row.cells[over[0]] = Block([piece])
        for remark in row.remarks:
            cells = row.cells.values()
            home = next((cell for cell in cells if self._continues(remark, cell.pieces[-1])), None)
            if home is None:
                return False
            home.pieces.append(remark)
        return True

    def _is_torn_apart(self) -> bool:
        """Whether a column that most rows leave empty stands close beside another: parts of one cell."""
        for index, (left, right) in enumerate(pairwise(self._columns)):
            if right[0] - left[1] < CLOSE * self.size:
                filled = [sum(1 for row in self._rows if at in row.cells) for at in (index, index + 1)]
                if 2 * min(filled) <= len(self._rows):
                    return True
        return False

    def _continues(self, piece: Piece, above: Piece) -> bool:
        """Whether a piece goes on with a number: its remark, or digits where the number filled its column."""
        if not piece.number:
            return is_remark(piece, above)
        middles = [(x0 + x1) / 2 for x0, x1 in self._columns]
        wide = min((right - left for left, right in pairwise(middles)), default=0.0)
        return is_torn(piece, above) and above.width >= FILLED * wide

    def _stands(self, mode: Mode) -> bool:
        """Whether all cells of each row stand at its top, or all in its middle."""
        for row in self._rows:
            heights = [cell.height(mode) for cell in row.cells.values()]
            row.at = median(heights)
            if max(heights) - min(heights) > OFF * self.size:
                return False
        self._mode = mode
        return True

    def _label_pieces(self) -> list[Piece]:
        first = self._rows[0].lines[0]
        below = [
            piece for line in self._split[first : self.bottom] for piece in line if self._is_label(piece)
        ]
        above = [piece for line in self._split[self.top : first] for piece in line if self._is_label(piece)]
        return above + below

    def _is_label(self, piece: Piece) -> bool:
        return not piece.number and piece.x1 <= self.left

    def _labelled(self, mode: Mode) -> bool:
        """Whether every row finds its own label, and what is left are labels of groups beside them."""
        labels = self._label_pieces()
        heights = [row.at for row in self._rows]
        self._pitch = pitch = shortest_pitch(labels, heights)
        starts = {start for row in self._rows if (start := self._beside(row, labels)) is not None}
        if mode == "top" and len(starts) != len(self._rows):
            return False
        level = {piece for piece in labels if any(abs(piece.at - at) <= OFF * self.size for at in heights)}
        apart = min((below - above for above, below in pairwise(heights)), default=0.0)
        clear = pitch is not None and apart > CLEAR * pitch
        blocks = chained(labels, pitch, Rows(mode, starts, level, clear))
        if mode == "middle":
            blocks = self._trimmed(blocks)
        for row in self._rows:
            row.groups = []
            own = [block for block in blocks if abs(block.height(mode) - row.at) <= OFF * self.size]
            row.label = max(own, key=lambda block: block.x0, default=None)
            if row.label is None:
                return False
        taken = {row.label for row in self._rows}
        return len(taken) == len(self._rows) and all(
            self._placed_group(block) for block in blocks if block not in taken
        )

    def _trimmed(self, blocks: list[Block]) -> list[Block]:
        """Part a head from the label of the first row below it, what is below from that of the last row."""
        found: list[Block] = []
        first, last = self._rows[0].at, self._rows[-1].at
        reach = OFF * self.size
        for block in blocks:
            count = len(block.pieces)
            cuts = [(cut, count) for cut in range(1, count)] if block.first < first - reach else []
            cuts += [(0, cut) for cut in range(count - 1, 0, -1)] if block.last > last + reach else []
            inner = [
                (start, end)
                for start, end in cuts
                if self._is_centred(block.pieces[start:end], (first, last))
            ]
            if len(inner) == 1 and not self._is_centred(block.pieces, [row.at for row in self._rows]):
                start, end = inner[0]
                parts = (
                    block.pieces[:start],
                    block.pieces[start:end],
                    block.pieces[end:],
                )
                found += [Block(part) for part in parts if part]
            else:
                found.append(block)
        return found

    def _is_centred(self, lines: Sequence[Piece], heights: Sequence[float]) -> bool:
        middle = (lines[0].at + lines[-1].at) / 2
        return any(abs(middle - height) <= OFF * self.size for height in heights)

    def _beside(self, row: Row, labels: Sequence[Piece]) -> Piece | None:
        """The piece of a label at the height of a row, next to the numbers."""
        level = [piece for piece in labels if abs(piece.at - row.at) <= OFF * self.size]
        return max(level, key=lambda piece: piece.x0, default=None)

    def _placed_group(self, block: Block) -> bool:
        """Whether a label that is no row's stands above or below the table, or left of rows' labels."""
        labels = [row.label for row in self._rows if row.label is not None]
        if block.last < labels[0].first - OFF * self.size or block.first > labels[-1].last + OFF * self.size:
            return True
        reach = OFF * self.size
        for label in labels:
            touches = label.first <= block.last + reach and block.first <= label.last + reach
            if touches and block.x1 > label.x0:
                return False
        home = next(
            (row for row in self._rows if row.at >= block.height(self._mode) - reach),
            None,
        )
        if home is not None:
            home.groups.append(block)
        return home is None or home.label is None or block.x1 <= home.label.x0

    def _known_mode(self) -> Mode | None:
        """Where cells stand in their rows, as far as a cell of several lines shows it."""
        cells = [
            block for row in self._rows for block in (row.label, *row.cells.values()) if block is not None
        ]
        return self._mode if any(len(block.pieces) > 1 for block in cells) else None

    def placed(self) -> list[Placed]:
        """The table's lines: head, rows, and whatever else stands between."""
        taken: set[Piece] = set()
        found: list[Placed] = []
        for row in self._rows:
            cells = [block.printed for block in sorted(row.groups, key=lambda block: block.x0)]
            if row.label is not None:
                cells.append(row.label.printed)
            columns = range(len(self._columns))
            cells += [row.cells[column].printed if column in row.cells else [] for column in columns]
            found.append((row.at, joined(cells)))
            for block in (
                *row.groups,
                *([row.label] if row.label else ()),
                *row.cells.values(),
            ):
                taken.update(block.pieces)
            taken.update(row.numbers)
        first = self._rows[0].lines[0]
        head = [piece for line in self._split[self.top : first] for piece in line if piece not in taken]
        found += head_lines(heads(head, self._pitch), self.size, self.left, self._known_mode())
        used = [index for index in range(first, self.bottom) if not taken.isdisjoint(self._split[index])]
        self.bottom = used[-1] + 1
        for line in self._split[first : self.bottom]:
            rest = [piece for piece in line if piece not in taken]
            if rest:
                found.append(_plain([glyph for piece in rest for glyph in piece.glyphs]))
        return sorted(found, key=lambda line: line[0])
