"""HTML pages: lines as a browser shows them, tables with spans, hidden text apart."""

import time

import pytest

from gouji.convert import convert, html
from gouji.document import Source
from gouji.errors import ConvertError


def page(body, head=""):
    return html.convert(Source.of("a.html", f"<html><head>{head}</head><body>{body}</body></html>".encode()))


def cells(document, table=0):
    return [
        (cell.row, cell.column, cell.row_span, cell.column_span, document.text[cell.start : cell.end])
        for cell in document.tables[table].cells
    ]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>一、总体<b>情况</b></p><p>正文</p>", "一、总体情况\n正文\n"),
        ("<span>12</span><span>34</span>件", "1234件\n"),
        ("<span>12</span> <span>34</span>", "12 34\n"),
        ("收到\n   12 件", "收到 12 件\n"),
        ("政府\n   信息", "政府信息\n"),
        ("甲<br>乙<br/><br>丙", "甲\n乙\n丙\n"),
        ("总&#8203;计&nbsp;&#12288;5", "总计\u00a0\u30005\n"),
        ("<pre>类\t1\n\t\t2\n\n办</pre>", "类\t1\n\t\t2\n\n办\n"),
        ("<script>var a=1</script><style>p{}</style>甲<!-- x --><noscript>n</noscript>乙", "甲乙\n"),
        ("<select><option>2019<option>2020</select><button>查询</button><p>甲", "甲\n"),
        ("<form><p>甲</p></form>", "甲\n"),
        ("<title>标题</title>甲", "甲\n"),
        ("<ul><li>首页<li>公开</ul>", "首页\n公开\n"),
        ("", ""),
    ],
)
def test_text_breaks_and_collapses_as_in_a_browser(body, text):
    assert page(body).text == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("38<sup>2</sup>", "38²\n"),
        ("38<sup><a href='#n'>[2]</a></sup>", "38 [²]\n"),
        ("38<sup>*</sup>件", "38 *件\n"),
        ("38<span style='font-size:60%; vertical-align: super'>2</span>", "38²\n"),
        ("38<b class=note>2</b>", "38²\n"),
        ("38<sub>2</sub>", "38₂\n"),
        ("<div style='vertical-align:super'>38</div>", "38\n"),
        ("<table><tr><td style='vertical-align:sub'>38<td>1</table>", "38\t1\n"),
        ("<span style='vertical-align:2px'>38</span>", "38\n"),
    ],
)
def test_a_raised_mark_is_no_digit_of_the_number_before_it(body, text):
    assert page(body, "<style>.note { vertical-align: super }</style>").text == text


def test_spans_become_an_expanded_grid_and_a_row_is_one_line():
    document = page(
        "<table><tr><td rowspan=2>类别<td colspan=2>申请人<td></tr>"
        "<tr><td>商业<br>企业</td><td>&nbsp;</td><td><p>1</p><p>2</p></td></tr></table>"
    )
    assert document.text == "类别\t申请人\t\n商业企业\t\u00a0\t1 2\n"
    assert cells(document) == [
        (0, 0, 2, 1, "类别"),
        (0, 1, 1, 2, "申请人"),
        (0, 3, 1, 1, ""),
        (1, 1, 1, 1, "商业企业"),
        (1, 2, 1, 1, "\u00a0"),
        (1, 3, 1, 1, "1 2"),
    ]


def test_only_the_innermost_table_is_a_table():
    document = page(
        "<table><tr><td>索引号<td>12</tr><tr><td>导航</td><td>正文"
        "<table><tr><td>办结<td>1</table>之后</td></tr></table>"
    )
    assert document.text == "索引号\t12\n导航\t正文\n办结\t1\n之后\n"
    assert len(document.tables) == 1
    assert cells(document) == [(0, 0, 1, 1, "办结"), (0, 1, 1, 1, "1")]


def test_a_foot_stands_below_the_body():
    document = page("<table><tfoot><tr><td>总计<td>3</tfoot><tbody><tr><td>甲<td>1<tr><td>乙<td>2</table>")
    assert document.text == "甲\t1\n乙\t2\n总计\t3\n"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<span style='display: none'>99</span>", "invisible"),
        ("<span style='visibility:hidden'>99</span>", "invisible"),
        ("<b hidden>99</b>", "invisible"),
        ("<b style='opacity:0'>99</b>", "invisible"),
        ("<b style='font-size:0px'>99</b>", "tiny"),
        ("<font color='#FFFFFF'>99</font>", "white"),
        ("<b style='color:rgb(255, 255, 255)'>99</b>", "white"),
        ("<b style='position:absolute;left:-9999px'>99</b>", "off_page"),
        ("<b style='text-indent:-999em'>99</b>", "off_page"),
        ("<b class='x y'>99</b>", "invisible"),
        ("<b id=secret>99</b>", "tiny"),
        ("<em>99</em>", "white"),
    ],
)
def test_hidden_text_is_reported_and_is_no_text(body, reason):
    head = "<style>/* a */ .y { display:none } #secret{font-size:0} em{color:white} @media print{b{color:red}}</style>"
    document = page(f"<p>前{body}后</p>", head)
    assert document.text == "前后\n"
    assert [(hidden.text, hidden.reason) for hidden in document.hidden] == [("99", reason)]


@pytest.mark.parametrize(
    "body",
    [
        "<div style='background:#036'><b style='color:#fff'>99</b></div>",
        "<table bgcolor=blue><tr><td><font color=white>99</font></table>",
        "<div style='font-size:0'><b style='font-size:14px'>99</b></div>",
        "<div style='visibility:hidden'><b style='visibility:visible'>99</b></div>",
        "<b style='color:#ffff00'>99</b>",
        "<b style='opacity:0.5'>99</b>",
    ],
)
def test_what_only_looks_like_hidden_text_is_text(body):
    document = page(body)
    assert document.text == "99\n"
    assert document.hidden == ()


@pytest.mark.parametrize(
    ("body", "head", "text"),
    [
        ("<bdo dir=rtl>2131</bdo>", "", "1312\n"),
        ("1<bdo dir=rtl>2<b>34</b></bdo>5", "", "14325\n"),
        ("<bdo dir=ltr>2131</bdo>", "", "2131\n"),
        ("<bdo>2131</bdo>", "", "2131\n"),
        ("<span dir=rtl>2131</span>", "", "2131\n"),
        ("<i style='direction:rtl;unicode-bidi:bidi-override'>21<br>31</i>", "", "12\n13\n"),
        ("<table><tr><td class=r>21<td>3</table>", ".r{direction:rtl;unicode-bidi:bidi-override}", "12\t3\n"),
        ("<bdo dir=rtl>21<bdo dir=ltr>31</bdo></bdo>", "", "~2131~\n"),
        ("&#x202e;2131&#x202c;", "", "1312\n"),
        ("<div style='display:flex;flex-direction:row-reverse'><b>1</b>2<b>3</b></div>", "", "321\n"),
        ("<div style='display:flex'><b style='order:2'>1</b><b>3</b></div>", "", "31\n"),
        ("<div><b style='order:2'>1</b><b>3</b></div>", "", "13\n"),
        ("<b class=x>2</b>", ".x::before{content:'1\\32'}", "122\n"),
        ("<b class=x data-n=7>2</b>", ".x:after{content:attr(data-n) '件'}", "27件\n"),
        ("<b class=x>2</b>", ".x:before{content:'\\e601'}", "2\n"),
        ("<b class=x>2</b>", ".x:before{content:counter(n) '.'}", "2\n"),
        ("<b class=x>2</b>", ".x:before{content:'9';display:none}", "2\n"),
    ],
)
def test_text_is_read_in_the_order_in_which_it_is_shown(body, head, text):
    assert page(body, f"<style>{head}</style>").text == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<span style='text-decoration:line-through'>74</span>481", "~74~481\n"),
        ("<span class=old>74</span>481", "~74~481\n"),
        ("<p class=old>件<b>74</b></p>", "件~74~\n"),
        ("<table><tr class=old><td>74<td>1</table>", "~74~\t~1~\n"),
        ("<del style='text-decoration:none'>74</del>", "74\n"),
        ("<del><b style='text-decoration:none'>74</b></del>", "~74~\n"),
        ("<table><tr><td><b style='float:right'>1</b>2<td>3</table>", "~1~2\t3\n"),
        ("<div style='float:right'>2024</div>", "2024\n"),
        ("<table style='float:left'><tr><td>1<td>2</table>", "1\t2\n"),
    ],
)
def test_digits_struck_out_or_moved_are_no_part_of_a_number(body, text):
    assert page(body, "<style>.old { text-decoration: line-through }</style>").text == text


def test_what_a_reader_has_to_open_first_is_not_seen():
    document = page("<details>a<summary>头</summary><p>99</p></details><details open>尾</details>")
    assert document.text == "头\n尾\n"
    assert [hidden.text for hidden in document.hidden] == ["a99"]


def test_a_hidden_cell_leaves_its_place_only_if_it_still_takes_space():
    document = page(
        "<table><tr><td>a<td style='display:none'>b<td>c<tr><td>1<td style='color:#fff'>2<td>3</table>"
    )
    assert document.text == "a\tc\n1\t\t3\n"
    assert [hidden.text for hidden in document.hidden] == ["b", "2"]


def test_declared_gb2312_means_gb18030():
    content = "<html><meta charset=gb2312><body>㐀 镕 １２".encode("gb18030")
    assert convert(Source.of("a", content)).text == "㐀 镕 １２\n"


def test_declared_big5_is_believed_where_the_page_is_no_utf8():
    content = '<html><meta http-equiv="Content-Type" content="text/html; charset=big5"><body>政府資訊'.encode(
        "big5"
    )
    assert convert(Source.of("a", content)).text == "政府資訊\n"


def test_a_page_deeper_than_the_parser_goes_is_refused_not_cut():
    with pytest.raises(ConvertError) as caught:
        page("<div>" * 100_000 + "12")
    assert caught.value.code == "too_deep"
    assert page("<div>" * 1500 + "12").text == "12\n"


def test_a_huge_span_costs_nothing():
    begun = time.perf_counter()
    document = page("<table><tr><td colspan=999999999 rowspan=999999999>a<td>b</table>")
    assert time.perf_counter() - begun < 1
    assert cells(document)[1][:2] == (0, 1)


def test_an_xml_declaration_and_words_own_markup_are_no_text():
    content = (
        '<?xml version="1.0" encoding="gb2312"?><!DOCTYPE html><HTML xmlns="http://www.w3.org/1999/xhtml"><BODY>'
        "<P>总<o:p>&nbsp;</o:p><!--[if gte mso 9]><xml>x</xml><![endif]-->计<![if !supportLists]>1<![endif]></P>"
    ).encode("gb18030")
    assert convert(Source.of("a", content)).text == "总\u00a0计1\n"


def test_comments_alone_are_an_empty_document():
    assert html.convert(Source.of("a", b"<!-- a --><html></html>")).text == ""
