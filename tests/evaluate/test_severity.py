"""The dial of severity: 0 as the form, 1 as today, 2 wilder, 3 with a loss."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.evaluate.chance import dice
from gouji.evaluate.gold import make_gold
from gouji.evaluate.render import composed, structure
from gouji.evaluate.render.copies import RECIPES, print_text
from gouji.evaluate.render.registry import make_copy
from gouji.evaluate.render.severity import more_changes
from printed import assert_prints_what_it_expects

CARRIED = ("tabs", "composed", "html_word", "docx_nested", "pdf_torn_rows")


@pytest.mark.parametrize("shape", CARRIED)
def test_the_copy_says_its_severity_and_other_levels_are_other_files(shape):
    gold = make_gold(5, "county")
    copies = [make_copy(shape, gold, 5, severity=level) for level in range(4)]
    assert [copy.severity for copy in copies] == [0, 1, 2, 3]
    assert len({copy.content for copy in copies}) == 4
    assert len({copy.file_name for copy in copies}) == 4
    assert copies[1] == make_copy(shape, gold, 5)


def test_severity_0_prints_the_official_words_and_plain_numbers():
    for seed in range(10):
        gold = make_gold(seed, "dense")
        sheet, text = print_text("tabs", gold, seed, severity=0)
        slots = [slot for table in sheet.tables() for line in table.lines for slot in line.slots]
        assert all(
            s.text == str(gold.cells[s.key]) for s in slots if s.role == "number" and gold.cells[s.key]
        )
        assert "4.保护第三方合法权益" in text
        assert sheet.status == "accepted"


def test_severity_3_always_damages():
    for seed in range(20):
        sheet, _ = print_text("tabs", make_gold(seed, "dense"), seed, severity=3)
        assert sheet.damage
        assert sheet.status != "accepted"


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10**6), shape=st.sampled_from([*RECIPES, "composed"]), severity=st.integers(0, 3))
def test_at_every_severity_the_sheet_prints_what_it_expects(seed, shape, severity):
    sheet, _ = print_text(shape, make_gold(seed), seed, severity=severity)
    assert_prints_what_it_expects(sheet)


def test_more_changes_join_in_the_order_that_works():
    own = (structure.table_cut, structure.markers_lost)
    for seed in range(50):
        changes = more_changes(composed.ORDER, own, dice(seed), 2)
        assert 3 <= len(changes) <= 4
        assert len(set(changes)) == len(changes)
        assert changes[-1] is structure.table_cut
        ranks = [composed.ORDER.index(change) for change in changes[:-1]]
        assert ranks == sorted(ranks)


@pytest.mark.parametrize("severity", [0, 1])
def test_up_to_severity_1_nothing_joins(severity):
    assert more_changes(composed.ORDER, (structure.table_cut,), dice(1), severity) == (structure.table_cut,)
