"""Explanations of a whole report: they hold, they are minimal, they do not depend on order, they are found."""

import random
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.evaluate.gold import make_gold
from gouji.evaluate.inject.digits import near
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.rules import CASES, RULES_2021
from gouji.locate import Limits, locate
from gouji.report import FACTS, CellReading
from gouji.rules import LinearRule, check

BOUND = tuple(path for path in FORM_2021.paths if any(path in rule.cells for rule in RULES_2021))
TABLE_3 = tuple(path for path in BOUND if path.startswith("requests."))
OPEN = {"unread", "missing"}
SAMPLES = 120


def read(values, blank="unread"):
    return {
        path: CellReading(value, None if value is None else str(value), blank if value is None else None)
        for path, value in values.items()
    }


def found(cells, **evidence):
    return locate(RULES_2021, cells, order=FORM_2021.paths, **evidence)


def outcomes(cells, changes):
    values = {p: 0 if c.value is None and c.blank in FACTS else c.value for p, c in cells.items()}
    return {item.rule.name: item.outcome for item in check(RULES_2021, {**values, **changes})}


@st.composite
def spoiled(draw):
    """A report with one to four wrong numbers and up to three cells without one."""
    gold = make_gold(draw(st.integers(0, 60))).cells
    paths = draw(st.lists(st.sampled_from(BOUND), min_size=1, max_size=4, unique=True))
    numbers = st.one_of(st.integers(0, 120), st.integers(-3, 10**9), st.decimals(0, 50, places=1))
    values = {**gold, **{path: draw(numbers) for path in paths}}
    for path in draw(st.lists(st.sampled_from(BOUND), max_size=3, unique=True)):
        values[path] = None
    return read(values, draw(st.sampled_from(["unread", "missing", "empty", "dash"])))


@settings(max_examples=60, deadline=None)
@given(spoiled())
def test_every_explanation_satisfies_every_equation_of_its_part_and_no_part_of_it_does(cells):
    located = found(cells)
    for part in located.parts:
        for explanation in part.explanations:
            told = outcomes(cells, {**explanation.changes, **explanation.fills})
            assert all(told[name] == "pass" for name in part.equations if told[name] != "unknown")
            assert not [
                name
                for name, outcome in told.items()
                if outcome == "fail" and not other_part(name, part, located)
            ]
            for some in subsets(explanation.changes, cells):
                rest = outcomes(cells, {**explanation.fills, **some})
                assert "fail" in {rest[name] for name in related(part)}


def subsets(changes, cells):
    """The changes without one to all but one of the numbers that they change, for up to seven of these."""
    numbers = [p for p, v in changes.items() if v != (cells[p].value or 0) and cells[p].blank not in OPEN]
    if len(numbers) <= 7:
        for size in range(1, len(numbers)):
            for kept in combinations(numbers, size):
                yield {path: value for path, value in changes.items() if path not in kept}


def related(part):
    """All equations of the part's table: broken or not, a part of an explanation must leave one broken."""
    tables = {rule.cells[0].partition(".")[0] for rule in RULES_2021 if rule.name in part.equations}
    return [rule.name for rule in RULES_2021 if rule.cells[0].partition(".")[0] in tables]


def other_part(name, part, located):
    return any(name in other.equations for other in located.parts if other is not part)


@settings(max_examples=40, deadline=None)
@given(spoiled(), st.randoms(use_true_random=False))
def test_order_of_cells_and_equations_does_not_matter_and_nothing_read_changes(cells, rng):
    before = dict(cells)
    mixed_cells, mixed_rules = list(cells.items()), list(RULES_2021)
    rng.shuffle(mixed_cells)
    rng.shuffle(mixed_rules)
    first = found(cells)
    second = locate(mixed_rules, dict(mixed_cells), order=FORM_2021.paths)
    assert first == second
    assert [list(e.changes) for e in first.explanations] == [list(e.changes) for e in second.explanations]
    assert cells == before


def test_a_report_without_broken_equations_has_no_part():
    assert found(read(make_gold(3).cells)).parts == ()


def share_first(count, among=1):
    """How often the true cells with their right values are among the first explanations of table 3."""
    hits = 0
    for seed in range(SAMPLES):
        rng = random.Random(f"{seed} {count}")
        gold = make_gold(seed).cells
        lively = [path for path in TABLE_3 if gold[path]]
        pool = lively if len(lively) >= count and rng.random() < 0.7 else TABLE_3
        wrong = {path: near(int(gold[path]), rng) for path in rng.sample(pool, count)}
        located = found(read({**gold, **wrong}))
        right = {path: gold[path] for path in wrong}
        hits += right in [dict(explanation.changes) for explanation in located.explanations[:among]]
    return hits / SAMPLES


@pytest.mark.parametrize(("count", "first"), [(1, 1.0), (2, 0.98), (3, 0.97)])
def test_wrong_cells_of_table_3_come_first_with_their_right_values(count, first):
    assert share_first(count) >= first


@pytest.mark.parametrize("case", CASES)
def test_every_cell_of_a_case_that_could_be_wrong_is_listed_with_its_value(case):
    rng = random.Random(case)
    gold = make_gold(8, "city").cells
    rule = next(rule for rule in RULES_2021 if rule.name == f"cases:{case}")
    for path in rule.cells:
        wrong = near(int(gold[path]), rng)
        (part,) = found(read({**gold, path: wrong})).parts
        offered = {p: v for e in part.explanations if len(e.changes) == 1 for p, v in e.changes.items()}
        difference = wrong - gold[path]
        expected = {}
        for other in rule.cells:
            same_side = (other in rule.left) == (path in rule.left)
            value = {**gold, path: wrong}[other] - difference * (1 if same_side else -1)
            if value >= 0:
                expected[other] = value
        assert offered == expected
        assert offered[path] == gold[path]


def test_a_second_reading_settles_which_cell_of_a_case_is_wrong():
    gold = make_gold(8, "city").cells
    rule = next(rule for rule in RULES_2021 if rule.id == "cases")
    for path in rule.cells:
        wrong = {**gold, path: gold[path] + 3}
        witnesses = {p: {"one": wrong[p], "other": gold[p]} for p in rule.cells}
        best = found(read(wrong), witnesses=witnesses).explanations[0]
        assert dict(best.changes) == {path: gold[path]}


def test_a_badly_recognised_cell_comes_first_among_equals():
    gold = make_gold(8, "city").cells
    rule = next(rule for rule in RULES_2021 if rule.id == "cases")
    wrong = {**gold, rule.left[0]: gold[rule.left[0]] + 3}
    for path in rule.cells:
        best = found(read(wrong), certainty={path: 0.2}).explanations[0]
        assert list(best.changes) == [path]


def test_a_printed_blank_that_hides_a_number_is_named():
    gold = make_gold(8, "city").cells
    path = "requests.granted.business"
    (explanation,) = found(read({**gold, path: None}, "dash")).explanations
    assert dict(explanation.changes) == {path: gold[path]}


def test_an_unread_cell_costs_nothing_and_gets_its_value_beside_the_change():
    gold = make_gold(8, "city").cells
    unread, wrong = "requests.granted.business", "requests.granted.total"
    located = found(read({**gold, unread: None, wrong: gold[wrong] + 5}))
    best = located.explanations[0]
    assert dict(best.changes) == {wrong: gold[wrong]}
    assert best.fills == {unread: gold[unread]}


def test_too_many_wrong_cells_are_not_located_within_the_bound_and_that_is_said():
    rng = random.Random(5)
    gold = make_gold(8, "city").cells
    wrong = {path: int(gold[path]) + rng.randint(1, 9000) for path in rng.sample(TABLE_3, 40)}
    located = locate(RULES_2021, read({**gold, **wrong}), order=FORM_2021.paths, limits=Limits(work=3000))
    assert not located.complete
    assert located.explanations == ()
    assert located.parts[0].equations


def test_errors_in_two_tables_are_explained_apart():
    gold = make_gold(8, "city").cells
    total = "proceedings.reconsideration.total"
    wrong = {
        "requests.granted.business": gold["requests.granted.business"] + 70,
        total: gold[total] + 900_000,
    }
    located = found(read({**gold, **wrong}))
    for part, path in zip(located.parts, wrong, strict=True):
        assert {path: gold[path]} in [dict(explanation.changes) for explanation in part.explanations]
    assert located.of("cases:reconsideration") is located.parts[1]


def test_amounts_are_explained_exactly():
    rule = LinearRule("row_sum", "fees", "收费", ("t.fees.total",), ("t.fees.a", "t.fees.b"))
    cells = read({"t.fees.total": Decimal("12.35"), "t.fees.a": Decimal("12.1"), "t.fees.b": Decimal("0.2")})
    (part,) = locate([rule], cells).parts
    assert {path: value for e in part.explanations for path, value in e.changes.items()} == {
        "t.fees.total": Decimal("12.3"),
        "t.fees.a": Decimal("12.15"),
        "t.fees.b": Decimal("0.25"),
    }


def test_explanations_that_are_not_listed_are_counted():
    gold = make_gold(8, "city").cells
    wrong = {"requests.granted.business": gold["requests.granted.business"] + 1}
    wrong["requests.granted.research"] = gold["requests.granted.research"] - 1
    cells = read({**gold, **wrong})
    (every,) = found(cells).parts
    (few,) = found(cells, limits=Limits(listed=4)).parts
    assert few.explanations == every.explanations[:4]
    assert few.left_out == len(every.explanations) - 4 > 0
