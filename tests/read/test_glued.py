"""Runs of digits without separators: every cut that the sums allow, none that they forbid."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.document import Source
from gouji.evaluate.gold import KINDS, make_gold
from gouji.evaluate.render.registry import make_copy
from gouji.evaluate.score import score
from gouji.numbers import parse_cell
from gouji.pipeline import process
from gouji.read.glued import MAX_DIGITS, Run, block_cuts, cuts_of, run_of
from gouji.read.stream import Token

PARTS = st.lists(
    st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 999), st.integers(0, 999_999)),
    min_size=6,
    max_size=6,
)


def glued(*pieces: str) -> tuple[list[Token], str]:
    """One token for every piece; a space stands between them."""
    text = " ".join(pieces)
    tokens, at = [], 0
    for piece in pieces:
        tokens.append(Token("glued", (at, at + len(piece)), 0, 0, 0))
        at += len(piece) + 1
    return tokens, text


def run(*pieces: str) -> Run:
    made = run_of(*glued(*pieces))
    assert made is not None
    return made


def numbers(digits: str, cut: tuple[int, ...]) -> list[int]:
    return [int(digits[begin:end]) for begin, end in pairwise(cut)]


def row(parts: list[int], total_at: int) -> list[int]:
    return [*parts[:total_at], sum(parts), *parts[total_at:]]


def by_hand(digits: str, width: int, total: int | None) -> set[tuple[int, ...]]:
    """All cuts by trying every choice of places."""
    found = set()
    for places in combinations(range(1, len(digits)), width - 1):
        cut = (0, *places, len(digits))
        pieces = [digits[begin:end] for begin, end in pairwise(cut)]
        if any((len(piece) > 1 and piece[0] == "0") or len(piece) > MAX_DIGITS for piece in pieces):
            continue
        values = [int(piece) for piece in pieces]
        if total is None or 2 * values[total] == sum(values):
            found.add(cut)
    return found


@given(PARTS, st.integers(0, 6))
def test_the_true_cut_is_among_the_cuts_and_every_cut_adds_up(parts, total_at):
    true = row(parts, total_at)
    digits = "".join(map(str, true))
    cuts = cuts_of(run(digits), 7, total_at, 100_000)
    read = [numbers(digits, cut) for cut in cuts]
    assert true in read
    for values in read:
        assert "".join(map(str, values)) == digits
        assert 2 * values[total_at] == sum(values)


@given(
    st.text("0123456789", min_size=1, max_size=13),
    st.sampled_from([(3, None), (5, 4), (7, 6), (7, 0), (7, 2)]),
)
def test_cuts_are_those_that_trying_every_place_finds(digits, form):
    width, total = form
    cuts = cuts_of(run(digits), width, total, 100_000)
    assert len(cuts) == len(set(cuts))
    assert set(cuts) == by_hand(digits, width, total)


def test_spaces_between_digits_are_places_that_no_number_crosses():
    pieces = ("12", "00", "012")
    assert cuts_of(run(*pieces), 6, 5, 100) == []
    assert [numbers("1200012", cut) for cut in cuts_of(run(*pieces), 5, 4, 100)] == [[12, 0, 0, 0, 12]]


def test_a_number_with_its_unit_is_one_cell():
    text = "3件00003"
    tokens = [Token("number", (0, 2), 0, 0, 0, parsed=parse_cell("3件")), Token("glued", (2, 7), 0, 0, 0)]
    made = run_of(tokens, text)
    assert made is not None
    assert cuts_of(made, 6, 5, 10) == [(0, 1, 2, 3, 4, 5, 6)]


def test_text_among_digits_makes_no_run():
    tokens, _ = glued("12a4")
    assert run_of(tokens, "12a4") is None


def test_too_many_cuts_are_none_at_all_never_a_part_of_them():
    digits = "1" * 20
    assert cuts_of(run(digits), 5, None, 50) is None


def test_a_run_too_long_for_its_cells_has_no_cut():
    assert cuts_of(run("1" * 200), 7, 6, 50) == []


@given(
    st.lists(st.lists(st.integers(0, 3000), min_size=4, max_size=4), min_size=3, max_size=3),
    st.integers(0, 4),
)
def test_every_block_keeps_its_true_cut(blocks, total_at):
    rows = [row(block, total_at) for block in blocks]
    digits = "".join(str(value) for values in rows for value in values)
    found = block_cuts(run(digits), 5, [total_at] * 3)
    for values, cuts in zip(rows, found, strict=True):
        read = [numbers(digits, cut) for cut in cuts]
        assert values in read
        assert all(2 * one[total_at] == sum(one) for one in read)


def test_blocks_that_do_not_reach_the_end_have_no_cut():
    found = block_cuts(run("100010000010007"), 5, [4, 4, 4])
    assert found == [[], [], []]


@pytest.mark.parametrize("digits", ["9" * 56, "12345678" * 7, "1" * 49])
def test_long_runs_stay_cheap(digits):
    made = run(digits)
    cuts = cuts_of(made, 7, 6, 2000)
    assert cuts is None or len(cuts) <= 2000


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", ["glued", "glued_damaged"])
def test_a_glued_report_has_no_cell_that_is_silently_wrong(shape, kind):
    for seed in range(6):
        copy = make_copy(shape, make_gold(seed, kind), seed)
        report = process(Source.of(copy.file_name, copy.content))
        found = score(copy, report.as_json())
        assert found.silently_wrong == ()
        if shape == "glued":
            assert found.right >= 0.85 * found.cells, copy.name
