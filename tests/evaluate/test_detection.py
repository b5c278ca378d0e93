"""Injected errors are detected, located, valued or laundered, each by its own evidence."""

from decimal import Decimal

import pytest

from answers import finding, report
from gouji.evaluate.copy import Injected, Missing
from gouji.evaluate.detection import ErrorScore
from gouji.evaluate.score import Truth, score

EXPECTED = {"t.r.a": 5, "t.r.b": 6, "t.r.c": 7, "t.r.d": Missing("empty"), "t.s.a": 8}
READ = {"t.r.a": 5, "t.r.b": 6, "t.r.c": 7, "t.r.d": "empty", "t.s.a": 8}


def judged(level, right, values=(), findings=(), others=()):
    """The score of an error that touches the cells of ``right``, whose values are without it."""
    error = Injected("kind", level, tuple(right), right)
    truth = Truth(EXPECTED, injected=(error, *others))
    return score(truth, report({**READ, **dict(values)}, findings)).errors[0]


def office(findings=(), values=()):
    """``t.r.a`` is printed as 5 and should be 50."""
    return judged("office", {"t.r.a": 50}, values, findings)


def misread(findings=(), got=9):
    """``t.r.a`` is printed as 5 and read as 9."""
    return judged("reading", {"t.r.a": 5}, {"t.r.a": got}, findings)


def test_an_error_that_an_error_finding_names_is_detected():
    for judge in (office, misread):
        assert judge([finding(["t.r.a", "t.r.b"])]).detected
        assert judge([finding(["t.r.a"])]).wholly_detected
        assert not judge([finding(["t.r.b"])]).detected


def test_a_warning_detects_nothing_but_breaks_the_silence():
    one = misread([finding(["t.r.a"], "warning")])
    assert not one.detected
    assert one.silent == 0
    assert misread().silent == 1


def test_an_error_of_two_cells_may_be_half_detected():
    one = judged("office", {"t.r.a": 50, "t.r.b": 60}, findings=[finding(["t.r.a"])])
    assert (one.cells, one.harmed, one.named, one.silent) == (2, 2, 1, 1)
    assert one.detected
    assert not one.wholly_detected


@pytest.mark.parametrize("level", ["copy", "reading"])
@pytest.mark.parametrize("got", [5, "unread"])
def test_an_error_that_was_seen_through_or_left_unread_does_no_harm(level, got):
    one = judged(level, {"t.r.a": 5}, {"t.r.a": got})
    assert (one.cells, one.harmed) == (1, 0)
    assert one.detected
    assert one.wholly_detected
    assert one.rank is None


def test_an_error_of_the_office_harms_even_where_it_is_read_as_printed():
    assert office().harmed == 1
    assert not office().detected


def test_an_error_in_the_copy_harms_where_it_is_misread():
    assert judged("copy", {"t.r.a": 5}, {"t.r.a": 6}).harmed == 1


@pytest.mark.parametrize(
    ("explanations", "rank"),
    [
        ([], None),
        ([{"t.r.a": 50}], 1),
        ([{"t.r.b": 1}, {"t.r.a": 50}], 2),
        ([{"t.r.b": 1}, {"t.r.c": 1}, {"t.s.a": 1}, {"t.r.a": 50}], 4),
        ([{"t.r.a": 50, "t.r.b": 1}], None),
        ([{"t.r.b": 1}], None),
    ],
)
def test_the_rank_is_that_of_the_explanation_with_exactly_the_true_cells(explanations, rank):
    one = office([finding(["t.r.a", "t.r.b"], explanations=explanations)])
    assert one.rank == rank
    assert one.located(1) is (rank == 1)
    assert one.located(3) is (rank in {1, 2})


@pytest.mark.parametrize(
    ("value", "right"), [(50, True), (Decimal("50.0"), True), (51, False), (None, False)]
)
def test_the_suggestion_is_right_when_the_value_is(value, right):
    one = office([finding(["t.r.a"], explanations=[{"t.r.a": value}])])
    assert one.rank == 1
    assert one.suggested is right


def test_where_nothing_should_be_printed_nothing_is_the_right_suggestion():
    for value, right in ((None, True), (0, False)):
        found = [finding(["t.r.d"], explanations=[{"t.r.d": value}])]
        one = judged("reading", {"t.r.d": Missing("empty")}, {"t.r.d": 3}, found)
        assert one.suggested is right


def test_the_right_value_of_a_misread_cell_is_that_of_the_document():
    assert misread([finding(["t.r.a"], explanations=[{"t.r.a": 5}])]).suggested
    assert not misread([finding(["t.r.a"], explanations=[{"t.r.a": 9}])]).suggested


def test_without_a_known_right_value_no_suggestion_is_right():
    for value in (5, None):
        truth = Truth(EXPECTED, injected=(Injected("kind", "office", ("t.r.a",)),))
        one = score(truth, report(READ, [finding(["t.r.a"], explanations=[{"t.r.a": value}])])).errors[0]
        assert (one.cells, one.harmed, one.rank) == (1, 1, 1)
        assert not one.suggested


def test_many_findings_with_one_guess_each_are_no_ranking():
    guesses = [finding(["t.r.a", path], explanations=[{path: 1}]) for path in ("t.r.b", "t.r.a")]
    assert office(guesses).rank is None
    assert office(guesses[::-1]).rank == 1


def test_a_finding_without_explanations_does_not_stand_in_the_way():
    assert office([finding(["t.r.a"]), finding(["t.r.a"], explanations=[{"t.r.a": 50}])]).rank == 1


def test_an_explanation_may_hold_what_another_error_and_the_reader_made_wrong():
    other = Injected("kind", "reading", ("t.r.b",), {"t.r.b": 6})
    whole = [finding(["t.r.a", "t.r.b", "t.r.c"], explanations=[{"t.r.a": 50, "t.r.b": 6, "t.r.c": 7}])]
    values = {"t.r.b": 1, "t.r.c": 1}
    assert judged("office", {"t.r.a": 50}, values, whole, [other]).rank == 1
    assert judged("office", {"t.r.a": 50}, {"t.r.b": 1}, whole, [other]).rank is None


def test_an_explanation_that_blames_another_error_alone_is_passed_over():
    other = Injected("kind", "office", ("t.r.b",), {"t.r.b": 60})
    both = [finding(["t.r.a", "t.r.b"], explanations=[{"t.r.b": 60}, {"t.r.a": 50}])]
    assert judged("office", {"t.r.a": 50}, findings=both, others=[other]).rank == 2


def test_cells_far_apart_are_located_by_findings_of_their_own():
    first, second = [{"t.r.a": 50}], [{"t.r.b": 1}, {"t.s.a": 80}]
    right = {"t.r.a": 50, "t.s.a": 80}
    one = judged("office", right, findings=[finding(["t.r.a"], explanations=first)])
    assert one.rank is None
    both = [finding(["t.r.a"], explanations=first), finding(["t.s.a"], explanations=second)]
    one = judged("office", right, findings=both)
    assert one.rank == 2
    assert one.suggested


@pytest.mark.parametrize(
    ("got", "laundered"), [(5, ()), (50, ("t.r.a",)), (6, ("t.r.a",)), ("empty", ()), ("unread", ())]
)
def test_another_number_than_the_office_printed_is_laundering_and_nothing_is_not(got, laundered):
    assert office(values={"t.r.a": got}).laundered == laundered


def test_a_number_where_the_office_printed_none_is_laundering():
    assert judged("office", {"t.r.d": 3}, {"t.r.d": 3}).laundered == ("t.r.d",)


def test_laundering_needs_no_known_right_value():
    truth = Truth(EXPECTED, injected=(Injected("kind", "office", ("t.r.a",)),))
    assert score(truth, report({**READ, "t.r.a": 6})).laundered == ("t.r.a",)


def test_a_lost_cell_is_not_laundered():
    truth = Truth(EXPECTED, injected=(Injected("kind", "office", ("t.r.a",), {"t.r.a": 50}),))
    assert score(truth, report({})).laundered == ()


def test_naming_the_cell_does_not_excuse_laundering():
    assert office([finding(["t.r.a"])], {"t.r.a": 50}).laundered == ("t.r.a",)


@pytest.mark.parametrize("level", ["copy", "reading"])
def test_only_the_office_can_be_laundered(level):
    assert judged(level, {"t.r.a": 5}, {"t.r.a": 50}).laundered == ()


def test_what_was_put_into_the_reading_is_not_the_systems_laundering():
    spoiled = Injected("repaired_total", "reading", ("t.r.a",))
    one = judged("office", {"t.r.a": 50}, {"t.r.a": 50}, others=[spoiled])
    assert one.laundered == ()


def test_an_error_that_changes_no_cell_is_nothing_to_detect_or_locate():
    truth = Truth(EXPECTED, injected=(Injected("hidden_text", "copy"),))
    [one] = score(truth, report(READ)).errors
    assert (one.name, one.cells, one.harmed, one.rank) == ("hidden_text@copy", 0, 0, None)


def test_level_is_read_from_the_name():
    assert [ErrorScore(f"a@{level}", 0, 0, 0, 0).level for level in ("copy", "office")] == ["copy", "office"]


@pytest.mark.parametrize(
    "one",
    [
        ErrorScore("a@copy", 1, 2, 3, 4),
        ErrorScore("a@copy", 1, 2, 3, 4, rank=2, suggested=True),
        ErrorScore("a@office", 1, 2, 3, 4, rank=1, laundered=("x.y.z",)),
    ],
)
def test_an_error_comes_back_from_json_as_it_went(one):
    assert ErrorScore.from_json(one.as_json()) == one
