"""Numbers are read exactly or not at all; what may mean two things is no number."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.numbers import BARS, DASHES, ParsedNumber, normalise, parse_cell, squeeze, whole

counts = st.integers(0, 999_999_999_999)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0", 0),
        (" 12 ", 12),
        ("\u00a012\u3000", 12),
        ("１２", 12),
        ("0.00", Decimal("0.00")),
        ("1,295", 1295),
        ("1，295", 1295),
        ("1'295", 1295),
        ("1 295", 1295),
        ("1\u00a0295", 1295),
        ("1\u3000295", 1295),
        ("12,345,678", 12_345_678),
        ("-3", -3),
        ("—3", -3),
        ("+1036", 1036),
        ("12.50", Decimal("12.50")),
        ("１２．５", Decimal("12.5")),
        ("999999999999999", 999_999_999_999_999),
    ],
)
def test_a_number_is_read_exactly(printed, value):
    parsed = parse_cell(printed)
    assert isinstance(parsed, ParsedNumber)
    assert parsed.value == value
    assert type(parsed.value) is type(value)
    assert parsed.unit is None
    assert not parsed.confusable


@pytest.mark.parametrize(
    ("printed", "value", "unit", "remark"),
    [
        ("16件", 16, "件", None),
        ("0件", 0, "件", None),
        ("16 件", 16, "件", None),
        ("7730.28万元", Decimal("7730.28"), "万元", None),
        ("4100元", 4100, "元", None),
        ("3人次", 3, "人次", None),
        ("22（其中修订 3 件）", 22, None, "(其中修订 3 件)"),
        ("22件（其中修订3件）", 22, "件", "(其中修订3件)"),
        ("5[注]", 5, None, "[注]"),
    ],
)
def test_unit_and_remark_stand_beside_their_number(printed, value, unit, remark):
    assert parse_cell(printed) == ParsedNumber(value, unit, remark)


@pytest.mark.parametrize("printed", ["", " ", "\u00a0", "\u3000", "\t", "\n", " \u00a0\u3000 "])
def test_nothing_printed_is_empty_and_not_zero(printed):
    assert parse_cell(printed) == "empty"


@pytest.mark.parametrize("printed", ["-", "—", "－", "–", "――", "———", "/", "／", "\\", "//"])
def test_dashes_and_strokes_are_a_dash(printed):
    assert parse_cell(printed) == "dash"


@pytest.mark.parametrize("printed", ["无", "不适用", "N/A", "n/a", "ＮＡ", " 无 ", "暂无"])
def test_words_for_none_are_not_applicable(printed):
    assert parse_cell(printed) == "not_applicable"


@pytest.mark.parametrize(
    ("printed", "value"),
    [("O", 0), ("o", 0), ("l", 1), ("I", 1), ("1O", 10), ("l2", 12), ("2〇", 20), ("○", 0), ("零", 0)],
)
def test_letters_for_digits_are_read_and_marked(printed, value):
    assert parse_cell(printed) == ParsedNumber(value, confusable=True)


@pytest.mark.parametrize(("printed", "value"), [("O件", 0), ("l 件", 1), ("1O条", 10)])
def test_letters_for_digits_keep_their_unit(printed, value):
    assert parse_cell(printed) == ParsedNumber(value, printed[-1], confusable=True)


@pytest.mark.parametrize(
    "printed",
    [
        "007",
        "00",
        "O1",
        "1,2",
        "1,29",
        "1,2950",
        ",295",
        "1,295,",
        "12 34",
        "1 2",
        "1.2.3",
        ".5",
        "5.",
        "1-2",
        "1/2",
        "--5",
        "1e3",
        "0x1F",
        "12%",
        "约12",
        "12余件",
        "十二",
        "两",
        "1234567890123456",
        "1\n2",
        "第1",
        "第3页",
        "2024年",
        "件",
        "?",
        "……",
        "（3）",
    ],
)
def test_what_may_mean_something_else_is_unread(printed):
    assert parse_cell(printed) is None


@pytest.mark.parametrize("printed", ["127①", "127²", "12¹", "①", "²", "127⑴"])
def test_a_footnote_mark_is_no_digit(printed):
    parsed = parse_cell(printed)
    assert parsed is None or parsed.value in {12, 127}


@given(counts)
def test_a_formatted_count_comes_back(value):
    for printed in (
        f"{value}",
        f"{value:,}",
        f"{value:,}".replace(",", "，"),
        f"{value:,}".replace(",", " "),
    ):
        assert parse_cell(printed) == ParsedNumber(value)


@given(counts, st.sampled_from(["件", "条", "宗", "个", "万元", "元", "人次"]))
def test_a_count_with_its_unit_comes_back(value, unit):
    assert parse_cell(f"{value}{unit}") == ParsedNumber(value, unit)


@given(counts)
def test_full_width_digits_are_the_same_number(value):
    wide = str(value).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    assert parse_cell(wide) == ParsedNumber(value)


@given(st.decimals(0, 99_999_999, places=2))
def test_an_amount_keeps_every_decimal(value):
    parsed = parse_cell(f"{value:.2f}万元")
    assert parsed == ParsedNumber(value, "万元")
    assert str(parsed.value) == f"{value:.2f}"


@given(st.integers(0, 9), st.integers(0, 10**6))
def test_a_leading_zero_is_never_dropped(digit, rest):
    assert parse_cell(f"0{digit}{rest}") is None


@given(st.text(alphabet="0123456789,. '-—件元万（）()OolI无/\u3000\u00a0", max_size=12))
def test_a_number_is_always_made_of_the_digits_that_are_printed(printed):
    parsed = parse_cell(printed)
    if isinstance(parsed, ParsedNumber):
        before_remark = printed.partition("(")[0].partition("（")[0]
        digits = before_remark.translate(str.maketrans("OolI", "0011"))
        shown = "".join(char for char in digits if char.isdigit())
        assert str(abs(parsed.value)).replace(".", "") == shown


@given(st.text(max_size=40))
def test_no_text_makes_the_parser_raise(printed):
    parsed = parse_cell(printed)
    assert parsed is None or isinstance(parsed, ParsedNumber) or parsed in {"empty", "dash", "not_applicable"}


@given(st.text(max_size=60))
def test_normalising_keeps_the_length_and_is_done_once(text):
    twin = normalise(text)
    assert len(twin) == len(text)
    assert normalise(twin) == twin


@pytest.mark.parametrize("char", DASHES)
def test_every_dash_is_one_dash(char):
    assert squeeze(char) == normalise(char) == "-"


@pytest.mark.parametrize("char", BARS)
def test_every_bar_is_one_bar(char):
    assert squeeze(char) == normalise(char) == "|"


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (0, 0),
        (12, 12),
        (Decimal("12.00"), 12),
        (Decimal("0.00"), 0),
        (Decimal("12.5"), None),
        (-1, None),
        (Decimal(-1), None),
    ],
)
def test_a_count_is_whole_and_not_negative(value, count):
    assert whole(value) == count
    assert count is None or type(whole(value)) is int
