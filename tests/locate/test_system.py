"""Equations as integers: amounts, blanks, unknown cells, and what equations force on them."""

from decimal import Decimal

import pytest

from gouji.locate.system import implied, systems
from gouji.report import CellReading
from gouji.rules import LinearRule

TOTAL = LinearRule("row_sum", "a", "甲行", ("t.a.total",), ("t.a.x", "t.a.y"))
COLUMN = LinearRule("column_sum", "x", "子列", ("t.b.x",), ("t.a.x",))
APART = LinearRule("row_sum", "c", "丙行", ("u.c.total",), ("u.c.x", "u.c.y"))


def read(**values):
    cells = {}
    for name, value in values.items():
        path = name.replace("_", ".")
        if isinstance(value, str):
            cells[path] = CellReading(None, None, value)
        else:
            cells[path] = CellReading(value, str(value))
    return cells


def implied_by(rules, cells):
    found = {}
    for system in systems(rules, cells, tuple(cells)):
        found.update(implied(system))
    return found


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (read(t_a_total=5, t_a_x="unread", t_a_y=2), {"t.a.x": 3}),
        (read(t_a_total="missing", t_a_x=3, t_a_y=2), {"t.a.total": 5}),
        (read(t_a_total=5, t_a_x="unread", t_a_y="unread"), {}),
        (read(t_a_total=1, t_a_x="unread", t_a_y=2), {}),
        (read(t_a_total=Decimal("1.5"), t_a_x="unread", t_a_y=Decimal("0.25")), {"t.a.x": Decimal("1.25")}),
        (read(t_a_total=5, t_a_x="dash", t_a_y=2), {}),
    ],
)
def test_exactly_one_unknown_cell_is_predicted_if_a_count_fits(cells, expected):
    assert implied_by([TOTAL], cells) == expected


def test_equations_predict_together_what_none_predicts_alone():
    cells = read(t_a_total=5, t_a_x="unread", t_a_y="unread", t_b_x=3)
    assert implied_by([TOTAL, COLUMN], cells) == {"t.a.x": 3, "t.a.y": 2}


def test_no_value_is_implied_where_two_equations_want_different_ones():
    cells = read(t_a_total=5, t_a_x="unread", t_a_y=2, t_b_x=4)
    assert implied_by([TOTAL, COLUMN], cells) == {}


def test_equations_that_contradict_each_other_about_an_unknown_cell_are_named():
    cells = read(t_a_total=5, t_a_x="unread", t_a_y=2, t_b_x=4)
    (system,) = systems([TOTAL, COLUMN], cells, tuple(cells))
    assert system.reduced.violated
    assert set(system.contradictory) == {TOTAL.name, COLUMN.name}


def test_equations_without_a_shared_cell_are_apart():
    cells = read(t_a_total=5, t_a_x=3, t_a_y=2, t_b_x=3, u_c_total=1, u_c_x=1, u_c_y=0)
    parts = systems([APART, COLUMN, TOTAL], cells, tuple(cells))
    assert [{rule.name for rule in part.rules} for part in parts] == [{TOTAL.name, COLUMN.name}, {APART.name}]


def test_a_cell_that_the_form_does_not_have_is_left_out():
    cells = read(t_a_total=3, t_a_x=3, t_a_y="not_in_form")
    (system,) = systems([TOTAL], cells, tuple(cells))
    assert system.paths == ("t.a.total", "t.a.x")
    assert not system.reduced.violated


def test_amounts_are_scaled_exactly_and_back():
    cells = read(t_a_total=Decimal("0.3"), t_a_x=Decimal("0.1"), t_a_y=Decimal("0.20"))
    (system,) = systems([TOTAL], cells, tuple(cells))
    assert (system.scale, system.lines[0][1]) == (10, 0)
    assert [system.number(value) for value in system.values] == [
        Decimal("0.3"),
        Decimal("0.1"),
        Decimal("0.2"),
    ]
