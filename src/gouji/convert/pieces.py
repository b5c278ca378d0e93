"""Pieces of printed lines, and the cells that pieces below each other make without any ruling line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Literal

from gouji.convert.compose import POINTS, joint
from gouji.convert.glyphs import SPACE, Glyph, Printed, spell
from gouji.numbers import COUNT_UNITS

Mode = Literal["top", "middle"]
"""Where cells stand in their rows."""

NUMBER = re.compile(
    rf"[-－+]?(?=[OolI]*\d|[Oo]$)[\dOolI][\dOolI,，.．]*(?:[{COUNT_UNITS}]|[百千万亿]?元|%)?(?:[（(].{{0,8}})?"
    r"|[-—－–/／]{1,2}|无|不适用"
)
"""What a cell prints for a number, letters that pass for digits included, or for a blank."""

TIGHT = 0.08
"""Gap between digits, as a share of their size, at which one number may end and the next begin."""

TIGHT_WORDS = 0.15
"""The same between two characters of words, in a text whose other characters touch."""

SPACED_WORDS = 1.3
"""Gap, as a share of the size, that printed spaces may make within a label."""

PITCH = (0.95, 1.9)
"""Line pitch of wrapped text, as a share of its size."""

OFF = 0.3
"""How far, as a share of the size, what belongs to one height may stand off it."""

ALIGNED = 0.6


@dataclass(eq=False, slots=True)
class Piece:
    """What is printed on one line without a wide gap."""

    glyphs: list[Glyph]
    number: bool = field(init=False)
    x0: float = field(init=False)
    x1: float = field(init=False)
    at: float = field(init=False)
    size: float = field(init=False)

    def __post_init__(self) -> None:
        self.number = NUMBER.fullmatch(self.text) is not None
        self.x0, self.x1 = self.glyphs[0].box[0], self.glyphs[-1].box[2]
        self.at = self.glyphs[0].baseline
        self.size = max(glyph.size for glyph in self.glyphs)

    @property
    def text(self) -> str:
        """The characters; a space where one is printed."""
        return "".join(" " if glyph.blank else glyph.char for glyph in self.glyphs)

    @property
    def width(self) -> float:
        """Extent in points."""
        return self.x1 - self.x0

    def beside(self, other: Piece) -> bool:
        """Whether the two share a stretch sideways."""
        return self.x0 < other.x1 and other.x0 < self.x1

    def follows(self, above: Piece) -> bool:
        """Whether it may be the next line of the cell that ``above`` belongs to."""
        low, high = PITCH
        return self.beside(above) and low * self.size <= self.at - above.at <= high * self.size

    def aligned(self, other: Piece) -> bool:
        """Whether the two begin, or lie in the middle, at the same place."""
        near = ALIGNED * self.size
        centre = abs(self.x0 + self.x1 - other.x0 - other.x1) / 2
        return abs(self.x0 - other.x0) <= near or centre <= near


@dataclass(eq=False, slots=True)
class Block:
    """The lines of one cell, from top to bottom."""

    pieces: list[Piece]

    @property
    def first(self) -> float:
        """Baseline of the first line."""
        return self.pieces[0].at

    @property
    def last(self) -> float:
        """Baseline of the last line."""
        return self.pieces[-1].at

    def height(self, mode: Mode) -> float:
        """Where the cell stands: its first line, or its middle."""
        return self.first if mode == "top" else (self.first + self.last) / 2

    @property
    def x0(self) -> float:
        """Left end."""
        return min(piece.x0 for piece in self.pieces)

    @property
    def x1(self) -> float:
        """Right end."""
        return max(piece.x1 for piece in self.pieces)

    @property
    def printed(self) -> list[Printed]:
        """The text on one line; what goes on with the digits of a number joins them."""
        found: list[Printed] = []
        for above, piece in zip([None, *self.pieces], self.pieces, strict=False):
            spelled = spell(piece.glyphs, columns=False)
            if above is not None:
                torn = above.number and piece.number
                found += [(char, None) for char in joint(found[-1][0], spelled[0][0], paragraph=not torn)]
            found += spelled
        return found


def pieces(line: Sequence[Glyph]) -> list[Piece]:
    """Split a line at its wide gaps; spaces printed inside a label part nothing."""
    groups: list[list[Glyph]] = []
    last: Glyph | None = None
    blanks: list[Glyph] = []
    for glyph in line:
        if glyph.blank:
            blanks.append(glyph)
            continue
        if last is not None:
            gap = (glyph.box[0] - last.box[2]) / max(min(last.size, glyph.size), 1.0)
            words = not (last.char.isdigit() or glyph.char.isdigit())
            apart = gap > (SPACED_WORDS if blanks and words else SPACE)
        if last is None or apart:
            groups.append([glyph])
        else:
            groups[-1] += [*blanks, glyph]
        last, blanks = glyph, []
    found = [Piece(part) for group in groups for part in _neighbours_apart(group)]
    first = next((index for index, piece in enumerate(found) if piece.number), 0)
    if first and all(piece.number for piece in found[first:]):
        found[first - 1 : first] = _label_and_number(found[first - 1])
    return found


def _neighbours_apart(group: list[Glyph]) -> list[list[Glyph]]:
    """Part numbers, or heads, of neighbouring columns that nearly touch.

    Groups of thousands are one number, and characters spread over a line one text.
    """
    digits = all(glyph.char.isdigit() for glyph in group)
    gaps = [
        (after.box[0] - before.box[2]) / max(min(before.size, after.size), 1.0)
        for before, after in pairwise(group)
    ]
    cuts = [
        index
        for index, gap in enumerate(gaps, start=1)
        if gap > TIGHT
        and (digits or (gap > TIGHT_WORDS and _is_between_words(group[index - 1], group[index])))
    ]
    if not cuts or (not digits and median(gaps) > TIGHT / 2):
        return [group]
    parts = [group[start:end] for start, end in pairwise([0, *cuts, len(group)])]
    thousands = digits and len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])
    spaced_out = digits and len(cuts) > 1 and all(len(part) == 1 for part in parts)
    return [group] if thousands or spaced_out else parts


def _is_between_words(before: Glyph, after: Glyph) -> bool:
    return before.char.isalpha() and after.char.isalpha() and not (before.char + after.char).isascii()


def _label_and_number(piece: Piece) -> list[Piece]:
    """Part a label from a number close behind it, in a line that goes on with numbers."""
    at = len(piece.glyphs)
    while at and (piece.glyphs[at - 1].char.isdigit() or piece.glyphs[at - 1].char in POINTS):
        at -= 1
    if not 0 < at < len(piece.glyphs):
        return [piece]
    label, number = piece.glyphs[at - 1], piece.glyphs[at]
    if number.box[0] - label.box[2] <= TIGHT * number.size:
        return [piece]
    return [Piece(piece.glyphs[:at]), Piece(piece.glyphs[at:])]


def cut_at(piece: Piece, columns: Sequence[tuple[float, float]]) -> list[Piece]:
    """Cut a piece that runs over several columns where a small gap falls between two of them."""
    over = [(x0, x1) for x0, x1 in columns if piece.x0 < x1 and x0 < piece.x1]
    if len(over) < 2:
        return [piece]
    cuts: list[int] = []
    for (_, left), (right, _) in pairwise(over):
        found = [
            index
            for index, (before, after) in enumerate(pairwise(piece.glyphs), start=1)
            if after.box[0] - before.box[2] > TIGHT * min(before.size, after.size)
            and after.box[0] > left - before.size
            and before.box[2] < right + after.size
        ]
        if len(found) != 1:
            return [piece]
        cuts += found
    bounds = [0, *cuts, len(piece.glyphs)]
    return [Piece(piece.glyphs[start:end]) for start, end in pairwise(bounds) if start < end]


def joined(cells: Sequence[list[Printed]]) -> list[Printed]:
    """One line of cells, parted by tabs."""
    line: list[Printed] = []
    for index, cell in enumerate(cells):
        line += [("\t", None), *cell] if index else cell
    return line
