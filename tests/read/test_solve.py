"""Joint solutions of glued rows: what all of them share, and nothing that only some of them say."""

import random
import time
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.families.disclosure.rules import APPLICANTS, COLUMNS, LEAVES
from gouji.read import solve as solving
from gouji.read.cuts import Options, Part, row_options, shared
from gouji.read.solve import solve
from gouji.read.stream import Token

Table = dict[str, list[int]]
FLOW = ("received", "carried_in", "concluded", "carried_out")


def table(rng: random.Random, top: int, density: float) -> Table:
    """A consistent table 3, totals last."""

    def parts() -> list[int]:
        return [rng.randint(1, top) if rng.random() < density else 0 for _ in APPLICANTS]

    rows = {leaf: parts() for leaf in LEAVES}
    rows["concluded"] = [sum(column) for column in zip(*rows.values(), strict=True)]
    rows["carried_out"] = parts()
    known = [a + b for a, b in zip(rows["concluded"], rows["carried_out"], strict=True)]
    rows["carried_in"] = [rng.randint(0, min(one, top)) for one in known]
    rows["received"] = [a - b for a, b in zip(known, rows["carried_in"], strict=True)]
    return {name: [*values, sum(values)] for name, values in rows.items()}


def options_of(digits: str) -> Options:
    token = Token("glued", (0, len(digits)), 0, 0, 0)
    return row_options([token], len(COLUMNS), digits, total=len(COLUMNS) - 1)


def glue(rows: Table) -> dict[str, Options]:
    return {name: options_of("".join(map(str, values))) for name, values in rows.items()}


def values(parts: tuple[Part, ...]) -> list[int]:
    return [part.value for part in parts]


def printed(*rows: list[int]) -> Options:
    """Rows as given, one place a cell."""
    return Options(tuple(tuple(Part(i, i + 1, value) for i, value in enumerate(row)) for row in rows), "cut")


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9), st.sampled_from([(9, 0.3), (90, 0.4), (900, 0.8), (60_000, 0.95), (4000, 1.0)]))
def test_the_true_reading_is_always_among_those_returned(seed, size):
    rows = table(random.Random(seed), *size)
    solved = solve(glue(rows), LEAVES)
    assert set(solved) == set(rows)
    for name, true in rows.items():
        assert true in [values(parts) for parts in solved[name]]
        digits = "".join(map(str, true))
        for parts in solved[name]:
            read = values(parts)
            assert "".join(map(str, read)) == digits
            assert sum(read[:-1]) == read[-1]
            assert all(int(digits[part.start : part.end]) == part.value for part in parts)


def hurt(rng: random.Random, rows: Table) -> tuple[str, dict[str, Options]]:
    """The name of a row with one digit dropped or doubled, and the options of all rows."""
    name, column = rng.choice(list(rows)), rng.randrange(7)
    cells = [str(value) for value in rows[name]]
    cells[column] = rng.choice([cells[column] + cells[column][-1], cells[column][:-1]])
    return name, {**glue(rows), name: options_of("".join(cells))}


@pytest.mark.parametrize("top", [9, 90, 900])
def test_a_hurt_digit_leaves_no_joint_solution_that_contradicts_the_other_rows(top):
    for seed in range(100):
        rng = random.Random(seed)
        rows = table(rng, top, 0.6)
        name, options = hurt(rng, rows)
        solved = solve(options, LEAVES)
        for row in set(solved) - {name}:
            assert rows[row] in [values(parts) for parts in solved[row]], (seed, row)


def small(rng: random.Random) -> dict[str, Options]:
    """Two leaf rows and the flow rows with up to four readings each, three columns wide, one of them true."""
    leaves = {name: [rng.randint(0, 3) for _ in range(3)] for name in ("a", "b")}
    rows = {**leaves, "concluded": [x + y for x, y in zip(leaves["a"], leaves["b"], strict=True)]}
    rows["carried_out"] = [rng.randint(0, 2) for _ in range(3)]
    rows["carried_in"] = [0, 1, 0]
    known = zip(rows["concluded"], rows["carried_out"], rows["carried_in"], strict=True)
    rows["received"] = [x + y - z for x, y, z in known]
    return {
        name: printed(
            *{tuple(cells)} | {tuple(rng.randint(0, 3) for _ in cells) for _ in range(rng.randint(0, 4))}
        )
        for name, cells in rows.items()
        if min(cells) >= 0
    }


def by_hand(options: dict[str, Options]) -> dict[str, set[tuple[int, ...]]]:
    found: dict[str, set[tuple[int, ...]]] = {}
    names = list(options)
    for choice in product(*(one.rows for one in options.values())):
        at = {name: values(parts) for name, parts in zip(names, choice, strict=True)}
        sums = all(x + y == z for x, y, z in zip(at["a"], at["b"], at["concluded"], strict=True))
        flow = zip(at["received"], at["carried_in"], at["concluded"], at["carried_out"], strict=True)
        if sums and all(x + y == z + w for x, y, z, w in flow):
            for name in names:
                found.setdefault(name, set()).add(tuple(at[name]))
    return found


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_what_is_returned_is_exactly_what_trying_everything_finds(seed):
    options = small(random.Random(seed))
    if len(options) < 6:
        return
    solved = {name: {tuple(values(p)) for p in found} for name, found in solve(options, ["a", "b"]).items()}
    assert solved == by_hand(options)


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_beyond_the_bound_more_readings_stay_never_fewer(seed):
    options = small(random.Random(seed))
    if len(options) < 6:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solving, "MAX_STEPS", 2)
        solved = {
            name: {tuple(values(p)) for p in found} for name, found in solve(options, ["a", "b"]).items()
        }
    for name, kept in by_hand(options).items():
        assert kept <= solved[name]


def test_nothing_is_returned_when_no_joint_solution_exists():
    rows = {name: printed([1, 1], [2, 2]) for name in ("a", "b", "received", "carried_in", "carried_out")}
    assert solve({**rows, "concluded": printed([9, 9])}, ["a", "b"]) == {}


def test_flows_choose_although_a_leaf_row_is_missing():
    rows = {
        "a": printed([1, 1], [2, 2]),
        "received": printed([3, 3], [5, 5]),
        "carried_in": printed([0, 0]),
        "concluded": printed([4, 4], [2, 2]),
        "carried_out": printed([1, 1]),
    }
    solved = solve(rows, ["a", "b"])
    assert set(solved) == set(FLOW)
    assert len(solved["received"]) == 2
    solved = solve({**rows, "received": printed([3, 3], [9, 9])}, ["a", "b"])
    assert [values(parts) for parts in solved["concluded"]] == [[2, 2]]


def test_printed_blanks_add_nothing_and_an_unread_cell_puts_its_row_out_of_account():
    dash = Part(0, 1, None, "dash")
    rows = {
        "a": Options(((dash, Part(1, 2, 2)),), "exact"),
        "b": printed([1, 1]),
        "concluded": printed([1, 3], [2, 3]),
    }
    rest = {"received": printed([1, 3])} | {name: printed([0, 0]) for name in ("carried_in", "carried_out")}
    assert [values(parts) for parts in solve(rows | rest, ["a", "b"])["concluded"]] == [[1, 3]]
    unread = Options(((Part(0, 1, None, "unread"), Part(1, 2, 2)),), "exact")
    assert "a" not in solve(rows | rest | {"a": unread}, ["a", "b"])


def test_cells_on_which_solutions_differ_are_unread_and_the_others_read():
    merged = shared([*printed([1, 20, 3], [12, 0, 3]).rows])
    assert [part.value for part in merged] == [None, None, 3]
    assert [part.blank for part in merged] == ["unread", "unread", None]


def test_a_whole_table_of_ambiguous_rows_stays_within_a_second():
    rng = random.Random(5)
    rows = {
        leaf: printed(*(tuple(rng.randint(0, 9) for _ in range(7)) for _ in range(40))) for leaf in LEAVES
    }
    sums = [sum(column) for column in zip(*(values(one.rows[0]) for one in rows.values()), strict=True)]
    rows |= {"concluded": printed(sums), "received": printed(sums)}
    rows |= {"carried_in": printed([0] * 7), "carried_out": printed([0] * 7)}
    began = time.perf_counter()
    solved = solve(rows, LEAVES)
    assert time.perf_counter() - began < 2
    for leaf in LEAVES:
        assert rows[leaf].rows[0] in solved[leaf]


def test_places_of_a_reading_follow_the_digits():
    (parts,) = options_of("1200012"[:2] + "00000" + "12").rows
    assert all(first.end == second.start for first, second in pairwise(parts))
