"""The agency: the fullest name that title, signature, box or period sentence print for one body."""

import pytest

from gouji.read.agency import read_agency
from gouji.read.titles import head_lines

NO_NAME = "2023年政府信息公开工作年度报告"


def agency(title, *, head="", sentences=(), tail=""):
    return read_agency(title, head_lines(head), sentences, head_lines(tail))


@pytest.mark.parametrize(
    "tail",
    [
        "无。\n岚川县水利局\n2024年1月12日",
        "无。\n岚 川 县 水 利 局\n二〇二四年一月十二日\n上一篇：没有了\n版权所有",
        "无。\n岚川县水利局 2024年1月12日",
        "无。\n岚川县水利局（盖章）\n2024.1.12",
        "无。岚川县水利局 2024年1月12日",
        "无。\n岚川县水利局\n（2024年1月）",
    ],
)
def test_a_dated_signature_states_the_agency(tail):
    assert agency(NO_NAME, tail=tail) == "岚川县水利局"


@pytest.mark.parametrize(
    "head",
    [
        "发布机构：岚川县水利局",
        "发 布 机 构： 岚川县水利局  发布日期：2024-01-12  浏览次数：12",
        "索引号：12/2024 发文机关：岚川县水利局 成文日期：2024-01-12",
        "索引号\t12\t发布机构\t岚川县水利局\n名称\t无",
        "| 索引号 | 12 | 公开主体 | 岚川县水利局 |",
        "发布机构：\n岚川县水利局",
        "发布时间：2024-01-12 信息来源：岚川县水利局 【字体：大 中 小】",
        "来源：岚川县水利局 作者：某某 浏览：12",
    ],
)
def test_a_publication_box_states_the_agency(head):
    assert agency(NO_NAME, head=head) == "岚川县水利局"


@pytest.mark.parametrize(
    "sentence",
    [
        "岚川县水利局现将2023年度政府信息公开工作情况报告如下",
        "现将岚川县水利局2023年度政府信息公开工作情况报告如下",
        "本报告由岚川县水利局按照《中华人民共和国政府信息公开条例》编制",
        "根据《岚川县人民政府办公室关于做好年报的通知》,岚川县水利局编制2023年政府信息公开工作年度报告",
        "自2023年1月1日至2023年12月31日,岚川县水利局依法公开信息",
        "现公布《岚川县水利局2023年政府信息公开工作年度报告》",
    ],
)
def test_the_period_sentence_states_the_agency(sentence):
    assert agency(NO_NAME, sentences=[sentence]) == "岚川县水利局"


@pytest.mark.parametrize(
    "sentence",
    [
        "根据《岚川县人民政府办公室关于做好年报的通知》要求,现将我镇2023年度政府信息公开工作报告如下",
        "按照岚川县人民政府办公室的要求,我镇编制本年度报告",
        "本报告可在岚川县人民政府网站查阅,统计期限自2023年1月1日起",
        "自2023年1月1日至2023年12月31日,我镇依法公开信息",
        "岚川县人民政府高度重视,现将我镇2023年度政府信息公开工作报告如下",
        "2023年度政府信息公开工作中,镇政府认真落实要求",
        "请与岚川县水利局办公室联系,统计期限自2023年1月1日起",
    ],
)
def test_bodies_that_a_sentence_merely_mentions_are_never_taken(sentence):
    assert agency(None, sentences=[sentence]) is None


@pytest.mark.parametrize(
    ("title", "tail", "fullest"),
    [
        (
            "柘岭镇2023年政府信息公开工作年度报告",
            "岚川县柘岭镇人民政府\n2024年1月2日",
            "岚川县柘岭镇人民政府",
        ),
        ("岚川县柘岭镇2023年政府信息公开工作年度报告", "柘岭镇人民政府\n2024年1月2日", "岚川县柘岭镇"),
        (
            "岚川县住建局2023年政府信息公开工作年度报告",
            "岚川县住房和城乡建设局\n2024年1月2日",
            "岚川县住房和城乡建设局",
        ),
        (
            "岚川高新区管委会2023年政府信息公开工作年度报告",
            "岚川高新区管理委员会\n2024年1月2日",
            "岚川高新区管理委员会",
        ),
        ("岚川县2023年政府信息公开工作年度报告", "岚川县人民政府办公室\n2024年1月2日", "岚川县"),
        (
            "岚川县公安局2023年政府信息公开工作年度报告",
            "岚川县公安局交通警察大队\n2024年1月2日",
            "岚川县公安局",
        ),
        ("岚川县财政局2023年政府信息公开工作年度报告", "岚川县财政局柘岭分局\n2024年1月2日", "岚川县财政局"),
        ("岚川县水利局2023年政府信息公开工作年度报告", "霁泽市审计局\n2024年1月2日", "岚川县水利局"),
    ],
)
def test_the_fullest_name_of_the_same_body_wins_and_no_two_are_joined(title, tail, fullest):
    assert agency(title, tail=tail) == fullest


def test_footers_of_the_site_are_no_signature():
    tail = "无。\n主办单位：岚川县人民政府办公室\n版权所有 岚川县人民政府\n网站标识码：1234567890"
    assert agency(NO_NAME, tail=tail) is None
