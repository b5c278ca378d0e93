"""Rows of a page from the boxes that an OCR program found: numbers clustered by y into rows, by x into columns.

Standard library only. No ruling lines are looked for: this is the plain mapping that a user of whole-page OCR writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from mapping import parse

# A number that is missing in its row: something may stand there, so it is no blank. The mapping leaves it unread.
_MISSING = "?"


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of text and where it stands, in pixels."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str

    @property
    def x(self) -> float:
        """Horizontal centre."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """Vertical centre."""
        return (self.y0 + self.y1) / 2

    @property
    def is_number(self) -> bool:
        """The whole text is one number."""
        try:
            return parse(self.text) is not None
        except ValueError:
            return False


def page_rows(found: Sequence[Box]) -> list[list[str]]:
    """Rows of a page, from the top: rows of table 3 and 4 with their labels before them, every other line as it is."""
    boxes = [part for box in found for part in _split(box)]
    if not boxes:
        return []
    height = median(box.y1 - box.y0 for box in boxes)
    numbers = [box for box in boxes if box.is_number]
    rows = [row for row in _lines(numbers, height) if len(row) >= 4]
    taken = {box for row in rows for box in row}
    words: dict[int, list[Box]] = {at: [] for at in range(len(rows))}
    others: list[Box] = []
    for box in boxes:
        if box in taken:
            continue
        at = _nearest(rows, box)
        if at is None or box.is_number or len(rows[at]) > 9 or box.x > min(number.x for number in rows[at]):
            others.append(box)
        else:
            words[at].append(box)
    centres = _centres(rows)
    placed = [(_y(row), [*_cells(words[at]), *_columns(row, centres)]) for at, row in enumerate(rows)]
    placed += [(_y(line), _head(line, centres)) for line in _lines(others, height)]
    return [texts for _, texts in sorted(placed, key=lambda pair: pair[0])]


def _split(box: Box) -> list[Box]:
    """Several numbers in one box, parted by spaces, as boxes of their own."""
    parts = box.text.split()
    if len(parts) < 2 or not all(replace(box, text=part).is_number for part in parts):
        return [box]
    step = (box.x1 - box.x0) / len(parts)
    return [
        replace(box, x0=box.x0 + at * step, x1=box.x0 + (at + 1) * step, text=part)
        for at, part in enumerate(parts)
    ]


def _lines(boxes: Sequence[Box], height: float) -> list[list[Box]]:
    """Cluster by y; a line ends where the next centre lies more than half a letter lower than the last."""
    lines: list[list[Box]] = []
    for box in sorted(boxes, key=lambda one: one.y):
        if lines and box.y - _y(lines[-1]) <= height * 0.6:
            lines[-1].append(box)
        else:
            lines.append([box])
    return [sorted(line, key=lambda one: one.x) for line in lines]


def _y(line: Sequence[Box]) -> float:
    return sum(box.y for box in line) / len(line)


def _nearest(rows: Sequence[Sequence[Box]], box: Box) -> int | None:
    """The row of numbers that a label belongs to: the nearest, no farther than the rows stand apart."""
    if not rows:
        return None
    at = min(range(len(rows)), key=lambda row: abs(_y(rows[row]) - box.y))
    gaps = [_y(after) - _y(before) for before, after in pairwise(rows)]
    return at if abs(_y(rows[at]) - box.y) <= (median(gaps) if gaps else box.y1 - box.y0) else None


def _centres(rows: Sequence[Sequence[Box]]) -> list[float] | None:
    """Where the seven columns stand: the medians over the rows that have all seven numbers."""
    whole = [row for row in rows if len(row) == 7]
    return [median(row[at].x for row in whole) for at in range(7)] if whole else None


def _columns(row: Sequence[Box], centres: Sequence[float] | None) -> list[str]:
    """The numbers of a row, each in the column whose centre is nearest."""
    if centres is None or not 4 <= len(row) < 7:
        return [box.text for box in row]
    texts = [_MISSING] * len(centres)
    for box in row:
        texts[min(range(len(centres)), key=lambda at: abs(centres[at] - box.x))] = box.text
    return texts


def _head(line: Sequence[Box], centres: Sequence[float] | None) -> list[str]:
    """A line of words: each in the column below it where it looks like a row of heads, else as it is."""
    if centres is None or any(box.is_number for box in line):
        return [box.text for box in line]
    start = centres[0] - (centres[1] - centres[0]) / 2
    inside = [box for box in line if box.x > start]
    if len(inside) < 3:
        return [box.text for box in line]
    texts = [""] * len(centres)
    for box in inside:
        texts[min(range(len(centres)), key=lambda at: abs(centres[at] - box.x))] += box.text
    return ["".join(box.text for box in line if box.x <= start), *texts]


def _cells(words: Sequence[Box]) -> list[str]:
    """Label cells from left to right; lines one above the other are one cell."""
    cells: list[list[Box]] = []
    for box in sorted(words, key=lambda one: (one.x0, one.y0)):
        if cells and box.x0 < max(one.x1 for one in cells[-1]) - 2:
            cells[-1].append(box)
        else:
            cells.append([box])
    return ["".join(box.text for box in sorted(cell, key=lambda one: (one.y, one.x0))) for cell in cells]
