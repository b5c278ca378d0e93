"""Word documents, built here from raw XML."""

import io
import zipfile

import pytest

from gouji.convert import convert
from gouji.document import Source
from gouji.errors import ConvertError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def docx(body, namespace=W, **parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "word/document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{namespace}" xmlns:mc="{MC}">'
            f"<w:body>{body}</w:body></w:document>",
        )
        for name, content in parts.items():
            package.writestr(
                f"word/{name}.xml", content.replace("<w:", "<w:", 1).replace("XMLNS", f'xmlns:w="{W}"')
            )
    return Source.of("a.docx", buffer.getvalue())


def p(*runs, properties=""):
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


def r(content, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{content}</w:t></w:r>"


def tc(content, properties=""):
    return (
        f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(r(content))}</w:tc>"
    )


def tbl(*rows):
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def cells(document, table=0):
    return [
        (cell.row, cell.column, cell.row_span, cell.column_span, document.text[cell.start : cell.end])
        for cell in document.tables[table].cells
    ]


BOX = "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (p(r("一、总体"), r("情况")), "一、总体情况\n"),
        (p(r("1"), r("2")) + p() + p(r("乙")), "12\n乙\n"),
        (p(r("甲"), "<w:r><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>"), "甲\t乙\n丙\n"),
        (p("<w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t><w:softHyphen/></w:r>"), "1-2\n"),
        (
            p(r("甲")) + p("<w:r><w:br w:type='page'/><w:t>乙</w:t><w:lastRenderedPageBreak/></w:r>"),
            "甲\n\f乙\n",
        ),
        (p("<w:del><w:r><w:delText>9</w:delText></w:r></w:del><w:ins>" + r("8") + "</w:ins>"), "8\n"),
        (p("<w:hyperlink>" + r("网站") + "</w:hyperlink><w:smartTag>" + r("1") + "</w:smartTag>"), "网站1\n"),
        ("<w:sdt><w:sdtContent>" + p(r("控件")) + "</w:sdtContent></w:sdt>", "控件\n"),
        (
            p(
                "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>=SUM(A)</w:instrText><w:t>x</w:t></w:r>"
                "<w:r><w:fldChar w:fldCharType='separate'/></w:r>"
                + r("12")
                + "<w:r><w:fldChar w:fldCharType='end'/></w:r>",
                r("件"),
            ),
            "12件\n",
        ),
        (p(r("前"), BOX.format(p(r("框内"))), r("后")), "前后\n框内\n"),
        (p("<w:bookmarkStart w:name='_GoBack'/>", r("二、")), "二、\n"),
        (p("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:t>是</w:t></w:r>"), "是\n"),
        (p(r("&#8203;总计&#160;5")), "总计\u00a05\n"),
    ],
)
def test_paragraphs_read_as_word_shows_them(body, text):
    assert convert(docx(body)).text == text
    assert convert(docx(body, namespace=STRICT)).text == text


def test_merged_cells_are_one_cell_with_its_spans():
    document = convert(
        docx(
            tbl(
                tc("类别", "<w:vMerge w:val='restart'/>") + tc("申请人", "<w:gridSpan w:val='2'/>"),
                tc("", "<w:vMerge/>") + tc("商业" + "</w:t></w:r></w:p><w:p><w:r><w:t>企业") + tc("其他"),
                "<w:trPr><w:gridBefore w:val='1'/></w:trPr>" + tc("1") + tc(""),
            )
        )
    )
    assert document.text == "类别\t申请人\n商业企业\t其他\n1\t\n"
    assert cells(document) == [
        (0, 0, 2, 1, "类别"),
        (0, 1, 1, 2, "申请人"),
        (1, 1, 1, 1, "商业企业"),
        (1, 2, 1, 1, "其他"),
        (2, 1, 1, 1, "1"),
        (2, 2, 1, 1, ""),
    ]
    assert document.pages == ()


def test_two_merges_below_each_other_stay_two_cells():
    restart, more = "<w:vMerge w:val='restart'/>", "<w:vMerge w:val='continue'/>"
    rows = [
        tc(text, merge) + tc("1")
        for text, merge in (("甲", restart), ("", more), ("乙", restart), ("", more))
    ]
    assert [cell[:3] + cell[4:] for cell in cells(convert(docx(tbl(*rows)))) if cell[1] == 0] == [
        (0, 0, 2, "甲"),
        (2, 0, 2, "乙"),
    ]


def test_what_a_merge_covers_is_hidden():
    document = convert(
        docx(tbl(tc("甲", "<w:vMerge w:val='restart'/>") + tc("1"), tc("9", "<w:vMerge/>") + tc("2")))
    )
    assert document.text == "甲\t1\n2\n"
    assert [(hidden.text, hidden.reason) for hidden in document.hidden] == [("9", "covered")]


def test_a_table_inside_a_table_is_the_table():
    inner = tbl(tc("办结") + tc("1"))
    document = convert(docx(tbl(tc("编号") + tc("12"), tc("左") + tc(p(r("之前")) + inner + p(r("之后"))))))
    assert document.text == "编号\t12\n左\n之前\n办结\t1\n之后\n"
    assert len(document.tables) == 1


def test_a_table_in_a_text_box_counts_once():
    document = convert(docx(p(BOX.format(tbl(tc("办结") + tc("1"))))))
    assert document.text == "办结\t1\n"
    assert len(document.tables) == 1


def test_a_text_box_in_a_cell_belongs_to_the_cell():
    assert convert(docx(tbl(tc(p(BOX.format(p(r("5"))))) + tc("6")))).text == "5\t6\n"


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ("<w:vertAlign w:val='superscript'/>", "总计38²\n"),
        ("<w:vertAlign w:val='subscript'/>", "总计38₂\n"),
        ("<w:rStyle w:val='note'/>", "总计38²\n"),
        ("<w:rStyle w:val='note'/><w:vertAlign w:val='baseline'/>", "总计382\n"),
    ],
)
def test_a_raised_mark_is_no_digit_of_the_number_before_it(properties, text):
    styles = (
        "<w:styles XMLNS><w:style w:styleId='note'>"
        "<w:rPr><w:vertAlign w:val='superscript'/></w:rPr></w:style></w:styles>"
    )
    assert convert(docx(p(r("总计38"), r("2", properties)), styles=styles)).text == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (p(r("74", "<w:strike/>"), r("481")), "~74~481\n"),
        (p(r("74", "<w:dstrike w:val='true'/>"), r("481")), "~74~481\n"),
        (p(r("74", "<w:strike w:val='0'/>"), r("481")), "74481\n"),
        (p(r("74", "<w:strike/><w:vertAlign w:val='superscript'/>"), r("481")), "~⁷⁴~481\n"),
        (p(r("74", "<w:rStyle w:val='old'/>"), r("481")), "~74~481\n"),
        (p(r("74", "<w:rStyle w:val='old'/><w:strike w:val='false'/>"), r("481")), "74481\n"),
        (p(f"<w:bdo w:val='rtl'>{r('21')}{r('31')}</w:bdo>"), "1312\n"),
        (p(f"<w:bdo w:val='ltr'>{r('2131')}</w:bdo>"), "2131\n"),
        (p(f"<w:dir w:val='rtl'>{r('2131')}</w:dir>"), "2131\n"),
        (p(f"<w:bdo w:val='rtl'>{r('21')}<w:bdo w:val='ltr'>{r('31')}</w:bdo></w:bdo>"), "~2131~\n"),
        (p(r("\u202e2131")), "1312\n"),
        (p(f"<w:del><w:r><w:delText>74</w:delText></w:r></w:del><w:ins>{r('481')}</w:ins>"), "481\n"),
        (p(f"<w:moveFrom>{r('74')}</w:moveFrom><w:moveTo>{r('481')}</w:moveTo>"), "481\n"),
    ],
)
def test_text_is_read_as_word_shows_it(body, text):
    styles = "<w:styles XMLNS><w:style w:styleId='old'><w:rPr><w:strike/></w:rPr></w:style></w:styles>"
    assert convert(docx(body, styles=styles)).text == text


def test_a_hidden_row_is_reported_and_is_no_row():
    rows = f"<w:tr><w:trPr><w:hidden/></w:trPr>{tc('99')}</w:tr><w:tr><w:trPr><w:hidden w:val='0'/></w:trPr>{tc('1')}{tc('2')}</w:tr>"
    document = convert(docx(f"<w:tbl>{rows}</w:tbl>"))
    assert document.text == "1\t2\n"
    assert [(hidden.text, hidden.reason) for hidden in document.hidden] == [("99", "invisible")]


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("<w:vanish/>", "invisible"),
        ("<w:color w:val='auto' w:themeColor='background1'/>", "white"),
        (f"<w14:textFill xmlns:w14='{W14}'><w14:noFill/></w14:textFill>", "invisible"),
        ("<w:color w:val='FFFFFF'/>", "white"),
        ("<w:sz w:val='2'/>", "tiny"),
        ("<w:rStyle w:val='ghost'/>", "invisible"),
    ],
)
def test_hidden_runs_are_reported_and_are_no_text(properties, reason):
    styles = (
        "<w:styles XMLNS><w:style w:styleId='base'><w:rPr><w:vanish/></w:rPr></w:style>"
        "<w:style w:styleId='ghost'><w:basedOn w:val='base'/></w:style></w:styles>"
    )
    document = convert(docx(p(r("总计"), r("99", properties), r("5")), styles=styles))
    assert document.text == "总计5\n"
    assert [(hidden.text, hidden.reason) for hidden in document.hidden] == [("99", reason)]


@pytest.mark.parametrize(
    "body",
    [
        p(r("99", "<w:vanish w:val='0'/>")),
        p(r("99", "<w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='003366'/>")),
        tbl(tc(p(r("99", "<w:color w:val='FFFFFF'/>")), "<w:shd w:val='clear' w:fill='4472C4'/>")),
        p(r("99", "<w:color w:val='FFFF00'/><w:sz w:val='21'/>")),
    ],
)
def test_what_only_looks_like_hidden_text_is_text(body):
    document = convert(docx(body))
    assert document.text == "99\n"
    assert document.hidden == ()


def test_list_numbers_are_printed_labels():
    numbering = (
        "<w:numbering XMLNS><w:abstractNum w:abstractNumId='7'>"
        "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='（%1）'/></w:lvl>"
        "<w:lvl w:ilvl='1'><w:numFmt w:val='decimal'/><w:lvlText w:val='%2.'/></w:lvl>"
        "<w:lvl w:ilvl='2'><w:numFmt w:val='bullet'/><w:lvlText w:val='o'/></w:lvl></w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>"
        "<w:num w:numId='2'><w:abstractNumId w:val='7'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='3'/></w:lvlOverride></w:num>"
        "</w:numbering>"
    )

    def item(text, level, number=1):
        return p(
            r(text),
            properties=f"<w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr></w:pPr>",
        )

    body = item("予以公开", 0) + item("属于", 1) + item("其他", 1) + item("点", 2) + item("部分公开", 0)
    body += item("信访", 1) + item("另起", 0, 2)
    assert convert(docx(body, numbering=numbering)).text.split("\n")[:-1] == [
        "（一）予以公开",
        "1.属于",
        "2.其他",
        "点",
        "（二）部分公开",
        "1.信访",
        "（三）另起",
    ]


def test_an_entity_is_not_expanded():
    source = docx(p(r("甲")))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "word/document.xml",
            f'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY f "9">]><w:document xmlns:w="{W}"><w:body>'
            "<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:t>&e;</w:t></w:r>&f;</w:p></w:body></w:document>",
        )
    assert convert(Source.of("a.docx", content.getvalue())).text == convert(source).text


@pytest.mark.parametrize("kept", [60, 200, -40])
def test_a_truncated_document_is_refused(kept):
    content = docx(p(r("甲" * 200))).content[:kept]
    with pytest.raises(ConvertError) as caught:
        convert(Source.of("a.docx", content))
    assert caught.value.code == "broken_docx"


def test_broken_xml_inside_is_refused():
    with pytest.raises(ConvertError) as caught:
        convert(docx("<w:p>"))
    assert caught.value.code == "broken_docx"


def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(ConvertError) as caught:
        convert(docx(p(r("0" * (40 << 20)))))
    assert caught.value.code == "archive_bomb"


def test_deep_nesting_ends_in_an_error_or_a_document():
    with pytest.raises(ConvertError) as caught:
        convert(docx("<w:sdt><w:sdtContent>" * 5000 + p(r("1")) + "</w:sdtContent></w:sdt>" * 5000))
    assert caught.value.code == "broken_docx"
    assert (
        convert(docx("<w:sdt><w:sdtContent>" * 100 + p(r("1")) + "</w:sdtContent></w:sdt>" * 100)).text
        == "1\n"
    )


def test_a_body_that_lies_elsewhere_is_refused():
    with pytest.raises(ConvertError) as caught:
        convert(docx("<w:altChunk/>"))
    assert caught.value.code == "embedded_chunk"
