"""Running a suite: every document scored once, whatever breaks, whenever it is interrupted."""

from concurrent.futures import Future

import pytest

from gouji.errors import DocumentError
from gouji.evaluate.case import Case, copies
from gouji.evaluate.run import Checkpoint, NotMadeError, evaluate, program_fingerprint, run_cases
from gouji.evaluate.subject import gouji

TOWN = Case("g/tabs/0", "g", "tabs", "town", 31)
SWAPPED = Case("g/row_swap@reading/tabs/1", "g", "tabs", "dense", 32, errors=("row_swap@reading",))
MISPRINTED = Case("g/wrong_total@office/docx/2", "g", "docx", "county", 33, errors=("wrong_total@office",))


class Inline:
    """Workers that work at once, in this process."""

    def submit(self, function, /, *arguments):
        future = Future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:  # noqa: BLE001 - as worker processes do
            future.set_exception(error)
        return future


class Counter:
    def __init__(self, stop_after=None):
        self.total = None
        self.statuses = []
        self.stop_after = stop_after

    def begin(self, total):
        self.total = total

    def done(self, status):
        self.statuses.append(status)
        if len(self.statuses) == self.stop_after:
            raise KeyboardInterrupt


def run(cases, folder, progress=None, fingerprint="today", subject=gouji):
    with Checkpoint(folder / "documents.jsonl", fingerprint) as checkpoint:
        return run_cases(cases, Inline(), checkpoint, progress or Counter(), subject=subject)


def test_a_sound_document_goes_straight_through():
    result = evaluate(TOWN).result
    assert result.undamaged
    assert result.score.straight_through
    assert result.labels == {
        "group": "g",
        "carrier": "text",
        "shape": "tabs",
        "severity": "1",
        "kind": "town",
        "error": "none",
        "level": "none",
    }


def test_an_error_in_the_reading_is_judged_apart_from_the_readers_own():
    evaluated = evaluate(SWAPPED)
    [error] = [each for each in evaluated.copy.injected if each.level == "reading"]
    result = evaluated.result
    assert not result.undamaged
    assert result.labels["level"] == "reading"
    assert result.score.silently_wrong == ()
    assert {cell.path for cell in result.score.wrong if cell.injected} == set(error.cells)


def test_an_error_of_the_office_is_gold_and_goes_to_review():
    result = evaluate(MISPRINTED).result
    assert result.labels["error"] == "wrong_total@office"
    assert result.score.status == "needs_review"
    assert result.score.exact
    assert result.score.laundered == ()


def test_the_same_case_gives_the_same_document_and_the_same_errors():
    assert evaluate(SWAPPED).result.score == evaluate(SWAPPED).result.score
    [first, again] = [next(copies(MISPRINTED))[0] for _ in range(2)]
    assert first == again


def test_an_error_that_a_report_cannot_have_takes_the_next_report():
    """A report without any zero row has none to lose: a later seed, another office has one."""
    case = Case("g/row_shift@copy/tabs/0", "g", "tabs", "dense", 7, errors=("row_shift@copy",))
    assert evaluate(case).result.labels["error"] == "row_shift@copy"


def test_an_error_that_no_document_of_a_shape_can_have_is_said():
    case = Case("g/hidden_text@copy/tabs/0", "g", "tabs", "town", 7, errors=("hidden_text@copy",))
    with pytest.raises(NotMadeError, match="hidden_text@copy"):
        evaluate(case)


def test_results_come_in_the_order_of_the_cases(tmp_path):
    cases = [MISPRINTED, TOWN, SWAPPED]
    progress = Counter()
    results = run(cases, tmp_path, progress)
    assert [result.case for result in results] == [case.id for case in cases]
    assert (progress.total, len(progress.statuses)) == (3, 3)


def raising(source, misread):
    del misread
    raise RuntimeError(f"no luck with {source.name}")


def timing_out(source, misread):
    del source, misread
    raise DocumentError("timeout", "处理超过了时限。", "")


@pytest.mark.parametrize("subject", [raising, timing_out])
def test_a_document_that_breaks_the_evaluation_is_a_row_with_its_problem(tmp_path, subject):
    [result] = run([TOWN], tmp_path, subject=subject)
    assert result.problem
    assert not result.score.straight_through
    assert result.score.total.unread == result.score.cells == 200


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path):
    cases = [TOWN, SWAPPED, MISPRINTED]
    with pytest.raises(KeyboardInterrupt):
        run(cases, tmp_path, Counter(stop_after=2))
    progress = Counter()
    results = run(cases, tmp_path, progress)
    assert progress.total == 1
    assert [result.case for result in results] == [case.id for case in cases]
    assert [r.score for r in results] == [evaluate(case).result.score for case in cases]


def test_a_finished_run_leaves_no_checkpoint_to_be_taken_for_another(tmp_path):
    run([TOWN], tmp_path)
    progress = Counter()
    run([TOWN], tmp_path, progress)
    assert progress.total == 1


def test_what_another_program_or_suite_has_left_is_not_used(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run([TOWN, SWAPPED], tmp_path, Counter(stop_after=1), fingerprint="yesterday")
    progress = Counter()
    run([TOWN, SWAPPED], tmp_path, progress)
    assert progress.total == 2


def test_a_torn_last_line_costs_one_document(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run([TOWN, SWAPPED], tmp_path, Counter(stop_after=1))
    path = tmp_path / "documents.jsonl"
    path.write_text(path.read_text() + '{"case": "g/row_sw')
    progress = Counter()
    assert len(run([TOWN, SWAPPED], tmp_path, progress)) == 2
    assert progress.total == 1


def test_the_programs_fingerprint_changes_with_its_files(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    before = program_fingerprint(tmp_path)
    assert program_fingerprint(tmp_path) == before
    (tmp_path / "a.py").write_text("x = 2\n")
    assert program_fingerprint(tmp_path) != before


@pytest.mark.parametrize(
    ("case", "undamaged", "level"),
    [(TOWN, True, "none"), (SWAPPED, False, "reading"), (MISPRINTED, False, "office")],
)
def test_a_broken_evaluation_keeps_what_its_recipe_says(tmp_path, case, undamaged, level):
    [result] = run([case], tmp_path, subject=raising)
    assert (result.undamaged, result.labels["level"]) == (undamaged, level)
