"""Wrapped text without ruling lines: which pieces are lines of one cell, and how heads stand in rows.

Lines of one cell follow each other at the pitch of the type, begin or are centred at one place, and
all but the last are full. Cells stand at the top of their rows, or all in the middle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from gouji.convert.glyphs import Printed
from gouji.convert.pieces import OFF, PITCH, Block, Mode, Piece, joined

SAME_PITCH = 0.1
HALF = 0.1
NOT_FULL = 1.8
"""A wrapped line ends at most this many characters before the longest line of its cell."""

TO_EDGE = 2.6
LONGER = 2.1
SAME_SIZE = 0.06

Placed = tuple[float, list[Printed]]
"""A line of text: its height on the page, and its characters."""


def shortest_pitch(found: Sequence[Piece], heights: Sequence[float]) -> float | None:
    """The pitch of wrapped text among ``found``, in points: no two rows of a table stand so near.

    ``heights`` are those of rows; pieces that both stand at one tell nothing. None without any.
    """
    pitches = [
        below.at - above.at
        for above, below in _neighbours(found)
        if below.aligned(above)
        and not (_is_near(above.at, heights, above.size) and _is_near(below.at, heights, below.size))
    ]
    return min(pitches, default=None)


def half_pitch(head: Sequence[Piece]) -> float | None:
    """The pitch of wrapped heads, shown by heads of one line half a line below others' first; else None."""
    found = []
    for above, below in _neighbours(head):
        pitch = below.at - above.at
        between = any(
            abs(piece.at - above.at - pitch / 2) <= HALF * pitch and not piece.beside(above) for piece in head
        )
        if between and below.aligned(above):
            found.append(pitch)
    return min(found, default=None)


def _is_near(at: float, heights: Sequence[float], size: float) -> bool:
    return any(abs(at - height) <= OFF * size for height in heights)


def _neighbours(found: Sequence[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Pairs of pieces of which one may be the next line of the other."""
    ordered = sorted(found, key=lambda piece: piece.at)
    for index, above in enumerate(ordered):
        for below in ordered[index + 1 :]:
            if below.at - above.at > PITCH[1] * below.size:
                break
            if below.follows(above):
                yield above, below


@dataclass(frozen=True, slots=True)
class Rows:
    """What is known of a table's rows: pieces next to their numbers, and all pieces at their heights.

    ``clear`` tells that rows stand further apart than the lines of a cell.
    """

    mode: Mode
    labels: Collection[Piece]
    level: Collection[Piece]
    clear: bool

    def part(self, block: Block, piece: Piece) -> bool:
        """Whether a row ends between ``block`` and ``piece`` below it."""
        if self.mode == "top":
            return piece in self.labels or (piece in self.level and block.pieces[0] in self.labels)
        return piece in self.labels and block.pieces[-1] in self.labels


def chained(found: Sequence[Piece], pitch: float | None, rows: Rows | None = None) -> list[Block]:
    """Make cells of pieces that follow each other at ``pitch`` and fill their lines.

    Without ``rows`` they are heads: a piece with several neighbours above or below is no line of a
    wrapped cell, and cells may end anywhere.
    """
    edges = sorted({piece.x0 for piece in found} | {max((piece.x1 for piece in found), default=0.0)})
    below_of: dict[Piece, list[Piece]] = {}
    above_of: dict[Piece, list[Piece]] = {}
    for above, below in _neighbours(found):
        if pitch is not None and below.at - above.at <= pitch * (1 + SAME_PITCH):
            below_of.setdefault(above, []).append(below)
            above_of.setdefault(below, []).append(above)
    blocks: dict[Piece, Block] = {}
    for piece in sorted(found, key=lambda piece: (piece.at, piece.x0)):
        fitting = []
        for above in above_of.get(piece, ()):
            block = blocks[above]
            if block.pieces[-1] is not above or not _is_like(above, piece):
                continue
            if rows is None:
                fits = _goes_on(block, piece) and len(above_of[piece]) == len(below_of[above]) == 1
            else:
                fits = rows.clear or (_goes_on(block, piece) and _is_full(above, edges))
                fits = fits and not rows.part(block, piece)
            if fits:
                fitting.append(block)
        blocks[piece] = fitting[0] if len(fitting) == 1 else Block([])
        blocks[piece].pieces.append(piece)
    return list(dict.fromkeys(blocks.values()))


def _is_like(above: Piece, below: Piece) -> bool:
    return below.aligned(above) and abs(below.size - above.size) <= SAME_SIZE * above.size


def _goes_on(block: Block, piece: Piece) -> bool:
    """Whether ``piece`` may be the next line of ``block``: its last line is as long as any, this no longer."""
    last = block.pieces[-1]
    longest = max(line.width for line in block.pieces)
    return longest - last.width <= NOT_FULL * piece.size and piece.width <= longest + LONGER * piece.size


def _is_full(piece: Piece, edges: Sequence[float]) -> bool:
    """Whether a line reaches the place where the next column, or all of them, end."""
    return any(-1 <= edge - piece.x1 <= TO_EDGE * piece.size for edge in edges)


def heads(head: Sequence[Piece], pitch: float | None) -> list[Block]:
    """The cells of a head, put together only at a ``pitch`` that wrapped text is known to have.

    Without one, a cell of one line in the middle beside cells of two shows it. What would join lines
    beside which others stand alone is no wrapped cell.
    """
    pitch = pitch or half_pitch(head)
    blocks = chained(head, pitch)
    lone = Counter(round(block.first) for block in blocks if len(block.pieces) == 1)
    ends = Counter(round(block.last) for block in blocks if len(block.pieces) > 1)
    found: list[Block] = []
    for block in blocks:
        at = round(block.last)
        if len(block.pieces) > 1 and lone[at] > max(1, ends[at]):
            found += [Block([piece]) for piece in block.pieces]
        else:
            found.append(block)
    return found


def head_lines(cells: Sequence[Block], size: float, left: float, known: Mode | None) -> list[Placed]:
    """The heads line by line, as they stand at the top or in the middle of their rows.

    Where the rows' own cells do not show which (``known``), the heads right of ``left`` do.
    """
    modes: tuple[Mode, ...] = ("middle", "top")
    over = [cell for cell in cells if cell.x1 > left]
    shared = {mode: _shared(_levels(over, mode, size)) for mode in modes}
    mode = known or ("top" if shared["top"] > shared["middle"] else "middle")
    return [
        (level[0].height(mode), joined([block.printed for block in level]))
        for level in _levels(cells, mode, size)
    ]


def _shared(levels: Iterable[Sequence[Block]]) -> int:
    """How many cells stand level with one of another number of lines: only the right height shows that."""
    return sum(len(level) for level in levels if len({len(block.pieces) for block in level}) > 1)


def _levels(blocks: Iterable[Block], mode: Mode, size: float) -> Iterator[list[Block]]:
    """Blocks that stand at one height, each from left to right."""
    level: list[Block] = []
    for block in sorted(blocks, key=lambda block: block.height(mode)):
        if level and block.height(mode) - level[0].height(mode) > OFF * size:
            yield sorted(level, key=lambda block: block.x0)
            level = []
        level.append(block)
    if level:
        yield sorted(level, key=lambda block: block.x0)
