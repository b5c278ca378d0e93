"""Markdown: its text stays, its raw HTML tables are tables."""

from gouji.convert import convert
from gouji.document import Source


def markdown(content):
    document = convert(Source.of("a.md", content.encode()))
    assert document.media_type == "text/markdown"
    return document


def test_pipes_stay_for_the_reader():
    content = "# 年度报告\n\n| 类别 | 数量 |\n|---|---|\n| 办结 |  |\n"
    assert markdown(content).text == content
    assert markdown(content).tables == ()


def test_a_raw_html_table_is_expanded_in_its_place():
    document = markdown(
        "# 报告\n\n<html><body><table><tr><td rowspan=2>结果</td><td>1</td></tr><tr><td>2</td></tr></table></body></html>\n\n后文"
    )
    assert document.text == "# 报告\n\n结果\t1\n2\n\n后文\n"
    (table,) = document.tables
    assert document.text[table.start : table.end] == "结果\t1\n2\n"
    assert table.cells[0].row_span == 2


def test_breaks_inside_a_pipe_cell_part_nothing():
    assert (
        markdown("# 报告\n| 商业<br>企业 | 1&nbsp;件 |\n甲<br/>乙\n").text
        == "# 报告\n| 商业企业 | 1\u00a0件 |\n甲\n乙\n"
    )


def test_a_table_that_is_never_closed_is_text():
    assert "12" in markdown("# 报告\n<table><tr><td>12\n").text
