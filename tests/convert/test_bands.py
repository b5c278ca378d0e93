"""Tables ruled only across."""

from itertools import pairwise

from gouji.convert import bands
from gouji.convert.rulings import Line


def text(x0, x1, y):
    return (x0, y - 4, x1, y + 4)


def pieces(y, *xs):
    return [Line(y, a, b) for a, b in pairwise(xs)]


def spans(grid):
    return [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells]


YS = (0.0, 20.0, 40.0, 60.0)
ACROSS = [Line(y, 0, 200) for y in YS]


def test_columns_stand_where_pieces_of_the_lines_meet():
    drawn = [piece for y in YS for piece in pieces(y, 0, 100, 150, 200)]
    (grid,) = bands.grids(ACROSS, drawn, [text(10, 40, 10)])
    assert grid.xs == (0, 100, 150, 200)
    assert len(grid.cells) == 9


def test_a_head_over_several_columns_is_one_cell():
    drawn = pieces(0, 0, 100, 200) + [piece for y in YS[1:] for piece in pieces(y, 0, 100, 150, 200)]
    (grid,) = bands.grids(ACROSS, drawn, [text(130, 170, 10), text(120, 130, 30), text(170, 180, 30)])
    assert spans(grid)[:3] == [(0, 0, 1, 1), (0, 1, 1, 2), (1, 0, 1, 1)]


def test_a_label_beside_several_rows_is_one_cell():
    across = [Line(y, 0 if y in {0.0, 60.0} else 50, 200) for y in YS]
    drawn = [piece for y in (0, 60) for piece in pieces(y, 0, 50, 100, 150, 200)]
    drawn += [piece for y in (20, 40) for piece in pieces(y, 50, 100, 150, 200)]
    (grid,) = bands.grids(across, drawn, [])
    assert spans(grid)[0] == (0, 0, 3, 1)
    assert len(grid.cells) == 10


def test_columns_of_undivided_lines_stand_in_the_gaps_of_the_text():
    runs = [text(5, 60, y) for y in (10, 30, 50)] + [
        text(x, x + 10, y) for x in (120, 170) for y in (10, 30, 50)
    ]
    (grid,) = bands.grids(ACROSS, ACROSS, runs)
    assert [61 < grid.xs[1] < 120, 130 < grid.xs[2] < 170, len(grid.xs)] == [True, True, 4]
    assert len(grid.cells) == 9


def test_underlines_and_the_lines_of_a_page_head_are_no_table():
    runs = [text(5, 60, 10), text(120, 130, 10)]
    assert bands.grids([Line(20, 0, 60), Line(40, 90, 150), Line(60, 20, 80)], [], runs) == []
    assert bands.grids([Line(0, 0, 500), Line(780, 0, 500)], [], runs) == []
    assert bands.grids(ACROSS, ACROSS, [text(5, 190, 10), text(5, 190, 30)]) == []
