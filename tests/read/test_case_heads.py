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


SHIFTED = ["总计", "结果维持", "尚未审结", "结果纠正", "其他结果"]


@pytest.mark.parametrize("order", [OUTCOME_HEADS, SHIFTED])
def test_a_title_beside_one_of_its_blocks_outcomes_names_the_whole_block(order):
    cells = [
        TITLES[case] + head if head == "结果维持" else head for case in reversed(CASES) for head in order
    ]
    found = heads("\n".join(cells))
    assert found.why is None
    assert found.columns == tuple((case, NAMES[head]) for case in reversed(CASES) for head in order)


def test_two_titles_in_one_block_name_none():
    cells = [*(f"{title}结果维持" for title in TITLES.values()), *OUTCOME_HEADS[1:] * 3]
    assert heads("\n".join(cells)).why is not None


def in_space(*rows):
    """Lines of (column of the page, text)."""
    lines = []
    for row in rows:
        line = ""
        for at, text in row:
            line = line.ljust(at) + text
        lines.append(line)
    return "\n".join(lines) + "\n"


def test_titles_wrapped_with_their_outcomes_in_space_are_read():
    upper, lower = [], []
    for block, title in enumerate(TITLES.values()):
        for at, head in enumerate(OUTCOME_HEADS):
            words = title + head if at == 0 else head
            upper.append((10 * (5 * block + at), words[:6]))
            lower += [(10 * (5 * block + at), words[6:])] if words[6:] else []
    found = heads(in_space(upper, lower))
    assert (found.columns, found.why) == (FORM, None)


def test_halves_of_a_head_that_share_no_column_are_one_head():
    halves = [(20 * at, head) for at, head in enumerate(OUTCOME_HEADS * 3)]
    titles = [(0, "行政复议"), (100, "行政诉讼")]
    courts = [(110, "未经复议直接起诉"), (210, "复议后起诉")]
    upper = [(at, head[:2]) for at, head in halves]
    lower = [(at + 2 if at in {0, 140, 220} else at, head[2:]) for at, head in halves if head[2:]]
    found = heads(in_space(titles, courts, upper, lower))
    assert (found.columns, found.why) == (FORM, None)


@pytest.mark.parametrize(
    "titles",
    [
        "囗政诉讼\t行政复议\n未经复议直接起诉\t复议后起诉",
        "行政复议\n未经复议直接起诉\t复议后起诉",
        "行政复议\t行政诉讼\n未经复议直接起诉",
        "行政诉讼\n未经复议直接起诉\t复议后起诉",
    ],
)
def test_titles_that_do_not_tell_the_order_of_the_blocks_are_a_doubt(titles):
    found = heads(titles.removeprefix("囗政诉讼\t") + "\n" + "\t".join(OUTCOME_HEADS * 3))
    assert found.why is not None
    assert set(found.doubtful) == set(FORM)


def test_outcomes_in_the_row_above_the_courts_tell_the_block_without_the_group_head():
    text = LAYOUTS["the review's outcomes in the second row"].replace("\t行政诉讼", "")
    assert heads(text).why is None


def test_a_title_with_a_damaged_character_still_tells_its_place():
    found = heads(LAYOUTS["three rows"].replace("复议后起诉", "复仪后起诉").replace("未经复议直", "未经复议"))
    assert (found.columns, found.why) == (FORM, None)


def test_words_around_the_outcomes_never_stand_for_one_that_is_gone():
    block = ["总计", *OUTCOME_HEADS[:4]]
    assert heads(three_rows(block * 3)).columns == spread([block] * 3)
    gone = heads(three_rows([*block * 2, "件数", *block[1:]]))
    assert gone.columns == FORM
    assert set(gone.doubtful) == set(FORM)
