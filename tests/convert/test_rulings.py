"""Ruling lines become grids."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gouji.convert import rulings


def grids(boxes):
    return rulings.grids(rulings.segments(boxes))[0]


EDGES = st.lists(st.integers(2, 8), min_size=2, max_size=6).map(
    lambda steps: [10.0 * sum(steps[:count]) for count in range(1, len(steps) + 1)]
)


def across(y, x0, x1, thick=0.5):
    return (x0, y - thick / 2, x1, y + thick / 2)


def down(x, y0, y1, thick=0.5):
    return (x - thick / 2, y0, x + thick / 2, y1)


def spans(grid):
    return [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells]


@given(EDGES, EDGES)
def test_a_full_grid_comes_back_edge_by_edge(xs, ys):
    lines = [across(y, xs[0], xs[-1]) for y in ys] + [down(x, ys[0], ys[-1]) for x in xs]
    found = grids(lines)
    if (len(xs) - 1) * (len(ys) - 1) < 2:
        assert found == []
        return
    (grid,) = found
    assert (list(grid.xs), list(grid.ys)) == (xs, ys)
    assert len(grid.cells) == (len(xs) - 1) * (len(ys) - 1)


@given(EDGES, EDGES)
def test_borders_drawn_cell_by_cell_make_the_same_grid(xs, ys):
    pieces = [across(y, a, b) for y in ys for a, b in pairwise(xs)]
    pieces += [down(x, a, b) for x in xs for a, b in pairwise(ys)]
    whole = [across(y, xs[0], xs[-1]) for y in ys] + [down(x, ys[0], ys[-1]) for x in xs]
    assert grids(pieces) == grids(whole)


def test_missing_walls_merge_cells():
    lines = [across(y, 0, 90) for y in (0, 60)] + [across(30, 30, 90)]
    lines += [down(x, 0, 60) for x in (0, 30, 90)] + [down(60, 30, 60)]
    (grid,) = grids(lines)
    assert spans(grid) == [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]
    assert grid.cells[0].box == (0, 0, 30, 60)
    assert grid.cell_at(15, 50) == 0
    assert grid.cell_at(75, 15) == 1
    assert grid.cell_at(95, 15) is None


def test_a_table_without_side_borders_is_closed_where_its_lines_end():
    (grid,) = grids([across(y, 0, 90) for y in (0, 30, 60)] + [down(45, 0, 60)])
    assert grid.xs == (0, 45, 90)
    assert len(grid.cells) == 4


def test_two_tables_on_a_page_are_two_grids_():
    def table(top):
        return [across(y, 0, 60) for y in (top, top + 20)] + [down(x, top, top + 20) for x in (0, 30, 60)]

    assert sorted(grid.ys[0] for grid in grids(table(200) + table(50))) == [50, 200]


def test_frames_and_underlines_are_no_tables():
    frame = [across(y, 0, 60) for y in (0, 90)] + [down(x, 0, 90) for x in (0, 60)]
    assert grids([*frame, across(30, 10, 50)]) == []
    assert grids([across(y, 0, 60) for y in (0, 30, 60)]) == []
    assert grids([]) == []


def test_halves_with_the_same_rows_are_one_table():
    ys = [0, 20, 40, 60]
    half = [across(y, 0, 60) for y in ys] + [down(x, 0, 60) for x in (0, 30, 60)]
    other = [across(y, 90, 150) for y in ys] + [down(x, 0, 60) for x in (90, 120, 150)]
    (grid,) = grids(half + other)
    assert grid.xs == (0, 30, 60, 90, 120, 150)
    assert spans(grid)[2] == (0, 2, 3, 1)
