"""Figures in words: nothing is rounded to 0 % or 100 %, and what was not measured is not 0."""

import pytest

from gouji.evaluate.definitions import MEASURES
from gouji.evaluate.report.figures import amount, figure, gate_row, moved_row, percent
from gouji.evaluate.report.words import DIMENSIONS, dimension_name, in_order, key_name
from gouji.evaluate.result import Measure


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0, "0 %"),
        (1, "100 %"),
        (0.5, "50 %"),
        (0.9531, "95.31 %"),
        (0.999, "99.9 %"),
        (0.99996, "99.996 %"),
        (1 - 1e-9, "99.999 %"),
        (0.00012345, "0.012 %"),
        (0.000012, "0.0012 %"),
        (1e-9, "< 0.0001 %"),
    ],
)
def test_only_nothing_is_0_percent_and_only_all_is_100(share, shown):
    assert percent(share) == shown


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize(("language", "words"), [("zh", "无可测"), ("en", "nothing to measure")])
def test_what_was_not_measured_is_never_shown_as_0(name, language, words):
    shown = figure(Measure(name, None, 0, 0, MEASURES[name].better), language)
    assert shown.value == words
    assert shown.nothing
    assert shown.sample == shown.bound == ""


def test_a_rate_comes_with_its_sample_and_bound():
    shown = figure(Measure("silent", 0.001, 2, 2000, "lower", 0.00314), "zh")
    assert (shown.value, shown.sample, shown.bound) == ("0.1 %", "2 / 2,000", "≤ 0.31 %")


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("needless_per_document", 1.5, "1.50"),
        ("seconds_median", 0.314, "0.31 秒"),
        ("memory_max", 1234.5, "1,234 MB"),
        ("cost_per_document", 0.00123, "0.0012"),
    ],
)
def test_other_units_are_named(name, value, shown):
    assert amount(name, value, "zh") == shown


@pytest.mark.parametrize(
    ("limit", "shown"),
    [({"max": 0}, "≤ 0 %"), ({"min": 0.95}, "≥ 95 %"), ({"worse_by": 0.01}, "比基线变差不超过 1 %")],
)
def test_a_gate_says_its_limit_and_where(limit, shown):
    row = gate_row(
        {"measure": "silent", "limit": limit, "where": {"carrier": "pdf"}, "value": None, "crossed": True},
        "zh",
    )
    assert row.limit == shown
    assert row.name == "悄悄出错的格 [载体 = PDF]"
    assert row.value == "无可测"


@pytest.mark.parametrize(
    ("before", "after", "direction", "word"),
    [
        (0.1, 0.2, "worse", "↑ 变差"),
        (0.2, 0.1, "better", "↓ 变好"),
        (0.1, 0.1, "same", "＝ 持平"),
        (None, 0.1, "unknown", "无从比较"),
    ],
)
def test_a_change_has_an_arrow_and_a_word(before, after, direction, word):
    moved = {"before": before, "after": after, "direction": direction}
    assert moved_row("silent", moved, "zh").word == word


def test_slices_have_names_in_both_languages():
    assert key_name("error", "row_swap@reading", "zh") == "两行互换（读数出错）"
    assert key_name("error", "row_swap@reading", "en") == "two rows swapped (in the reading)"
    assert key_name("error", "none", "zh") == "没有放错"
    assert key_name("shape", "tabs\u202e", "zh") == "tabs⟦U+202E⟧"
    assert all(dimension_name(name, "zh") != name for name in DIMENSIONS)


def test_keys_stand_in_the_order_that_people_expect():
    assert in_order("level", ["reading", "none", "office", "copy"]) == ["office", "copy", "reading", "none"]
    assert in_order("group", ["b", "a"]) == ["a", "b"]
