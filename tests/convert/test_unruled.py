"""Tables without ruling lines, built here glyph by glyph: type of 10 points, 12 from line to line."""

import pytest

from gouji.convert.glyphs import Glyph, lines
from gouji.convert.unruled import reflow

SIZE = 10.0


def glyphs(y, x, text):
    """The glyphs of ``text`` from ``x`` on: a character is 10 points wide, ASCII 5, a thin space 1.5."""
    found = []
    for char in text:
        wide = 1.5 if char == "\u2009" else SIZE / 2 if char.isascii() else SIZE
        if char != "\u2009":
            found.append(Glyph(char, (x, y - 8, x + wide, y + 2), y, SIZE))
        x += wide
    return found


def page(*printed):
    """The lines of text that a page of (baseline, x, text) comes to."""
    found = [glyph for y, x, text in printed for glyph in glyphs(y, x, text)]
    return ["".join(char for char, _ in line) for _, line in reflow(lines(found))]


def row(y, *numbers, first=200):
    return [(y, first + 60 * index, number) for index, number in enumerate(numbers) if number]


def test_a_label_wrapped_around_its_numbers_is_one_label():
    assert page(
        (100, 50, "一、新收"), *row(100, "31", "7", "38"),
        (120, 50, "二、上年结转的"), *row(126, "4", "0", "4"), (132, 50, "申请"),
        (152, 50, "三、结果"), *row(152, "5", "0", "5"),
    ) == ["一、新收\t31\t7\t38", "二、上年结转的申请\t4\t0\t4", "三、结果\t5\t0\t5"]  # fmt: skip


def test_labels_at_the_top_of_their_rows_need_no_space_between_rows():
    assert page(
        (100, 50, "一、新收到的"), *row(100, "31", "7", first=120), (112, 50, "申请"),
        (124, 50, "二、上年结转"), *row(124, "4", "0", first=120), (136, 50, "的申请"),
        (148, 50, "三、结果"), *row(148, "5", "0", first=120),
    ) == ["一、新收到的申请\t31\t7", "二、上年结转的申请\t4\t0", "三、结果\t5\t0"]  # fmt: skip


def test_a_group_label_beside_several_rows_stands_by_itself():
    assert page(
        (100, 90, "1.国家秘密"), *row(100, "3", "1"),
        (114, 50, "（三）"), (118, 90, "2.商业秘密"), *row(118, "2", "0"),
        (126, 50, "不公开"), (136, 90, "3.个人的信息"), *row(142, "4", "4"), (148, 90, "及隐私"),
    ) == ["1.国家秘密\t3\t1", "（三）不公开\t2.商业秘密\t2\t0", "3.个人的信息及隐私\t4\t4"]  # fmt: skip


def test_wrapped_heads_stand_level_with_heads_of_one_line():
    assert page(
        (80, 195, "商业"), (80, 255, "科研"), (86, 315, "其他"), (92, 195, "企业"), (92, 255, "机构"),
        (110, 50, "一、新收"), *row(110, "31", "7", "38"),
        (128, 50, "二、结转"), *row(128, "4", "0", "4"),
    ) == ["商业企业\t科研机构\t其他", "一、新收\t31\t7\t38", "二、结转\t4\t0\t4"]  # fmt: skip


def test_heads_below_each_other_are_not_joined_without_a_sign_of_wrapping():
    printed = page(
        (80, 195, "复议"), (80, 255, "诉讼"), (92, 195, "维持"), (92, 255, "纠正"), (92, 315, "总计"),
        (104, 50, "件数"), *row(104, "31", "7", "38"),
    )  # fmt: skip
    assert printed == ["复议\t诉讼", "维持\t纠正\t总计", "件数\t31\t7\t38"]


def test_numbers_that_nearly_touch_stay_in_their_columns():
    assert page(
        (100, 50, "一、新收"), (100, 200, "267801"), (100, 231.5, "32811"),
        (118, 50, "二、结转"), (118, 200, "466"), (118, 231.5, "110"),
        (136, 50, "三、结果"), (136, 200, "5691"), (136, 231.5, "1304"),
    ) == ["一、新收\t267801\t32811", "二、结转\t466\t110", "三、结果\t5691\t1304"]  # fmt: skip


def test_heads_that_nearly_touch_stay_in_their_columns():
    heads = [
        (80 + 12 * at, 200 + 22 * index, text) for at in (0, 1) for index, text in enumerate(["结果", "其他"])
    ]
    assert page(
        *heads, (86, 244, "总计"), *[(110, 200 + 22 * index, str(index)) for index in range(3)], (110, 50, "件数"),
    ) == ["结果结果\t其他其他\t总计", "件数\t0\t1\t2"]  # fmt: skip


def test_a_label_spread_over_its_line_is_one_label():
    spread = [(100, 50 + 12 * at, char) for at, char in enumerate("新收申请")]
    assert page(*spread, *row(100, "31", "7"))[0] == "新收申请\t31\t7"


def test_thousands_set_apart_in_one_column_are_one_number():
    assert page(
        (100, 50, "一、新收"), (100, 200, "14\u2009766"), (100, 260, "8"),
        (118, 50, "二、结转"), (118, 200, "2\u2009466"), (118, 260, "0"),
    ) == ["一、新收\t14766\t8", "二、结转\t2466\t0"]  # fmt: skip


@pytest.mark.parametrize("between", [" ", "\u3000"])
def test_printed_spaces_inside_a_cell_are_kept(between):
    printed = page(
        (100, 50, f"一、新{between}收"), *row(100, "12", "5"), (118, 50, "二、"), *row(118, "3 4", "0")
    )
    assert printed[0] == "一、新 收\t12\t5"
    assert "34" not in printed[1]


def test_a_unit_and_a_remark_below_a_number_belong_to_it():
    assert page(
        (100, 50, "一、新收"), *row(94, "", "1254"), *row(100, "31", "", "38"), (106, 260, "件"),
        (130, 50, "二、结转"), *row(124, "3（转"), *row(130, "", "0", "3"), (136, 200, "办）"),
    ) == ["一、新收\t31\t1254 件\t38", "二、结转\t3（转办）\t0\t3"]  # fmt: skip


def test_a_number_torn_in_a_column_that_it_fills_is_one_number():
    assert page(
        (100, 50, "一、新收"), (94, 200, "10937"), (100, 230, "68"), (106, 200, "5"),
        (130, 50, "二、结转"), (130, 200, "31"), (130, 230, "7"),
    ) == ["一、新收\t109375\t68", "二、结转\t31\t7"]  # fmt: skip


def test_a_short_number_above_another_is_no_torn_one():
    printed = page(
        (100, 50, "一、新收"), (94, 200, "1"), (100, 260, "68"), (106, 200, "5"),
        (130, 50, "二、结转"), (130, 200, "31"), (130, 260, "7"),
    )  # fmt: skip
    assert "15" not in "".join(printed)


def test_a_page_number_is_no_row():
    printed = page(
        (100, 50, "一、新收"),
        *row(100, "31", "7"),
        (118, 50, "二、结转"),
        *row(118, "4", "0"),
        (800, 230, "12"),
    )
    assert printed == ["一、新收\t31\t7", "二、结转\t4\t0", "12"]


def test_a_row_with_something_unreadable_joins_no_other_rows():
    printed = page(
        (100, 50, "一、新收"), *row(100, "31", "7", "38"),
        (112, 50, "二、结转"), *row(112, "4", "#", "4"),
        (124, 50, "三、结果"), *row(124, "5", "0?", "5"),
        (136, 50, "四、其他"), *row(136, "6", "2", "8"),
    )  # fmt: skip
    assert printed == ["一、新收\t31\t7\t38", "二、结转\t4\t#\t4", "三、结果\t5\t0?\t5", "四、其他\t6\t2\t8"]


def test_a_line_that_fits_nowhere_leaves_the_lines_as_they_are():
    printed = page(
        (100, 50, "一、新收"), *row(100, "31", "7"),
        (115, 64, "另行统计"),
        (130, 50, "二、结转"), *row(130, "4", "0"),
    )  # fmt: skip
    assert printed == ["一、新收\t31\t7", "另行统计", "二、结转\t4\t0"]


def test_numbers_without_labels_are_a_table_only_if_they_are_many():
    heads = [(80, 50 + 60 * index, "结果") for index in range(5)]
    heads += [(92, 50 + 60 * index, "维持") for index in range(5)] + [(86, 350, "总计")]
    numbers = row(110, "1", "2", "3", "4", "5", "15", first=50)
    assert page(*heads, *numbers) == ["结果维持\t" * 5 + "总计", "1\t2\t3\t4\t5\t15"]
    assert page((92, 50, "结果"), (104, 50, "3"), (104, 80, "4"))[1] == "3\t4"
