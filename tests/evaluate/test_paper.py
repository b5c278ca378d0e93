"""A sheet on pages: every number is printed once at its place, and nothing overlaps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.evaluate.chance import dice
from gouji.evaluate.gold import make_gold
from gouji.evaluate.render.layout import Line, Sheet, Slot, Table
from gouji.evaluate.render.page import PageStyle, Rules, Words, wrap
from gouji.evaluate.render.paper import set_pages
from gouji.evaluate.render.sheet import lay_out
from gouji.evaluate.render.values import ValueStyle
from gouji.evaluate.render.wording import Wording

STYLES = {
    "plain": PageStyle(),
    "torn": PageStyle(split_rows=True, label_widths=(0.05, 0.08, 0.16), size=10.5),
    "heads": PageStyle(repeat_heads=True, width=842.0, height=595.0),
    "narrow": PageStyle(narrow=True, margin=70.0, size=10.5),
    "tight": PageStyle(padding=0.5, leading=1.1, label_widths=(0.06, 0.10, 0.20)),
    "unruled": PageStyle(ruling="none"),
}


def half(char):
    return 0.5 if char.isascii() else 1.0


def pages_of(style, seed=3, kind="dense"):
    gold = make_gold(seed, kind)
    return gold, set_pages(lay_out(gold, dice(seed), Wording(), ValueStyle()), style, half)


def inside(word, box):
    return box[0] - 0.1 <= word.x and box[1] <= word.y <= box[3] and word.x <= box[2]


@pytest.mark.parametrize("name", STYLES)
def test_every_number_has_the_place_where_its_digits_are_printed(name):
    gold, pages = pages_of(STYLES[name])
    found = {}
    for page in pages:
        words = [mark for mark in page.marks if isinstance(mark, Words)]
        for path, box in page.numbers.items():
            assert path not in found
            found[path] = "".join(word.text for word in words if inside(word, box))
    assert found == {path: str(value) for path, value in gold.cells.items()}


@pytest.mark.parametrize("name", STYLES)
def test_no_line_of_text_stands_on_another_or_off_the_page(name):
    _, pages = pages_of(STYLES[name])
    for page in pages:
        boxes = [
            (m.x, m.y - 0.7 * m.size, m.x + m.size * sum(map(half, m.text)), m.y)
            for m in page.marks
            if isinstance(m, Words)
        ]
        for at, one in enumerate(boxes):
            assert one[0] >= 0
            assert one[2] <= page.width
            assert one[3] <= page.height
            for other in boxes[at + 1 :]:
                apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
                assert apart, (one, other)


def test_a_label_over_several_rows_makes_them_high_enough():
    group = Slot("三本年度办理结果以及其他", "group", 0, rows=2)
    rows = [
        Line((group, Slot("1", "number", 1, key="a"))),
        Line((Slot("2", "number", 1, key="b"),)),
    ]
    sheet = Sheet((Table("t", 20, tuple(rows)),), {}, make_gold(1).identity)
    [page] = set_pages(sheet, PageStyle(), half)
    top = min(y for mark in page.marks if isinstance(mark, Rules) for _, y, _, _ in mark.lines)
    bottom = max(y for mark in page.marks if isinstance(mark, Rules) for _, _, _, y in mark.lines)
    words = [mark for mark in page.marks if isinstance(mark, Words) and len(mark.text) <= 2]
    assert all(top < word.y < bottom for word in words)
    assert bottom - top >= 6 * 9 * 1.35


@given(st.text(alphabet="一二三ab1\n", max_size=40), st.floats(5, 60), st.floats(4, 20))
def test_wrapping_loses_nothing_and_no_line_is_wider_than_it_must_be(text, width, size):
    lines = wrap(text, width, size, half)
    assert "".join(lines) == text.replace("\n", "")
    assert all(len(line) == 1 or size * sum(map(half, line)) <= width + 1e-6 for line in lines if line)
