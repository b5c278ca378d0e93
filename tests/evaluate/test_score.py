"""The score of one document tells silent from named, and the reader's own mistakes from injected ones."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers import cell, finding, report
from gouji.evaluate.copy import Identity, Injected, Missing, Statement, expected_from_json
from gouji.evaluate.score import BROKEN, Score, Truth, nothing_read, score
from gouji.export.json_text import dumps

EXPECTED = {
    "t.r.a": 1,
    "t.r.b": 0,
    "t.r.c": Missing("empty"),
    "u.s.d": Decimal("7730.28"),
    "u.s.e": Missing("missing"),
}
PERFECT = {"t.r.a": 1, "t.r.b": 0, "t.r.c": "empty", "u.s.d": Decimal("7730.28"), "u.s.e": "missing"}
KNOWN = Truth(EXPECTED)


def changed(path, value):
    return {**PERFECT, path: value}


def test_a_perfect_reading_goes_straight_through():
    one = score(KNOWN, report(PERFECT))
    assert (one.cells, one.right) == (5, 5)
    assert one.exact
    assert one.straight_through
    assert one.silently_wrong == one.unread == one.named == one.wrong == ()


@pytest.mark.parametrize(
    ("path", "got"),
    [
        ("t.r.a", 2),
        ("t.r.b", 10),
        ("t.r.c", 0),
        ("u.s.d", Decimal("77302.8")),
        ("u.s.e", 0),
        ("t.r.a", "empty"),
        ("t.r.b", "dash"),
        ("t.r.a", {**cell(2), "blank": "unread"}),
        ("t.r.c", {**cell(0), "blank": "empty"}),
    ],
)
def test_a_wrong_cell_that_nobody_names_is_silent_whatever_the_status(path, got):
    for status in ("accepted", "needs_review"):
        one = score(KNOWN, report(changed(path, got), status=status))
        assert one.silently_wrong == (path,)
        assert not one.exact
        assert not one.straight_through
        assert one.wrong_accepted is (status == "accepted")


@pytest.mark.parametrize(("severity", "named"), [("error", True), ("warning", False)])
def test_a_wrong_cell_that_a_finding_names_is_not_silent(severity, named):
    one = score(KNOWN, report(changed("t.r.a", 2), [finding(["t.r.a"], severity)]))
    assert one.silently_wrong == ()
    assert one.right == 4
    [wrong] = one.wrong
    assert (wrong.expected, wrong.got, wrong.named, wrong.silent) == ("1", "2", named, False)
    assert one.warned == (not named)
    assert one.wrong_accepted, "a warning does not keep a wrong value back"


def test_unread_is_neither_right_nor_wrong():
    one = score(KNOWN, report(changed("t.r.a", "unread"), status="needs_review"))
    assert one.unread == ("t.r.a",)
    assert one.wrong == ()
    assert (one.right, one.total.wrong, one.total.unread) == (4, 0, 1)


def test_a_cell_that_the_report_lacks_is_unread():
    values = dict(PERFECT)
    del values["u.s.d"]
    assert score(KNOWN, report(values)).unread == ("u.s.d",)


def test_what_nobody_can_read_is_right_when_it_is_not_given():
    one = score(Truth({"a": Missing("unread")}), report({}, status="failed"))
    assert one.exact
    assert score(Truth({"a": Missing("unread")}), report({"a": 3})).silently_wrong == ("a",)


def test_a_right_cell_named_by_an_error_is_named_needlessly():
    findings = [finding(["t.r.a", "t.r.b"]), finding(["u.s.d", "t.r.a"], "warning")]
    one = score(KNOWN, report(PERFECT, findings))
    assert one.named == one.needlessly_named == ("t.r.a", "t.r.b")
    assert one.warned == 1


def test_naming_what_the_office_printed_wrong_is_not_needless():
    truth = Truth(EXPECTED, injected=(Injected("wrong_total", "office", ("t.r.a",), {"t.r.a": 3}),))
    one = score(truth, report(PERFECT, [finding(["t.r.a", "t.r.b"])]))
    assert one.named == ("t.r.a", "t.r.b")
    assert one.needlessly_named == ("t.r.b",)


@pytest.mark.parametrize(
    ("truth", "got", "needless"),
    [
        ("missing", "missing", False),
        ("missing", "empty", False),
        ("empty", "missing", False),
        ("empty", "empty", True),
        ("unread", "unread", False),
        ("dash", "dash", True),
    ],
)
def test_naming_what_the_document_lacks_is_not_needless(truth, got, needless):
    one = score(Truth({"a": Missing(truth)}), report({"a": got}, [finding(["a"])]))
    assert one.named == ("a",)
    assert one.needlessly_named == (("a",) if needless else ())


def test_a_number_at_a_path_that_the_document_lacks_is_silent():
    one = score(KNOWN, report(changed("z.z.z", 5)))
    assert one.silently_wrong == ("z.z.z",)
    assert (one.cells, one.right) == (6, 5)
    assert score(KNOWN, report(changed("z.z.z", "missing"))).cells == 5


def test_another_kind_of_nothing_is_not_right_but_not_silent():
    one = score(KNOWN, report(changed("t.r.c", "dash")))
    assert one.right == 4
    assert one.silently_wrong == ()
    assert not one.straight_through
    assert not one.wrong_accepted
    assert [(wrong.expected, wrong.got) for wrong in one.wrong] == [("<empty>", "<dash>")]


@pytest.mark.parametrize(("truth", "got"), [("empty", "missing"), ("missing", "empty")])
def test_two_words_for_nothing_printed_are_one(truth, got):
    assert score(Truth({"a": Missing(truth)}), report({"a": got})).exact


def test_a_failed_document_is_unread_and_never_silent():
    answer = report({}, status="failed", error={"code": "damaged", "message": "", "remedy": ""})
    one = score(Truth(EXPECTED, status="failed"), answer)
    assert one.right == 0
    assert one.silently_wrong == ()
    assert len(one.unread) == 5
    assert one.status_right
    assert one.failure == "damaged"


def test_a_document_that_broke_the_evaluation_has_every_cell_unread_and_nothing_right():
    one = nothing_read()
    assert one.status == BROKEN
    assert (one.cells, one.right, one.total.unread) == (200, 0, 200)
    assert not any([one.exact, one.status_right, one.title_right, one.agency_right, one.year_right])
    assert not nothing_read([]).exact


def test_cells_are_counted_by_table_and_by_grade():
    values = {
        "t.r.a": cell(2, grade="verified"),
        "t.r.b": cell(0, grade="verified"),
        "t.r.c": cell("empty"),
        "u.s.d": cell(Decimal("7730.28"), grade="single"),
        "u.s.e": cell("unread", grade="unread"),
    }
    one = score(KNOWN, report(values, [finding(["t.r.b", "u.s.e"])]))
    assert {name: tally.counts for name, tally in one.tables.items()} == {
        "t": (3, 2, 1, 1, 1, 1, 0),
        "u": (2, 1, 0, 0, 1, 0, 1),
    }
    assert {name: tally.counts for name, tally in one.grades.items()} == {
        "none": (1, 1, 0, 0, 0, 0, 0),
        "single": (1, 1, 0, 0, 0, 0, 0),
        "unread": (1, 0, 0, 0, 1, 0, 1),
        "verified": (2, 1, 1, 1, 1, 1, 0),
    }


def test_a_path_that_only_a_finding_names_is_named_but_no_cell():
    one = score(KNOWN, report(PERFECT, [finding(["no.such.cell"])]))
    assert one.cells == 5
    assert one.total.named == 1
    assert one.needlessly_named == ()


def test_what_an_error_put_into_the_reading_spoils_is_not_the_systems_own():
    injected = Injected("digit", "reading", ("t.r.a",), {"t.r.a": 1})
    one = score(Truth(EXPECTED, injected=(injected,)), report(changed("t.r.a", 7)))
    assert one.silently_wrong == ()
    assert one.undetected == ("t.r.a",)
    assert one.wrong[0].injected
    assert (
        score(
            Truth(EXPECTED, injected=(injected,)), report(changed("t.r.a", 7), [finding(["t.r.a"])])
        ).undetected
        == ()
    )
    assert (one.cells, one.right, one.total.wrong, one.total.silent) == (4, 4, 0, 0)
    assert one.exact
    assert not one.straight_through
    assert not one.wrong_accepted


@pytest.mark.parametrize("got", [1, 7, "unread"])
def test_a_spoiled_cell_is_left_out_of_the_counts_whatever_became_of_it(got):
    truth = Truth(EXPECTED, injected=(Injected("digit", "reading", ("t.r.a",)),))
    one = score(truth, report(changed("t.r.a", got)))
    assert one.total.counts == (4, 4, 0, 0, 0, 0, 0)
    assert one.straight_through is (got == 1)


def test_a_silent_cell_beside_an_injected_error_is_the_systems_own():
    injected = Injected("digit", "reading", ("t.r.a",), {"t.r.a": 1})
    one = score(Truth(EXPECTED, injected=(injected,)), report({**PERFECT, "t.r.a": 7, "t.r.b": 7}))
    assert one.silently_wrong == ("t.r.b",)
    assert one.undetected == ("t.r.a",)


@pytest.mark.parametrize("level", ["office", "copy"])
def test_a_misreading_where_office_or_copy_has_an_error_is_the_systems_own(level):
    injected = Injected("digit", level, ("t.r.a",), {"t.r.a": 1})
    one = score(Truth(EXPECTED, injected=(injected,)), report(changed("t.r.a", 7)))
    assert one.silently_wrong == ("t.r.a",)
    assert one.undetected == ()


def test_a_wrong_cell_keeps_what_a_page_needs_to_show_it():
    place = {"page": 1, "box": [Decimal("0.1"), 2, 3, 4]}
    wrong = cell(2, grade="verified", place=place, printed="2")
    [shown] = score(KNOWN, report(changed("t.r.a", wrong))).wrong
    assert shown.place == {"page": 1, "box": [0.1, 2.0, 3.0, 4.0]}
    assert (shown.path, shown.grade, shown.printed) == ("t.r.a", "verified", "2")


def test_the_json_of_a_wrong_cell_holds_what_is_set_and_no_more():
    [wrong] = score(KNOWN, report(changed("t.r.a", 2))).wrong
    assert wrong.as_json() == {"path": "t.r.a", "expected": "1", "got": "2", "silent": True}


@pytest.mark.parametrize(
    ("agency", "right"),
    [("岚川县教育局", True), ("岚川县 教育局", True), ("岚川县", False), (None, False)],
)
def test_the_agency_is_one_of_the_stated_names(agency, right):
    identity = Identity("T", ("岚川县教育局",), 2024)
    assert score(Truth({}, identity), report({}, agency=agency)).agency_right is right


def test_an_agency_that_is_not_stated_must_be_null():
    nobody = Truth({}, Identity(None, (), None))
    assert score(nobody, report({})).agency_right
    assert not score(nobody, report({}, agency="某镇")).agency_right


def test_a_title_is_compared_without_white_space():
    known = Truth({}, Identity("岚川县 年度报告", (), None, titles=("年度报告",)))
    assert score(known, report({}, title="岚川县年度报告")).title_right
    assert score(known, report({}, title="年 度报告")).title_right
    assert not score(known, report({}, title="岚川县")).title_right


def test_a_year_that_only_the_narrative_states_may_be_null():
    unsure = Truth({}, Identity(None, (), 2024, year_unsure=True))
    assert score(unsure, report({})).year_right
    assert score(unsure, report({}, year=2024)).year_right
    assert not score(unsure, report({}, year=2023)).year_right
    assert not score(Truth({}, Identity(None, (), 2024)), report({})).year_right


def test_what_is_not_known_is_not_judged():
    one = score(KNOWN, report(PERFECT, title="T"))
    assert (one.title_right, one.agency_right, one.year_right, one.status_right) == (None,) * 4


@pytest.mark.parametrize(("wanted", "right"), [("accepted", True), ("needs_review", False)])
def test_the_status_is_compared_with_that_of_a_good_reader(wanted, right):
    assert score(Truth(EXPECTED, status=wanted), report(PERFECT)).status_right is right


def test_gold_json_refuses_binary_floats():
    assert expected_from_json({"a": 1, "b": {"blank": "dash"}}) == {"a": 1, "b": Missing("dash")}
    with pytest.raises(TypeError, match="float"):
        expected_from_json({"a": 7.5})


PATHS = st.sampled_from(
    ["disclosure.fees.amount", "requests.received.total", "requests.other.other.total", "x", "y.z"]
)
VALUES = st.one_of(
    st.integers(0, 10**6),
    st.decimals(0, 10**6, places=4, allow_nan=False),
    st.sampled_from(["empty", "dash", "missing", "unread", "not_in_form"]),
)
PLACES = st.one_of(
    st.none(),
    st.just({"start": 3, "end": 9}),
    st.builds(lambda box: {"page": 1, "box": box}, st.lists(st.floats(0, 900), min_size=4, max_size=4)),
)
CELLS = st.builds(
    lambda value, grade, place, printed: cell(value, grade=grade, place=place, printed=printed),
    VALUES,
    st.sampled_from(["verified", "single", "unread", None]),
    PLACES,
    st.one_of(st.none(), st.text(max_size=3)),
)
FINDINGS = st.builds(
    lambda cells, severity, changes: finding(cells, severity, explanations=changes),
    st.lists(PATHS, unique=True, max_size=3),
    st.sampled_from(["error", "warning"]),
    st.lists(st.dictionaries(PATHS, st.integers(0, 9), min_size=1, max_size=2), max_size=4),
)
INJECTED = st.builds(
    lambda kind, level, right: Injected(kind, level, tuple(right), right),
    st.sampled_from(["digit", "row_swap"]),
    st.sampled_from(["office", "copy", "reading"]),
    st.dictionaries(PATHS, st.integers(0, 9), max_size=2),
)
TRUTHS = st.builds(
    Truth,
    st.dictionaries(PATHS, VALUES.map(lambda value: Missing(value) if isinstance(value, str) else value)),
    st.one_of(st.none(), st.just(Identity("T", ("A",), 2024))),
    st.sampled_from([None, "accepted", "needs_review", "failed"]),
    st.lists(INJECTED, max_size=3).map(tuple),
    st.sampled_from([(), (Statement("received", 3, "件", "收到申请3件"),)]),
)
ANSWERS = st.builds(
    report,
    st.dictionaries(PATHS, CELLS),
    st.lists(FINDINGS, max_size=3),
    st.sampled_from(["accepted", "needs_review", "failed"]),
)


@given(TRUTHS, ANSWERS)
def test_a_score_comes_back_from_json_as_it_went(truth, answer):
    one = score(truth, answer)
    text = dumps(one.as_json())
    assert Score.from_json(json.loads(text)) == one
    assert Score.from_json(json.loads(text, parse_float=Decimal)) == one


@given(TRUTHS, ANSWERS)
def test_counts_and_lists_tell_the_same(truth, answer):
    one = score(truth, answer)
    total = one.total
    assert total == sum(one.grades.values(), type(total)())
    assert total.silent == len(one.silently_wrong)
    assert total.named == len(one.named)
    assert total.needless == len(one.needlessly_named)
    assert total.unread <= len(one.unread)
    assert total.right + total.wrong + total.unread <= total.cells
    assert set(one.needlessly_named) <= set(one.named)
    assert set(one.silently_wrong).isdisjoint(one.named)
    assert set(one.silently_wrong).isdisjoint(one.unread)


def test_the_score_of_a_perfect_document_is_small():
    values = {path: cell(0, grade="verified") for path in nothing_read().unread}
    one = score(Truth(dict.fromkeys(values, 0), status="accepted"), report(values))
    assert len(dumps(one.as_json())) < 400
    assert len(dumps(nothing_read().as_json())) < 4000


def test_the_outcome_of_a_spoiled_reading_is_judged_as_detection_not_as_status():
    for level, expected in (("reading", None), ("copy", "accepted"), ("office", "accepted")):
        truth = Truth(EXPECTED, status="accepted", injected=(Injected("k", level, ("t.r.a",)),))
        assert score(truth, report(PERFECT)).expected_status == expected
