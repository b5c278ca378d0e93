"""Labels are found whole, damaged, torn and wrapped; what is left of them has its price."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.families.disclosure.lexicon_2021 import REQUEST_LABELS, WORDS
from gouji.lexicon import ideographs
from gouji.read.labels import UNREADABLE_LABEL, WEAK_LABEL, find_hits, label_ends
from gouji.read.regions import Region
from gouji.read.stream import scan
from small_reports import document

WORDS_3 = WORDS.tables["requests"]


def hits(text, words=WORDS_3, width=7):
    """(row, label as printed, cost) of every label found in a table's text."""
    stream = scan(document(text))
    region = Region("requests", 0, len(stream.chars))
    found = find_hits(stream.chars, region, words, label_ends(stream.tokens, width))
    return [(hit.row, stream.chars[hit.start : hit.end], hit.cost) for hit in found]


def best(text, **more):
    """The row of the cheapest label found."""
    found = hits(text, **more)
    return min(found, key=lambda hit: hit[2])[0] if found else None


@pytest.mark.parametrize("row", [row for row in REQUEST_LABELS if row not in {"other.other", "concluded"}])
def test_a_whole_label_costs_nothing(row):
    label = REQUEST_LABELS[row][0]
    assert (row, label, 0.0) in hits(f"{label}\t1\t2\t3\t4\t5\t6\t21\n")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("（七）总 计 1 2 3 4 5 6 21", "concluded"),
        ("3.其他 1 2 3 4 5 6 21", "other.other"),
        ("规范\n性文件 1 2 3", None),
        ("属于\f国家秘密 1 2 3 4 5 6 21", "refused.state_secret"),
        ("属 于 国 家 秘 密 1 2 3 4 5 6 21", "refused.state_secret"),
        ("属于国家 1 2 3 4 5 6 21 秘密", "refused.state_secret"),
        ("本机关不掌握 1 2 3 4 5 6 21 相关政府信息", "unavailable.not_held"),
        ("属于国家秘蜜 1 2 3 4 5 6 21", "refused.state_secret"),
        ("于国家秘密 1 2 3 4 5 6 21", "refused.state_secret"),
        ("属属于国家秘密 1 2 3 4 5 6 21", "refused.state_secret"),
        ("本年度新收政府信息公开申请数量 1 2 3 4 5 6 21", "received"),
    ],
)
def test_a_damaged_or_torn_label_is_its_row(text, row):
    assert best(text) == row


@pytest.mark.parametrize("row", [row for row in REQUEST_LABELS if len(REQUEST_LABELS[row][0]) > 3])
@given(data=st.data())
def test_one_lost_or_foreign_character_leaves_the_label_cheaper_than_weak(row, data):
    label = REQUEST_LABELS[row][0]
    at = data.draw(st.integers(0, len(label) - 1))
    how = data.draw(st.sampled_from(["", "囗", label[at] * 2]))
    found = hits(f"{label[:at]}{how}{label[at + 1 :]}\t1\t2\t3\t4\t5\t6\t21\n")
    costs = [cost for name, _, cost in found if name == row]
    assert costs
    assert min(costs) <= WEAK_LABEL
    assert row == min(found, key=lambda hit: hit[2])[0]


@given(
    st.text(
        alphabet=sorted(set("".join(word for words in REQUEST_LABELS.values() for word in words))),
        max_size=30,
    )
)
def test_costs_lie_between_exact_and_unreadable_and_spans_in_the_text(text):
    stream = scan(document(f"{text} 1 2 3 4 5 6 21"))
    region = Region("requests", 0, len(stream.chars))
    for hit in find_hits(stream.chars, region, WORDS_3, label_ends(stream.tokens, 7)):
        assert 0.0 <= hit.cost <= UNREADABLE_LABEL
        assert 0 <= hit.start < hit.end <= len(stream.chars)
        if hit.cost == 0:
            assert stream.chars[hit.start : hit.end] in {
                word for words in (*WORDS_3.labels.values(), *WORDS_3.optional.values()) for word in words
            }


def test_a_longer_label_is_not_found_inside_a_head_of_another_row():
    rows = {row for row, _, cost in hits("其他法律行政法规禁止公开\t1\t2\t3\t4\t5\t6\t21\n") if cost == 0}
    assert rows == {"refused.prohibited_by_law"}


def test_part_of_a_remark_is_no_label():
    label = "部分公开区分处理的只计这一情形不计其他情形"
    assert [row for row, _, cost in hits(f"{label}\t1\t2\t3\t4\t5\t6\t21") if cost == 0] == ["partly_granted"]


def test_a_group_label_is_the_undivided_row_only_as_other_processing():
    assert ("other_processing", 0.0) in [
        (row, cost) for row, _, cost in hits("（六）其他处理\t1\t2\t3\t4\t5\t6\t21")
    ]
    assert "other_processing" not in {row for row, _, cost in hits("（五）不予处理\t1\t2") if cost == 0}


@pytest.mark.parametrize(
    ("text", "width", "ends"),
    [
        ("规章\t3\t1\t14\n行政许可\t7\n", 3, [2, 6]),
        ("规章\t\t\t\n行政许可\t7\n", 3, [2, 6]),
        ("规章\t\t\n行政许可\t7\n", 3, [6]),
        ("规章\n行政许可\n", 3, []),
        ("规章\t\n", 1, []),
    ],
)
def test_a_label_may_end_before_numbers_or_a_row_of_empty_cells(text, width, ends):
    assert label_ends(scan(document(text)).tokens, width) == ends


def test_every_official_label_is_in_the_vocabulary_as_it_is_spelled():
    for row, words in REQUEST_LABELS.items():
        assert all(ideographs(word) == word for word in words), row


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (
            "2.申请人逾期未按收费通知要求（六）其他处理 缴纳费用、行政机关不再处理其政 1 2 3 4 5 6 21\n府信息公开申请",
            "other.fee_unpaid",
        ),
        ("2.没有现成信息需要另\n度办理结 无法提供 行制作 1 2 3 4 5 6 21\n果", "unavailable.needs_creation"),
        ("5.属于三类（三）不予公开 内部事务信息 1 2 3 4 5 6 21", "refused.internal_affairs"),
    ],
)
def test_a_label_with_a_group_label_in_its_midst_is_its_row(text, row):
    assert row in {found for found, _, cost in hits(text) if cost < 2}
