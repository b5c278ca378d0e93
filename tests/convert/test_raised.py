"""Raised and lowered text: marks beside a number, readable and never digits of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.convert import convert
from gouji.convert.glyphs import Glyph
from gouji.convert.raised import level, raised
from gouji.document import Source


def glyph(char, left, baseline=100.0, size=10.0):
    return Glyph(char, (left, baseline - size, left + size / 2, baseline), baseline, size)


def words(glyphs):
    return "".join(each.char for each in glyphs)


@pytest.mark.parametrize(
    ("piece", "way", "mark"),
    [
        ("12", "super", "¹²"),
        ("２", "sub", "₂"),
        ("[3]", "super", " [³]"),
        ("*", "super", " *"),
        ("①", "super", " ①"),
        ("", "super", ""),
        (" ", "sub", " "),
    ],
)
def test_raised_digits_are_marks_and_other_raised_text_is_kept_apart(piece, way, mark):
    assert raised(piece, way) == mark


@given(st.text(), st.sampled_from(["super", "sub"]))
def test_raised_text_never_holds_a_decimal_digit_of_the_form(piece, way):
    assert not set(raised(piece, way)) & set("0123456789０１２３４５６７８９")


def test_small_digits_off_the_baseline_of_a_number_stand_on_it_as_marks():
    number = [glyph("4", 0), glyph("7", 5)]
    marks = [glyph("1", 10, baseline=96, size=6), glyph("2", 13, baseline=96, size=6)]
    found = level([*number, *marks])
    assert words(found) == "47¹²"
    assert {each.baseline for each in found} == {100.0}


def test_order_in_the_file_does_not_matter():
    assert words(level([glyph("1", 10, baseline=96, size=6), glyph("7", 5)])) == "¹7"


def test_lowered_digits_and_marks_before_a_number_are_marks_too():
    assert words(level([glyph("7", 5), glyph("2", 10, baseline=102, size=6)])) == "7₂"
    assert words(level([glyph("3", 2, baseline=96, size=6), glyph("7", 5)])) == "³7"


@pytest.mark.parametrize(
    "beside",
    [
        glyph("1", 10, baseline=100, size=6),  # on the line: another font
        glyph("1", 10, baseline=96, size=9),  # hardly smaller
        glyph("1", 30, baseline=96, size=6),  # far away
        glyph("1", 10, baseline=80, size=6),  # on a line of its own
    ],
)
def test_what_is_level_or_large_or_far_stays_a_digit(beside):
    assert words(level([glyph("7", 5), beside])) == "71"


@pytest.mark.parametrize("tag", ["del", "s", "strike"])
def test_struck_out_digits_are_no_part_of_the_number_beside_them(tag):
    page = f"<html><body><table><tr><td>行政处罚</td><td><{tag}>74</{tag}>481</td></tr></table></body></html>"
    assert "~74~481" in convert(Source.of("a.html", page.encode())).text
