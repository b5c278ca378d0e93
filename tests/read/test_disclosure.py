"""Table 2 has no equation: only labels and heads vouch for it, so what is not certain is named."""

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.read.grounding import ground
from small_reports import (
    PRINTED,
    VALUES,
    disclosure_lines,
    document,
    named,
    read,
    rules,
    silently_wrong,
    values,
    whole,
    with_cells,
)

FEES = "disclosure.fees.amount"
LICENSING = "disclosure.licensing.decisions"
IN_FORCE = "disclosure.normative_documents.in_force"
PATHS = [path for path in VALUES if path.startswith("disclosure.")]


def without(*paths):
    return {**VALUES, **dict.fromkeys(paths)}


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1274", 1274),
        ("1,274", 1274),
        ("1，274", 1274),
        ("1 274", 1274),
        ("1\u00a0274", 1274),
        ("１２７４", 1274),
        ("1274件", 1274),
        ("1274 件", 1274),
        ("1274（其中网上办理 1000 件）", 1274),
        ("1274.00", 1274),
        ("l274", 1274),
        ("0", 0),
        ("0件", 0),
        ("O", 0),
        ("0.00", 0),
        ("1274。", 1274),
        ("1274①", 1274),
        ("1274²", 1274),
        ("1274[1]", 1274),
        ("1274.", 1274),
        ("1274、", 1274),
    ],
)
def test_however_a_count_is_written_it_is_that_count(printed, value):
    report = read(with_cells(**{LICENSING: printed}))
    assert values(report) == {**VALUES, LICENSING: value}
    assert report["status"] == "accepted"


@pytest.mark.parametrize(
    ("printed", "blank"),
    [
        ("", "empty"),
        ("\u00a0", "empty"),
        ("-", "dash"),
        ("—", "dash"),
        ("／", "dash"),
        ("无", "not_applicable"),
        ("不适用", "not_applicable"),
    ],
)
@pytest.mark.parametrize("path", [LICENSING, FEES, IN_FORCE, "disclosure.regulations.issued"])
def test_a_blank_is_its_own_kind_and_never_zero(path, printed, blank):
    report = read(with_cells(**{path: printed}))
    assert values(report) == without(path)
    assert report["cells"][path]["blank"] == blank


@pytest.mark.parametrize(
    "printed",
    ["12/74", "12-74", "-1274", "1274.5", "01274", "1274元", "127 4", "12.74.1", "①"],
)
@pytest.mark.parametrize("path", [LICENSING, IN_FORCE])
def test_what_is_not_certain_is_never_silently_a_number(path, printed):
    report = read(with_cells(**{path: printed}))
    assert path in named(report, "error")


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("83.46", Decimal("83.46")),
        ("83.460", Decimal("83.460")),
        ("83.46万元", Decimal("83.46")),
        ("8,346.5", Decimal("8346.5")),
        ("8346", Decimal(8346)),
        ("0", Decimal(0)),
        ("0.00", Decimal("0.00")),
        ("８３．４６", Decimal("83.46")),
        ("0.000001", Decimal("0.000001")),
        ("12345678.123456", Decimal("12345678.123456")),
        ("83.46.", Decimal("83.46")),
    ],
)
def test_an_amount_is_exact(printed, value):
    report = read(with_cells(**{FEES: printed}))
    assert report["cells"][FEES]["value"] == value
    assert report["status"] == "accepted"


@given(st.decimals(0, 10**7, places=2))
def test_an_amount_in_yuan_is_converted_exactly_and_said(amount):
    report = read(with_cells(**{FEES: f"{amount}元"}))
    assert report["cells"][FEES]["value"] == amount / 10_000
    assert report["cells"][FEES]["printed"] == f"{amount}元"
    assert rules(report) == {"unit_converted"}


def test_a_head_in_yuan_is_converted_and_said():
    report = read(whole().replace("（单位：万元）", "（单位：元）"))
    assert report["cells"][FEES]["value"] == VALUES[FEES] / 10_000
    assert rules(report) == {"unit_converted"}


def test_a_unit_in_the_cell_goes_before_the_unit_of_the_head():
    text = with_cells(**{FEES: "834600元"})
    assert read(text)["cells"][FEES]["value"] == Decimal("83.46")
    text = with_cells(**{FEES: "83.46万元"}).replace("（单位：万元）", "（单位：元）")
    assert read(text)["cells"][FEES]["value"] == Decimal("83.46")


def test_without_a_printed_unit_nothing_is_converted():
    report = read(whole().replace("（单位：万元）", ""))
    assert report["cells"][FEES]["value"] == VALUES[FEES]


@pytest.mark.parametrize("printed", ["83.46件", "83.46人", "-83.46", "83,46"])
def test_an_amount_in_another_unit_is_unread(printed):
    report = read(with_cells(**{FEES: printed}))
    assert report["cells"][FEES]["value"] is None or FEES in named(report, "error")


HEADS = {"issued": "本年制发件数", "repealed": "本年废止件数", "in_force": "现行有效件数"}


@pytest.mark.parametrize("order", list(permutations(HEADS)))
def test_the_lifecycle_columns_are_read_by_their_heads(order):
    lines = disclosure_lines(heads=[HEADS[column] for column in order])
    for row, label in (("regulations", "规章"), ("normative_documents", "行政规范性文件")):
        at = next(i for i, line in enumerate(lines) if line.startswith(f"{label}\t"))
        lines[at] = "\t".join([label, *(PRINTED[f"disclosure.{row}.{column}"] for column in order)])
    report = read(whole(disclosure=lines))
    assert values(report) == VALUES
    assert ("columns_moved" in rules(report)) == (order != tuple(HEADS))


def wrapped_heads(columns, between):
    """The head of 行政规范性文件 in cells of three characters, wrapped over two lines."""
    words = ["信息内容", *(HEADS[column] for column in columns)]
    return [between.join(word[:3] for word in words), between.join(word[3:] for word in words)]


@pytest.mark.parametrize("order", list(permutations(HEADS)))
@pytest.mark.parametrize("between", ["\t", "   "])
def test_wrapped_heads_are_never_silently_read_as_exchanged_ones(order, between):
    lines = disclosure_lines(heads=[HEADS[column] for column in order])
    at = next(i for i, line in enumerate(lines) if "本年制发件数" in line)
    lines[at : at + 1] = wrapped_heads(order, between)
    for row, label in (("regulations", "规章"), ("normative_documents", "行政规范性文件")):
        at = next(i for i, line in enumerate(lines) if line.startswith(f"{label}\t"))
        lines[at] = "\t".join([label, *(PRINTED[f"disclosure.{row}.{column}"] for column in order)])
    assert not silently_wrong(read(whole(disclosure=lines)))


def test_wrapped_heads_side_by_side_are_read_by_where_they_stand():
    lines = disclosure_lines()
    at = next(i for i, line in enumerate(lines) if "本年制发件数" in line)
    lines[at : at + 1] = ["信息内  本年制  本年废  现行有", "容      发件数  止件数  效件数"]
    report = read(whole(disclosure=lines))
    assert values(report) == VALUES
    assert "doubtful_column" not in rules(report)


def test_heads_that_are_gone_are_a_doubt_where_they_could_change_a_value():
    lines = [line for line in disclosure_lines() if "本年制发" not in line]
    report = read(whole(disclosure=lines))
    assert "doubtful_column" in rules(report, "error")
    assert set(PATHS[:6]) <= named(report, "error")


@pytest.mark.parametrize(
    "label", ["规章", "行政规范性文件", "行政许可", "行政处罚", "行政强制", "行政事业性收费"]
)
def test_a_missing_row_is_named_and_no_other_cell_is_wrong(label):
    lines = [line for line in disclosure_lines() if not line.startswith(label)]
    report = read(whole(disclosure=lines))
    gone = [path for path, cell in report["cells"].items() if cell["blank"] == "missing"]
    assert len(gone) in {1, 3}
    assert silently_wrong(report, without(*gone)) == []
    assert "missing_row" in rules(report, "error")
    # A neighbour whose own labels do not confirm it may hold the lost row's numbers: it is named, too.
    beside = named(report, "error") - set(gone)
    assert set(gone) <= named(report, "error")
    assert beside <= {path for path in PATHS[:6] if label == "行政规范性文件"}


@pytest.mark.parametrize(
    "label",
    [
        "规章",
        "行政规范性文件",
        "行政许可",
        "行政处罚",
        "行政强制",
        "行政事业性收费",
    ],
)
def test_a_row_without_numbers_takes_nobody_elses(label):
    lines = [label if line.startswith(f"{label}\t") else line for line in disclosure_lines()]
    report = read(whole(disclosure=lines))
    gone = [path for path, cell in report["cells"].items() if cell["blank"] == "missing"]
    assert silently_wrong(report, without(*gone)) == []
    assert rules(report, "error") == {"missing_numbers"}


def test_the_shorter_name_of_normative_documents_is_the_same_row():
    report = read(whole().replace("行政规范性文件", "规范性文件"))
    assert values(report) == VALUES
    assert report["status"] == "accepted"


@pytest.mark.parametrize("separator", [" ", "  ", "\n", " | "])
def test_every_separator_gives_the_same_cells(separator):
    lines = [line.replace("\t", separator) for line in disclosure_lines()]
    report = read(whole(disclosure=lines))
    assert values(report) == VALUES
    assert report["status"] == "accepted"


def test_labels_first_and_numbers_behind_give_the_same_cells():
    cell = {path.removeprefix("disclosure."): text for path, text in PRINTED.items()}
    three = ("issued", "repealed", "in_force")
    lines = [
        "第二十条第（一）项", "信息内容", *HEADS.values(), "规章", "行政规范性文件",
        " ".join(cell[f"regulations.{name}"] for name in three),
        " ".join(cell[f"normative_documents.{name}"] for name in three),
        "第二十条第（五）项", "信息内容", "本年处理决定数量", "行政许可", cell["licensing.decisions"],
        "第二十条第（六）项", "信息内容", "本年处理决定数量", "行政处罚", "行政强制",
        cell["penalties.decisions"], cell["coercion.decisions"],
        "第二十条第（八）项", "信息内容", "本年收费金额（单位：万元）", "行政事业性收费", cell["fees.amount"],
    ]  # fmt: skip
    assert values(read(whole(disclosure=lines))) == VALUES


def test_glued_numbers_that_could_be_cut_otherwise_are_never_accepted():
    lines = [
        line.replace("\t", "") if line.startswith(("规章", "行政规范性文件")) else line
        for line in disclosure_lines()
    ]
    report = read(whole(disclosure=lines))
    assert silently_wrong(report) == []
    assert report["status"] == "needs_review"
    assert set(PATHS[:6]) <= named(report, "error")


def test_a_row_printed_twice_is_an_error():
    lines = disclosure_lines()
    lines.insert(7, "行政许可\t8")
    report = read(whole(disclosure=lines))
    assert report["status"] == "needs_review"
    assert LICENSING in named(report, "error")


@pytest.mark.parametrize("at", [3, 7, 11])
def test_a_number_between_the_rows_is_never_a_cell_unnoticed(at):
    lines = disclosure_lines()
    lines.insert(at, "6")
    assert silently_wrong(read(whole(disclosure=lines))) == []


@pytest.mark.parametrize("head", ["单位：囗元", "囗位：元", "单位：万", "单位", "单元：元"])
def test_an_amount_under_a_unit_that_cannot_be_read_is_a_doubt(head):
    report = read(whole().replace("（单位：万元）", f"（{head}）"))
    assert "disclosure.fees.amount" in named(report, "error")


def test_a_head_whose_other_words_are_damaged_still_gives_its_unit():
    report = read(whole().replace("本年收费金额（单位：万元）", "本年收金额（单位：元）"))
    assert "unit_converted" in rules(report)
    assert report["cells"]["disclosure.fees.amount"]["value"] == VALUES["disclosure.fees.amount"] / 10_000


PAGE_LINES = [
    "60",
    "第 页\t60",
    "第 页\n60",
    "第 60",
    "60 页",
    "共 页 60",
    "- 60",
    "第 页 | 60",
    "| 60 页 |",
    "60/",
]
NUMBER_ABOVE = [
    (row, line) for row in ("行政许可", "行政处罚", "行政强制", "行政事业性收费") for line in PAGE_LINES
]


def without_number(row, line, *, above):
    """Table 2 whose ``row`` has lost its number, with ``line`` beside its label; and the row's path."""
    path = LONE[row]
    rows = disclosure_lines()
    at = next(at for at, text in enumerate(rows) if text.startswith(f"{row}\t"))
    rows[at : at + 1] = [line, row] if above else [row, line]
    return whole(disclosure=rows), path


LONE = {
    "行政许可": LICENSING,
    "行政处罚": "disclosure.penalties.decisions",
    "行政强制": "disclosure.coercion.decisions",
    "行政事业性收费": FEES,
}


@pytest.mark.parametrize(("row", "line"), NUMBER_ABOVE)
def test_a_page_number_above_a_label_that_lost_its_number_is_never_the_rows_for_sure(row, line):
    text, path = without_number(row, line, above=True)
    report = read(text)
    assert silently_wrong(report, without(path)) == []
    assert path in named(report, "error")
    found = ground(document(text), "disclosure", {path: 60}, {})[path]
    assert found.why is not None


@pytest.mark.parametrize("line", PAGE_LINES[1:])
def test_a_page_number_below_a_label_that_lost_its_number_is_never_the_rows_for_sure(line):
    text, path = without_number("行政许可", line, above=False)
    report = read(text)
    assert silently_wrong(report, without(path)) == []
    assert path in named(report, "error")
    assert ground(document(text), "disclosure", {path: 60}, {})[path].why is not None
