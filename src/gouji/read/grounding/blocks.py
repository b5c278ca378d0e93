"""Numbers behind a block of labels: dealt row after row, or column after column.

Lines tell which where they hold whole rows or whole columns; else the sums do: in table 3 one number
of every row is the sum of the others, whichever way they run. What neither tells is unsure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from gouji.numbers import ParsedNumber
from gouji.read.grounding.stretch import Stretch
from gouji.read.stream import Token

Direction = Literal["rows", "columns"]
Fit = Callable[[Sequence[Sequence[Token]]], tuple[int, int]]
_CLEARLY = 3


def settle_blocks(
    rows: Sequence[Stretch], width: int, fit: Fit, known: Direction | None = None
) -> tuple[list[Stretch], Direction | None]:
    """``rows`` with their blocks dealt the way they run, and that way if a block of ``width`` told it.

    ``fit`` counts the rows that add up, and those that hold a number other than 0; ``known`` is the way in which another table of the document runs.
    """
    settled = list(rows)
    told: Direction | None = None
    for at in _blocks(rows, width):
        group = [rows[index] for index in at]
        flat = [token for stretch in group for token in stretch.tokens]
        by_columns = [flat[first :: len(group)] for first in range(len(group))]
        way = _by_lines(flat, len(group), width) or _by_sums(
            fit([stretch.tokens for stretch in group]), fit(by_columns)
        )
        told = told or way
        way = way or known
        same = all(
            [_value(token) for token in stretch.tokens] == [_value(token) for token in tokens]
            for stretch, tokens in zip(group, by_columns, strict=True)
        )
        for index, tokens in zip(at, by_columns, strict=True):
            if way == "columns":
                settled[index] = replace(rows[index], tokens=tuple(tokens))
            elif way is None:
                settled[index] = replace(rows[index], sure=rows[index].sure and same)
    return settled, told


def _blocks(rows: Sequence[Stretch], width: int) -> list[list[int]]:
    """The indexes of rows of ``width`` that were dealt from one run of numbers."""
    groups: dict[int, list[int]] = {}
    for index, stretch in enumerate(rows):
        if stretch.block > 1 and len(stretch.tokens) == width > 1:
            groups.setdefault(stretch.tokens[0].pos, []).append(index)
    return [group for group in groups.values() if len(group) > 1]


def _by_lines(flat: Sequence[Token], rows: int, width: int) -> Direction | None:
    """Every line a whole row, or every line a whole column."""
    lines: dict[int, int] = {}
    for token in flat:
        lines[token.line] = lines.get(token.line, 0) + 1
    sizes = set(lines.values())
    if rows == width or len(sizes) != 1:
        return None
    return "rows" if sizes == {width} else "columns" if sizes == {rows} else None


def _by_sums(by_rows: tuple[int, int], by_columns: tuple[int, int]) -> Direction | None:
    """The one way in which all rows add up, or else clearly more of them."""
    whole = by_rows[0] == by_rows[1], by_columns[0] == by_columns[1]
    if whole[0] != whole[1] and (by_rows[0] > by_columns[0]) == whole[0]:
        return "rows" if whole[0] else "columns"
    if by_rows[0] > _CLEARLY * by_columns[0]:
        return "rows"
    return "columns" if by_columns[0] > _CLEARLY * by_rows[0] else None


def _value(token: Token) -> object:
    return token.parsed.value if isinstance(token.parsed, ParsedNumber) else token.kind
