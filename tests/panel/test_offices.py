import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.errors import UsageError
from gouji.panel.offices import nearest, parse_offices
from gouji.panel.sheet import office_key


def parsed(text):
    return [(each.name, each.parent, each.years) for each in parse_offices(text, "名单.csv").listed]


def refusal(text):
    with pytest.raises(UsageError) as caught:
        parse_offices(text, "名单.csv")
    assert caught.value.code == "office_list"
    assert "名单.csv" in caught.value.message
    return caught.value.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("office,parent,years\n甲局,乙县,2021-2023\n", [("甲局", "乙县", (2021, 2022, 2023))]),
        ("机关,上级,年度\r\n甲局,,2021；2023\r\n", [("甲局", None, (2021, 2023))]),
        ("年度\t单位名称\n2024年度\t甲局\n", [("甲局", None, (2024,))]),
        ("\ufeff单 位\n甲 局\n\n# 备注\n乙局\n", [("甲局", None, ()), ("乙局", None, ())]),
        ("序号,机关名称,应报年度\n1,甲局,2021至2022、2024\n", [("甲局", None, (2021, 2022, 2024))]),
        ('机关,年度\n甲局,"2021,2022"\n', [("甲局", None, (2021, 2022))]),
        ("机关,年度\n甲局,2021 — 2022年\n", [("甲局", None, (2021, 2022))]),
        ("机关,上级,年度\n甲局\n", [("甲局", None, ())]),
    ],
)
def test_a_list_is_read_in_every_common_spelling(text, expected):
    assert parsed(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "没有内容"),
        ("机关\n", "没有一家机关"),
        ("名字,年度\n甲局,2021\n", "第 1 行：表头里没有"),
        ("机关,单位\n甲局,乙局\n", "第 1 行：表头“单位”与“机关”是同一列"),
        ("机关,年度\n甲局,去年\n", "第 2 行：年度“去年”看不懂"),
        ("机关,年度\n甲局,2024-2021\n", "第 2 行：年度"),
        ("机关,年度\n甲局,2021\n,2022\n", "第 3 行：没有写机关名称"),
        ("机关,上级\n甲局,甲局\n", "第 2 行：甲局 的上级写成了它自己"),
        ("机关\n甲局\n\n乙局\n甲 局\n", "第 5 行：甲局 在第 2 行已经写过"),
        ("机关\n" + "x" * 200_000 + "\n", "第 2 行：不是合格的 CSV"),
    ],
)
def test_a_list_that_cannot_be_meant_so_is_refused_with_its_line(text, reason):
    assert reason in refusal(text)


def test_all_faults_are_told_at_once_but_not_hundreds():
    told = refusal("机关,年度\n" + "".join(f"第{number}局,哪年\n" for number in range(9)))
    assert "第 2 行" in told
    assert "第 6 行" in told
    assert "第 7 行" not in told
    assert "还有 4 处" in told


@given(
    st.lists(
        st.tuples(
            st.text(alphabet='甲乙丙丁局委办（）," ', min_size=1, max_size=8).filter(office_key),
            st.sets(st.integers(2008, 2030)),
        ),
        min_size=1,
        max_size=20,
        unique_by=lambda each: office_key(each[0]),
    )
)
def test_every_office_that_is_written_is_read(offices):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["机关", "年度"])
    writer.writerows([name, ";".join(map(str, sorted(years)))] for name, years in offices)
    assert [(each.key, set(each.years)) for each in parse_offices(text.getvalue(), "x").listed] == [
        (office_key(name), years) for name, years in offices
    ]


def test_names_are_matched_without_white_space_and_punctuation_and_never_loosely():
    assert office_key("甲县（乙）局 ") == office_key("甲县(乙)局")
    assert office_key("甲县乙局") != office_key("甲县丙局")
    assert office_key("第１办") == office_key("第1办")


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("岚泽县教育局", "岚泽县教育和体育局"),
        ("青禾街道办事处", "岚泽县青禾街道办事处"),
        ("远山市气象台", None),
    ],
)
def test_a_near_miss_is_suggested(name, near):
    listed = ["岚泽县", "岚泽县教育和体育局", "岚泽县青禾街道办事处", "岚泽县水利局"]
    assert nearest(name, {office_key(each): each for each in listed}) == near
