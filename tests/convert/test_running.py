"""Running heads and feet, on pages built here glyph by glyph."""

import pytest

from gouji.convert.glyphs import Glyph
from gouji.convert.running import PageLines, running

HEIGHT = 800.0


def line(y, text, size=10.0):
    return [Glyph(char, (50 + 10 * at, y - 8, 60 + 10 * at, y), y, size) for at, char in enumerate(text)]


def printed(*pages):
    """What is left on each page, and what is printed behind everything."""
    laid = [PageLines([line(y, text) for y, text in page], HEIGHT) for page in pages]
    left, late = running(laid)
    return [["".join(glyph.char for glyph in one) for one in page] for page in left], [
        (page, "".join(glyph.char for glyph in one)) for page, one in late
    ]


def test_a_head_stays_on_the_first_page_and_a_foot_on_the_last():
    pages = [[(20, "某镇年报"), (60, "甲乙丙丁"[n]), (780, f"http://a.cn/{n}/3")] for n in (1, 2, 3)]
    left, late = printed(*pages)
    assert left == [["某镇年报", "乙"], ["丙"], ["丁", "http://a.cn/3/3"]]
    assert late == []


def test_what_the_first_or_last_page_lacks_is_printed_once_behind_everything():
    left, late = printed(
        [(60, "标题"), (780, "某镇编制")],
        [(20, "某镇年报"), (60, "乙"), (780, "某镇编制")],
        [(20, "某镇年报"), (60, "丙")],
    )
    assert left == [["标题"], ["乙"], ["丙"]]
    assert late == [(2, "某镇年报"), (1, "某镇编制")]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("其他 0 0", "其他 3 1"),
        ("0 0 0", "0 0 0"),
        ("甲镇年报", "乙镇年报"),
        ("第1页共2页甲", "第1页共4页甲"),
    ],
)
def test_lines_that_say_different_things_stay(one, two):
    left, late = printed([(20, one), (60, "甲")], [(20, two), (60, "乙")])
    assert left == [[one, "甲"], [two, "乙"]]
    assert late == []


def test_lines_at_other_heights_or_inside_the_page_stay():
    left, _ = printed([(20, "年报"), (300, "合计")], [(40, "年报"), (300, "合计")])
    assert left == [["年报", "合计"], ["年报", "合计"]]


def test_the_repeated_head_of_a_table_stays():
    head = [(20 + 14 * at, text) for at, text in enumerate(["申请人情况", "自然人", "商业", "企业", "组织"])]
    left, late = printed([*head, (100, "一、1")], [*head, (100, "二、2")])
    assert left[1] == ["申请人情况", "自然人", "商业", "企业", "组织", "二、2"]
    assert late == []


def test_heads_of_left_and_right_pages_are_found():
    left, _ = printed(*([(20, "左" if n % 2 else "右"), (60, "甲乙丙丁"[n])] for n in range(4)))
    assert left == [["右", "甲"], ["乙"], ["丙"], ["丁"]]


def test_a_single_page_keeps_everything():
    assert printed([(20, "年报"), (780, "1")]) == ([["年报", "1"]], [])
