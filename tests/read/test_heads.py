"""Column heads are read: in which order they stand, and when that is in doubt."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.families.disclosure.lexicon_2021 import WORDS
from gouji.families.disclosure.rules import COLUMNS
from gouji.read.heads import applicant_order, read_order
from gouji.read.stream import scan
from small_reports import HEADS, REQUEST_HEADS, document, request_rows

LIFECYCLE = {"issued": ("本年制发件数",), "repealed": ("本年废止件数",), "in_force": ("现行有效件数",)}
FORM = tuple(COLUMNS)
NAMES = dict(zip(HEADS, COLUMNS, strict=True))
FLAT = tuple(HEADS)


def order(head):
    """The order of table 3's columns under a head text."""
    stream = scan(document(head + "\n"))
    return applicant_order(stream, 0, len(stream.chars), WORDS)


def columns(heads):
    return tuple(NAMES[head] for head in heads)


@pytest.mark.parametrize("printed", list(permutations(LIFECYCLE)))
def test_the_heads_of_table_2_are_read_in_any_order(printed):
    found = read_order(LIFECYCLE, "".join(LIFECYCLE[column][0] for column in printed))
    assert found.columns == printed
    assert found.moved == (printed != tuple(LIFECYCLE))
    assert found.why is None


@pytest.mark.parametrize("printed", list(permutations(LIFECYCLE)))
@given(data=st.data())
def test_one_damaged_character_never_exchanges_heads_unnoticed(printed, data):
    head = "".join(LIFECYCLE[column][0] for column in printed)
    at = data.draw(st.integers(0, len(head) - 1))
    how = data.draw(st.sampled_from(["", "囗", head[at] * 2]))
    found = read_order(LIFECYCLE, head[:at] + how + head[at + 1 :])
    assert found.columns == printed or found.why


def test_no_head_is_a_doubt_about_every_column():
    found = read_order(LIFECYCLE, "")
    assert found.why == "no_head"
    assert set(found.doubtful) == set(LIFECYCLE)


def test_words_around_the_heads_are_taken_out():
    head = "第二十条第一项信息内容本年制发件数本年废止件数现行有效件数"
    assert read_order(LIFECYCLE, head, noise=("第二十条第一项", "信息内容")).why is None


HEAD_LAYOUTS = {
    "the form's three rows": "\n".join(REQUEST_HEADS),
    "one row": "\t".join(FLAT),
    "total in the first row": "申请人情况\t\t\t\t\t\t\t总计\n自然人\t法人或其他组织\n\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他",
    "total in the third row": "申请人情况\n自然人\t法人或其他组织\n\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计",
    "one head per line": "自然人\n法人或其他组织\n总计\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他",
    "broken inside": "自然人\t法人或其他组织\t总计\n商业\n企业\t科研\n机构\t社会公\n益组织\t法律服\n务机构\t其他",
    "spaces inside": "自 然 人\t法人或其他组织\t总 计\n商业 企业\t科研 机构\t社会公益 组织\t法律服务 机构\t其 他",
    "pipes": "| 自然人 | 法人或其他组织 |||||| 总计 |\n|| 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 ||",
    "with 合计": "自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t合计",
}


@pytest.mark.parametrize("layout", HEAD_LAYOUTS)
def test_the_forms_own_order_is_read_in_every_layout(layout):
    found = order(HEAD_LAYOUTS[layout])
    assert (found.columns, found.moved, found.why) == (FORM, False, None)


@pytest.mark.parametrize("total_at", range(7))
def test_a_head_row_is_read_literally(total_at):
    heads = [head for head in HEADS if head != "总计"]
    heads.insert(total_at, "总计")
    assert order("\t".join(heads)).columns == columns(heads)


@pytest.mark.parametrize(
    "head",
    [
        "总计\t申请人情况\n自然人\t法人或其他组织\n商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他",
        "申请人情况\n自然人\t法人或其他组织\n总计\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他",
        "申请人情况\n总计\t自然人\t法人或其他组织\n商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他",
    ],
)
def test_a_total_left_of_what_it_shares_a_line_with_is_the_first_column(head):
    found = order(head)
    assert found.columns == ("total", *FORM[:-1])
    assert found.moved
    assert FORM not in found.rivals


def test_a_total_right_of_the_group_on_its_line_is_last_whatever_adds_up():
    head = "申请人情况\n自然人\t法人或其他组织\t总计\n商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他"
    found = order(head)
    assert (found.columns, found.rivals) == (FORM, ())


@given(st.permutations(HEADS))
def test_any_order_of_whole_heads_on_one_line_is_read(heads):
    found = order("\t".join(heads))
    assert found.columns == columns(heads)
    assert found.why is None
    assert found.moved == (found.columns != FORM)


@given(st.permutations(HEADS[1:6]))
def test_any_order_of_the_organisations_under_their_group_is_read_or_doubted(five):
    head = "\n".join([REQUEST_HEADS[0], "自然人\t法人或其他组织\t\t\t\t\t总计", "\t" + "\t".join(five)])
    found = order(head)
    assert found.columns == columns(["自然人", *five, "总计"]) or found.why


@given(st.permutations(HEADS[1:6]), st.data())
def test_a_damaged_head_is_never_read_in_another_order_unnoticed(five, data):
    at = data.draw(st.integers(0, 4))
    spot = data.draw(st.integers(0, len(five[at]) - 1))
    hurt = list(five)
    hurt[at] = five[at][:spot] + data.draw(st.sampled_from(["", "囗"])) + five[at][spot + 1 :]
    head = "\n".join(["自然人\t法人或其他组织\t\t\t\t\t总计", "\t" + "\t".join(hurt)])
    found = order(head)
    assert found.columns == columns(["自然人", *five, "总计"]) or found.why


def test_the_caption_above_the_heads_is_no_head():
    assert (
        order(
            "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）\n" + "\t".join(HEADS)
        ).columns
        == FORM
    )


def test_a_head_that_is_gone_is_a_doubt():
    found = order("")
    assert found.why == "no_head"
    assert set(found.doubtful) == set(FORM) - {"total"}


WRAPPED = """
          法人或其他组织
自然人  商业  科研  社会公  法律服  其他  总计
        企业  机构  益组织  务机构
"""
WRAPPED_SWAPPED = """
          法人或其他组织
自然人  科研  商业  社会公  法律服  其他  总计
        机构  企业  益组织  务机构
"""


def test_wrapped_heads_are_put_together_by_the_columns_they_share():
    assert order(WRAPPED).columns == FORM
    found = order(WRAPPED_SWAPPED)
    assert found.why or found.columns == columns(["自然人", "科研机构", "商业企业", *HEADS[3:]])


def test_the_rows_below_do_not_count_as_heads():
    text = "\n".join([*REQUEST_HEADS, *request_rows().values()])
    stream = scan(document(text))
    end = stream.chars.index("本年新收")
    assert applicant_order(stream, 0, end, WORDS).columns == FORM


BEHIND = "申请人情况\t总计\n{group}\t自然人\n商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他"


@pytest.mark.parametrize("group", ["法人或其他组织", "法或其他组织", "法人或其他组织织", "法人成其他组织"])
@pytest.mark.parametrize("single", ["自然人", "自然末", "然人", "自人", "自自然人"])
def test_a_damaged_group_head_before_the_single_applicant_still_puts_him_behind(group, single):
    found = order(BEHIND.format(group=group).replace("自然人", single))
    assert found.columns == columns([*HEADS[1:6], "自然人", "总计"]) or found.why


def test_a_single_applicant_whose_head_is_gone_beside_the_group_is_a_doubt():
    assert order(BEHIND.format(group="法人或其他组织").replace("自然人", "囗囗囗")).why


def placed(*rows):
    """Lines of (column of the page, text)."""
    lines = []
    for row in rows:
        line = ""
        for at, text in row:
            line = line.ljust(at) + text
        lines.append(line)
    return "\n".join(lines)


KINDS = [(20 + 10 * at, head) for at, head in enumerate(HEADS[1:6])]


@pytest.mark.parametrize(("at", "heads"), [(8, HEADS), (72, [*HEADS[1:6], "自然人", "总计"])])
@pytest.mark.parametrize("pieces", [("法人或", "其他组织"), ("法人", "或其他组织")])
def test_a_group_head_of_two_lines_beside_the_single_applicant_is_told_by_where_they_stand(at, heads, pieces):
    second = sorted([(40, pieces[1]), (at, "自然人")])
    head = placed([(40, pieces[0])], second, [*KINDS, (84, "总计")])
    assert order(head).columns == columns(heads)


def test_a_measure_that_puts_the_single_applicant_amid_the_organisations_is_not_believed():
    caption = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    upper = [(0, caption), (54, "自然人"), (80, "其他组织"), (110, "总计")]
    kinds = [(66, "商业"), (74, "科研"), (88, "社会公益组织"), (97, "法律服务机构"), (106, "其他")]
    head = placed([(80, "法人或")], upper, kinds, [(64, "企业"), (77, "机构")])
    found = order(head)
    assert found.columns == FORM or found.why


@pytest.mark.parametrize("single", ["自然人", "自自然人", "自然人人"])
def test_a_damaged_group_head_behind_the_single_applicant_leaves_him_first(single):
    found = order(f"{single}\t法人或其他组太\n商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计")
    assert found.columns == FORM or found.why


def test_bars_and_wide_gaps_inside_of_a_head_are_no_places_in_space():
    cells = [
        "自然人",
        "法人或\n其他组织",
        "总  计",
        "其他",
        "商业\n企业",
        "法律服务机构",
        "社会公\n益组织",
        "科研\n机构",
    ]
    found = order(
        "\n".join(f"| {cell}\n|" if at in {0, 3} else f"{cell}\n|" for at, cell in enumerate(cells))
    )
    five = ["其他", "商业企业", "法律服务机构", "社会公益组织", "科研机构"]
    assert found.columns == columns(["自然人", *five, "总计"]) or found.why


WITHOUT_SINGLE = "申请人情况\n" + "\t".join(HEADS[1:])
FOREIGN = ["单位：件", "（续表）", "一、本", "一年新", "甲乙丙", "项目"]


@pytest.mark.parametrize("foreign", FOREIGN)
def test_words_below_the_heads_never_stand_for_a_head_that_is_gone(foreign):
    assert order(f"{WITHOUT_SINGLE}\n{foreign}").columns == FORM


@pytest.mark.parametrize("foreign", FOREIGN)
def test_words_among_the_heads_that_stand_for_no_head_are_a_doubt(foreign):
    found = order("\t".join([*HEADS[1:6], foreign.replace("：", "") + "呢", "总计"]))
    assert found.columns == FORM
    assert set(found.doubtful) == set(FORM) - {"total"}


@pytest.mark.parametrize("at", range(6))
def test_another_order_is_believed_only_where_every_head_is_printed(at):
    moved = [*HEADS[1:6], HEADS[0]]
    assert order("\n".join([*moved, "总计"])).columns == columns([*moved, "总计"])
    gone = order("\n".join([*moved[:at], "甲" * len(moved[at]), *moved[at + 1 :], "总计"]))
    assert gone.columns == FORM
