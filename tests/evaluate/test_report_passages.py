"""A document's text is cut around its marks, and nothing in it can steer the page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.evaluate.report.passages import AROUND, LONGEST_MARK, MOST, WHOLE, Mark, cut
from gouji.evaluate.report.visible import one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("总计 12", "总计 12"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\x00b", "a⟦U+0000⟧b"),
        ("a\r\n", "a⟦U+000D⟧\n"),
        ("\x1b[31m", "⟦U+001B⟧[31m"),
        ("第1页\f第2页", "第1页⟦U+000C⟧第2页"),
        ("\u202e321", "⟦U+202E⟧321"),
        ("1\u200b2", "1⟦U+200B⟧2"),
        ("\ufeff一", "⟦U+FEFF⟧一"),
        ("\ud800", "⟦U+D800⟧"),
        ("\uffff\U0001fffe", "⟦U+FFFF⟧⟦U+1FFFE⟧"),
        ("\u2028", "⟦U+2028⟧"),
    ],
)
def test_what_steers_is_shown_as_its_code(text, shown):
    assert visible(text) == shown


@given(st.text(st.characters(), max_size=50))
def test_what_is_shown_encodes_and_steers_nothing(text):
    shown = visible(text)
    shown.encode()
    assert visible(shown) == shown


@pytest.mark.parametrize(("text", "line"), [("a\n b", "a b"), ("x" * 300, "x" * 199 + "…"), ("", "")])
def test_a_line_is_one_line_of_bounded_length(text, line):
    assert one_line(text) == line


def test_a_short_text_is_shown_whole_with_its_marks():
    passages = cut("总计 12 件", [Mark(3, 5, 1, "silent")])
    assert [(p.text, p.numbers, p.kind, p.skipped) for p in passages] == [
        ("总计 ", (), None, 0),
        ("12", (1,), "silent", 0),
        (" 件", (), None, 0),
    ]


def test_a_long_text_is_cut_around_its_marks_and_says_how_much_is_left_out():
    text = "一行\n" * 10_000
    passages = cut(text, [Mark(9_000, 9_002, 1, "named"), Mark(15_000, 15_002, 2, "silent")])
    marked = [passage for passage in passages if passage.kind]
    assert [passage.numbers for passage in marked] == [(1,), (2,)]
    assert sum(len(passage.text) + passage.skipped for passage in passages) == len(text)
    assert sum(len(passage.text) for passage in passages) < 4 * 2 * AROUND
    assert passages[-1].text == ""
    assert passages[-1].skipped > 10_000


def test_overlapping_marks_are_one_with_both_numbers_and_the_worse_kind():
    passages = cut("0123456789", [Mark(2, 6, 1, "named"), Mark(4, 8, 2, "silent")])
    assert [(p.text, p.numbers, p.kind) for p in passages if p.kind] == [("234567", (1, 2), "silent")]


@pytest.mark.parametrize("mark", [Mark(-1, 2, 1, "named"), Mark(3, 3, 1, "named"), Mark(5, 99, 1, "named")])
def test_a_mark_outside_the_text_is_dropped(mark):
    assert [passage.text for passage in cut("0123456789", [mark])] == ["0123456789"]


def test_a_mark_of_a_million_characters_is_shown_in_part():
    text = "9" * 1_000_000
    passages = cut(text, [Mark(0, len(text), 1, "silent")])
    assert passages[0].kind == "silent"
    assert len(passages[0].text) == LONGEST_MARK
    assert sum(len(passage.text) for passage in passages) <= LONGEST_MARK + 2 * AROUND


def test_a_long_text_without_marks_shows_its_beginning():
    passages = cut("字" * 100_000, [])
    assert len(passages[0].text) == WHOLE
    assert passages[-1].skipped == 100_000 - WHOLE


def test_many_marks_never_show_more_than_the_most():
    text = "1 " * 500_000
    marks = [Mark(at, at + 1, at + 1, "named") for at in range(0, len(text), 400)]
    assert sum(len(passage.text) for passage in cut(text, marks)) <= MOST


@given(
    st.text("01 \n件", max_size=80).map(lambda text: text * 120),
    st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 30)), max_size=6),
)
def test_every_code_point_is_shown_or_counted_as_left_out(text, spans):
    marks = [Mark(start, start + size, at, "named") for at, (start, size) in enumerate(spans, 1)]
    passages = cut(text, marks)
    assert sum(len(passage.text) + passage.skipped for passage in passages) == len(text)
    shown = {number for passage in passages for number in passage.numbers}
    assert shown == {mark.number for mark in marks if mark.end <= len(text)}
