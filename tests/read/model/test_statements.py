"""The narrative's numbers: verbatim sentences that print what they are said to state."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.document import Document
from gouji.evaluate.narrative import chinese
from gouji.numbers import chinese_number, numbers_in
from gouji.read.model.answers import Statements
from gouji.read.model.statements import read_statements

TEXT = (
    "全年新收申请 １２ 件，其中自然人10件。行政复议两起。未发生行政诉讼。统一平台建设稳步推进。"
    "本年收取信息处理费1,200元。共答复三十万件。例行公事。例行公事。2024年办理顺利。"
)


def stated(*said):
    answer = Statements.model_validate(
        {"statements": [{"kind": k, "value": v, "unit": None, "quote": q} for k, v, q in said]}
    )
    return read_statements(Document("report.txt", "0" * 64, "text/plain", TEXT), [answer])


def test_a_statement_has_its_sentence_as_printed_its_place_and_its_cells():
    (found,) = stated(("received", 12, "全年新收申请12件,其中自然人10件。")).statements
    assert found.quote == "全年新收申请 １２ 件，其中自然人10件。"
    assert TEXT[found.place.start : found.place.end] == found.quote
    assert found.cells == ("requests.received.total",)
    assert found.agrees is None


@pytest.mark.parametrize(
    ("kind", "value", "quote"),
    [
        ("reconsideration", 2, "行政复议两起。"),
        ("litigation", 0, "未发生行政诉讼。"),
        ("fee", 1200, "本年收取信息处理费1,200元。"),
        ("concluded", 300_000, "共答复三十万件。"),
        ("fee", None, "本年收取信息处理费1,200元。"),
    ],
)
def test_a_number_that_the_sentence_prints_is_kept(kind, value, quote):
    found = stated((kind, value, quote))
    assert [each.value for each in found.statements] == [value]
    assert found.unfit == (0,)


@pytest.mark.parametrize(
    ("kind", "value", "quote"),
    [
        ("received", 13, "全年新收申请 １２ 件，其中自然人10件。"),
        ("received", 12, "全年新收申请12件，自然人10件。"),
        ("received", 0, "全年新收申请 １２ 件，其中自然人10件。"),
        ("received", 1, "统一平台建设稳步推进。"),
        ("received", 0, "例行公事。"),
        ("received", 2024, "2024年办理顺利。"),
        ("received", 12, ""),
    ],
)
def test_what_the_document_does_not_print_is_not_kept_and_named(kind, value, quote):
    found = stated((kind, value, quote))
    assert not found.statements
    assert found.unfit == (1,)
    assert [(each.rule, each.severity) for each in found.findings] == [("unquoted_statement", "warning")]


def test_the_same_statement_from_two_pieces_is_one():
    said = ("reconsideration", 2, "行政复议两起。")
    assert len(stated(said, said).statements) == 1


def test_several_numbers_of_one_sentence_are_several_statements():
    quote = "全年新收申请12件，其中自然人10件。"
    assert len(stated(("received", 12, quote), ("natural_person", 10, quote)).statements) == 2


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百二", 120),
        ("一百二十", 120),
        ("三千零六", 3006),
        ("一万二千", 12_000),
        ("三万五", 35_000),
        ("三十万", 300_000),
        ("一亿二千万", 120_000_000),
        ("〇", 0),
        ("二〇二四", 2024),
        ("万", None),
        ("一二百", None),
    ],
)
def test_chinese_numerals(words, number):
    assert chinese_number(words) == number


@given(st.integers(min_value=0, max_value=99_999_999))
def test_what_an_office_writes_in_chinese_is_read_back(number):
    assert chinese_number(chinese(number)) == number


@given(st.text(alphabet="〇零一二两三九十百千万亿", min_size=1, max_size=12))
def test_any_run_of_numerals_is_a_count_or_none(words):
    found = chinese_number(words)
    assert found is None or found >= 0


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("收到１，２９５件", {1295}),
        ("收到 1 295 件", {1295}),
        ("约3.5万件", {35_000}),
        ("12.5元", {Decimal("12.5")}),
        ("2024年12月31日", set()),
        ("进一步统一标准，一是加强学习", set()),
        ("十余件", {10}),
        ("5件、6件", {5, 6}),
    ],
)
def test_numbers_of_a_sentence(sentence, numbers):
    assert numbers_in(sentence) == numbers
