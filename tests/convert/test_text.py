"""Plain text: which encoding, what is dropped, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.convert import convert, text
from gouji.document import Source
from gouji.errors import ConvertError

PROSE = "一、总体情况\n2023年，本镇主动公开信息 1,295 条，答复申请 12 件。\n类别\t数量\n办结\t12\n"
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_same_text_comes_back_from_every_encoding(encoding):
    assert convert(Source.of("a", PROSE.encode(encoding))).text == PROSE


@given(
    st.text(
        st.sampled_from("政府信息公开年度报告本年新收申请数量０１２，。（）ab12 \t\n\f"),
        min_size=1,
        max_size=300,
    )
)
def test_any_chinese_text_survives_utf8_and_gb18030(content):
    padded = f"政府信息公开{content}"
    assert text.decode(padded.encode("utf-8")) == padded
    assert text.decode(padded.encode("gb18030")) == padded


@given(st.binary(max_size=400))
def test_decoding_any_bytes_ends_in_clean_text_or_in_a_convert_error(content):
    try:
        decoded = text.clean(text.decode(content))
    except ConvertError:
        decoded = ""
    assert not text.DROPPED.search(decoded)


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("甲\r\n乙\r丙", "甲\n乙\n丙"),
        ("甲\u2028乙\x85丙\x0b丁", "甲\n乙\n丙\n丁"),
        ("总\u200b计\ufeff\u00ad1\u200e2", "总计12"),
        ("一\x07二\x07", "一\t二\t"),
        ("甲\x00\x01乙", "甲乙"),
        ("第一页\f第二页", "第一页\f第二页"),
        ("\t\t１２　３\u00a0", "\t\t１２　３\u00a0"),
    ],
)
def test_only_what_nobody_sees_is_dropped(printed, kept):
    assert text.clean(printed) == kept


def test_a_last_line_without_its_end_is_ended():
    assert convert(Source.of("a", "总计".encode())).text == "总计\n"


def test_a_text_cut_inside_a_character_is_still_utf8():
    assert text.decode(PROSE[:30].encode() + "数".encode()[:2]).startswith("一、总体情况")


def test_one_bad_byte_does_not_turn_utf8_into_another_encoding():
    decoded = text.decode(PROSE[:12].encode() + b"\xff" + PROSE[12:].encode())
    assert "\ufffd" in decoded
    assert "主动公开信息" in decoded


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)) * 8,
        b"\0" * 3 + b"\1" * 500,
        ("政府資訊公開工作年度報告，本年新收申請數量" * 20).encode("big5"),
        ("政府情報公開、報告のための文書です" * 20).encode("shift_jis"),
    ],
    ids=["every byte", "controls", "big5", "shift_jis"],
)
def test_what_would_decode_to_junk_is_no_text(content):
    with pytest.raises(ConvertError) as caught:
        convert(Source.of("a", content))
    assert caught.value.code == "not_text"
    assert caught.value.remedy


def test_text_beyond_the_limit_is_refused():
    with pytest.raises(ConvertError) as caught:
        text.decode(b"1" * (text.MAX_BYTES + 1))
    assert caught.value.code == "too_large"


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("一\u202e2131\u202c件", "一1312件"),
        ("\u202e12\n34", "21\n34"),
        ("\u202e12\u202d34\u202c5", "~1234~5"),
        ("\u202d12\u202c", "12"),
        ("\u202b12\u202c", "12"),
    ],
)
def test_digits_under_an_override_are_read_as_they_are_shown(printed, shown):
    assert text.clean(printed) == shown
