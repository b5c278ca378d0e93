"""Characters of a page with their places → lines of text, by baseline and gap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gouji.convert.compose import POINTS, joint
from gouji.document import Box
from gouji.numbers import COUNT_UNITS

SAME_LINE = 0.4
SPACE = 0.3
TWO_SPACES = 1.0
COLUMN = 2.0
OVERPRINT = 0.15
TOUCHING = 0.1
FILLED = 0.5
"""A number is torn over two lines of a cell only where its first line fills this share of the cell."""

FILLED_BEFORE_UNIT = 0.35
"""The same where the unit follows on the second line alone: 1254 over 48件 has one unit, so is one number."""

_BARE_NUMBER = re.compile(r"[\d.,]+")
_WITH_UNIT = re.compile(rf"[\d.,]+(?:[{COUNT_UNITS}]|万?元)")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A visible character: its box, baseline and font size in points; blanks are glyphs too.

    A ``mark`` is raised or lowered beside its line; ``baseline`` is then the line's.
    """

    char: str
    box: Box
    baseline: float
    size: float
    mark: bool = False

    @property
    def blank(self) -> bool:
        """Whether it is a space of any kind."""
        return self.char.isspace()


Printed = tuple[str, Glyph | None]
"""A character of a line, and the glyph that printed it; None where a gap stands for it."""


def lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Group glyphs by baseline, top to bottom, each line from left to right; overprints are dropped."""
    found: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.baseline):
        if found:
            first = found[-1][0]
            if glyph.baseline - first.baseline <= SAME_LINE * min(glyph.size, first.size):
                found[-1].append(glyph)
                continue
        found.append([glyph])
    ordered = [_without_overprint(sorted(line, key=lambda glyph: glyph.box[0])) for line in found]
    return [line for line in ordered if not all(glyph.blank for glyph in line)]


def _without_overprint(line: list[Glyph]) -> list[Glyph]:
    """Drop a character printed again on its own place: some printers make bold type so."""
    kept: list[Glyph] = []
    for glyph in line:
        near = OVERPRINT * glyph.size
        if not any(
            old.char == glyph.char
            and abs(old.box[0] - glyph.box[0]) <= near
            and abs(old.baseline - glyph.baseline) <= near
            for old in kept[-3:]
        ):
            kept.append(glyph)
    return kept


def runs(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Group the digits of each number, printed without a gap; any other glyph is a run of its own."""
    found: list[list[Glyph]] = []
    for line in lines(glyphs):
        last: Glyph | None = None
        for glyph in line:
            number = glyph.char.isdigit() or glyph.char in POINTS
            if (
                number
                and last is not None
                and abs(glyph.box[0] - last.box[2]) <= TOUCHING * min(glyph.size, last.size)
            ):
                found[-1].append(glyph)
            else:
                found.append([glyph])
            last = glyph if number else None
    return found


def text_boxes(glyphs: Iterable[Glyph]) -> list[Box]:
    """Return the boxes of what is printed on a line without gaps."""
    found: list[Box] = []
    for line in lines(glyphs):
        last: Glyph | None = None
        for glyph in line:
            if glyph.blank:
                continue
            if last is not None and glyph.box[0] - last.box[2] <= SPACE * min(glyph.size, last.size):
                found[-1] = union(found[-1], glyph.box)
            else:
                found.append(glyph.box)
            last = glyph
    return found


def spell(line: Sequence[Glyph], *, columns: bool) -> list[Printed]:
    """Spell a line out; a wide gap is a tab where ``columns`` are kept apart, else a space."""
    printed: list[Printed] = []
    last: Glyph | None = None
    spaced = False
    for glyph in line:
        if glyph.blank:
            spaced = True
            continue
        if last is not None:
            printed += [(char, None) for char in _gap(last, glyph, spaced=spaced, columns=columns)]
        printed.append((glyph.char, glyph))
        last, spaced = glyph, False
    return printed


def _gap(last: Glyph, glyph: Glyph, *, spaced: bool, columns: bool) -> str:
    gap = (glyph.box[0] - last.box[2]) / max(min(last.size, glyph.size), 1.0)
    spaced = spaced or (glyph.mark and not last.mark and not glyph.char.isdigit())
    if gap > COLUMN and columns:
        return "\t"
    if gap > TWO_SPACES and columns:
        return "  "
    return " " if spaced or gap > SPACE else ""


def spell_cell(glyphs: Iterable[Glyph], width: float) -> list[Printed]:
    """Spell a cell of ``width`` points on one line; a torn number is joined where its line was full."""
    printed: list[Printed] = []
    above, filled = "", 0.0
    for line in lines(glyphs):
        spelled = spell(line, columns=False)
        words = "".join(char for char, _ in spelled)
        if printed and spelled:
            one_unit = _BARE_NUMBER.fullmatch(above) and _WITH_UNIT.fullmatch(words)
            full = filled >= (FILLED_BEFORE_UNIT if one_unit else FILLED)
            between = joint(printed[-1][0], spelled[0][0], paragraph=not full)
            printed += [(char, None) for char in between]
        printed += spelled
        above, filled = words, (line[-1].box[2] - line[0].box[0]) / max(width, 1.0)
    return printed


def words(printed: Sequence[Printed]) -> list[tuple[int, int, Box]]:
    """Runs of one kind, digits or others, as (start, end, box) within the line."""
    found: list[tuple[int, int, Box]] = []
    start = 0
    kind: bool | None = None
    box: Box = (0.0, 0.0, 0.0, 0.0)
    for index, (char, glyph) in enumerate([*printed, ("", None)]):
        now = None if glyph is None else char.isdecimal() or (char in POINTS and kind is True)
        if kind is not None and now is not kind:
            found.append((start, index, box))
        if glyph is not None:
            if now is kind:
                box = union(box, glyph.box)
            else:
                start, box = index, glyph.box
        kind = now
    return found


def union(a: Box, b: Box) -> Box:
    """Return the smallest box around two."""
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
