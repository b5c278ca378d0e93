"""What becomes of a reading: equations, grades, blanks, doubts lifted or kept, status."""

from dataclasses import replace
from decimal import Decimal

import pytest

from gouji.decide import decide, fail
from gouji.families.disclosure.rules import OTHER_GROUP, OTHER_LEAVES, RULES_2021
from gouji.report import CellReading, DocumentFacts, Failure, Finding, Reading
from small_reports import VALUES, paths_of

FACTS = DocumentFacts("年报.txt", "0" * 64)
ZEROS = {path: Decimal(0) if path == "disclosure.fees.amount" else 0 for path in VALUES}


def reading(changes=None, findings=(), values=VALUES):
    cells = {path: CellReading(value, str(value)) for path, value in values.items()}
    cells.update(changes or {})
    return Reading("aligned", "2021", cells, tuple(findings))


def number(value, **more):
    return CellReading(value, str(value), **more)


def doubtful(row, values=VALUES):
    """A row whose label is in doubt, and the finding that says so."""
    cells = {path: CellReading(values[path], str(values[path]), sure=False) for path in paths_of(row)}
    return cells, Finding("doubtful_row", "error", tuple(paths_of(row)), {"place": row, "why": "?"})


def rules(report, severity):
    return {finding.rule for finding in report.findings if finding.severity == severity}


def test_all_equations_hold_and_every_cell_in_one_is_verified():
    report = decide(FACTS, reading())
    assert report.status == "accepted"
    assert report.findings == ()
    inside = {path for rule in RULES_2021 for path in rule.cells}
    assert {path for path, grade in report.grades.items() if grade == "verified"} == inside
    assert {grade for path, grade in report.grades.items() if path not in inside} == {"single"}


def test_zeros_are_numbers_and_hold():
    assert decide(FACTS, reading(values=ZEROS)).status == "accepted"


def test_one_wrong_cell_breaks_its_row_and_its_column():
    report = decide(FACTS, reading({"requests.granted.business": number(900)}))
    assert report.status == "needs_review"
    broken = {finding.id: finding for finding in report.findings}
    assert set(broken) == {"row_sum:granted", "column_sum:business"}
    assert all("requests.granted.business" in finding.cells for finding in broken.values())
    assert report.grades["requests.granted.business"] == "single"


def test_a_broken_equation_tells_both_sides_and_the_difference():
    wrong = VALUES["proceedings.litigation_direct.total"] + 9
    report = decide(FACTS, reading({"proceedings.litigation_direct.total": number(wrong)}))
    [finding] = report.findings
    assert finding.rule == "cases"
    assert finding.equation.left == wrong
    assert finding.equation.right == wrong - 9
    assert finding.equation.difference == 9
    assert all(str(part) in finding.message() for part in (wrong, wrong - 9, 9))


def test_the_printed_value_is_never_overwritten():
    report = decide(FACTS, reading({"requests.granted.total": number(1)}))
    assert report.reading.cells["requests.granted.total"].value == 1


def test_a_missing_cell_makes_an_equation_unknown_and_not_broken():
    gone = CellReading(None, None, "missing")
    report = decide(FACTS, reading({"requests.granted.business": gone}))
    assert rules(report, "error") == set()
    assert report.grades["requests.granted.business"] is None


@pytest.mark.parametrize("blank", ["empty", "dash", "not_applicable"])
def test_a_blank_that_must_be_nothing_is_a_warning(blank):
    zero = next(path for path in VALUES if path.startswith("requests.") and VALUES[path] == 0)
    report = decide(FACTS, reading({zero: CellReading(None, None, blank)}))
    assert report.status == "accepted"
    assert [(finding.rule, finding.cells) for finding in report.findings] == [("blank_cells", (zero,))]


@pytest.mark.parametrize("blank", ["empty", "dash", "not_applicable"])
def test_a_blank_that_must_be_a_number_is_an_error_with_that_number(blank):
    path = "requests.granted.business"
    report = decide(FACTS, reading({path: CellReading(None, None, blank)}))
    errors = [finding for finding in report.findings if finding.severity == "error"]
    assert [finding.rule for finding in errors] == ["blank_not_zero"]
    assert errors[0].cells == (path,)
    assert errors[0].params["value"] == VALUES[path]


def test_a_forgotten_total_is_an_error_with_the_sum_of_its_parts():
    path = "requests.received.total"
    report = decide(FACTS, reading({path: CellReading(None, None, "empty")}))
    [error] = [finding for finding in report.findings if finding.severity == "error"]
    assert (error.rule, error.params["value"]) == ("blank_not_zero", VALUES[path])


def test_one_warning_per_table_names_its_blanks():
    blanks = {
        "disclosure.regulations.issued": CellReading(None, "-", "dash"),
        "disclosure.coercion.decisions": CellReading(None, "无", "not_applicable"),
        "requests.other.other.total": CellReading(None, None, "empty"),
        **{
            f"proceedings.litigation_direct.{outcome}": CellReading(None, None, "empty")
            for outcome in ("upheld", "corrected", "other", "pending", "total")
        },
    }
    report = decide(FACTS, reading(blanks, values=ZEROS))
    found = {finding.params["place"]: len(finding.cells) for finding in report.findings}
    assert found == {"表二": 2, "表三": 1, "表四": 5}
    assert report.status == "accepted"


def test_a_missing_or_unread_cell_is_no_blank():
    report = decide(
        FACTS,
        reading(
            {
                "disclosure.regulations.issued": CellReading(None, None, "missing"),
                "disclosure.regulations.repealed": CellReading(None, "3?", "unread"),
            }
        ),
    )
    assert rules(report, "warning") == set()
    assert report.grades["disclosure.regulations.repealed"] == "unread"
    assert report.grades["disclosure.regulations.issued"] is None


STRAY = Finding("stray_number", "warning", (), {"place": "x", "printed": "7", "key": "requests.120"})


@pytest.mark.parametrize("values", [VALUES, ZEROS])
def test_the_only_doubtful_row_of_a_complete_table_is_certain_by_elimination(values):
    cells, finding = doubtful("granted", values)
    report = decide(FACTS, reading(cells, [finding], values))
    assert report.status == "accepted"
    assert rules(report, "warning") == {"doubtful_row"}
    assert report.grades["requests.granted.business"] == "verified"


def test_doubtful_rows_that_print_the_same_are_certain_by_elimination():
    one, first = doubtful("granted", ZEROS)
    two, second = doubtful("not_processed.repeated", ZEROS)
    assert decide(FACTS, reading({**one, **two}, [first, second], ZEROS)).status == "accepted"


def test_a_doubtful_row_is_not_certain_where_another_row_is_missing():
    cells, finding = doubtful("granted", ZEROS)
    gone = {path: CellReading(None, None, "missing") for path in paths_of("not_processed.repeated")}
    report = decide(FACTS, reading({**cells, **gone}, [finding], ZEROS))
    assert rules(report, "error") == {"doubtful_row"}


@pytest.mark.parametrize(
    "leftover",
    [
        STRAY,
        Finding("duplicate_row", "warning", ("requests.received.total",), {"place": "x"}),
        Finding("unread", "warning", ("requests.received.total",), {"place": "x", "printed": "?"}),
    ],
)
def test_a_row_of_zeros_is_not_certain_where_numbers_are_left_over(leftover):
    cells, finding = doubtful("granted", ZEROS)
    report = decide(FACTS, reading(cells, [finding, leftover], ZEROS))
    assert rules(report, "error") == {"doubtful_row"}


def test_a_row_of_zeros_is_not_certain_where_another_row_is_blank():
    cells, finding = doubtful("granted", ZEROS)
    cells |= {path: CellReading(None, None, "empty", None) for path in paths_of("partly_granted")}
    assert rules(decide(FACTS, reading(cells, [finding], ZEROS)), "error") == {"doubtful_row"}


def test_numbers_left_over_in_another_table_cast_no_doubt():
    cells, finding = doubtful("granted", ZEROS)
    elsewhere = replace(STRAY, params={**STRAY.params, "key": "disclosure.8"})
    assert decide(FACTS, reading(cells, [finding, elsewhere], ZEROS)).status == "accepted"


def test_a_doubtful_row_with_numbers_is_certified_by_sums_across_and_down():
    cells, finding = doubtful("granted")
    report = decide(FACTS, reading(cells, [finding, STRAY]))
    assert report.status == "accepted"
    assert report.grades["requests.granted.business"] == "verified"


@pytest.mark.parametrize(
    ("one", "two", "status"),
    [
        ("granted", "not_processed.repeated", "needs_review"),
        ("other.other", "refused.state_secret", "needs_review"),
        ("received", "carried_in", "needs_review"),
        ("granted", "concluded", "accepted"),
        ("carried_out", "received", "accepted"),
    ],
)
def test_sums_certify_no_rows_that_they_cannot_tell_apart(one, two, status):
    first_cells, first = doubtful(one)
    second_cells, second = doubtful(two)
    report = decide(FACTS, reading({**first_cells, **second_cells}, [first, second, STRAY]))
    assert report.status == status


@pytest.mark.parametrize(
    ("lost", "status"), [("not_processed.repeated", "doubtful_row"), ("carried_out", None)]
)
def test_sums_certify_no_row_while_a_row_is_missing_that_they_cannot_tell_from_it(lost, status):
    cells, finding = doubtful("granted")
    for path in paths_of(lost):
        cells[path] = CellReading(None, None, "missing", None)
    missing = Finding("missing_row", "error", tuple(paths_of(lost)), {"place": lost})
    found = rules(decide(FACTS, reading(cells, [finding, missing])), "error")
    assert ("doubtful_row" in found) == (status is not None)


def test_a_doubtful_row_whose_sums_fail_is_not_certified_by_them():
    cells, finding = doubtful("granted")
    cells["requests.granted.total"] = replace(cells["requests.granted.total"], value=5000)
    assert "doubtful_row" in rules(decide(FACTS, reading(cells, [finding, STRAY])), "error")


def test_a_row_that_equations_chose_is_not_certified_by_them():
    cells, finding = doubtful("granted")
    cells = {path: replace(cell, by_equation=True) for path, cell in cells.items()}
    assert "doubtful_row" in rules(decide(FACTS, reading(cells, [finding, STRAY])), "error")


def test_a_doubt_whether_numbers_run_by_rows_or_columns_is_never_lifted():
    cells, finding = doubtful("granted")
    finding = replace(finding, params={**finding.params, "doubt": "transposed"})
    assert rules(decide(FACTS, reading(cells, [finding])), "error") == {"doubtful_row"}


def test_a_doubt_about_columns_is_never_lifted_by_sums():
    cells = {path: number(VALUES[path], sure=False) for path in paths_of("granted")}
    doubt = Finding("doubtful_column", "error", tuple(cells), {"place": "表三", "why": "?"})
    assert rules(decide(FACTS, reading(cells, [doubt])), "error") == {"doubtful_column"}


def test_an_equation_that_chose_a_split_is_no_witness_for_it():
    cells = {
        f"proceedings.reconsideration.{outcome}": number(
            VALUES[f"proceedings.reconsideration.{outcome}"], by_equation=True
        )
        for outcome in ("upheld", "corrected", "other", "pending", "total")
    }
    report = decide(FACTS, reading(cells))
    assert {report.grades[path] for path in cells} == {"single"}
    [finding] = report.findings
    assert (finding.rule, set(finding.cells), finding.severity) == ("unsupported", set(cells), "error")


def test_a_split_row_of_table_3_is_verified_by_its_columns():
    cells = {path: number(VALUES[path], by_equation=True) for path in paths_of("granted")}
    report = decide(FACTS, reading(cells))
    assert report.status == "accepted"
    assert {report.grades[path] for path in cells} == {"verified"}


def test_where_other_processing_is_one_row_the_group_stands_for_its_leaves():
    group = {}
    for path in paths_of("other.other"):
        column = path.rpartition(".")[2]
        total = sum(VALUES[f"requests.{leaf}.{column}"] for leaf in OTHER_LEAVES)
        group[f"requests.{OTHER_GROUP}.{column}"] = number(total)
        for leaf in OTHER_LEAVES:
            group[f"requests.{leaf}.{column}"] = CellReading(None, None, "not_in_form")
    report = decide(FACTS, reading(group))
    assert report.status == "accepted"
    assert report.grades[f"requests.{OTHER_GROUP}.total"] == "verified"
    wrong = {**group, f"requests.{OTHER_GROUP}.total": number(1)}
    assert decide(FACTS, reading(wrong)).status == "needs_review"


def test_the_readers_own_errors_and_warnings_are_kept():
    warning = Finding("no_title", "warning")
    error = Finding("missing_row", "error", ("requests.granted.total",), {"place": "x"})
    assert decide(FACTS, reading(findings=[warning])).status == "accepted"
    report = decide(FACTS, reading(findings=[warning, error]))
    assert report.status == "needs_review"
    assert [finding.rule for finding in report.findings] == ["missing_row", "no_title"]


def test_a_failure_holds_its_reason_and_no_cells():
    failure = Failure("empty", "文件是空的。", "请换一个文件。")
    report = fail(FACTS, failure)
    assert (report.status, report.failure, report.reading) == ("failed", failure, None)


def test_a_gap_that_cannot_be_zero_puts_every_row_with_a_gap_in_doubt():
    """What placed one row's numbers wrongly placed those of the others too."""
    gap = CellReading(None, None, "empty")
    row = [path for path in VALUES if path.startswith("requests.granted.")]
    other = "requests.partly_granted.business"
    report = decide(FACTS, reading({row[-1]: gap, row[0]: gap, other: gap}))
    named = {path for one in report.findings if one.severity == "error" for path in one.cells}
    assert {path for path in VALUES if path.startswith("requests.partly_granted.")} <= named
