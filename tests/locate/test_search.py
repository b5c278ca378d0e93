"""The search finds every minimal set of cells: held against trying all sets, on small systems."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.locate.scales import scales
from gouji.locate.search import Bounds, search, single_columns
from gouji.locate.system import LARGEST, systems
from gouji.report import CellReading
from gouji.rules import LinearRule

EVERYTHING = Bounds(slack=1000.0, work=10**9)
POOL = tuple(f"t.{letter}" for letter in "abcdefgh")


@st.composite
def small_systems(draw):
    rules = []
    for index in range(draw(st.integers(1, 4))):
        cells = draw(st.permutations(POOL))[: draw(st.integers(2, 5))]
        cut = draw(st.integers(1, len(cells) - 1))
        rules.append(LinearRule("sum", str(index), f"式{index}", tuple(cells[:cut]), tuple(cells[cut:])))
    values = draw(
        st.lists(st.one_of(st.integers(0, 6), st.integers(0, 6), st.none()), min_size=8, max_size=8)
    )
    cells = {
        path: CellReading(value, None if value is None else str(value), "unread" if value is None else None)
        for path, value in zip(POOL, values, strict=True)
    }
    return systems(rules, cells, POOL), cells


def reduced_rows(rows, width):
    """Row echelon form over the rationals; the last entry of a row is its right side."""
    rows = [list(row) for row in rows]
    pivots = []
    for column in range(width):
        at = next((i for i in range(len(pivots), len(rows)) if rows[i][column]), None)
        if at is None:
            continue
        here = len(pivots)
        rows[here], rows[at] = rows[at], rows[here]
        rows[here] = [value / rows[here][column] for value in rows[here]]
        for i, row in enumerate(rows):
            if i != here and row[column]:
                factor = row[column]
                rows[i] = [a - factor * b for a, b in zip(row, rows[here], strict=True)]
        pivots.append(column)
    return rows, pivots


def forced_changes(system, chosen):
    """The one way to change the chosen cells that sets all equations right, or None."""
    unknown = sorted(system.unknown)
    columns = [*chosen, *unknown]
    rows = [
        [*(Fraction(row.get(column, 0)) for column in columns), Fraction(-residual)]
        for row, residual in system.lines
    ]
    rows, pivots = reduced_rows(rows, len(columns))
    if any(row[-1] for row in rows[len(pivots) :]):
        return None
    changes = {}
    for row, pivot in zip(rows, pivots, strict=False):
        if any(row[column] for column in range(len(columns)) if column != pivot):
            if pivot < len(chosen):
                return None
            continue
        column, value = columns[pivot], row[-1]
        number = value if pivot >= len(chosen) else system.values[column] + value
        if value.denominator != 1 or not 0 <= number <= LARGEST:
            return None
        if pivot < len(chosen):
            changes[column] = int(value)
    return changes if len(changes) == len(chosen) and all(changes.values()) else None


def tried_out(system):
    known = [column for column in range(len(system.paths)) if column not in system.unknown]
    found = set()
    for size in range(1, len(known) + 1):
        for chosen in combinations(known, size):
            changes = forced_changes(system, chosen)
            if changes:
                found.add(tuple(sorted(changes.items())))
    return found


def searched(system, cells, bounds=EVERYTHING):
    weighed = scales(system, cells, {}, {})
    return search(system.reduced.lines, weighed.costs, weighed.weigh, bounds)


@settings(max_examples=150, deadline=None)
@given(small_systems())
def test_all_sets_are_found_that_trying_every_set_finds(made):
    parts, cells = made
    for system in parts:
        if not system.reduced.violated:
            continue
        solutions, complete = searched(system, cells)
        found = [tuple(sorted(solution.changes.items())) for solution in solutions]
        assert complete
        assert len(found) == len(set(found)), "a set was met twice"
        assert set(found) == tried_out(system)


@settings(max_examples=100, deadline=None)
@given(small_systems())
def test_one_shared_residual_names_the_cells_that_the_search_finds(made):
    parts, cells = made
    for system in parts:
        if not system.reduced.violated:
            continue
        weighed = scales(system, cells, {}, {})
        alone = {
            column: change
            for column, change in single_columns(system.reduced.lines).items()
            if weighed.weigh({column: change}) is not None
        }
        solutions, _ = searched(system, cells)
        assert alone == {c: d for s in solutions if len(s.changes) == 1 for c, d in s.changes.items()}


@settings(max_examples=80, deadline=None)
@given(small_systems(), st.floats(0.0, 1.5))
def test_nothing_within_the_slack_is_missed(made, slack):
    parts, cells = made
    for system in parts:
        if not system.reduced.violated:
            continue
        every, _ = searched(system, cells)
        near, complete = searched(system, cells, Bounds(slack=slack, work=10**9))
        assert complete
        if every:
            limit = min(solution.weight for solution in every) + slack
            assert [s for s in every if s.weight <= limit and s not in near] == []


@pytest.mark.parametrize(("work", "complete"), [(1, False), (2000, True)])
def test_a_search_that_is_cut_short_says_so(work, complete):
    rule = LinearRule("sum", "it", "和", ("t.total",), ("t.a", "t.b", "t.c"))
    cells = {path: CellReading(5, "5") for path in rule.cells}
    (system,) = systems([rule], cells, rule.cells)
    _, ended = searched(system, cells, Bounds(work=work))
    assert ended is complete


def test_a_contradiction_that_no_cell_is_in_has_no_solution():
    assert search((({}, 3),), (), lambda _: 1.0, EVERYTHING) == ([], True)
