"""Identity and sections: only what the document says in these very words."""

import pytest

from gouji.document import Document
from gouji.read.model.answers import Header
from gouji.read.model.header import read_header

TEXT = (
    "目录\n一、总体情况\n五、存在的主要问题及改进情况\n六、其他需要报告的事项\n\n"
    "青石县枫桥镇人民政府\n2024年政府信息公开\n工作年度报告\n"
    "本报告由青石县枫桥镇人民政府编制，统计期限自２０２４年1月1日起至2024年12月31日止。\n"
    "一、总体情况\n全年平稳。\n"
    "二、主动公开政府信息情况\n第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t0\t0\t0\n行政规范性文件\t1\t0\t3\n"
    "第二十条第（五）项\n信息内容\t本年处理决定数量\n行政许可\t5\n第二十条第（六）项\n信息内容\t本年处理决定数量\n行政处罚\t2\n行政强制\t0\n"
    "第二十条第（八）项\n信息内容\t本年收费金额（单位：万元）\n行政事业性收费\t0\n"
    "五、存在的主要问题及改进情况\n公开不够及时。\n"
    "六、其他需要报告的事项\n无。\n"
)
SAID = {
    "title": "青石县枫桥镇人民政府2024年政府信息公开工作年度报告",
    "agency": "青石县枫桥镇人民政府",
    "year": 2024,
    "period": "自2024年1月1日起至2024年12月31日止",
    "headings": {
        "overview": "一、总体情况",
        "problems": "五、存在的主要问题及改进情况",
        "other": "六、其他需要报告的事项",
    },
}


def read(text=TEXT, **said):
    document = Document("report.txt", "0" * 64, "text/plain", text)
    return read_header(document, [Header.model_validate({**SAID, **said})], {})


def rules(found):
    return [(finding.rule, finding.severity) for finding in found.findings]


def test_what_is_quoted_is_given_as_printed():
    identity = read().identity
    assert identity.title == "青石县枫桥镇人民政府 2024年政府信息公开 工作年度报告"
    assert identity.agency == "青石县枫桥镇人民政府"
    assert identity.year == 2024
    assert identity.period == ("2024-01-01", "2024-12-31")
    assert rules(read()) == []


@pytest.mark.parametrize(
    ("said", "field", "rule"),
    [
        ({"title": "青石县2024年政府信息公开工作年度报告"}, "title", "no_title"),
        ({"title": None}, "title", "no_title"),
        ({"title": "2024年政府信息公开工作年度报告"}, "title", "no_title"),
        ({"agency": "青石县人民政府"}, "agency", "no_agency"),
        ({"agency": "本镇"}, "agency", "no_agency"),
        ({"agency": "政府信息公开"}, "agency", "no_agency"),
        ({"year": 2023}, "year", "no_year"),
        ({"year": None}, "year", "no_year"),
        ({"title": None, "period": None}, "year", "no_year"),
    ],
)
def test_what_the_document_does_not_say_is_not_taken(said, field, rule):
    found = read(**said)
    assert getattr(found.identity, field) is None
    assert (rule, "warning") in rules(found)


@pytest.mark.parametrize(
    "line",
    [
        "现将2024年政府信息公开工作年度报告如下",
        "根据要求，现将青石县枫桥镇2024年政府信息公开工作年度报告公布如下。",
        "政府信息公开年报",
        "政府信息公开工作年度报告",
        "2024年政府信息公开工作年度报告",
        "首页 | 政务公开 | 政府信息公开年报",
    ],
)
def test_a_sentence_a_link_and_what_runs_along_the_pages_are_no_title(line):
    text = TEXT.replace("青石县枫桥镇人民政府\n2024", f"{line}\n青石县枫桥镇人民政府\n2024", 1)
    assert read(text, title=line).identity.title is None
    assert read(text).identity.title == "青石县枫桥镇人民政府 2024年政府信息公开 工作年度报告"


def test_the_mark_of_a_heading_is_no_part_of_a_title():
    printed = "青石县枫桥镇2024年政府信息公开工作年度报告"
    text = TEXT.replace("青石县枫桥镇人民政府\n2024年政府信息公开\n工作年度报告\n", f"# **{printed}**\n")
    for quote in (printed, f"# **{printed}**", f"# {printed}"):
        assert read(text, title=quote).identity.title == printed


@pytest.mark.parametrize("named", ["赤岩市人民政府", "青石县财政局"])
def test_an_office_that_is_only_mentioned_is_not_the_agency(named):
    text = TEXT.replace("全年平稳。", f"全年平稳，并向{named}报送了材料。")
    assert read(text, agency=named).identity.agency is None


def test_a_period_that_is_not_printed_is_no_period():
    assert read(period="自2024年1月1日至2024年12月30日").identity.period is None


def test_the_year_may_stand_in_the_period_alone():
    assert read(title=None).identity.year == 2024


def test_title_and_period_of_different_years_contradict_each_other():
    found = read(
        TEXT.replace("2024年政府信息公开\n", "2023年政府信息公开\n"),
        title=SAID["title"].replace("2024", "2023"),
    )
    assert ("year_conflict", "error") in rules(found)


def test_a_year_before_the_form_is_an_error():
    text = TEXT.replace("2024", "2019").replace("２０２４", "2019")
    found = read(
        text,
        year=2019,
        title=SAID["title"].replace("2024", "2019"),
        period=SAID["period"].replace("2024", "2019"),
    )
    assert ("year_outside_form", "error") in rules(found)


def test_sections_go_from_their_headings_to_the_next_or_to_a_table():
    sections = read().sections
    assert {name: section.text for name, section in sections.items()} == {
        "overview": "全年平稳。",
        "problems": "公开不够及时。",
        "other": "无。",
    }
    for section in sections.values():
        assert TEXT[section.place.start : section.place.end] == section.text


def test_a_heading_in_other_words_is_found_where_the_document_has_it():
    text = TEXT.replace("六、其他需要报告的事项\n无", "六、补充说明\n无")
    found = read(text, headings={**SAID["headings"], "other": "六、补充说明"})
    assert found.sections["other"].text == "无。"
    assert found.sections["problems"].text == "公开不够及时。"


@pytest.mark.parametrize("heading", [None, "六、别的事项", "无"])
def test_a_heading_that_is_no_line_of_the_document_gives_no_section(heading):
    found = read(headings={**SAID["headings"], "other": heading})
    assert "other" not in found.sections
    assert ("missing_section", "warning") in rules(found)


def test_words_inside_of_a_sentence_are_no_heading():
    found = read(headings={**SAID["headings"], "problems": "不够及时"})
    assert "problems" not in found.sections


def test_without_an_answer_nothing_is_said_of_the_header():
    found = read_header(Document("report.txt", "0" * 64, "text/plain", TEXT), [], {})
    assert (found.identity.title, found.identity.agency, found.identity.year) == (None, None, None)
    assert not found.findings
