"""Equations as data: what passes, what fails, what is unknown, and what they can tell."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.families.disclosure import FAMILY
from gouji.families.disclosure.rules import RULES_2021, RULES_2021_UNDIVIDED
from gouji.report import Equation
from gouji.rules import LinearRule, check, expand, validate, visibility

FORM = FAMILY.forms["2021"]
SUM = LinearRule("sum", "it", "和", ("t.total",), ("t.a", "t.b"))


@pytest.mark.parametrize(
    ("values", "outcome", "equation"),
    [
        ({"t.total": 3, "t.a": 1, "t.b": 2}, "pass", Equation(3, 3, 0)),
        ({"t.total": 4, "t.a": 1, "t.b": 2}, "fail", Equation(4, 3, 1)),
        ({"t.total": 0, "t.a": 1, "t.b": 2}, "fail", Equation(0, 3, -3)),
        ({"t.total": 0, "t.a": 0, "t.b": 0}, "pass", Equation(0, 0, 0)),
        ({"t.total": Decimal("0.3"), "t.a": Decimal("0.1"), "t.b": Decimal("0.2")}, "pass", None),
    ],
)
def test_both_sides_are_added_exactly(values, outcome, equation):
    (checked,) = check([SUM], values)
    assert checked.outcome == outcome
    if equation:
        assert checked.equation == equation


@pytest.mark.parametrize("values", [{"t.total": 3, "t.a": 3}, {"t.total": 3, "t.a": 3, "t.b": None}])
def test_missing_cell_is_unknown(values):
    (checked,) = check([SUM], values)
    assert (checked.outcome, checked.equation, checked.unknown) == ("unknown", None, ("t.b",))


def test_a_wildcard_stands_for_each_key_in_paths_and_label():
    over = {"a": "甲", "b.c": "乙"}
    first, second = expand("row_sum", "表“*”行", ["t.*.total"], ["t.*.x", "t.*.y"], over)
    assert first == LinearRule("row_sum", "a", "表“甲”行", ("t.a.total",), ("t.a.x", "t.a.y"))
    assert second == LinearRule("row_sum", "b.c", "表“乙”行", ("t.b.c.total",), ("t.b.c.x", "t.b.c.y"))


def test_the_2021_form_has_42_equations_over_190_cells():
    assert Counter(rule.id for rule in RULES_2021) == {"row_sum": 25, "column_sum": 7, "flow": 7, "cases": 3}
    assert len({path for rule in RULES_2021 for path in rule.cells}) == 190


def test_the_undivided_form_has_two_row_sums_less():
    kinds = Counter(rule.id for rule in RULES_2021_UNDIVIDED)
    assert kinds == {"row_sum": 23, "column_sum": 7, "flow": 7, "cases": 3}


def test_40_of_the_42_equations_are_independent():
    columns = {path: index for index, path in enumerate(FORM.paths)}
    rows = []
    for rule in RULES_2021:
        row = [Decimal(0)] * len(columns)
        for path in rule.left:
            row[columns[path]] += 1
        for path in rule.right:
            row[columns[path]] -= 1
        rows.append(row)
    assert rank(rows) == 40


def rank(rows):
    rows = [list(row) for row in rows]
    found = 0
    for column in range(len(rows[0])):
        pivot = next((index for index in range(found, len(rows)) if rows[index][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for index in range(found + 1, len(rows)):
            factor = rows[index][column] / rows[found][column]
            if factor:
                rows[index] = [a - factor * b for a, b in zip(rows[index], rows[found], strict=True)]
        found += 1
    return found


def test_a_single_error_is_invisible_in_10_cells_detectable_in_15_locatable_in_175():
    assert Counter(FORM.visibility.values()) == {"invisible": 10, "detectable": 15, "locatable": 175}
    by_table = {(FORM.table_of(path), seen) for path, seen in FORM.visibility.items()}
    assert by_table == {
        ("disclosure", "invisible"),
        ("requests", "locatable"),
        ("proceedings", "detectable"),
    }


def test_visibility_tells_a_shared_pattern_from_a_unique_one():
    rules = [SUM, LinearRule("sum", "other", "和", ("t.b",), ("t.c",))]
    assert visibility(["t.total", "t.a", "t.b", "t.c", "t.d"], rules) == {
        "t.total": "detectable",
        "t.a": "detectable",
        "t.b": "locatable",
        "t.c": "locatable",
        "t.d": "invisible",
    }


@pytest.mark.parametrize(
    ("rules", "complaint"),
    [
        ([LinearRule("sum", "it", "和", ("t.total",), ("t.unknown",))], "unknown cells"),
        ([LinearRule("sum", "it", "和", ("t.total",), ("t.a", "t.a"))], "twice"),
        ([SUM, SUM], "share a name"),
    ],
)
def test_a_rule_that_cannot_be_right_is_refused(rules, complaint):
    with pytest.raises(ValueError, match=complaint):
        validate(["t.total", "t.a", "t.b"], rules)


def test_the_forms_own_rules_are_valid():
    validate(FORM.paths, RULES_2021)
    validate((*FORM.paths, *undivided_paths()), RULES_2021_UNDIVIDED)


def undivided_paths():
    columns = {path.rpartition(".")[2] for path in FORM.paths if path.startswith("requests.received.")}
    return [f"requests.other_processing.{column}" for column in sorted(columns)]


@given(st.data())
def test_any_report_that_adds_up_passes_and_one_wrong_cell_of_tables_3_and_4_is_seen(data):
    values = consistent_values(data)
    assert {checked.outcome for checked in check(RULES_2021, values)} == {"pass"}
    path = data.draw(st.sampled_from([path for path in FORM.paths if not path.startswith("disclosure.")]))
    values[path] += data.draw(st.integers(1, 99))
    broken = {checked.rule.name for checked in check(RULES_2021, values) if checked.outcome == "fail"}
    assert broken == {rule.name for rule in RULES_2021 if path in rule.cells}


def consistent_values(data):
    """Random leaves; totals follow. Flows hold by construction: what came in is settled or carried out."""
    values = {path: data.draw(st.integers(0, 500)) for path in FORM.paths}
    applicants = [path.rpartition(".")[2] for path in FORM.paths if path.startswith("requests.received.")]
    for rule in (rule for rule in RULES_2021 if rule.id == "column_sum" and rule.key != "total"):
        values[rule.left[0]] = sum(values[path] for path in rule.right)
    for column in applicants:
        concluded, out = values[f"requests.concluded.{column}"], values[f"requests.carried_out.{column}"]
        carried_in = min(values[f"requests.carried_in.{column}"], concluded + out)
        values[f"requests.carried_in.{column}"] = carried_in
        values[f"requests.received.{column}"] = concluded + out - carried_in
    for rule in (rule for rule in RULES_2021 if rule.id in {"row_sum", "cases"}):
        values[rule.left[0]] = sum(values[path] for path in rule.right)
    return values


def test_rules_of_one_kind_have_distinct_keys():
    names = sorted(rule.name for rule in RULES_2021)
    assert all(first != second for first, second in pairwise(names))
