"""From tokens to the readings of a row: exact, with blanks, with strays, glued."""

import pytest

from gouji.numbers import parse_cell
from gouji.read.cuts import MAX_OPTIONS, Options, certain_cut, row_options
from gouji.read.stream import Token


def tokens_of(text: str) -> list[Token]:
    """One token for every word of ``text``; ``_`` is an empty cell."""
    tokens, at = [], 0
    for word in text.split(" "):
        span = (at, at + len(word))
        at += len(word) + 1
        parsed = parse_cell(word)
        if word == "_":
            tokens.append(Token("empty", span, 0, len(tokens), 0, celled=True))
        elif isinstance(parsed, str):
            tokens.append(Token("blank", span, 0, len(tokens), 0, parsed=parsed))
        else:
            kind = "number" if parsed is not None else "glued"
            tokens.append(Token(kind, span, 0, len(tokens), 0, parsed=parsed))
    return tokens


def read(text: str, width: int, total: int | None) -> tuple[list[list[object]], str]:
    options: Options = row_options(tokens_of(text), width, text, total=total)
    return [
        [part.value if part.value is not None else part.blank for part in row] for row in options.rows
    ], options.how


@pytest.mark.parametrize(
    ("text", "width", "total", "rows", "how"),
    [
        ("1 2 3", 3, 2, [[1, 2, 3]], "exact"),
        ("1 - 3", 3, 2, [[1, "dash", 3]], "exact"),
        ("1 _ 1", 3, 2, [[1, "empty", 1]], "placed"),
        ("_ 1 1 _", 3, 2, [["empty", 1, 1], [1, 1, "empty"]], "placed"),
        ("123", 3, 2, [[1, 2, 3]], "cut"),
        ("0000000", 7, 6, [[0] * 7], "cut"),
        ("271002030", 7, 6, [[27, 1, 0, 0, 2, 0, 30], [2, 7, 1, 0, 0, 20, 30]], "cut"),
        ("27100002030", 7, 6, [], "none"),
        ("1000010", 3, 0, [], "none"),
        ("20012", 4, 0, [], "none"),
        ("321", 3, 0, [[3, 2, 1]], "cut"),
        ("231", 3, 1, [[2, 3, 1]], "cut"),
        ("12 3 15", 3, 2, [[12, 3, 15]], "exact"),
        ("123 15", 3, 2, [[12, 3, 15]], "cut"),
        ("3件 4 7", 3, 2, [[3, 4, 7]], "exact"),
        ("3件 47", 3, 2, [[3, 4, 7]], "cut"),
        ("- 47 11", 4, 3, [["dash", 4, 7, 11]], "cut"),
        (
            "12345",
            3,
            None,
            [[1, 2, 345], [1, 23, 45], [1, 234, 5], [12, 3, 45], [12, 34, 5], [123, 4, 5]],
            "cut",
        ),
    ],
)
def test_readings_of_a_row(text, width, total, rows, how):
    found, found_how = read(text, width, total)
    assert sorted(map(str, found)) == sorted(map(str, rows))
    assert found_how == how


def test_more_cuts_than_the_bound_are_no_reading_at_all():
    text = "1" * 30
    assert row_options(tokens_of(text), 10, text, total=None) == Options((), "none")
    assert MAX_OPTIONS < 10_000


@pytest.mark.parametrize(
    ("digits", "certain"),
    [("000", True), ("003", True), ("866", False), ("100", False), ("010", False), ("0026", False)],
)
def test_a_cut_is_certain_when_the_digits_can_be_no_fewer_numbers_and_number_the_cells(digits, certain):
    assert certain_cut(tokens_of(digits), 3, digits) is certain
