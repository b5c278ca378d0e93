"""What makes one cell likelier to be wrong than another one, and one number likelier than another."""

import pytest

from gouji.locate.weights import CELL, UNLIKE, objection, slip, suspicion
from gouji.report import CellReading

PLAIN = CellReading(12, "12")


@pytest.mark.parametrize(
    ("likely", "unlikely"),
    [
        ((17, 11), (17, 13)),
        ((38, 33), (38, 31)),
        ((120, 12), (120, 35)),
        ((12, 120), (12, 345)),
        ((12, 21), (12, 47)),
        ((0, 6), (0, 4)),
        ((12, 13), (12, 58)),
        ((122, 12), (122, 22_222)),
        ((1205, 125), (1205, 777)),
        ((None, 5), (3, 5)),
    ],
)
def test_usual_slips_are_nearer_than_others(likely, unlikely):
    assert 0 <= slip(*likely) < slip(*unlikely) <= UNLIKE


def test_readers_who_agree_make_a_cell_less_suspect_and_disputes_more():
    agreed = suspicion(PLAIN, {"a": 12, "b": 12}, None)
    disputed = suspicion(PLAIN, {"a": 12, "b": 72}, None)
    assert disputed < suspicion(PLAIN, {}, None) == CELL < agreed


def test_two_readers_who_both_read_nothing_do_not_agree_on_a_number():
    assert suspicion(PLAIN, {"a": None, "b": None}, None) < CELL


@pytest.mark.parametrize(
    "cell",
    [CellReading(12, "12", sure=False), CellReading(12, "12", by_equation=True)],
    ids=["unsure", "split"],
)
def test_a_number_whose_place_is_unsure_is_more_suspect(cell):
    assert suspicion(cell, {}, None) < CELL


def test_suspicion_falls_with_certainty():
    weights = [suspicion(PLAIN, {}, certainty) for certainty in (0.0, 0.5, 0.9, 1.0)]
    assert weights == sorted(weights)
    assert weights[-1] == CELL


def test_the_number_that_another_reader_took_meets_no_objection():
    witnesses = {"a": 12, "b": 72}
    assert objection(PLAIN, witnesses, 72) == 0.0
    assert objection(PLAIN, witnesses, 13) > UNLIKE
