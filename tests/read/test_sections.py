"""The three narrative sections: found by headings as offices write them, cut where they end."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.document import Document
from gouji.read.sections import outline, read_sections
from gouji.read.stream import scan

TITLE = "岚川县水利局2023年政府信息公开工作年度报告\n"
TABLES = (
    "二、主动公开政府信息情况\n第二十条第（一）项\n规章\t0\t0\t0\n"
    "三、收到和处理政府信息公开申请情况\n（本列数据的勾稽关系）\n一、本年新收政府信息公开申请数量\t0\n"
    "四、政府信息公开行政复议、行政诉讼情况\n结果维持\t结果纠正\n0\t0\n"
)
OVERVIEW = "一、总体情况\n水务信息发了九十条。\n"
PROBLEMS = "五、存在的主要问题及改进情况\n解读偏少。\n"
OTHER = "六、其他需要报告的事项\n无。\n"
PLAIN = {"overview": "水务信息发了九十条。", "problems": "解读偏少。", "other": "无。"}
_STARTS = {
    "disclosure": "第二十条第（一）项",
    "requests": "（本列数据的勾稽关系）",
    "proceedings": "结果维持",
}


def sections(text):
    document = Document("报告.txt", "0" * 64, "text/plain", text)
    starts = {table: text.index(mark) for table, mark in _STARTS.items() if mark in text}
    end = text.index("\n0\t0\n") + 4 if "\n0\t0\n" in text else len(text)
    return {
        name: part.text
        for name, part in read_sections(document, outline(scan(document), starts, end).spans).items()
    }


@pytest.mark.parametrize(
    ("overview", "problems", "other"),
    [
        ("一、总体情况\n", "五、存在的主要问题及改进情况\n", "六、其他需要报告的事项\n"),
        ("1、 总体情况\n", "五、存在的主要问题和改进措施。\n", "六、需要报告的其他事项\n"),
        ("１．总体情况：\n", "4.存在的问题及下一步改进措施\n", "5.其他需要报告事项\n"),
        ("（一）总体情况\n", "（五）存在的主要问题及改进情况\n", "（六）其他需要报告的事项\n"),
        ("总体情况\n", "存在的主要问题及改进情况\n", "其他需要报告的事项\n"),
        ("第一部分 总体情况\n", "第五部分 存在的主要问题及改进情况\n", "第六部分 其他需要报告的事项\n"),
        ("一、总体情况。", "五、存在的主要问题及改进情况：", "六、其他需要报告的事项："),
        ("一、总体情况 ", "五、存在的主要问题及改进情况　", "六、其他需要报告的事项  "),
        ("一、总 体 情 况\n", "五、 存在的主要 问题及改进 情况\n", "六 、其 他需要报告的事项\n"),
        ("一、总体情\n况\n", "五、存在的主要问题及\n改进情况\n", "六、其他需要报告\n的事项\n"),
        ("一、\n总体情况\n", "五、\n存在的主要问题及改进情况\n", "六、\n其他需要报告的事项\n"),
        ("## 一、总体情况\n\n", "## 五、存在的主要问题及改进情况\n\n", "**六、其他需要报告的事项**\n\n"),
        (
            "[bookmark: _GoBack]一、总体情况\n",
            "[bookmark: a]五、存在的主要问题及改进情况\n",
            "六、其它需要报告的事项\n",
        ),
        ("一、总休情况\n", "五、在的主要问题及改进情况\n", "六、其他须要报告的事项\n"),
        (
            "　　一、工作概述\n",
            "　　五、政府信息公开工作存在的主要问题及改进情况\n",
            "　　六、其他需要说明的情况\n",
        ),
    ],
)
def test_headings_are_known_in_the_spellings_of_real_reports(overview, problems, other):
    text = f"{TITLE}{overview}水务信息发了九十条。\n{TABLES}{problems}解读偏少。\n{other}无。\n"
    assert sections(text) == PLAIN


@pytest.mark.parametrize(
    "contents",
    [
        (
            "目录\n一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n"
            "五、存在的主要问题及改进情况\n六、其他需要报告的事项\n"
        ),
        "目录\n一、总体情况……………1\n五、存在的主要问题及改进情况.......4\n六、其他需要报告的事项\t5\n",
        "一、总体情况\t1\n",
    ],
)
def test_a_table_of_contents_holds_no_sections(contents):
    assert sections(TITLE + contents + OVERVIEW + TABLES + PROBLEMS + OTHER) == PLAIN


def test_a_subsection_that_bears_the_next_sections_name_does_not_end_the_overview():
    inner = "（一）主动公开政府信息情况\n" + "河道、水库、灌区的信息都在网站上。" * 4
    found = sections(f"{TITLE}一、总体情况\n{inner}\n{TABLES}{PROBLEMS}{OTHER}")
    assert found["overview"] == inner


def test_the_overview_ends_at_the_table_where_the_next_heading_is_lost_or_unknown():
    for heading in ("", "二、主动公开的各类信息\n"):
        tables = TABLES.replace("二、主动公开政府信息情况\n", heading)
        assert sections(TITLE + OVERVIEW + tables + PROBLEMS + OTHER) == PLAIN


def test_without_the_last_heading_the_problems_run_to_the_end():
    found = sections(TITLE + OVERVIEW + TABLES + PROBLEMS + "我局无其他需要报告的事项。\n")
    assert found["problems"] == "解读偏少。\n我局无其他需要报告的事项。"
    assert "other" not in found


def test_a_subsection_stands_for_a_section_whose_heading_is_lost_and_keeps_its_own_words():
    inner = "（一）存在的主要问题。解读偏少。\n（二）改进情况。多写。"
    assert sections(f"{TITLE}{OVERVIEW}{TABLES}{inner}\n{OTHER}")["problems"] == inner


@pytest.mark.parametrize(
    "sentence",
    [
        "详见五、存在的主要问题及改进情况部分。",
        "存在的主要问题是解读偏少。",
        "我局没有\n其他需要报告的事项的情形。",
        "总体情况良好。",
    ],
)
def test_a_sentence_that_has_the_words_is_no_heading(sentence):
    found = sections(f"{TITLE}一、总体情况\n{sentence}\n{TABLES}{PROBLEMS}{OTHER}")
    assert found == {**PLAIN, "overview": sentence}


@pytest.mark.parametrize(
    "end",
    [
        "上一篇：没有了\n下一篇：预算\n",
        "【打印】 【关闭】\n",
        "扫一扫在手机打开当前页\n",
        "相关阅读\n公开指南\n版权所有 网站标识码：1234567890 备案号 1 号\n",
        "主办单位：岚川县人民政府办公室\n",
        "岚川县水利局\n2024年1月12日\n",
        "　　　　岚川县水利局 2024年1月12日\n- 5 -\n",
        "岚川县水利局\n二〇二四年一月十二日\n\n打印 关闭\n",
        "[bookmark: _GoBack]岚川县水利局\n2024年1月12日\n",
        "2024年1月12日\n",
        "\n5\n",
    ],
)
def test_page_furniture_and_the_dated_signature_are_no_part_of_the_last_section(end):
    assert sections(TITLE + OVERVIEW + TABLES + PROBLEMS + OTHER + end) == PLAIN


def test_prose_that_merely_has_words_of_page_furniture_stays():
    other = "主办的节水活动很多，打印材料三百份。\n分享会两次，相关信息已在网站公布。"
    assert (
        sections(TITLE + OVERVIEW + TABLES + PROBLEMS + f"六、其他需要报告的事项\n{other}\n")["other"]
        == other
    )


def test_sections_are_found_where_all_tables_stand_behind_them():
    text = TITLE + OVERVIEW + PROBLEMS + OTHER + "岚川县水利局\n2024年1月12日\n" + TABLES
    assert sections(text) == PLAIN


def test_the_tail_with_the_signature_begins_at_the_closing_sections_wherever_they_stand():
    text = TITLE + OVERVIEW + PROBLEMS + OTHER + "岚川县水利局\n2024年1月12日\n" + TABLES
    document = Document("报告.txt", "0" * 64, "text/plain", text)
    starts = {table: text.index(mark) for table, mark in _STARTS.items()}
    assert outline(scan(document), starts, len(text)).tail_start == text.index("五、")


def test_sections_are_found_where_line_breaks_are_lost():
    tables = TABLES.replace("\n", " ").replace(" 0\t0 ", "\n0\t0\n")
    text = f"一、总体情况 水务信息发了九十条。{tables}五、存在的主要问题及改进情况 解读偏少。 六、其他需要报告的事项 无。"
    assert sections(text) == PLAIN


def test_a_section_without_words_is_found_and_empty():
    assert sections(TITLE + OVERVIEW + TABLES + "五、存在的主要问题及改进情况\n" + OTHER) == {
        **PLAIN,
        "problems": "",
    }


def test_a_place_covers_exactly_the_text():
    text = TITLE + OVERVIEW + TABLES + PROBLEMS + OTHER
    document = Document("报告.txt", "0" * 64, "text/plain", text)
    starts = {table: text.index(mark) for table, mark in _STARTS.items()}
    for part in read_sections(document, outline(scan(document), starts, len(text)).spans).values():
        assert text[part.place.start : part.place.end] == part.text


PIECES = st.sampled_from(
    [
        *"\n\n\x0c\t |。：、1",
        "一、",
        "五、",
        "（一）",
        "六",
        "总体情况",
        "存在的主要问题",
        "及改进情况",
        "其他需要报告的事项",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "无",
        "打印",
        "上一篇",
        "岚川县水利局",
        "2024年1月2日",
        "第二十条第（一）项",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join), st.lists(PIECES, max_size=40).map("".join))
def test_spans_lie_in_the_text_and_do_not_overlap(before, after):
    text = f"{before}\n结果维持\n{after}"
    document = Document("报告.txt", "0" * 64, "text/plain", text)
    found = outline(scan(document), {"proceedings": text.index("结果维持")}, text.index("结果维持") + 4)
    spans = sorted(found.spans.values())
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
    assert 0 <= found.head_end <= len(text)
    assert 0 <= found.tail_start <= len(text)
