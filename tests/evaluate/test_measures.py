"""Every figure is made of its own counts, over all documents and over each slice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.evaluate.bounds import upper_bound
from gouji.evaluate.cells import Tally, WrongCell
from gouji.evaluate.definitions import MEASURES
from gouji.evaluate.detection import ErrorScore
from gouji.evaluate.measures import _BY_CELLS, _BY_DOCUMENT, DIMENSIONS, measure, slices
from gouji.evaluate.narrated import Narrated
from gouji.evaluate.result import Cost, DocumentResult
from gouji.evaluate.score import Score, nothing_read

LABELS = {
    "group": "g",
    "carrier": "pdf",
    "shape": "pdf",
    "severity": "1",
    "kind": "town",
    "error": "none",
    "level": "none",
}


def result(score, cost=None, *, undamaged=False, problem="", **labels):
    """One document of a suite."""
    return DocumentResult("case", "f", "0", {**LABELS, **labels}, undamaged, score, cost or Cost(), problem)


def scored(status="needs_review", tally=None, expected_status="accepted", **others):
    """A score whose cells are all in one table and of one grade."""
    tally = tally or Tally(cells=100, right=100)
    return Score(status, expected_status, {"requests": tally}, {"single": tally}, **others)


def wrong(path, *, silent=False, injected=False):
    return WrongCell(path, "1", "2", silent, named=False, injected=injected)


# Five documents whose counts are all different, so that a figure made of other counts shows.
FAULTLESS = Score(
    "accepted",
    "accepted",
    {"disclosure": Tally(10, 10), "requests": Tally(100, 100, 0, 0, 2, 2, 0)},
    {"verified": Tally(91, 91, 0, 0, 2, 2, 0), "single": Tally(19, 19)},
    warned=41,
    title_right=True,
    agency_right=True,
    year_right=True,
    statements=Narrated(11, 7, 6),
)
MISREAD = Score(
    "needs_review",
    "accepted",
    {"disclosure": Tally(10, 8, 2, 1, 5, 4, 0), "requests": Tally(175, 150, 15, 6, 20, 9, 10)},
    {"verified": Tally(26, 20, 3, 2, 0, 0, 3), "none": Tally(159, 138, 14, 5, 25, 13, 7)},
    wrong=tuple(wrong(f"requests.r.{at}", silent=at < 7) for at in range(17)),
    title_right=False,
    agency_right=True,
    year_right=True,
    statements=Narrated(5, 3, 1),
)
ACCEPTED_WRONG = scored(
    "accepted",
    Tally(cells=50, right=49, wrong=1),
    expected_status="needs_review",
    wrong=(wrong("requests.r.a"),),
    title_right=True,
    agency_right=False,
)
ERRONEOUS = scored(
    "needs_review",
    Tally(cells=30, right=30),
    expected_status=None,
    agency_right=False,
    errors=(
        ErrorScore("a@office", 3, 3, 3, 0, rank=1, suggested=True, laundered=("x",)),
        ErrorScore("b@office", 4, 4, 1, 2, rank=3, suggested=True),
        ErrorScore("c@copy", 2, 2, 1, 0, rank=2, suggested=False),
        ErrorScore("c@copy", 1, 0, 0, 0),
        ErrorScore("d@reading", 9, 8, 2, 5, rank=4, suggested=True),
        ErrorScore("d@reading", 1, 1, 0, 1),
        ErrorScore("e@copy", 0, 0, 0, 0),
    ),
)
FAILED = scored("failed", Tally(cells=60, unread=60), year_right=False)
RESULTS = [
    result(FAULTLESS, Cost(1.0, 100, 3, 50, 0.25), undamaged=True),
    result(MISREAD, Cost(2.0, 300, 4, 70, 0.5), carrier="html", undamaged=True),
    result(ACCEPTED_WRONG, Cost(9.0, 200, 0, 0, 0.0)),
    result(
        ERRONEOUS, Cost(4.0), error="a@office+b@office+c@copy+d@reading+e@copy", level="office+copy+reading"
    ),
    result(FAILED, Cost(3.0), undamaged=True, problem=""),
    result(nothing_read(f"p.q.{at}" for at in range(40)), problem="KeyError: 'x'"),
]
CELLS = 110 + 185 + 50 + 30 + 60 + 40
COUNTS = {
    "silent": (7, CELLS),
    "silent_documents": (1, 6),
    "wrong_accepted": (1, 6),
    "laundered": (1, 7),
    "undetected": (6, 9),
    "cells_exact": (110 + 158 + 49 + 30, CELLS),
    "documents_exact": (2, 6),
    "wrong": (18, CELLS),
    "unread": (110, CELLS),
    "named_per_document": (27, 6),
    "warned_per_document": (41, 6),
    "needless_per_document": (15, 6),
    "needless_per_undamaged": (15, 3),
    "straight_through": (1, 6),
    "straight_through_undamaged": (1, 3),
    "accepted": (2, 6),
    "failed": (1, 6),
    "broken": (1, 6),
    "status_right": (1, 5),
    "title_right": (2, 4),
    "agency_right": (2, 5),
    "year_right": (2, 4),
    "detected": (5, 6),
    "wholly_detected": (2, 6),
    "located_first": (1, 5),
    "located_three": (3, 5),
    "suggested": (2, 5),
    "statement_precision": (7, 10),
    "statement_recall": (7, 16),
    "calls_per_document": (7, 6),
    "tokens_per_document": (120, 6),
    "cost_per_document": (0.75, 6),
    "cost_per_verified": (0.75, 117),
}
STATISTICS = {"seconds_median": 2.5, "seconds_p95": 9.0, "memory_max": 300.0}


def test_every_figure_has_an_example():
    assert {*COUNTS, *STATISTICS} == set(MEASURES)
    assert list(measure(RESULTS)) == list(MEASURES)


@pytest.mark.parametrize("name", COUNTS)
def test_a_rate_is_made_of_its_own_counts(name):
    figure = measure(RESULTS)[name]
    count, of = COUNTS[name]
    assert (figure.count, figure.of) == (count, of)
    assert figure.value == count / of
    assert figure.name == name
    assert figure.better == MEASURES[name].better


@pytest.mark.parametrize("name", STATISTICS)
def test_a_statistic_is_its_own_value(name):
    figure = measure(RESULTS)[name]
    assert figure.value == STATISTICS[name]
    assert figure.of == 6


@pytest.mark.parametrize("name", MEASURES)
def test_only_rates_that_should_be_zero_have_a_bound(name):
    figure = measure(RESULTS)[name]
    bounded = name in {"silent", "silent_documents", "wrong_accepted", "laundered"}
    assert figure.upper == (upper_bound(int(figure.count), figure.of) if bounded else None)


def test_without_documents_there_is_nothing_to_measure():
    for figure in measure([]).values():
        assert (figure.value, figure.count, figure.of, figure.upper) == (None, 0, 0, None)


def test_what_is_not_known_is_not_measured():
    figures = measure([result(scored("accepted", expected_status=None))])
    unknown = {name for name, figure in figures.items() if figure.value is None}
    assert unknown == {
        "laundered",
        "undetected",
        "needless_per_undamaged",
        "straight_through_undamaged",
        "status_right",
        "title_right",
        "agency_right",
        "year_right",
        "detected",
        "wholly_detected",
        "located_first",
        "located_three",
        "suggested",
        "statement_precision",
        "statement_recall",
        "cost_per_verified",
    }


def test_a_crash_is_told_by_status_or_by_problem():
    for one in (result(nothing_read()), result(scored("accepted"), problem="x")):
        assert measure([one])["broken"].count == 1


@pytest.mark.parametrize(("count", "expected"), [(1, 1.0), (19, 19.0), (20, 19.0), (21, 20.0), (100, 95.0)])
def test_95_of_100_documents_take_no_longer_than_the_95th_percentile(count, expected):
    costs = [result(scored(), Cost(float(at))) for at in range(count, 0, -1)]
    assert measure(costs)["seconds_p95"].value == expected


@pytest.mark.parametrize(
    "dimension", [d for d in DIMENSIONS if d not in {"error", "level", "table", "grade"}]
)
def test_slices_by_label_add_up_to_the_whole(dimension):
    parts = slices(RESULTS, dimension)
    assert list(parts) == sorted({one.labels[dimension] for one in RESULTS})
    whole = measure(RESULTS)
    for name in COUNTS:
        assert sum(part[name].count for part in parts.values()) == whole[name].count
        assert sum(part[name].of for part in parts.values()) == whole[name].of


def test_a_slice_holds_the_documents_of_its_label():
    assert slices(RESULTS, "carrier")["html"] == measure([RESULTS[1]])


def test_a_slice_by_error_judges_that_error_alone():
    parts = slices(RESULTS, "error")
    assert list(parts) == ["a@office", "b@office", "c@copy", "d@reading", "e@copy", "none"]
    assert [(parts[key]["detected"].count, parts[key]["detected"].of) for key in parts] == [
        (1, 1),
        (1, 1),
        (2, 2),
        (1, 2),
        (0, 0),
        (0, 0),
    ]
    assert parts["b@office"]["laundered"].value == 0
    assert parts["a@office"]["laundered"].value == 1 / 3
    assert parts["d@reading"]["undetected"].count == 6
    assert parts["a@office"]["undetected"].value is None


def test_a_slice_by_level_judges_that_level_alone():
    parts = slices(RESULTS, "level")
    assert list(parts) == ["copy", "none", "office", "reading"]
    assert [parts[key]["located_three"].of for key in parts] == [1, 0, 2, 2]


@pytest.mark.parametrize("dimension", ["table", "grade"])
def test_slices_of_cells_add_up_to_all_cells(dimension):
    results = [one for one in RESULTS if not one.problem]
    parts = slices(results, dimension)
    whole = measure(results)
    for name in ("silent", "cells_exact", "wrong", "unread"):
        assert sum(part[name].count for part in parts.values()) == whole[name].count
        assert sum(part[name].of for part in parts.values()) == whole[name].of
    for name in ("named_per_document", "needless_per_document", "needless_per_undamaged"):
        assert sum(part[name].count for part in parts.values()) == whole[name].count
        assert {part[name].of for part in parts.values()} == {whole[name].of}


def test_tables_and_grades_stand_in_the_order_of_the_contract():
    assert list(slices(RESULTS, "table")) == ["disclosure", "requests", "p"]
    assert list(slices(RESULTS, "grade")) == ["verified", "single", "none"]
    assert slices(RESULTS, "table")["disclosure"]["silent"].count == 1
    assert slices(RESULTS, "table")["disclosure"]["silent_documents"].count == 1
    assert slices(RESULTS, "grade")["verified"]["silent"].count == 2


def test_the_calibration_of_a_grade_is_its_share_of_wrong_cells():
    verified = slices(RESULTS, "grade")["verified"]["wrong"]
    assert (verified.count, verified.of) == (3, 117)


def test_an_unknown_dimension_is_refused():
    with pytest.raises(KeyError, match="colour"):
        slices(RESULTS, "colour")


def test_no_figure_could_stand_in_for_another():
    figures = {**_BY_CELLS, **_BY_DOCUMENT}
    assert set(_BY_CELLS).isdisjoint(_BY_DOCUMENT)
    seen = {}
    for name in figures:
        part = [measure([one])[name] for one in RESULTS]
        seen.setdefault(tuple((figure.count, figure.of) for figure in part), []).append(name)
    assert [names for names in seen.values() if len(names) > 1] == []


@given(st.permutations(RESULTS))
def test_the_order_of_the_documents_does_not_matter(results):
    assert measure(results) == measure(RESULTS)


@given(st.lists(st.sampled_from(RESULTS), max_size=8), st.lists(st.sampled_from(RESULTS), max_size=8))
def test_counts_of_two_suites_add_up(one, other):
    first, second, both = measure(one), measure(other), measure([*one, *other])
    for name in COUNTS:
        assert both[name].count == first[name].count + second[name].count
        assert both[name].of == first[name].of + second[name].of
