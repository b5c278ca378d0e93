"""Plots are well-formed SVG of their own, every number written out, nothing of a label taken for markup."""

import xml.etree.ElementTree as ET

import pytest

from evaluate_samples import DOCUMENTS, A, answer, document, results
from gouji.evaluate.report.charts import WORST, plots
from gouji.evaluate.report.plots import BAD, Bar, Heat, bars, heat

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg):
    return [element.text for element in ET.fromstring(svg).iter(f"{SVG}text")]


def widths(svg):
    return [float(element.get("width")) for element in ET.fromstring(svg).iter(f"{SVG}rect")]


def test_a_bar_is_as_long_as_its_value_and_says_it():
    svg = bars("标题", [Bar("a", 0.5, "五成"), Bar("b", 1.0, "十成")], full=1)
    half, whole = widths(svg)
    assert half == pytest.approx(whole / 2, abs=0.1)
    assert texts(svg) == ["a", "五成", "b", "十成"]


def test_a_bound_reaches_behind_its_value():
    reach, value = widths(bars("标题", [Bar("a", 0.1, "", reach=0.4)]))
    assert reach == pytest.approx(4 * value, abs=0.2)


def test_a_row_that_should_not_be_differs_in_text_and_colour():
    svg = bars("标题", [Bar("a", 0.1, "1 / 10", bad=True)])
    assert "! 1 / 10" in texts(svg)
    assert BAD in svg


def test_nothing_at_all_draws_no_bar():
    assert widths(bars("标题", [Bar("a", None, "无可测")])) == []
    assert widths(bars("标题", [Bar("a", 0.0, "0")])) == [0.0]


def test_labels_are_text_and_short():
    svg = bars('<script>"', [Bar("<b>&\u202e" + "很长" * 30, 1, "</svg>")])
    root = ET.fromstring(svg)
    assert {element.tag for element in root.iter()} == {
        f"{SVG}{name}" for name in ("svg", "title", "g", "line", "text", "rect")
    }
    assert root.get("aria-label") == '<script>"'
    assert texts(svg)[0].startswith("<b>&⟦U+202E⟧")
    assert len(texts(svg)[0]) < 20


def test_a_heat_table_shows_every_share_as_text_and_leaves_out_what_is_not_there():
    svg = heat("标题", ["左", "右"], [("行", [Heat(0.25, "25 % (4)"), Heat(None, "·")])])
    assert texts(svg) == ["左", "右", "行", "25 % (4)", "·"]
    assert len(widths(svg)) == 1


def test_a_run_gets_every_plot_with_title_and_caption():
    names = [plot.name for plot in plots(results(), "zh")]
    assert names == [
        "silent-carrier",
        "silent-shape",
        "through-carrier",
        "through-shape",
        "needless-shape",
        "calibration",
        "seconds",
        "detection",
    ]
    for plot in plots(results(), "en"):
        assert ET.fromstring(plot.svg).get("aria-label") == plot.title
        assert plot.caption
        assert plot.title.isascii()


def test_what_was_not_measured_has_no_plot():
    sound = results([DOCUMENTS[0]])
    assert "detection" not in [plot.name for plot in plots(sound, "zh")]


def test_the_worst_shapes_come_first_and_the_rest_is_counted():
    many = [document(f"shapes/good{at:02}/0", answer()) for at in range(WORST + 3)]
    bad = document("shapes/bad/0", answer({A: 5}))
    found = {plot.name: plot for plot in plots(results([*many, bad]), "zh")}
    assert texts(found["silent-shape"].svg)[0] == "bad"
    assert "另有 4 种未画出，都是 0 %。" in found["silent-shape"].caption
    assert "另有 4 种未画出，都是 100 %。" in found["through-shape"].caption
