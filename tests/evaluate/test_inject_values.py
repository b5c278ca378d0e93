"""Office and reading errors: what they change is what they note, and nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.evaluate.chance import dice
from gouji.evaluate.copy import Missing
from gouji.evaluate.gold import KINDS as OFFICES
from gouji.evaluate.gold import audit, make_gold
from gouji.evaluate.inject import KINDS, inject_office, inject_reading
from gouji.evaluate.inject.office import OFFICE
from gouji.evaluate.inject.office import PATTERNS as OFFICE_PATTERNS
from gouji.evaluate.inject.reading import PATTERNS, READING, misread
from gouji.evaluate.render.sheet import lay_out
from gouji.evaluate.render.values import ValueStyle
from gouji.evaluate.render.wording import Wording
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.rules import APPLICANTS, COLUMNS, OTHER_LEAVES
from gouji.report import CellReading, Reading
from gouji.rules import check

UNPROTECTED = {"row_shift", "row_swap", "column_swap", "received_carried_in_swap", "case_blocks_swap"}
ALWAYS_BREAKS = {"wrong_total", "forgotten_total", "wrong_applicant"}


def reading_of(expected):
    """A reader that read everything right."""
    cells = {
        path: CellReading(None, None, truth.kind)
        if isinstance(truth, Missing)
        else CellReading(truth, str(truth))
        for path, truth in expected.items()
    }
    return Reading("right", "2021", cells)


def with_office_errors(gold, names, seed):
    return inject_office(gold, [f"{name}@office" for name in names], dice("office", seed))


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    kind=st.sampled_from([*OFFICES, "all_zero"]),
    names=st.lists(st.sampled_from(sorted(OFFICE)), max_size=3),
)
def test_a_gold_report_holds_all_equations_or_notes_what_breaks_them(seed, kind, names):
    true = make_gold(seed, kind)
    assert audit(true) == ()
    printed = with_office_errors(true, names, seed)
    assert printed.prose == true.prose or "narrative_contradiction" in names
    changed = {path for path in true.cells if true.cells[path] != printed.cells[path]}
    assert changed == {path for error in printed.injected for path in error.cells}
    rules = {rule.name: rule for rule in FORM_2021.rules}
    assert all(changed & set(rules[name].cells) for name in audit(printed))
    right = {path: value for error in printed.injected for path, value in error.right.items()}
    assert {**printed.cells, **right} == true.cells
    assert all(value >= 0 for value in printed.cells.values())


@pytest.mark.parametrize("name", sorted(OFFICE))
def test_every_office_error_occurs_in_most_departments_under_its_kind_and_level(name):
    printed = [with_office_errors(make_gold(seed, "department"), [name], seed) for seed in range(8)]
    hit = [gold for gold in printed if gold.injected]
    assert len(hit) >= 4
    for gold in hit:
        assert [error.name for error in gold.injected] == [f"{name}@office"]
        assert not (name in UNPROTECTED and audit(gold))
        assert audit(gold) or name not in ALWAYS_BREAKS


def test_a_contradiction_changes_one_number_of_the_prose_and_no_cell():
    for seed in range(30):
        true = make_gold(seed, "county")
        printed = with_office_errors(true, ["narrative_contradiction"], seed)
        if not printed.injected:
            continue
        assert printed.cells == true.cells
        assert printed.prose.problems == true.prose.problems
        false = [statement for statement in printed.statements if statement.agrees is False]
        assert [statement.kind for statement in false] == [printed.injected[0].note]
        before = [statement.value for statement in true.statements]
        after = [statement.value for statement in printed.statements]
        assert sum(a != b for a, b in zip(before, after, strict=True)) == 1
        text = "".join(printed.prose.overview)
        assert false[0].quote in text
        for spoken in printed.prose.spoken:
            quote = spoken.statement.quote
            assert quote[spoken.start : spoken.start + len(spoken.text)] == spoken.text


def test_an_office_error_that_needs_numbers_leaves_an_all_zero_report_alone():
    gold = make_gold(1, "all_zero")
    assert with_office_errors(gold, ["lost_zero", "row_swap", "forgotten_total", "fee_unit"], 1) == gold


@pytest.mark.parametrize(("name", "status"), [("wrong_total", "needs_review"), ("row_swap", None)])
def test_a_sheet_with_a_broken_sum_has_to_be_reviewed(name, status):
    gold = with_office_errors(make_gold(3, "dense"), [name], 3)
    sheet = lay_out(gold, dice(3), Wording(), ValueStyle())
    assert sheet.status == status
    assert sheet.injected == gold.injected


def undivided(expected):
    """The same truth where 其他处理 is one row."""
    cells = dict(expected)
    for column in COLUMNS:
        cells[f"requests.other_processing.{column}"] = sum(
            expected[f"requests.{leaf}.{column}"] for leaf in OTHER_LEAVES
        )
        cells.update({f"requests.{leaf}.{column}": Missing("not_in_form") for leaf in OTHER_LEAVES})
    return cells


@settings(max_examples=250, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    kind=st.sampled_from([*OFFICES, "all_zero"]),
    name=st.sampled_from(sorted(READING)),
    whole=st.booleans(),
    dashes=st.booleans(),
)
def test_a_reading_error_notes_exactly_the_cells_that_are_wrong_through_it(seed, kind, name, whole, dashes):
    expected = dict(make_gold(seed, kind).cells)
    if whole:
        expected = undivided(expected)
    if dashes:
        rng = dice("dashes", seed)
        expected = {
            path: Missing("dash") if value == 0 and rng.random() < 0.5 else value
            for path, value in expected.items()
        }
    reading = reading_of(expected)
    made = READING[name](reading, expected, dice("reading", seed))
    if made is None:
        return
    changed, note = made
    wrong = {path for path in expected if changed.cells[path].value != reading.cells[path].value}
    assert wrong == set(note.cells) != set()
    assert note.right == {path: expected[path] for path in note.cells}
    assert set(changed.cells) == set(reading.cells)
    for path in wrong:
        cell = changed.cells[path]
        assert (cell.value is None) == (cell.blank is not None)


@pytest.mark.parametrize("name", sorted(READING.keys() - {"repaired_total", "blank_as_zero"}))
def test_every_reading_error_occurs_in_most_departments(name):
    reports = [make_gold(seed, "department").cells for seed in range(8)]
    made = [READING[name](reading_of(cells), cells, dice(name)) for cells in reports]
    notes = [found[1] for found in made if found is not None]
    assert len(notes) >= 4
    assert {note.name for note in notes} == {f"{name}@reading"}


def test_laundering_needs_a_wrong_printed_total_and_puts_the_sum_there():
    true = make_gold(5, "county")
    assert READING["repaired_total"](reading_of(true.cells), true.cells, dice(5)) is None
    printed = with_office_errors(true, ["wrong_total"], 5)
    changed, note = READING["repaired_total"](reading_of(printed.cells), printed.cells, dice(5))
    [path] = note.cells
    assert changed.cells[path].value != printed.cells[path]
    rules = [rule for rule in FORM_2021.rules if rule.left == (path,)]
    sums = {sum(changed.cells[part].value for part in rule.right) for rule in rules}
    assert changed.cells[path].value in sums


def test_a_blank_taken_for_zero_needs_a_blank():
    cells = make_gold(6, "town").cells
    assert READING["blank_as_zero"](reading_of(cells), cells, dice(6)) is None
    path = next(path for path, value in cells.items() if value == 0)
    expected = {**cells, path: Missing("dash")}
    changed, note = READING["blank_as_zero"](reading_of(expected), expected, dice(6))
    assert note.cells == (path,)
    assert changed.cells[path].value == 0


@pytest.mark.parametrize("name", ["row_shift", "row_swap", "column_swap", "other_year"])
def test_errors_that_sums_cannot_see_keep_every_sum(name):
    for seed in range(10):
        cells = make_gold(seed, "county").cells
        rewrite = PATTERNS[name](cells, dice(seed))
        if rewrite is not None:
            after = {**cells, **rewrite.changed(cells)}
            assert all(item.outcome == "pass" for item in check(FORM_2021.rules, after))


@pytest.mark.parametrize(
    ("name", "pairs"),
    [("digit_1_7", "17"), ("digit_3_8", "38"), ("digit_0_6", "06"), ("digit_5_6", "56")],
)
def test_a_confusion_changes_one_digit_into_its_likeness(name, pairs):
    for seed in range(30):
        cells = make_gold(seed, "city").cells
        rewrite = PATTERNS[name](cells, dice(seed))
        [(path, value)] = rewrite.values.items()
        before, after = f"{cells[path]:f}", f"{value:f}"
        assert len(before) == len(after)
        differing = [{a, b} for a, b in zip(before, after, strict=True) if a != b]
        assert differing == [set(pairs)]


def test_a_lost_and_a_gained_zero_change_the_length_by_one_zero():
    for seed in range(30):
        cells = make_gold(seed, "city").cells
        for name, step in (("lost_zero", -1), ("gained_zero", 1)):
            [(path, value)] = PATTERNS[name](cells, dice(seed)).values.items()
            before, after = f"{cells[path]:f}", f"{value:f}"
            assert len(after) - len(before) == step
            assert after.count("0") - before.count("0") == step


def test_a_transposition_leaves_a_difference_of_nine_times_something():
    for seed in range(30):
        cells = {path: value for path, value in make_gold(seed, "city").cells.items() if path[:2] == "re"}
        [(path, value)] = PATTERNS["transposition"](cells, dice(seed)).values.items()
        assert (value - cells[path]) % 9 == 0
        assert sorted(str(value)) == sorted(str(cells[path]))


def test_a_case_under_the_wrong_applicant_is_plus_k_and_minus_k():
    for seed in range(20):
        cells = make_gold(seed, "county").cells
        changed = PATTERNS["wrong_applicant"](cells, dice(seed)).values
        assert sum(changed.values()) == sum(cells[path] for path in changed)
        assert len({path.rpartition(".")[0] for path in changed}) == 1
        assert {path.rpartition(".")[2] for path in changed} <= set(APPLICANTS)


def test_a_split_number_pushes_its_neighbours_on_and_a_joined_one_pulls_them_up():
    row = dict(zip(COLUMNS, (20, 3, 0, 0, 4, 1, 28), strict=True))
    cells = {f"requests.granted.{column}": value for column, value in row.items()}
    split = PATTERNS["number_split"](cells, dice("split")).changed(cells)
    assert list({**cells, **split}.values()) == [2, 0, 3, 0, 0, 4, 1]
    joined = {}
    for seed in range(50):
        joined = PATTERNS["numbers_joined"](cells, dice("join", seed)).changed(cells)
        if "requests.granted.natural_person" in joined:
            break
    assert list({**cells, **joined}.values()) == [203, 0, 0, 4, 1, 28, None]


def test_errors_in_one_reading_keep_off_each_others_cells():
    expected = make_gold(9, "dense").cells
    names = [
        "two_cells@reading",
        "digit_1_7@reading",
        "wrong_applicant@reading",
        "upheld_corrected_swap@reading",
    ]
    changed, notes = inject_reading(reading_of(expected), expected, names, dice(9))
    cells = [path for note in notes for path in note.cells]
    assert len(notes) == 4
    assert len(set(cells)) == len(cells)
    assert set(cells) == {path for path in expected if changed.cells[path].value != expected[path]}


def test_a_cell_that_the_reader_got_wrong_itself_is_left_alone():
    expected = {"disclosure.penalties.decisions": 1}
    reading = replace(reading_of(expected), cells={"disclosure.penalties.decisions": CellReading(11, "11")})
    assert misread("digit_1_7", PATTERNS["digit_1_7"], reading, expected, dice(1)) is None


def test_the_same_dice_inject_the_same_error():
    gold = make_gold(4, "county")
    for name in OFFICE_PATTERNS:
        assert OFFICE[name](gold, dice(name)) == OFFICE[name](gold, dice(name))


def test_every_kind_has_a_chinese_and_an_english_title():
    assert all(kind.title and kind.english for kind in KINDS.values())
    assert {f"{name}@office" for name in OFFICE} | {f"{name}@reading" for name in READING} <= set(KINDS)
