"""The two streams: characters with their places, numbers between them, cells counted, nothing invented."""

import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.document import Cell, Document, Table
from gouji.numbers import normalise
from gouji.read.stream import scan
from small_reports import document, read, whole, with_cells


def tokens(text):
    """What the numbers and blanks of a text are, as (kind, printed)."""
    return [(token.kind, text[token.start : token.end]) for token in scan(document(text)).tokens]


def numbers(text):
    """The printed numbers and blanks, without empty cells."""
    return [printed for kind, printed in tokens(text) if kind != "empty"]


@pytest.mark.parametrize(
    ("text", "chars"),
    [
        ("商业企业", "商业企业"),
        ("商业\n企业", "商业企业"),
        ("商 业　企 业", "商业企业"),
        ("商业\t企业", "商业企业"),
        ("商业\f企业", "商业企业"),
        ("| 商业 |\n| 企业 |", "商业企业"),
        ("（七）总 计", "七总计"),
        ("危及“三安全一稳定”", "危及三安全一稳定"),
        ("[bookmark: _GoBack]二、主动公开", "二主动公开"),
        ("abc 123", ""),
    ],
)
def test_a_torn_label_is_whole_again(text, chars):
    assert scan(document(text)).chars == chars


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("规章\t3\t1\t14", ["3", "1", "14"]),
        ("规章 3 1 14", ["3", "1", "14"]),
        ("规章　３　１　１４", ["３", "１", "１４"]),
        ("| 规章 | 3 | 1 | 14 |", ["3", "1", "14"]),
        ("规章,3,1,14", ["3", "1", "14"]),
        ('规章,"1,203",1,14', ["1,203", "1", "14"]),
        ("规章3 1 14", ["3", "1", "14"]),
        ("规章\t1,295\t1，295\t1 295", ["1,295", "1，295", "1 295"]),
        ("规章\t16件\t0件\t7 件", ["16件", "0件", "7 件"]),
        ("规章\t22（其中修订 3 件）\t1\t0", ["22（其中修订 3 件）", "1", "0"]),
        ("收费金额\t7730.28万元", ["7730.28万元"]),
        ("收费金额 0.00", ["0.00"]),
        ("规章\t-\t—\t／", ["-", "—", "／"]),
        ("规章\t无\t不适用\tN/A", ["无", "不适用", "N/A"]),
        ("规章 3 无 14", ["3", "无", "14"]),
        ("规章 无 无 无", ["无", "无", "无"]),
        ("0\t／\t14", ["0", "／", "14"]),
        ("4  /  7", ["4", "/", "7"]),
        ("规章 3 - 14", ["3", "-", "14"]),
        ("规章 0 O l", ["0", "O", "l"]),
    ],
)
def test_every_number_and_printed_blank_is_a_token(line, printed):
    assert numbers(line) == printed


@pytest.mark.parametrize(
    "line",
    [
        "1.属于国家秘密",
        "1、属于国家秘密",
        "1．属于国家秘密",
        "1. 属于国家秘密",
        "1） 属于国家秘密",
        "3.危及“三安全一稳定”",
        "3、“三安全一稳定”",
        "第3页 共9页",
        "- 3 -",
        "— 12 —",
        "3/9",
        "第 3 页",
        "第 页  60",
        "第 60",
        "60 页",
        "页 60",
        "共 页 60",
        "60/",
        "---|---|---",
        "2024年12月31日",
        "第20条",
    ],
)
def test_list_numbers_page_lines_and_dates_are_no_tokens(line):
    assert numbers(line) == []


@pytest.mark.parametrize("printed", ["O.5", "l.5", ".5", "O.50万元"])
def test_what_stands_behind_a_broken_decimal_point_is_no_number(printed):
    assert not [t for t in scan(document(f"行政事业性收费\t{printed}")).tokens if t.kind == "number"]


def test_a_list_number_behind_glued_digits_belongs_to_the_label():
    stream = scan(document("重复申请00000002.其他"))
    assert [stream.text[token.start : token.end] for token in stream.tokens] == ["0000000"]


@pytest.mark.parametrize(
    ("text", "index"), [("1.属于国家秘密", 1), ("公开 \n8、属于行政查询事项", 8), ("（2）重复申请", 2)]
)
def test_a_list_number_is_kept_beside_its_label(text, index):
    [found] = scan(document(text)).indexes.values()
    assert [value for _, value in found] == [index]


def test_empty_cells_are_tokens_of_their_own():
    assert [kind for kind, _ in tokens("规章\t\t3\t\t14\t")] == [
        "empty",
        "number",
        "empty",
        "number",
        "empty",
    ]


def test_a_cell_per_line_makes_one_row_up_to_the_next_empty_line():
    stream = scan(document("\t规章\n\t3\n\t\n\t14\n\n\t行政许可\n\t7\n"))
    rows = [(token.line, token.cell, token.kind) for token in stream.tokens]
    assert rows == [(0, 1, "number"), (0, 2, "empty"), (0, 3, "number"), (5, 1, "number")]
    assert stream.line_cells == {0: 4, 5: 2}


def test_pipes_on_lines_of_their_own_enclose_cells():
    text = "| 规章\n|\n| 3\n|\n|||\n| 1\n|\n| 14\n|\n| 行政许可\n|\n"
    stream = scan(document(text))
    assert stream.style == "garbled"
    assert [text[t.start : t.end] for t in stream.tokens if t.filled] == ["3", "1", "14"]
    assert any(not token.filled for token in stream.tokens)


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("规章\t3", "tabs"),
        ("| 规章 | 3 |", "pipes"),
        ("规章 3", "plain"),
        ("|\n|\n|\n|\n|\n规章 3", "garbled"),
    ],
)
def test_the_style_of_a_text_is_told(text, style):
    assert scan(document(text)).style == style


def test_declared_cells_give_their_columns():
    text = "规章\t3\t\t14\n"
    cells = tuple(
        Cell(start, end, 0, column) for start, end, column in [(0, 2, 0), (3, 4, 1), (5, 5, 4), (6, 8, 5)]
    )
    grid = Document("x.html", "0" * 64, "text/html", text, tables=(Table(0, 8, 1, 6, cells),))
    stream = scan(grid)
    assert stream.style == "grid"
    assert [(token.kind, token.column) for token in stream.tokens] == [
        ("number", 1),
        ("empty", 4),
        ("number", 5),
    ]


@pytest.mark.parametrize(
    ("text", "margin"),
    [
        ("规章\t3\n5\n\f行政许可\t7\n", ["5"]),
        ("规章\t3\n\f5\n行政许可\t7\n", ["5"]),
        ("规章\t3\n5\n\n\f行政许可\t7\n", ["5"]),
        ("规章\t3\n5\n行政许可\t7\n\f", []),
        ("规章\t3\n5\n行政许可\t7\n", []),
    ],
)
def test_a_lone_number_beside_a_page_break_stands_in_the_margin(text, margin):
    assert [text[t.start : t.end] for t in scan(document(text)).tokens if t.margin] == margin


def test_positions_count_the_characters_before():
    stream = scan(document("规章\t3\n行政许可\t7\n"))
    assert [token.pos for token in stream.tokens] == [2, 6]
    assert stream.pos_at(stream.tokens[1].start) == 6


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("行政许可\t1274.", "1274"),
        ("行政许可\t1274、", "1274"),
        ("行政许可\t1274。", "1274"),
        ("行政许可\t1274；", "1274"),
    ],
)
def test_a_full_stop_behind_a_number_takes_no_digit_from_it(line, printed):
    assert numbers(line) == [printed]


pieces = st.sampled_from(
    [
        "规章",
        "总 计",
        "商业\n企业",
        "1.",
        "（七）",
        "3",
        "12",
        "1,295",
        "0",
        "-",
        "无",
        "16件",
        "O",
        "\t",
        "\t\t",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\x0c",
        "¦",
        ",",
        "第3页",
        "2024年",
        "\u3000",
        "ａ",
        "x",
        "。",
    ]
).map(lambda piece: piece.replace("¦", "|"))


@given(st.lists(pieces, max_size=40).map("".join))
def test_offsets_and_lines_are_true_for_any_text(text):
    stream = scan(document(text))
    twin = normalise(text)
    assert len(stream.chars) == len(stream.spots) == len(stream.char_lines) == len(stream.char_cells)
    assert [twin[spot] for spot in stream.spots] == list(stream.prose)
    assert all(char in {own, "□"} for char, own in zip(stream.chars, stream.prose, strict=True))
    assert list(stream.spots) == sorted(set(stream.spots))
    for token in stream.tokens:
        assert 0 <= token.start <= token.end <= len(text)
        assert 0 <= token.pos <= len(stream.chars)
        assert token.filled == (token.end > token.start)
        before = sum(spot < token.start for spot in stream.spots)
        assert before == token.pos
    starts = [token.start for token in stream.tokens]
    assert starts == sorted(starts)
    filled = [token for token in stream.tokens if token.filled]
    for first, second in pairwise(filled):
        assert first.end <= second.start


labels = st.sampled_from(
    ["规章", "行政许可", "（一）予以公开", "1.属于国家秘密", "2、重复申请", "（七）总计"]
)
counts = st.lists(st.integers(0, 99_999).map(str), min_size=1, max_size=15)


@given(labels, counts, st.sampled_from(["\t", " ", "  ", " | ", "　", "\n"]))
def test_every_digit_of_a_table_line_belongs_to_a_number_or_a_list_number(label, cells, separator):
    text = f"{label}{separator}{separator.join(cells)}\n"
    stream = scan(document(text))
    assert [text[token.start : token.end] for token in stream.tokens if token.filled] == cells
    covered = {at for token in stream.tokens for at in range(token.start, token.end)}
    left = "".join(char for at, char in enumerate(text) if at not in covered and char in string.digits)
    assert left == "".join(char for char in label if char in string.digits)


@given(st.text(max_size=200))
def test_no_text_makes_the_scan_raise(text):
    stream = scan(document(text))
    assert all("一" <= char <= "鿿" for char in stream.prose)


@pytest.mark.parametrize(
    "line",
    [
        "全年共收到申请12件。比上年多。",
        "注：以上数据含上年结转2件",
        "本年制发规章3件；废止1件；现行14件。",
    ],
)
def test_running_prose_holds_no_cells_and_no_labels(line):
    stream = scan(document(f"{line}\n规章\t3\n"))
    assert [stream.text[t.start : t.end] for t in stream.tokens] == ["3"]
    assert stream.chars.strip("□") == "规章"


def test_all_numbers_of_the_small_report_are_found():
    text = whole()
    tables = text[text.index("第二十条") : text.index("五、存在")]
    expected = [
        cell for line in tables.split("\n") for cell in line.split("\t") if cell.replace(".", "").isdigit()
    ]
    assert [text[t.start : t.end] for t in scan(document(text)).tokens if t.filled][
        -len(expected) :
    ] == expected


def test_a_letter_for_a_digit_takes_its_unit_along():
    """O件 in the first cell is a number, no end of the label before it."""
    report = read(with_cells(**{"requests.carried_in.natural_person": "O件"}))
    cell = report["cells"]["requests.carried_in.natural_person"]
    assert (cell["value"], cell["printed"]) == (0, "O件")
