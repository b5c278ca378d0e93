"""Gates: limits on figures, each crossing named."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from gouji.errors import UsageError
from gouji.evaluate import gate
from gouji.evaluate.result import Measure


def figures(**values):
    measures = {
        name: Measure(name, value, 0, 10, gate.MEASURES[name].better) for name, value in values.items()
    }
    return SimpleNamespace(measures=measures, slices={"carrier": {"pdf": measures}})


def verdict(tmp_path, text, now, before=None):
    path = tmp_path / "gate.yaml"
    path.write_text(text)
    [judged] = gate.judge(gate.load(path), now, before)
    return judged


@pytest.mark.parametrize(
    ("limit", "value", "crossed"),
    [
        ("max: 0", 0.0, False),
        ("max: 0", 0.001, True),
        ("min: 0.5", 0.5, False),
        ("min: 0.5", 0.499, True),
        ("max: 0", None, True),
    ],
)
def test_a_limit_is_crossed_only_beyond_it_or_where_nothing_was_measured(tmp_path, limit, value, crossed):
    judged = verdict(tmp_path, f"- {{measure: silent, {limit}}}", figures(silent=value))
    assert judged.crossed is crossed


def test_a_limit_may_look_at_one_slice(tmp_path):
    now = figures(silent=0.5)
    now.measures = {}
    text = "- {measure: silent, max: 0.1, where: {carrier: %s}}"
    assert verdict(tmp_path, text % "pdf", now).value == 0.5
    assert verdict(tmp_path, text % "docx", now).crossed  # no such documents: not looked at


@pytest.mark.parametrize(
    ("measure", "before", "now", "crossed"),
    [
        ("silent", 0.10, 0.14, False),
        ("silent", 0.10, 0.16, True),
        ("straight_through", 0.90, 0.86, False),
        ("straight_through", 0.90, 0.84, True),
        ("straight_through", 0.90, 0.99, False),
    ],
)
def test_worse_by_compares_with_the_baseline_in_the_right_direction(tmp_path, measure, before, now, crossed):
    text = f"- {{measure: {measure}, worse_by: 0.05}}"
    judged = verdict(tmp_path, text, figures(**{measure: now}), figures(**{measure: before}))
    assert judged.crossed is crossed
    assert judged.before == before


def test_a_comparing_limit_that_the_baseline_does_not_know_is_crossed(tmp_path):
    """Another suite's results have no such documents: nothing was compared."""
    judged = verdict(tmp_path, "- {measure: silent, worse_by: 0}", figures(silent=0.0), figures(wrong=0.0))
    assert judged.crossed


def test_a_comparing_limit_without_baseline_is_a_usage_error(tmp_path):
    path = tmp_path / "gate.yaml"
    path.write_text("- {measure: silent, worse_by: 0}")
    with pytest.raises(UsageError, match="--against"):
        gate.check(gate.load(path), None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- {measure: beauty, max: 1}",
        "- {measure: silent}",
        "- {measure: silent, max: 0, where: {moon: full}}",
        "{",
    ],
)
def test_a_gate_that_cannot_be_held_is_refused_with_its_file(tmp_path, text):
    path = tmp_path / "gate.yaml"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"gate\.yaml"):
        gate.load(path)


@pytest.mark.parametrize("name", ["quick", "standard"])
def test_the_gates_of_the_project_can_be_read(name):
    limits = gate.load(Path(__file__).parents[2] / "evals" / "gates" / f"{name}.yaml")
    assert {"silent", "laundered", "straight_through_undamaged"} <= {limit.measure for limit in limits}
