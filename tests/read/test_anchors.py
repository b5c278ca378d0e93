"""Which row owns which numbers, and when that is not sure."""

import pytest

from gouji.families.disclosure.lexicon_2021 import WORDS
from gouji.families.disclosure.rules import ROWS
from gouji.read.anchors import anchor_rows
from gouji.read.regions import Region
from gouji.read.stream import scan
from small_reports import LABELS, document, row_numbers

WIDTHS = dict.fromkeys(ROWS, 7)


def anchored(text):
    stream = scan(document(text))
    return anchor_rows(stream, Region("requests", 0, len(stream.chars)), WORDS.tables["requests"], WIDTHS)


def owners(text):
    """Row → its numbers as printed."""
    return {
        anchor.row: [text[token.start : token.end] for token in anchor.slot.filled]
        for anchor in anchored(text).anchors
    }


def lines(rows=LABELS, separator="\t"):
    return {row: separator.join([LABELS[row], *row_numbers(row)]) for row in rows}


ALL = {row: row_numbers(row) for row in LABELS}
LAYOUTS = {
    "tabs": "\n".join(lines().values()),
    "spaces": "\n".join(lines(separator=" ").values()),
    "label line, number line": "\n".join(f"{LABELS[row]}\n{' '.join(cells)}" for row, cells in ALL.items()),
    "one number per line": "\n".join("\n".join([LABELS[row], *cells]) for row, cells in ALL.items()),
    "labels, then numbers": "\n".join([*LABELS.values(), *(" ".join(cells) for cells in ALL.values())]),
    "pipes": "\n".join(f"| {LABELS[row]} | {' | '.join(cells)} |" for row, cells in ALL.items()),
    "numbers inside the label": "\n".join(
        f"{LABELS[row][:5]} {' '.join(cells)}\n{LABELS[row][5:]}" if len(LABELS[row]) > 12 else line
        for (row, cells), line in zip(ALL.items(), lines(separator=" ").values(), strict=True)
    ),
    "labels torn by breaks": "\n".join(
        f"{LABELS[row][:4]}\n{LABELS[row][4:]}\t" + "\t".join(cells) for row, cells in ALL.items()
    ),
    "no marks": "\n".join(
        "\t".join([LABELS[row].lstrip("一二四（）、七.12345678"), *cells]) for row, cells in ALL.items()
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_row_owns_its_numbers_in_every_layout(layout):
    assert owners(LAYOUTS[layout]) == ALL
    assert all(anchor.sure and not anchor.moved for anchor in anchored(LAYOUTS[layout]).anchors)


@pytest.mark.parametrize("layout", ["tabs", "spaces", "label line, number line"])
@pytest.mark.parametrize("row", ["carried_in", "refused.internal_affairs", "other.other"])
def test_a_row_that_is_gone_takes_no_numbers_of_its_neighbours(layout, row):
    kept = {name: cells for name, cells in ALL.items() if name != row}
    text = {
        "tabs": "\n".join(lines(kept).values()),
        "spaces": "\n".join(lines(kept, " ").values()),
        "label line, number line": "\n".join(f"{LABELS[name]}\n{' '.join(kept[name])}" for name in kept),
    }[layout]
    assert owners(text) == kept


@pytest.mark.parametrize(
    "row", ["granted", "refused.third_party_rights", "not_processed.repeated", "concluded"]
)
def test_a_label_without_numbers_takes_none_of_its_neighbours(row):
    text = "\n".join(LABELS[name] if name == row else line for name, line in lines().items())
    assert owners(text) == {name: cells for name, cells in ALL.items() if name != row}


@pytest.mark.parametrize("row", list(LABELS))
def test_a_row_whose_label_is_gone_is_never_sure(row):
    text = "\n".join(
        "\t".join(ALL[name]) if name == row else line for name, line in lines(separator="\t").items()
    )
    found = anchored(text)
    wrong = [
        anchor.row
        for anchor in found.anchors
        if anchor.sure and [text[t.start : t.end] for t in anchor.slot.filled] != ALL[anchor.row]
    ]
    assert wrong == []
    assert row not in {anchor.row for anchor in found.anchors if anchor.sure}


@pytest.mark.parametrize("row", [row for row in LABELS if len(LABELS[row]) > 8])
def test_one_damaged_character_moves_no_numbers(row):
    label = LABELS[row]
    for at in (3, len(label) // 2, len(label) - 1):
        hurt = f"{label[:at]}囗{label[at + 1 :]}"
        text = "\n".join(
            "\t".join([hurt, *ALL[name]]) if name == row else line for name, line in lines().items()
        )
        assert owners(text) == ALL, hurt


def test_rows_in_another_order_are_read_by_their_labels_and_named_moved():
    order = list(LABELS)
    order[3], order[10] = order[10], order[3]
    text = "\n".join(lines(order).values())
    assert owners(text) == ALL
    moved = {anchor.row for anchor in anchored(text).anchors if anchor.moved}
    assert moved
    assert moved <= set(order[3:11])


@pytest.mark.parametrize("number", ["5", "12", "128"])
def test_a_page_number_between_rows_is_nobodys(number):
    rows = list(lines().values())
    for at in (1, 9, 24):
        text = "\n".join([*rows[:at], number, *rows[at:]])
        found = anchored(text)
        assert owners(text) == ALL
        assert [text[t.start : t.end] for slot, _ in found.strays for t in slot.filled] == [number]


def test_two_rows_of_one_name_are_both_kept_for_judgement():
    rows = [*lines().values()]
    text = "\n".join([*rows[:5], rows[4], *rows[5:]])
    names = [anchor.row for anchor in anchored(text).anchors]
    again = list(LABELS)[4]
    strays = [slot for slot, _ in anchored(text).strays]
    assert names.count(again) == 2 or len(strays) == 1


def test_the_total_row_and_the_other_row_do_not_take_each_others_numbers():
    rows = lines()
    rows["concluded"] = rows["concluded"].replace("总计", "总讨")
    assert owners("\n".join(rows.values())) == ALL
    rows["concluded"] = "\t".join(ALL["concluded"])
    found = anchored("\n".join(rows.values()))
    sure = {anchor.row for anchor in found.anchors if anchor.sure}
    assert "concluded" not in sure
    other = [anchor for anchor in found.anchors if anchor.row == "other.other" and anchor.sure]
    text = "\n".join(rows.values())
    assert [[text[t.start : t.end] for t in anchor.slot.filled] for anchor in other] in (
        [],
        [ALL["other.other"]],
    )


def test_no_labels_at_all_give_no_sure_row():
    assert not any(anchor.sure for anchor in anchored("1 2 3 4 5 6 21\n2 3 4 5 6 7 27\n").anchors)


def test_no_numbers_give_no_rows():
    assert anchored("\n".join(LABELS.values())).anchors == []


@pytest.mark.parametrize("between", ["另见附件", "详见下表说明"])
@pytest.mark.parametrize("row", ["refused.state_secret", "granted", "other.other", "concluded"])
def test_foreign_text_between_label_and_numbers_makes_a_doubt(row, between):
    rows = lines()
    rows[row] = "\t".join([LABELS[row] + between, *ALL[row]])
    text = "\n".join(rows.values())
    found = anchored(text)
    unsure = {anchor.row for anchor in found.anchors if not anchor.sure}
    assert row in unsure or row not in {anchor.row for anchor in found.anchors}
    for anchor in found.anchors:
        if anchor.sure:
            assert [text[t.start : t.end] for t in anchor.slot.filled] == ALL[anchor.row]


def test_a_label_on_the_line_of_its_cells_goes_before_labels_of_other_lines():
    rows = list(LABELS)
    text = "\n".join(
        f"{LABELS[row]}\t" + "\t".join(ALL[row]) if row != "refused.enforcement_files" else LABELS[row]
        for row in rows
    )
    assert owners(text) == {row: cells for row, cells in ALL.items() if row != "refused.enforcement_files"}
    assert "refused.administrative_query" in {anchor.row for anchor in anchored(text).anchors if anchor.sure}


@pytest.mark.parametrize(
    ("damaged", "gone"),
    [
        ({"granted": "公开"}, "partly_granted"),
        ({"not_processed.repeated": "申请", "not_processed.excessive": "申请"}, "not_processed.publication"),
        ({"refused.internal_affairs": "属于类信息"}, "refused.process_information"),
        ({"concluded": "其他"}, None),
    ],
)
def test_what_could_be_either_of_two_labels_is_never_sure_of_the_wrong_one(damaged, gone):
    rows = lines()
    for row, label in damaged.items():
        rows[row] = "\t".join([label, *ALL[row]])
    rows.pop(gone, None)
    text = "\n".join(rows.values())
    found = anchored(text)
    assert any(not anchor.sure for anchor in found.anchors)
    for anchor in found.anchors:
        if anchor.sure:
            assert [text[t.start : t.end] for t in anchor.slot.filled] == ALL[anchor.row], anchor.row


def test_several_rows_without_labels_of_their_own_are_all_in_doubt():
    numbers = [" ".join(row_numbers(row)) for row in ("carried_in", "granted", "partly_granted")]
    text = "\n".join([LABELS["carried_in"], *numbers, LABELS["granted"], LABELS["partly_granted"]])
    found = anchored(text)
    assert found.anchors
    assert not [anchor.row for anchor in found.anchors if anchor.sure]


def test_one_row_directly_above_its_label_is_sure_beside_a_row_with_its_label_on_the_line():
    text = "\n".join(
        [
            f"{LABELS['not_processed.repeated']} {' '.join(row_numbers('not_processed.repeated'))}",
            "3.",
            " ".join(row_numbers("not_processed.publication")),
            "要求提供公开出版物",
            f"{LABELS['not_processed.excessive']} {' '.join(row_numbers('not_processed.excessive'))}",
        ]
    )
    found = anchored(text)
    assert [(anchor.row, anchor.why) for anchor in found.anchors] == [
        ("not_processed.repeated", None),
        ("not_processed.publication", None),
        ("not_processed.excessive", None),
    ]


def test_behind_a_list_number_of_its_own_line_stand_the_numbers_of_the_label_below():
    text = "\n".join(
        [
            LABELS["refused.prohibited_by_law"],
            "3.",
            " ".join(row_numbers("refused.security_and_stability")),
            "危及“三安全一稳定”",
            lines(["refused.third_party_rights"], " ")["refused.third_party_rights"],
        ]
    )
    assert owners(text) == {
        row: row_numbers(row) for row in ("refused.security_and_stability", "refused.third_party_rights")
    }


@pytest.mark.parametrize("bare", ["refused.internal_affairs", "refused.third_party_rights"])
def test_rows_in_another_order_beside_a_row_without_numbers_are_not_shifted(bare):
    order = [
        "refused.security_and_stability",
        "refused.prohibited_by_law",
        "refused.state_secret",
        "refused.third_party_rights",
        "refused.internal_affairs",
        "refused.process_information",
    ]
    text = "\n".join(LABELS[row] if row == bare else lines([row], "\n")[row] for row in order)
    sure = {anchor.row: anchor for anchor in anchored(text).anchors if anchor.sure}
    for row, anchor in sure.items():
        assert [text[token.start : token.end] for token in anchor.slot.filled] == row_numbers(row)


def test_a_label_wrapped_around_its_numbers_owns_them_and_no_others():
    text = "\n".join(
        [
            lines(["refused.internal_affairs"], " ")["refused.internal_affairs"],
            "4.保护第三方合",
            " ".join(row_numbers("refused.third_party_rights")),
            "法权益",
            "不予公开",
            " ".join(row_numbers("refused.security_and_stability")),
            "3.危及“三安全一稳定”",
            lines(["refused.process_information"], " ")["refused.process_information"],
        ]
    )
    assert owners(text) == {
        row: row_numbers(row)
        for row in (
            "refused.internal_affairs",
            "refused.third_party_rights",
            "refused.security_and_stability",
            "refused.process_information",
        )
    }


def test_a_label_wrapped_behind_its_marker_owns_the_numbers_between_even_with_a_letter_lost():
    text = "\n".join(
        [
            "（二）",
            " ".join(row_numbers("partly_granted")),
            "部分公开（区分处理的，只计这一形，不计其他情形）",
            "不予",
            " ".join(row_numbers("refused.state_secret")),
            "公公开 1.属于甲家秘密",
            lines(["refused.prohibited_by_law"], " ")["refused.prohibited_by_law"],
        ]
    )
    found = {anchor.row: anchor for anchor in anchored(text).anchors}
    assert owners(text)["partly_granted"] == row_numbers("partly_granted")
    assert not found["partly_granted"].moved
