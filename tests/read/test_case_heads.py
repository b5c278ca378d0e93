"""The heads of table 4: which block stands where, and which outcome."""

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.families.disclosure.lexicon_2021 import WORDS
from gouji.read.case_heads import block_order, case_heads
from gouji.read.stream import scan
from small_reports import CASES, OUTCOME_HEADS, OUTCOMES, document

FORM = tuple(product(CASES, OUTCOMES))
NAMES = dict(zip(OUTCOME_HEADS, OUTCOMES, strict=True))
TITLES = dict(zip(CASES, ["行政复议", "未经复议直接起诉", "复议后起诉"], strict=True))


def heads(text):
    stream = scan(document(text + "\n"))
    return case_heads(stream, 0, len(stream.chars), WORDS)


def three_rows(leaves):
    return "行政复议\t行政诉讼\n未经复议直接起诉\t复议后起诉\n" + "\t".join(leaves)


def spread(blocks):
    """Columns when each block prints its outcome heads in the order given."""
    return tuple((case, NAMES[head]) for case, block in zip(CASES, blocks, strict=True) for head in block)


LAYOUTS = {
    "three rows": three_rows(OUTCOME_HEADS * 3),
    "the review's outcomes in the second row": "行政复议\t行政诉讼\n"
    + "\t".join(OUTCOME_HEADS)
    + "\t未经复议直接起诉\t复议后起诉\n"
    + "\t".join(OUTCOME_HEADS * 2),
    "broken over two lines": three_rows(f"{head[:2]}\n{head[2:]}" for head in OUTCOME_HEADS * 3),
    "spaces inside": three_rows(f"{head[:2]} {head[2:]}" for head in OUTCOME_HEADS * 3),
    "one head per line": "\n".join(
        ["行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉", *OUTCOME_HEADS * 3]
    ),
    "each behind its title": "\t".join(title + head for title in TITLES.values() for head in OUTCOME_HEADS),
    "second halves lost": three_rows(["结果维持", "结果", "其他", "尚未", "总计"] * 3),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_forms_own_order_is_read_in_every_layout(layout):
    found = heads(LAYOUTS[layout])
    assert found.columns == FORM
    assert (found.columns_moved, found.blocks_moved) == (False, False)


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if layout != "second halves lost"])
def test_whole_heads_leave_no_doubt(layout):
    assert heads(LAYOUTS[layout]).why is None


@given(st.permutations(OUTCOME_HEADS))
def test_any_common_order_of_the_outcomes_is_read(block):
    found = heads(three_rows(block * 3))
    assert found.columns == spread([block] * 3)
    assert found.columns_moved == (found.columns != FORM)


@given(st.permutations(OUTCOME_HEADS), st.integers(0, 2))
def test_an_order_of_its_own_in_one_block_is_read(block, at):
    blocks = [OUTCOME_HEADS] * 3
    blocks[at] = block
    assert heads(three_rows(head for own in blocks for head in own)).columns == spread(blocks)


@given(st.permutations(OUTCOME_HEADS), st.data())
def test_a_damaged_outcome_head_is_never_exchanged_unnoticed(block, data):
    leaves = block * 3
    at = data.draw(st.integers(0, 14))
    spot = data.draw(st.integers(0, len(leaves[at]) - 1))
    hurt = list(leaves)
    hurt[at] = leaves[at][:spot] + data.draw(st.sampled_from(["", "囗"])) + leaves[at][spot + 1 :]
    found = heads(three_rows(hurt))
    assert found.columns == spread([block] * 3) or found.why


@pytest.mark.parametrize("blocks", list(permutations(CASES)))
def test_heads_behind_their_own_titles_are_read_literally(blocks):
    found = heads("\t".join(TITLES[case] + head for case in blocks for head in OUTCOME_HEADS))
    assert found.columns == tuple(product(blocks, OUTCOMES))
    assert found.blocks_moved == (blocks != CASES)


@pytest.mark.parametrize(
    ("head", "blocks"),
    [
        ("行政复议行政诉讼未经复议直接起诉复议后起诉", CASES),
        ("行政诉讼行政复议未经复议直接起诉复议后起诉", (CASES[1], CASES[2], CASES[0])),
        ("行政复议行政诉讼复议后起诉未经复议直接起诉", (CASES[0], CASES[2], CASES[1])),
        ("行政诉讼行政复议复议后起诉未经复议直接起诉", (CASES[2], CASES[1], CASES[0])),
        ("行政复议未经复议直接起诉复议后起诉", CASES),
    ],
)
def test_blocks_stand_as_their_titles_stand(head, blocks):
    assert block_order(head, WORDS) == blocks


def test_outcome_heads_that_are_gone_are_a_doubt_about_all_fifteen():
    found = heads("行政复议\t行政诉讼\n未经复议直接起诉\t复议后起诉")
    assert found.why == "no_head"
    assert set(found.doubtful) == set(FORM)
