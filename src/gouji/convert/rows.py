"""Rows of numbers on a page without ruling lines, and the columns in which the numbers stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gouji.convert.pieces import OFF, Block, Piece
from gouji.numbers import COUNT_UNITS

CROSSED = 0.15
"""Share of the rows whose numbers may cover the space between two columns."""

SAME_ROW = 0.9
"""Numbers of one row stand less than this share of their size apart in height, as half a line does."""

FAR = 8.0
"""A lone number as many of its sizes away from a column of single numbers is no part of it."""

MOST_BETWEEN = 12
"""Lines of labels between two rows."""

PAGE_NUMBER = re.compile(r"[-—－–·~]+\d{1,3}[-—－–·~]+")
REMARK = re.compile(rf"(?:[{COUNT_UNITS}]|[百千万亿]?元)?$|[（(]")
BRACKETS = re.compile(r"[（(][^（(）)]*([）)]?)")


@dataclass(eq=False, slots=True)
class Row:
    """Numbers that stand at one height, by line and then by column."""

    lines: list[int]
    numbers: list[Piece]
    remarks: list[Piece] = field(default_factory=list)
    cells: dict[int, Block] = field(default_factory=dict)
    label: Block | None = None
    groups: list[Block] = field(default_factory=list)
    at: float = 0.0


def tables(split: Sequence[Sequence[Piece]]) -> Iterator[list[Row]]:
    """Runs of rows whose numbers are parted by nothing but labels."""
    rows: list[Row] = []
    for index, line in enumerate(split):
        numbers = numbers_of(line)
        if rows and _is_between(line, rows, split):
            if rows[-1].remarks and rows[-1].remarks[-1] in line:
                rows[-1].lines.append(index)
            continue
        if not numbers:
            if rows:
                yield _without_page_numbers(rows, split)
            rows = []
        elif rows and _is_same_row(rows[-1], numbers):
            rows[-1].lines.append(index)
            rows[-1].numbers += numbers
        else:
            if rows and index - rows[-1].lines[-1] > MOST_BETWEEN:
                yield _without_page_numbers(rows, split)
                rows = []
            rows.append(Row([index], list(numbers)))
    if rows:
        yield _without_page_numbers(rows, split)


def _without_page_numbers(rows: list[Row], split: Sequence[Sequence[Piece]]) -> list[Row]:
    """Drop lone numbers without a label from both ends of a table of several columns."""
    widest = max(len(row.numbers) for row in rows)
    for end in (-1, 0):
        while len(rows) > 1 and len(rows[end].numbers) == 1 == len(split[rows[end].lines[0]]):
            piece, other = rows[end].numbers[0], rows[end * 2 + 1].numbers[0]
            if widest == 1 and abs(piece.at - other.at) < FAR * piece.size:
                break
            del rows[end]
    return rows


def numbers_of(line: Sequence[Piece]) -> list[Piece]:
    """The numbers of a line that ends in numbers; none of other lines."""
    if PAGE_NUMBER.fullmatch("".join(piece.text for piece in line)):
        return []
    first = next((at for at, piece in enumerate(line) if piece.number), len(line))
    return list(line[first:]) if all(piece.number for piece in line[first:]) else []


def _is_same_row(row: Row, numbers: Sequence[Piece]) -> bool:
    near = abs(numbers[0].at - row.numbers[-1].at) < SAME_ROW * numbers[0].size
    return near and not any(piece.beside(other) for piece in numbers for other in row.numbers)


def _is_between(line: Sequence[Piece], rows: Sequence[Row], split: Sequence[Sequence[Piece]]) -> bool:
    """Whether a line holds only labels, and what goes on below the numbers of the last of ``rows``.

    Digits go on where another number of the row stands in the middle, or where neither they nor the
    number have a label on their line: rows of which that is true stand further apart than lines.
    """
    row = rows[-1]
    left = min(piece.x0 for row in rows for piece in row.numbers)
    below = [piece for piece in line if piece.x1 > left]
    if any(piece.number for piece in line if piece.x1 <= left):
        return False
    bare = len(below) == len(line)
    alone = {piece for at in row.lines if all(other.x1 > left for other in split[at]) for piece in split[at]}
    for piece in below:
        remark = any(is_remark(piece, above) for above in (*row.numbers, *row.remarks))
        torn = piece.number and any(
            is_torn(piece, above) and ((bare and above in alone) or _is_halved(row, piece, above))
            for above in row.numbers
        )
        if not remark and not torn:
            return False
    row.remarks += below
    return True


def _is_halved(row: Row, piece: Piece, above: Piece) -> bool:
    """Whether a number of ``row`` stands half way between two lines."""
    return any(abs(2 * number.at - above.at - piece.at) <= OFF * piece.size for number in row.numbers)


def is_torn(piece: Piece, above: Piece) -> bool:
    """Whether ``piece`` may be the digits that are left of a number above it."""
    return piece.follows(above) and above.text[-1].isdigit() and piece.text[0].isdigit()


def is_remark(piece: Piece, above: Piece) -> bool:
    """Whether ``piece`` is the unit of a number above it, its remark, or what is left of that."""
    begun = BRACKETS.search(above.text)
    return piece.follows(above) and (
        REMARK.match(piece.text) is not None or (begun is not None and not begun[1])
    )


def columns(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """The stretches, from left to right, on which more than a few rows print numbers."""
    covered: Counter[int] = Counter()
    for row in rows:
        covered.update({x for piece in row.numbers for x in range(int(2 * piece.x0) + 1, int(2 * piece.x1))})
    allowed = CROSSED * len(rows)
    filled = sorted(x for x, count in covered.items() if count > allowed)
    columns: list[list[int]] = []
    for x in filled:
        if columns and x == columns[-1][-1] + 1:
            columns[-1].append(x)
        else:
            columns.append([x])
    return [(column[0] / 2, column[-1] / 2) for column in columns]
