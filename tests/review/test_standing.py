from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.decide import fail
from gouji.document import Place
from gouji.families.disclosure.rules import RULES_2021
from gouji.report import CellReading, Failure, Finding, Statement
from gouji.review.decisions import accept, blame_source, reopen, state, undo
from gouji.review.revision import Content
from gouji.review.stating import Stated
from gouji.rules import check
from judged_reports import Desk, report
from small_reports import VALUES

TOTAL = "requests.received.total"
LEAF = "requests.granted.business"
WRONG = {LEAF: VALUES[LEAF] + 7}
PATHS = [path for path in VALUES if path.startswith(("requests.", "proceedings."))]


def says(path, value, blank=None):
    return [Stated(path, Content(value, blank))]


def answers(review):
    return {each.id: each.answer for each in review.findings}


def test_a_report_that_nobody_judged_has_no_review():
    review = Desk(report(WRONG)).review
    assert (review.as_json(), review.state, len(review.open)) == (None, "none", 2)


def test_the_right_value_resolves_every_equation_and_closes():
    desk = Desk(report(WRONG))
    review = desk.act(state, says(LEAF, VALUES[LEAF]), reason="第3页")
    assert (review.state, set(answers(review).values())) == ("closed", {"resolved"})
    machine = desk.report.reading.cells[LEAF]
    assert (machine.value, review.cells[LEAF].value) == (WRONG[LEAF], VALUES[LEAF])
    cell = review.as_json()["cells"][LEAF]
    assert (cell["value"], cell["verdict"], cell["reason"]) == (VALUES[LEAF], "reading", "第3页")


def test_printed_text_and_place_stay_those_of_the_machine():
    review = Desk(report(WRONG)).act(state, says(LEAF, VALUES[LEAF]))
    assert review.cells[LEAF].printed == str(WRONG[LEAF])


def test_a_statement_that_does_not_make_the_sum_hold_leaves_it_open():
    review = Desk(report(WRONG)).act(state, says(LEAF, VALUES[LEAF] + 1))
    assert (review.state, len(review.open)) == ("open", 2)
    assert {each.finding.equation.difference for each in review.open} == {-1}


def test_a_slip_in_a_statement_is_an_error_of_its_own():
    review = Desk(report()).act(state, says(TOTAL, VALUES[TOTAL] + 10))
    assert review.state == "open"
    assert {each.finding.rule for each in review.open} == {"row_sum", "flow"}


def test_the_document_being_wrong_is_a_decision_too():
    desk = Desk(report(WRONG))
    review = desk.act(blame_source, [each.id for each in desk.review.open])
    assert (review.state, set(answers(review).values())) == ("closed", {"source"})
    assert review.decided[LEAF].verdict == "source"
    assert review.decided[LEAF].value == WRONG[LEAF]


def test_it_closes_only_when_every_error_is_decided():
    desk = Desk(report(WRONG))
    first, second = (each.id for each in desk.review.open)
    assert desk.act(blame_source, [first]).state == "open"
    assert desk.act(blame_source, [second]).state == "closed"


def test_a_blame_lapses_when_the_numbers_it_judged_are_stated_otherwise():
    desk = Desk(report(WRONG))
    first, _ = (each.id for each in desk.review.open)
    desk.act(blame_source, [first])
    review = desk.act(state, says(LEAF, VALUES[LEAF] + 1))
    assert answers(review)[first] == "open"


def test_accept_decides_all_that_is_left_as_seen():
    review = Desk(report(WRONG)).act(accept)
    assert (review.state, set(answers(review).values())) == ("closed", {"seen"})
    assert review.decided[LEAF].verdict == "seen"


def test_warnings_need_no_decision():
    dash = CellReading(None, "-", "dash")
    path = next(path for path in PATHS if VALUES[path] == 0)
    desk = Desk(report({path: dash, **WRONG}))
    assert any(each.finding.severity == "warning" for each in desk.review.findings)
    assert desk.act(state, says(LEAF, VALUES[LEAF])).state == "closed"


def test_a_doubt_is_answered_when_each_of_its_cells_is_stated():
    paths = ("disclosure.regulations.issued", "disclosure.regulations.repealed")
    desk = Desk(report(findings=[Finding("unread", "error", paths, {"printed": "31"})]))
    assert desk.act(state, says(paths[0], 3)).state == "open"
    review = desk.act(state, says(paths[1], 1))
    assert (review.state, answers(review)[f"unread:{paths[0]}"]) == ("closed", "stated")


def test_stating_what_the_machine_read_confirms_it_and_mends_no_sum():
    desk = Desk(report(WRONG))
    review = desk.act(state, says(LEAF, WRONG[LEAF]))
    assert (len(review.open), review.decided[LEAF].verdict) == (2, "seen")


def test_a_number_where_the_page_is_blank_resolves_what_the_sums_forced():
    desk = Desk(report({LEAF: CellReading(None, None, "empty")}))
    assert desk.review.open
    assert desk.act(state, says(LEAF, VALUES[LEAF])).state == "closed"


def test_a_blank_stated_where_the_sums_want_a_number_stays_open():
    desk = Desk(report({LEAF: CellReading(VALUES[LEAF], str(VALUES[LEAF]))}))
    review = desk.act(state, says(LEAF, None, "dash"))
    assert (review.state, review.cells[LEAF].blank) == ("open", "dash")


def test_two_findings_of_one_rule_are_decided_one_by_one():
    strays = [
        Finding("stray_number", "error", (), {"key": "requests.received", "printed": text})
        for text in ("12", "13")
    ]
    desk = Desk(report(findings=strays))
    one, two = (each.id for each in desk.review.open)
    assert answers(desk.act(blame_source, [two])) == {one: "open", two: "source"}


def test_reopened_stays_open_until_somebody_accepts():
    desk = Desk(report(WRONG))
    desk.act(state, says(LEAF, VALUES[LEAF]))
    assert desk.act(reopen).state == "open"
    assert desk.act(state, says("disclosure.fees.amount", Decimal("1.5"))).state == "open"
    assert desk.act(accept).state == "closed"


def test_what_the_machine_accepted_can_be_put_back_into_the_queue():
    review = Desk(report()).act(reopen)
    assert (review.state, review.settled) == ("open", False)


def test_undo_goes_back_act_by_act_and_keeps_the_rows():
    desk = Desk(report(WRONG))
    desk.act(state, [*says(LEAF, 1), *says(TOTAL, 2)])
    desk.act(state, says(LEAF, VALUES[LEAF]))
    assert desk.act(undo, desk.rows).cells[LEAF].value == 1
    review = desk.act(undo, desk.rows)
    assert (review.state, review.cells[TOTAL].value, review.as_json()) == ("none", VALUES[TOTAL], None)
    assert [row.draft.action for row in desk.rows] == ["set", "set", "set", "undo", "undo"]


def test_a_new_reading_that_agrees_with_the_person_asks_nothing():
    desk = Desk(report(WRONG))
    desk.act(state, says(LEAF, VALUES[LEAF]))
    review = desk.run_again(report())
    assert (review.state, review.findings, len(review.lapsed)) == ("closed", (), 1)


def test_a_new_reading_that_contradicts_the_person_is_an_error_even_if_all_sums_hold():
    path = "disclosure.licensing.decisions"
    desk = Desk(report())
    desk.act(state, says(path, 1274 + 5))
    review = desk.run_again(report({path: 99}))
    assert (review.state, review.cells[path].value) == ("open", 99)
    assert [each.finding.rule for each in review.open] == ["decision_lapsed"]
    assert desk.act(state, says(path, 99)).state == "closed"


def test_a_document_that_fails_on_a_new_run_is_open():
    desk = Desk(report(WRONG))
    desk.act(accept)
    review = desk.run_again(fail(desk.report.document, Failure("x", "坏", "修")))
    assert (review.state, review.settled) == ("open", False)


SAID = Statement("received", VALUES[TOTAL], "件", "新收申请若干件。", Place(10, 20), (TOTAL,), agrees=True)


def test_a_statement_against_a_sentence_that_bore_the_cell_out_is_an_error_of_its_own():
    review = Desk(report(statements=[SAID])).act(state, says(TOTAL, VALUES[TOTAL] + 1))
    assert "narrative_contradiction" in {each.finding.rule for each in review.open}


def contradiction(value, severity="error"):
    params = {"value": value, "quote": "新收申请若干件。", "key": "received.10"}
    return Finding("narrative_contradiction", severity, ("disclosure.licensing.decisions",), params)


def test_a_contradiction_with_a_sentence_is_resolved_by_the_number_that_the_sentence_has():
    path = "disclosure.licensing.decisions"
    desk = Desk(report(findings=[contradiction(1280)]))
    assert desk.act(state, says(path, 1279)).state == "open"
    assert desk.act(state, says(path, 1280)).state == "closed"


def test_confirming_the_number_does_not_explain_the_contradiction_away():
    desk = Desk(report(findings=[contradiction(1280)]))
    desk.act(state, says("disclosure.licensing.decisions", VALUES["disclosure.licensing.decisions"]))
    [left] = desk.review.open
    assert desk.act(blame_source, [left.id]).state == "closed"


@st.composite
def moved(draw, paths=tuple(PATHS)):
    """Some cells with other numbers."""
    return {
        path: VALUES[path] + draw(st.integers(1, 9))
        for path in draw(st.lists(st.sampled_from(paths), unique=True, max_size=4))
    }


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_a_new_run_keeps_exactly_the_decisions_whose_facts_did_not_change(data):
    first = data.draw(moved(), label="first")
    desk = Desk(report(first))
    for path in data.draw(st.lists(st.sampled_from(PATHS), unique=True, max_size=3), label="stated"):
        if desk.review.state != "closed":
            desk.act(state, says(path, data.draw(st.integers(0, 50))))
    blamed = [each.id for each in desk.review.open if data.draw(st.booleans())]
    if blamed:
        desk.act(blame_source, blamed)
    before = desk.review
    second = data.draw(moved(), label="second")
    fresh = report(second)
    changed = {path for path in PATHS if first.get(path, VALUES[path]) != second.get(path, VALUES[path])}
    after = desk.run_again(fresh)
    stated = {row.draft.name: row.draft.after.value for row in desk.rows if row.draft.action == "set"}
    for path, value in stated.items():
        holds = value if path not in changed else second.get(path, VALUES[path])
        assert after.cells[path].value == holds
    for each in before.findings:
        if each.answer != "source":
            continue
        now = answers(after).get(each.id)
        if changed.isdisjoint(each.finding.cells):
            assert now == "source"
        else:
            assert now != "source"
    assert (after.state == "closed") == (bool(desk.rows) and not after.open)
    wrong = {path for path, value in stated.items() if path in changed and after.cells[path].value != value}
    assert {each.finding.cells[0] for each in after.open if each.finding.rule == "decision_lapsed"} == wrong


@settings(max_examples=60, deadline=None)
@given(first=moved(), path=st.sampled_from(PATHS), value=st.integers(0, 99))
def test_every_equation_that_the_persons_values_break_is_open(first, path, value):
    review = Desk(report(first)).act(state, says(path, value))
    numbers = {each: cell.value for each, cell in review.cells.items()}
    broken = {item.rule.name for item in check(RULES_2021, numbers) if item.outcome == "fail"}
    assert {each.id for each in review.open} == broken


@pytest.mark.parametrize("answer", ["source", "seen"])
def test_a_decision_holds_for_the_same_report_however_often_it_is_made(answer):
    desk = Desk(report(WRONG))
    desk.act(blame_source if answer == "source" else accept, [each.id for each in desk.review.open])
    assert set(answers(desk.run_again(report(WRONG))).values()) == {answer}
