"""Where the tables stand, and what is refused instead of being read."""

import pytest

from gouji.errors import ReadError
from gouji.families.disclosure.lexicon_2021 import WORDS
from gouji.read.regions import find_regions, pattern
from gouji.read.stream import scan
from small_reports import OVERVIEW, case_lines, disclosure_lines, document, read, request_rows, whole


def regions(text):
    stream = scan(document(text))
    found = find_regions(stream, WORDS, "年报.txt")
    return {table: stream.chars[region.start : region.end] for table, region in found.items()}


def test_every_table_holds_its_own_labels_and_no_others():
    found = regions(whole())
    assert list(found) == ["disclosure", "requests", "proceedings"]
    assert found["disclosure"].startswith("第二十条第一项")
    assert "行政事业性收费" in found["disclosure"]
    assert "国家秘密" not in found["disclosure"]
    assert "自然人" in found["requests"]
    assert "结转下年度继续办理" in found["requests"]
    assert "未经复议直接起诉" not in found["requests"]
    assert found["proceedings"].startswith("行政复议行政诉讼未经复议直接起诉")


def test_a_table_ends_before_the_narrative_behind_it():
    assert "存在的主要问题" not in regions(whole())["proceedings"]


@pytest.mark.parametrize("heading", ["存在问题和整改措施", "存在的不足及下一步打算", "存在的问题与改进情况"])
def test_a_table_ends_before_a_narrative_with_another_heading(heading):
    assert heading[:4] not in regions(whole().replace("存在的主要问题及改进情况", heading))["proceedings"]


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ({"disclosure": []}, ["requests", "proceedings"]),
        ({"requests": []}, ["disclosure", "proceedings"]),
        ({"cases": []}, ["disclosure", "requests"]),
        ({"disclosure": [], "cases": []}, ["requests"]),
    ],
)
def test_a_missing_table_has_no_region(gone, left):
    assert list(regions(whole(**gone))) == left


def test_tables_are_found_without_headings():
    lines = [*disclosure_lines(), *request_rows().values(), *case_lines()]
    assert set(regions("\n".join(lines))) == {"disclosure", "requests", "proceedings"}


def test_tables_in_another_order_are_found_where_they_stand():
    text = "\n".join([*case_lines(), *request_rows().values(), *disclosure_lines()])
    found = regions(text)
    assert list(found) == ["proceedings", "requests", "disclosure"]
    assert "国家秘密" not in found["proceedings"]


def test_prose_about_the_subject_is_no_table():
    prose = OVERVIEW + "全年未收到不予公开、无法提供、行政复议、行政诉讼方面的申请，行政许可事项照常办理。"
    with pytest.raises(ReadError) as caught:
        regions(prose * 20)
    assert caught.value.code == "not_a_report"


OLD_2019 = """上一年项目数量\t本年增/减\t处理决定数量
行政许可\t12\t+3\t40
政府集中采购\t采购项目数量\t采购总金额
本年新制作数量\t对外公开总数量"""
OLD_2014 = """统计指标\t单位\t统计数
主动公开政府信息数\t条\t120
收到申请数\t件\t4
申请办结数\t件\t4
申请答复数\t件\t4"""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (whole(disclosure=OLD_2019.split("\n")), "other_form"),
        (OLD_2014, "other_form"),
        (whole() + OLD_2019, "several_forms"),
        (whole() + whole(), "several_reports"),
        (whole().replace("2024", "2023") + whole(), "several_reports"),
        ("", "not_a_report"),
        (
            "目录\n一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n",
            "not_a_report",
        ),
    ],
)
def test_what_is_not_one_report_of_this_form_is_refused_with_its_file_and_a_remedy(text, code):
    with pytest.raises(ReadError) as caught:
        regions(text)
    assert caught.value.code == code
    assert "年报.txt" in caught.value.message
    assert caught.value.remedy.endswith(("。", "？"))


def test_two_reports_side_by_side_are_refused():
    lines = whole().split("\n")
    assert read("\n".join(f"{line}\t{line}" for line in lines))["error"]["code"] == "several_reports"


def test_a_second_report_after_the_first_is_refused_even_without_table_2():
    second = whole(disclosure=[], title="岚泽县水务局2024年政府信息公开工作年度报告")
    assert read(whole() + second)["error"]["code"] == "several_reports"


def test_a_table_of_contents_before_the_report_changes_nothing():
    contents = "目录\n一、总体情况……1\n二、主动公开政府信息情况……2\n三、收到和处理政府信息公开申请情况……3\n"
    assert regions(contents + whole()) == regions(whole())


def test_the_longest_word_wins():
    assert pattern(("其他", "其他处理")).findall("其他处理其他") == ["其他处理", "其他"]


def test_a_table_ends_at_the_first_narrative_heading_whichever_spelling_comes_later():
    text = whole().replace("存在的主要问题及改进情况", "存在不足") + "\n上一年存在的主要问题及改进情况\n"
    assert "存在不足" not in regions(text)["proceedings"]
