"""Runs of numbers become rows: by their lines, or dealt to a block of labels where counts agree."""

import pytest

from gouji.families.disclosure.lexicon_2021 import WORDS
from gouji.families.disclosure.rules import ROWS
from gouji.read.labels import find_hits, label_ends
from gouji.read.regions import Region
from gouji.read.slots import find_slots
from gouji.read.stream import scan
from small_reports import LABELS, document, row_numbers

WIDTHS_2 = {
    "regulations": 3,
    "normative_documents": 3,
    "licensing": 1,
    "penalties": 1,
    "coercion": 1,
    "fees": 1,
}
WIDTHS = {"requests": dict.fromkeys(ROWS, 7), "disclosure": WIDTHS_2}
SEVEN = "1 2 3 4 5 6 21"
OTHER = "2 3 4 5 6 7 27"


def slots(text, table="requests"):
    """(row dealt to, numbers, doubt, aside, crowded) of every slot."""
    stream = scan(document(text))
    region = Region(table, 0, len(stream.chars))
    words, widths = WORDS.tables[table], WIDTHS[table]
    hits = find_hits(stream.chars, region, words, label_ends(stream.tokens, min(widths.values())))
    found = find_slots(stream, region, stream.tokens, hits, words, widths)
    return [
        (
            slot.own.row if slot.own else None,
            " ".join(text[token.start : token.end] for token in slot.filled),
            slot.doubt,
            slot.aside,
            slot.crowded,
        )
        for slot in found
    ]


def plain(numbers, row=None):
    return (row, numbers, None, False, False)


@pytest.mark.parametrize("separator", ["\t", " ", "\n", "  "])
def test_the_numbers_behind_a_label_are_one_slot(separator):
    text = f"属于国家秘密{separator}{SEVEN.replace(' ', separator)}\n"
    assert slots(text) == [plain(SEVEN)]


def test_numbers_between_two_labels_belong_together():
    assert slots(f"属于国家秘密\n{SEVEN}\n重复申请\n{OTHER}\n") == [plain(SEVEN), plain(OTHER)]


def test_a_block_of_labels_is_dealt_its_numbers_in_order():
    text = f"1.属于国家秘密\n2.其他法律行政法规禁止公开\n{SEVEN}\n{OTHER}\n"
    assert slots(text) == [
        plain(SEVEN, "refused.state_secret"),
        plain(OTHER, "refused.prohibited_by_law"),
    ]


def test_one_number_per_line_behind_a_block_is_dealt_by_count():
    text = "行政处罚\n行政强制\n392\n57\n"
    assert slots(text, "disclosure") == [plain("392", "penalties"), plain("57", "coercion")]


def test_a_block_whose_counts_do_not_agree_is_not_dealt():
    text = f"1.属于国家秘密\n2.其他法律行政法规禁止公开\n3.危及“三安全一稳定”\n{SEVEN}\n{OTHER}\n"
    assert all(row is None for row, *_ in slots(text))


def test_unexplained_text_in_a_block_is_a_doubt():
    text = f"1.属于国家秘密\n不知何物之行\n2.其他法律行政法规禁止公开\n{SEVEN}\n{OTHER}\n"
    found = slots(text)
    assert [numbers for _, numbers, *_ in found] == [SEVEN, OTHER]
    assert {doubt for _, _, doubt, *_ in found} == {"between"}


def test_a_group_label_in_a_block_is_no_doubt():
    text = f"8.属于行政查询事项\n（四）无法提供\n1.本机关不掌握相关政府信息\n{SEVEN}\n{OTHER}\n"
    assert {doubt for _, _, doubt, *_ in slots(text)} == {None}


def test_a_lone_number_between_whole_lines_of_a_block_is_left_aside():
    text = f"1.属于国家秘密\n2.其他法律行政法规禁止公开\n{SEVEN}\n5\n{OTHER}\n"
    dealt = [(row, numbers) for row, numbers, _, aside, _ in slots(text) if not aside]
    assert dealt == [("refused.state_secret", SEVEN), ("refused.prohibited_by_law", OTHER)]
    assert [numbers for _, numbers, _, aside, _ in slots(text) if aside] == ["5"]


def test_a_page_number_beside_a_page_break_is_set_aside():
    text = f"属于国家秘密\n{SEVEN}\n5\n\f重复申请\n{OTHER}\n"
    assert [(numbers, aside) for _, numbers, _, aside, _ in slots(text) if numbers != "5"] == [
        (SEVEN, False),
        (OTHER, False),
    ]
    assert [aside for _, numbers, _, aside, _ in slots(text) if numbers == "5"] == [True]


def test_rows_that_lost_their_label_are_crowded():
    found = slots(f"属于国家秘密\n{SEVEN}\n{OTHER}\n")
    assert [numbers for _, numbers, *_ in found] == [SEVEN, OTHER]
    assert {crowded for *_, crowded in found} == {True}


def test_the_group_row_other_processing_is_a_label_only_where_its_rows_are_absent():
    names = ["not_processed.reconfirmation", "concluded"]
    lines = [
        LABELS[names[0]],
        "（六）其他处理",
        LABELS[names[1]],
        SEVEN,
        OTHER,
        " ".join(row_numbers("granted")),
    ]
    assert [row for row, *_ in slots("\n".join(lines))] == [names[0], "other_processing", names[1]]


def test_no_number_is_lost_or_used_twice():
    blocks = [
        "\n".join([*list(LABELS.values())[:4], *[" ".join(row_numbers(row)) for row in list(LABELS)[:4]]]),
        "\n".join(f"{LABELS[row]}\t" + "\t".join(row_numbers(row)) for row in list(LABELS)[4:12]),
        f"{SEVEN}\n{OTHER}\n7\n",
    ]
    text = "\n".join(blocks)
    printed = [text[t.start : t.end] for t in scan(document(text)).tokens if t.filled]
    assert sorted(" ".join(numbers for _, numbers, *_ in slots(text)).split()) == sorted(printed)


def test_a_block_of_labels_goes_on_behind_a_page_number():
    text = f"1.属于国家秘密\n5\n2.其他法律行政法规禁止公开\n{SEVEN}\n{OTHER}\n"
    dealt = {row: numbers for row, numbers, *_ in slots(text) if row}
    assert dealt == {"refused.state_secret": SEVEN, "refused.prohibited_by_law": OTHER}


TORN = [
    ("2.其他法律", "行政法规禁止公开", "refused.prohibited_by_law"),
    ("（一）", "予以公开", "granted"),
]


@pytest.mark.parametrize(("above", "below", "row"), TORN)
def test_the_last_label_of_a_block_may_go_on_behind_its_numbers(above, below, row):
    text = f"二、上年结转政府信息公开申请数量\n{above}\n{SEVEN}\n{OTHER}\n{below}\n"
    assert slots(text) == [plain(SEVEN, "carried_in"), plain(OTHER, row)]


@pytest.mark.parametrize(("above", "below", "row"), TORN)
def test_a_label_torn_behind_a_block_may_leave_its_numbers_to_the_next(above, below, row):
    text = (
        f"一、本年新收政府信息公开申请数量\n二、上年结转政府信息公开申请数量\n{above}\n{SEVEN}\n{OTHER}\n"
        f"{below}\n4.保护第三方合法权益\n{OTHER}\n{SEVEN}\n"
    )
    assert slots(text) == [
        plain(SEVEN, "received"),
        plain(OTHER, "carried_in"),
        plain(OTHER, row),
        plain(SEVEN, "refused.third_party_rights"),
    ]


@pytest.mark.parametrize(("above", "below", "row"), TORN)
def test_the_rest_of_a_torn_label_is_no_label_of_the_next_block(above, below, row):
    text = (
        f"二、上年结转政府信息公开申请数量\n{above}\n{SEVEN}\n{OTHER}\n"
        f"{below}\n4.保护第三方合法权益\n5.属于三类内部事务信息\n{OTHER}\n{SEVEN}\n"
    )
    assert [owner for owner, *_ in slots(text)] == [
        "carried_in",
        row,
        "refused.third_party_rights",
        "refused.internal_affairs",
    ]


def test_a_short_label_is_found_in_a_block_out_of_the_forms_order():
    text = "行政规范性文件\n规章\n25 6 138\n3 1 14\n"
    assert slots(text, "disclosure") == [
        plain("25 6 138", "normative_documents"),
        plain("3 1 14", "regulations"),
    ]


def test_pieces_of_group_labels_on_lines_of_their_own_are_no_doubt():
    lines = ["3.其他", "三、本年度办", "（七）总计", "理结果", "（六", "四、结转下年度继续办理"]
    text = "\n".join([*lines, SEVEN, OTHER, SEVEN])
    assert {(row, doubt) for row, _, doubt, *_ in slots(text)} == {
        ("other.other", None),
        ("concluded", None),
        ("carried_out", None),
    }


def test_heads_repeated_before_a_block_are_no_rows_of_it():
    heads = "申请人情况\n自然人\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n总计\n"
    block = [
        "（六）其他处理",
        LABELS["other.not_corrected_in_time"],
        LABELS["other.fee_unpaid"],
        "3.其他",
    ]
    text = heads + "\n".join([*block, SEVEN, OTHER, SEVEN])
    assert [row for row, *_ in slots(text)] == [
        "other.not_corrected_in_time",
        "other.fee_unpaid",
        "other.other",
    ]


@pytest.mark.parametrize("rest", ["他", "甫计", "其"])
def test_what_is_left_between_labels_where_a_row_is_lacking_is_a_doubt(rest):
    block = [
        LABELS["other.not_corrected_in_time"],
        LABELS["other.fee_unpaid"],
        rest,
        "四、结转下年度继续办理",
    ]
    text = "\n".join([*block, SEVEN, OTHER, SEVEN])
    assert {doubt for _, _, doubt, *_ in slots(text)} == {"between"}


def test_a_row_that_is_gone_from_a_block_with_its_numbers_is_no_doubt_about_the_others():
    block = [LABELS["other.not_corrected_in_time"], "3.其他", "（七）总计"]
    text = "\n".join([*block, SEVEN, OTHER, SEVEN])
    assert {doubt for _, _, doubt, *_ in slots(text)} == {None}


def test_a_row_lost_beside_a_torn_label_is_a_doubt():
    text = (
        f"一、本年新收政府信息公开申请数量\n二、上年结转政府信息公开申请数量\n（一）\n{SEVEN}\n{OTHER}\n"
        f"予以公开\n4.保护第三方合法权益\n5.属于三类内部事务信息\n{OTHER}\n{SEVEN}\n"
    )
    first = [doubt for row, _, doubt, *_ in slots(text) if row in {"received", "carried_in"}]
    assert first == ["between", "between"]


def test_one_row_of_numbers_below_two_labels_is_a_doubt():
    assert slots("规章\n行政规范性文件\n25 6 138\n", "disclosure") == [
        (None, "25 6 138", "between", False, False)
    ]


def test_one_row_of_numbers_below_two_labels_is_sure_where_the_first_has_its_own_empty_cells():
    assert slots("规章\t\t\t\n行政规范性文件\n25 6 138\n", "disclosure") == [plain("25 6 138")]
