"""The suites of the project against readers that a yardstick must not fall for."""

from pathlib import Path

import pytest

from gouji.evaluate import gate
from gouji.evaluate.render.outside.shapes import OUTSIDE_SHAPES
from gouji.evaluate.results import gather
from gouji.evaluate.run import evaluate
from gouji.evaluate.suite import folders, load
from silly_readers import SILLY, SLY

EVALS = Path(__file__).parents[2] / "evals"
SUITES = ("quick", "standard", "full", "faults")


def sample(name):
    """Some cases from all over a suite."""
    cases = [case for case in load(name, folders(EVALS.parent)).cases() if case.shape not in OUTSIDE_SHAPES]
    plain = [case for case in cases if not case.errors and case.severity < 2 and case.shape != "fixture"]
    return [*cases[:: len(cases) // 8], *plain[:: len(plain) // 5]]


@pytest.mark.parametrize("name", SUITES)
@pytest.mark.parametrize("reader", [*SILLY, *SLY], ids=lambda reader: reader.__name__)
def test_a_silly_reader_crosses_the_gate_of_every_suite(name, reader):
    documents = [evaluate(case, reader).result for case in sample(name)]
    about = {"title": {}, "fingerprint": "", "version": "", "seconds": 0.0, "workers": 1, "seed": 0}
    results = gather(documents, suite=name, **about)
    limits = gate.load(EVALS / "gates" / f"{name}.yaml")
    measured = [each for each in gate.judge(limits, results, None) if each.value is not None]
    crossed = {each.limit.measure for each in measured if each.crossed}
    assert crossed & {
        "status_right",
        "silent",
        "wrong_accepted",
        "straight_through_undamaged",
        "needless_per_undamaged",
    }
