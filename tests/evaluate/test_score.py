"""The score tells silent from named, and a number for nothing from nothing for a number."""

from decimal import Decimal

import pytest

from gouji.evaluate.copy import Identity, Missing, expected_from_json
from gouji.evaluate.score import score

EXPECTED = {"a": 1, "b": 0, "c": Missing("empty"), "d": Decimal("7730.28"), "e": Missing("missing")}
PERFECT = {"a": 1, "b": 0, "c": "empty", "d": Decimal("7730.28"), "e": "missing"}


def report(values, findings=(), status="accepted", **identity):
    cells = {
        path: {
            "value": None if isinstance(value, str) else value,
            "blank": value if isinstance(value, str) else None,
        }
        for path, value in values.items()
    }
    rows = [{"cells": list(paths), "severity": severity, "rule": "r"} for paths, severity in findings]
    return {
        "cells": cells,
        "findings": rows,
        "status": status,
        "title": None,
        "agency": None,
        "year": None,
        **identity,
    }


def test_a_perfect_reading_goes_straight_through():
    result = score(EXPECTED, report(PERFECT))
    assert result.right == 5
    assert result.exact
    assert result.straight_through
    assert result.silently_wrong == ()


@pytest.mark.parametrize(
    ("path", "got"),
    [("a", 2), ("b", 10), ("c", 0), ("d", Decimal("77302.8")), ("e", 0), ("a", "empty"), ("b", "dash")],
)
def test_a_wrong_cell_that_nobody_names_is_silent(path, got):
    result = score(EXPECTED, report({**PERFECT, path: got}, status="needs_review"))
    assert result.silently_wrong == (path,)
    assert not result.straight_through


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_a_wrong_cell_that_a_finding_names_is_not_silent(severity):
    result = score(EXPECTED, report({**PERFECT, "a": 2}, [(["a"], severity)]))
    assert result.silently_wrong == ()
    assert result.right == 4


def test_unread_is_neither_right_nor_silent():
    result = score(EXPECTED, report({**PERFECT, "a": "unread"}, status="needs_review"))
    assert result.unread == ("a",)
    assert result.silently_wrong == ()
    assert result.right == 4


def test_a_right_cell_named_by_an_error_is_named_needlessly():
    result = score(EXPECTED, report(PERFECT, [(["a", "b"], "error"), (["d"], "warning")]))
    assert result.named == ("a", "b")
    assert result.needlessly_named == ("a", "b")


def test_a_number_at_a_path_that_the_document_lacks_is_silent():
    result = score(EXPECTED, report({**PERFECT, "z": 5}))
    assert result.silently_wrong == ("z",)
    assert not result.straight_through


def test_another_kind_of_nothing_is_not_right_but_not_silent():
    result = score(EXPECTED, report({**PERFECT, "c": "dash"}))
    assert result.right == 4
    assert result.silently_wrong == ()


def test_a_failed_document_is_unread_and_never_silent():
    result = score(EXPECTED, report({}, status="failed"), status="failed")
    assert result.right == 0
    assert result.silently_wrong == ()
    assert len(result.unread) == 5
    assert result.status_right


@pytest.mark.parametrize(
    ("agency", "right"),
    [("岚川县教育局", True), ("岚川县 教育局", True), ("岚川县", False), (None, False)],
)
def test_the_agency_is_one_of_the_stated_names(agency, right):
    identity = Identity("T", ("岚川县教育局",), 2024)
    assert score({}, report({}, agency=agency), identity).agency_right is right


def test_an_agency_that_is_not_stated_must_be_null():
    assert score({}, report({}), Identity(None, (), None)).agency_right
    assert not score({}, report({}, agency="某镇"), Identity(None, (), None)).agency_right


def test_a_year_that_only_the_narrative_states_may_be_null():
    unsure = Identity(None, (), 2024, year_unsure=True)
    assert score({}, report({}), unsure).year_right
    assert score({}, report({}, year=2024), unsure).year_right
    assert not score({}, report({}, year=2023), unsure).year_right


def test_gold_json_refuses_binary_floats():
    assert expected_from_json({"a": 1, "b": {"blank": "dash"}}) == {"a": 1, "b": Missing("dash")}
    with pytest.raises(TypeError, match="float"):
        expected_from_json({"a": 7.5})
