"""Titles: a line of its own, or up to four; never a link, a breadcrumb or another report's title."""

import pytest

from gouji.read.titles import agency_in, find_title, head_lines, is_organ, year_in

WATER = "岚川县水利局2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (WATER, WATER),
        ("## " + WATER, WATER),
        ("[bookmark: _GoBack]" + WATER, WATER),
        ("\ufeff\u200b" + WATER, WATER),
        (
            "岚川县水利局  2023 年政府信息公开　工作年度报 告",
            "岚川县水利局 2023 年政府信息公开 工作年度报 告",
        ),
        ("岚川县水利局\n2023年政府信息公开工作年度报告", "岚川县水利局 2023年政府信息公开工作年度报告"),
        (
            "岚川县水利局\n\n2023年度\n政府信息公开工作\n年度报告",
            "岚川县水利局 2023年度 政府信息公开工作 年度报告",
        ),
        ("岚川县水利局2023年度政府信息公开\n工作年度报告", "岚川县水利局2023年度政府信息公开 工作年度报告"),
        (
            "岚川县市场监督\n管理局\n2023年政府信息公开工作年度报告",
            "岚川县市场监督 管理局 2023年政府信息公开工作年度报告",
        ),
        (
            "岚川县水利局关于2023年\n政府信息公开工作情况的报告",
            "岚川县水利局关于2023年 政府信息公开工作情况的报告",
        ),
        (
            "岚川县水利局关于2023年政府信息公开工作年度报\n告",
            "岚川县水利局关于2023年政府信息公开工作年度报 告",
        ),
        ("岚川县\n水利局2023年政府信息公开工作年度报告", "岚川县 水利局2023年政府信息公开工作年度报告"),
        ("柘岭镇政府信息公开工作年度报告（2023年度）", "柘岭镇政府信息公开工作年度报告（2023年度）"),
        ("柘岭镇政务公开工作2023年度报告", "柘岭镇政务公开工作2023年度报告"),
        ("柘岭镇二〇二三年政府信息公开年报", "柘岭镇二〇二三年政府信息公开年报"),
        ("岚川县水利局：2023年政府信息公开工作年度报告", "岚川县水利局：2023年政府信息公开工作年度报告"),
        (WATER + "_政府信息公开年报_岚川县人民政府", WATER),
        (WATER + " - 岚川县人民政府网", WATER),
        (WATER + "（2023年1月1日至2023年12月31日）", WATER + "（2023年1月1日至2023年12月31日）"),
        ("柘岭镇政府信息公开年报\n（2023年度）", "柘岭镇政府信息公开年报 （2023年度）"),
        (
            "柘岭镇\n政府信息公开工作\n年度报告\n（2023年）\n2024年1月9日",
            "柘岭镇 政府信息公开工作 年度报告 （2023年）",
        ),
        ("柘岭镇政府信息公开年报\n2023年度", "柘岭镇政府信息公开年报 2023年度"),
        ("首页\n政府信息公开年度报告\n（2023年）", "政府信息公开年度报告 （2023年）"),
        ("岚川口岸海关\n2023年政府信息公开年报", "岚川口岸海关 2023年政府信息公开年报"),
        ("柘岭垦区十二团\n政府信息公开年报\n（2023年）", "柘岭垦区十二团 政府信息公开年报 （2023年）"),
        ("岚川天文观象堂\n2023年政府信息公开年报", "岚川天文观象堂 2023年政府信息公开年报"),
        ("附件1：" + WATER, WATER),
        ("附件1\n" + WATER, WATER),
        (WATER + " 打印 关闭", WATER),
        (WATER + "  发布时间：2024-01-12  来源：岚川县水利局", WATER),
        ("政府信息公开工作年度报告\n自2023年1月1日起，统计如下。", "政府信息公开工作年度报告"),
    ],
)
def test_a_title_is_returned_as_printed_with_white_space_collapsed(head, title):
    assert find_title(head_lines(head), None) == title


@pytest.mark.parametrize(
    "before",
    [
        "首页\n政务公开\n政府信息公开年报",
        "首页 > 政府信息公开 > 年度报告",
        "当前位置：首页 / 岚川县水利局2022年政府信息公开工作年度报告",
        "首页 | 机构职能 | 办事大厅\n公开指南\n年度报告",
        "政府信息公开工作年度报告",
        "岚川县人民政府",
        "关于做好2023年政府信息公开工作年度报告的通知",
        "发布机构：岚川县水利局  发布日期：2024-01-12  浏览次数：12",
        "索引号\t1234\t发布机构\t岚川县水利局\n名称\t" + WATER,
        "《岚川县2022年政府信息公开工作年度报告》",
    ],
)
def test_links_boxes_and_notices_before_a_title_are_not_it(before):
    assert find_title(head_lines(f"{before}\n{WATER}\n现将有关情况报告如下。"), None) == WATER


@pytest.mark.parametrize(
    "head",
    [
        "",
        "首页\n政务公开\n政府信息公开年报\n现将我镇2023年度政府信息公开工作报告如下。",
        "首页 > 政府信息公开 > 年度报告",
        "根据要求，现将我镇2023年度政府信息公开工作报告如下",
        "岚川县水利局2023年法治政府建设年度报告",
    ],
)
def test_without_a_title_there_is_none(head):
    assert find_title(head_lines(head), None) is None


def test_of_several_reports_in_a_list_the_one_of_the_period_is_the_title():
    head = "\n".join(WATER.replace("2023", year) for year in ("2022", "2023", "2021"))
    assert find_title(head_lines(head), 2023) == WATER


def test_a_box_names_the_title_where_no_line_of_its_own_does():
    assert find_title(head_lines(f"发布机构：岚川县水利局 名 称：{WATER} 文号：无"), None) == WATER


def test_the_value_of_a_box_is_no_part_of_the_title_below_it():
    head = "发布机构\n岚川县水利局\n2023年政府信息公开工作年度报告"
    assert find_title(head_lines(head), None) == "2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        ("柘岭镇政府信息公开工作年度报告", "柘岭镇"),
        ("柘岭镇人民政府政府信息公开工作年度报告", "柘岭镇人民政府"),
        ("柘岭镇人民政府信息公开工作年度报告", "柘岭镇人民政府"),
        ("2023年度岚川县水利局政务公开工作年报", "岚川县水利局"),
        ("岚川县水利局关于2023年政府信息公开工作情况的报告", "岚川县水利局"),
        ("二〇二三年岚川县水利局政府信息公开年报", "岚川县水利局"),
        ("2023年政府信息公开工作年度报告(岚川县水利局)", "岚川县水利局"),
        ("全州县水利局2023年政府信息公开工作年度报告", "全州县水利局"),
        ("本溪市水利局2023年政府信息公开工作年度报告", "本溪市水利局"),
        ("国家税务总局岚川县税务局2023年政府信息公开工作年度报告", "国家税务总局岚川县税务局"),
        ("我局2023年政府信息公开工作年度报告", None),
        ("全市2023年政府信息公开工作年度报告", None),
        ("本单位政府信息公开工作年度报告", None),
        ("管理局2023年政府信息公开工作年度报告", None),
        ("2023年度政府信息公开工作年度报告", None),
    ],
)
def test_the_agency_of_a_title_ends_where_its_topic_begins(title, agency):
    assert agency_in(title) == agency


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2023年政府", 2023),
        ("二〇二三年度", 2023),
        ("二○二一年", 2021),
        ("二零二四年", 2024),
        ("二O二二年", 2022),
        ("电话120231", None),
        ("三年", None),
    ],
)
def test_a_year_is_read_in_digits_and_in_chinese_numerals(text, year):
    assert year_in(text) == year


@pytest.mark.parametrize(
    "name", ["我镇", "本机关", "管理局", "办公室", "县政府", "网上办事大厅", "政务公开", "无"]
)
def test_pronouns_tails_and_links_are_no_organs(name):
    assert not is_organ(name)


@pytest.mark.parametrize(
    "above",
    [
        "走进岚川",
        "征求意见稿",
        "年报专栏",
        "我们的家园",
        "附件",
        "岚川天文观象堂\n岚川风光",
        "第二章",
        "二零二四年一月",
    ],
)
def test_a_line_above_that_may_be_anything_names_no_office(above):
    assert find_title(head_lines(f"{above}\n2023年政府信息公开年报"), None) == "2023年政府信息公开年报"


@pytest.mark.parametrize(
    "head",
    [f"{WATER}\n2024年", f"政府信息公开年报\n2022年\n{WATER}", f"{WATER}\n（2022年）"],
)
def test_a_year_below_belongs_to_a_title_without_one(head):
    assert find_title(head_lines(head), None) == WATER


@pytest.mark.parametrize("office", ["中国人民银行青禾市分行", "中国农业发展银行岚泽县支行"])
def test_a_branch_of_a_bank_is_an_office(office):
    assert agency_in(f"{office}政府信息公开工作2024年度报告") == office
    assert is_organ(office)
