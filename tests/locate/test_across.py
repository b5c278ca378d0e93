"""A case in the wrong block of table 4: two parts that miss the same are named together."""

import pytest

from gouji.evaluate.gold import make_gold
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.rules import RULES_2021
from gouji.locate import locate
from gouji.locate.proof import Ground, proof
from gouji.report import CellReading

OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
GOLD = make_gold(8, "city").cells
GIVER, TAKER = "proceedings.reconsideration.{}", "proceedings.litigation_direct.{}"


def found(changed):
    cells = {path: CellReading(value, str(value)) for path, value in {**GOLD, **changed}.items()}
    return locate(RULES_2021, cells, order=FORM_2021.paths), cells


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_case_in_the_wrong_block_has_all_columns_as_ties(outcome):
    giver, taker = GIVER.format(outcome), TAKER.format(outcome)
    located, cells = found({giver: GOLD[giver] + 2, taker: GOLD[taker] - 2})
    (both,) = located.across
    assert set(both.equations) == {"cases:reconsideration", "cases:litigation_direct"}
    assert {giver: GOLD[giver], taker: GOLD[taker]} in [dict(e.changes) for e in both.explanations]
    assert len(both.explanations) == len(OUTCOMES)
    sentence = proof(both.explanations[0], both, Ground(RULES_2021, cells, FORM_2021.label_of))
    assert "“行政复议”" in sentence
    assert "“行政诉讼 未经复议直接起诉”" in sentence


def test_each_block_keeps_its_own_suspects():
    giver, taker = GIVER.format("other"), TAKER.format("other")
    located, _ = found({giver: GOLD[giver] + 2, taker: GOLD[taker] - 2})
    assert [len(part.explanations) for part in located.parts] == [5, 5]


@pytest.mark.parametrize(("one", "other"), [(2, 2), (2, -3)])
def test_blocks_that_do_not_miss_the_same_are_not_put_together(one, other):
    giver, taker = GIVER.format("other"), TAKER.format("other")
    located, _ = found({giver: GOLD[giver] + one, taker: GOLD[taker] + other})
    assert located.across == ()
