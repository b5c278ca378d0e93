"""HTML as the content systems of offices publish it: boxes and navigation around, spans within, two encodings."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from gouji.evaluate.chance import chance, dice
from gouji.evaluate.copy import RenderedCopy
from gouji.evaluate.gold import GoldReport
from gouji.evaluate.render import structure
from gouji.evaluate.render.carrier import Carried, draw_sheet
from gouji.evaluate.render.copies import finish
from gouji.evaluate.render.layout import Paragraph, Sheet, Slot, Table, grid
from gouji.evaluate.render.structure import Change


@dataclass(frozen=True, slots=True)
class HtmlStyle:
    """One content system: which page stands around the text and how cells are written."""

    page: str = "modern"
    encoding: str = "utf-8"
    charset: str = "utf-8"
    spans: bool = True
    word_markup: bool = False
    split_numbers: float = 0.0
    close_tags: bool = True
    upper: bool = False
    nested: bool = False
    layout: str = "table"
    hidden: bool = False
    heads: bool = False
    pretty: bool = True


def draw_style(shape: str, rng: random.Random) -> HtmlStyle:
    """The style of a named HTML shape, details from dice."""
    modern = HtmlStyle(split_numbers=rng.choice([0.0, 0.3]), heads=chance(rng, 0.5), pretty=chance(rng, 0.6))
    page = rng.choice(["modern", "bare", "boxed"])
    old = HtmlStyle(
        page="tables",
        encoding="gb18030",
        charset=rng.choice(["gb2312", "gbk", "GB18030"]),
        close_tags=chance(rng, 0.4),
        upper=chance(rng, 0.6),
        nested=True,
    )
    encoding = rng.choice(["utf-8", "gb18030"])
    styles = {
        "html_word": replace(modern, page=page, word_markup=True, split_numbers=0.3),
        "html_old": old,
        "html_boxed": replace(modern, page="boxed", encoding=encoding, charset=""),
        "html_spans_lost": replace(modern, spans=False),
        "html_divs": replace(modern, layout="divs", pretty=True, page=page),
        "html_pre": replace(modern, layout="pre", page="bare"),
        "html_hidden": replace(modern, hidden=True),
        "markdown_html": HtmlStyle(page="markdown", spans=chance(rng, 0.7)),
    }
    return styles.get(shape, replace(modern, page=page))


HTML_SHAPES = (
    "html",
    "html_word",
    "html_old",
    "html_boxed",
    "html_spans_lost",
    "html_divs",
    "html_pre",
    "html_hidden",
    "markdown_html",
)


def make_html(
    shape: str, gold: GoldReport, seed: int, damage: tuple[Change, ...] = (), severity: int = 1
) -> RenderedCopy:
    """Render ``gold`` as an HTML page of the style ``shape``."""
    rng = dice("html", shape, gold.kind, gold.seed, seed)
    style = draw_style(shape, rng)
    wild = 0.0 if shape == "html" else 0.8
    cells = style.layout == "table"
    carried = Carried(wild, cut=chance(rng, 0.15), hides=True, severity=severity, keeps_cells=cells)
    sheet = draw_sheet(gold, rng, carried, damage)
    if style.page in {"boxed", "tables"}:
        sheet = structure.publication_box(sheet, rng)
    text = write_page(sheet, style, rng)
    if style.encoding == "gb18030" and not style.charset:
        style = replace(style, charset="gbk")
    content = text.replace("@CHARSET@", style.charset or "utf-8").encode(style.encoding)
    suffix = ".md" if style.page == "markdown" else ".html"
    return finish(sheet, content, suffix, f"{shape}-{gold.kind}-{gold.seed}-{seed}", shape, severity)


def write_page(sheet: Sheet, style: HtmlStyle, rng: random.Random) -> str:
    """The whole page."""
    boxed = [p for p in sheet.pieces if isinstance(p, Paragraph)]
    body = "\n".join(_piece(piece, style, rng) for piece in sheet.pieces)
    title = next((p.text for p in boxed if p.block == "title"), "通知公告")
    if style.hidden:
        body += _hidden(rng)
    page = _PAGES[style.page].replace("@TITLE@", escape(title)).replace("@BODY@", body)
    page = page.replace("@DIGITS@", str(rng.randint(10**9, 10**10)))
    return page if style.pretty else page.replace(">\n<", "><")


# Ways of content systems, editors and their users to hide what stays in the page.
_VEILS = (
    'style="display:none"',
    "hidden",
    'style="visibility:hidden"',
    'style="opacity:0"',
    'style="font-size:0"',
    'style="color:#ffffff"',
    'style="color: white; font-size: 9pt"',
    'style="position:absolute;left:-9999px"',
)


def _hidden(rng: random.Random) -> str:
    row = "".join(f"<td>{rng.randint(1, 999)}</td>" for _ in range(7))
    how = rng.choice(
        ['style="display:none"', 'style="display: none;"', "hidden", 'style="visibility:hidden"']
    )
    return f"<div {how}><table><tr><td>一、本年新收政府信息公开申请数量</td>{row}</tr></table></div>"


def _piece(piece: Paragraph | Table, style: HtmlStyle, rng: random.Random) -> str:
    if isinstance(piece, Table):
        return _table(piece, style, rng)
    if piece.block == "comment":
        return f"<!-- {escape(piece.text)} -->"
    if piece.block == "hidden":
        return f"<p {rng.choice(_VEILS)}>{escape(piece.text)}</p>"
    if style.page == "markdown":
        mark = {"title": "# ", "heading": "## "}.get(piece.block, "")
        return f"{mark}{piece.text}\n".replace("\f", "")
    lines = "<br>".join(escape(line).replace("\f", "") for line in piece.text.split("\n"))
    if piece.block == "title":
        return f"<h1>{lines}</h1>" if chance(rng, 0.6) else f'<p align="center"><b>{lines}</b></p>'
    if piece.block == "heading" and chance(rng, 0.3):
        return f"<h2>{lines}</h2>"
    if style.word_markup:
        return f'<p class="MsoNormal" style="text-indent:32pt">{_word_runs(lines, rng)}</p>'
    end = "</p>" if style.close_tags else ""
    return _case(f"<p>{'　　' if chance(rng, 0.4) else ''}{lines}{end}", style)


def _word_runs(text: str, rng: random.Random) -> str:
    if len(text) < 4 or "<" in text or "&" in text:
        return f'<span lang="EN-US" style="font-family:仿宋_GB2312">{text}</span>'
    cut = rng.randint(1, len(text) - 1)
    return "".join(
        f'<span style="font-size:16.0pt;font-family:仿宋">{part}</span>' for part in (text[:cut], text[cut:])
    )


def _table(table: Table, style: HtmlStyle, rng: random.Random) -> str:
    if style.layout != "table":
        return _untabled(table, style, rng)
    rows: list[str] = []
    for line, expanded in zip(table.lines, grid(table), strict=True):
        tag = "th" if line.head and style.heads else "td"
        if style.spans:
            cells = [
                _cell(slot, tag, style, rng, spans=True) for slot in _with_gaps(table, line.slots, expanded)
            ]
        else:
            cells = [
                _cell(slot, tag, style, rng, spans=False) if slot else f"<{tag}>&nbsp;</{tag}>"
                for slot, _ in expanded
            ]
        rows.append("<tr>" + "".join(cells) + ("</tr>" if style.close_tags else ""))
        rows += [_veiled_row(line.veiled, table.columns, style, rng)] if line.veiled else []
    attributes = rng.choice([' border="1" cellspacing="0"', ' class="MsoTableGrid"', ""])
    text = f"<table{attributes}>\n" + "\n".join(rows) + "\n</table>"
    if style.nested and chance(rng, 0.5):
        text = f'<table width="100%"><tr><td align="center">{text}</td></tr></table>'
    return _case(text, style)


def _veiled_row(texts: Sequence[str], columns: int, style: HtmlStyle, rng: random.Random) -> str:
    """A row that nobody sees: as a whole, or each of its cells."""
    span = f' colspan="{columns - len(texts) + 1}"' if style.spans else ""
    end = "</td>" if style.close_tags else ""
    if chance(rng, 0.5):
        whole = rng.choice(['style="display:none"', "hidden", 'style="visibility:collapse"'])
        cells = "".join(f"<td{span if not at else ''}>{escape(t)}{end}" for at, t in enumerate(texts))
        return f"<tr {whole}>{cells}" + ("</tr>" if style.close_tags else "")
    how = rng.choice(_VEILS)
    cells = "".join(
        f"<td{span if not at else ''}><span {how}>{escape(t)}</span>{end}" for at, t in enumerate(texts)
    )
    return f"<tr>{cells}" + ("</tr>" if style.close_tags else "")


def _with_gaps(
    table: Table, slots: tuple[Slot, ...], expanded: Sequence[tuple[Slot | None, str]]
) -> list[Slot]:
    """Slots of a row, empty cells where nothing stands and nothing spans."""
    gaps = [
        Slot("", "note", column)
        for column, (slot, covered) in enumerate(expanded)
        if slot is None and not covered and column < table.columns
    ]
    return sorted([*slots, *gaps], key=lambda slot: slot.column)


def _cell(slot: Slot, tag: str, style: HtmlStyle, rng: random.Random, *, spans: bool) -> str:
    text = "<br>".join(escape(part) for part in slot.text.split("\n"))
    if slot.role == "number" and text.isascii() and text.isdigit() and len(text) > 1:
        if chance(rng, style.split_numbers):
            text = _split(text, rng)
    elif slot.role == "number" and not text:
        text = rng.choice(["", "&nbsp;", " "])
    if style.hidden and slot.role == "number" and chance(rng, 0.05):
        text = f'<span style="display:none">{rng.randint(1, 99)}</span>{text}'
    if slot.hidden:
        text = f"<span {rng.choice(_VEILS)}>{escape(slot.hidden)}</span>{text}"
    if style.word_markup:
        text = f'<p class="MsoNormal" align="center"><span lang="EN-US">{text}</span></p>'
    size = ""
    if spans and slot.columns > 1:
        size += f' colspan="{slot.columns}"'
    if spans and slot.rows > 1:
        size += f" rowspan={slot.rows}"
    end = f"</{tag}>" if style.close_tags else ""
    return f"<{tag}{size}>{text}{end}"


def _split(text: str, rng: random.Random) -> str:
    """A number in the pieces that editors leave: spans, fonts, comments, character references."""
    cut = rng.randint(1, len(text) - 1)
    first, rest = text[:cut], text[cut:]
    return rng.choice(
        [
            f"<span>{first}</span><span>{rest}</span>",
            f"<font face=宋体>{first}</font>{rest}",
            f"{first}<!--x-->{rest}",
            f"&#{ord(first[0])};{first[1:]}{rest}",
            f"&nbsp;{first}<b></b>{rest}&nbsp;",
        ]
    )


def _untabled(table: Table, style: HtmlStyle, rng: random.Random) -> str:
    """Rows as divs of spans, or preformatted text."""
    rows = []
    for line in table.lines:
        texts = [escape(slot.text.replace("\n", "")) for slot in line.slots]
        texts = [
            f"<span {rng.choice(_VEILS)}>{escape(slot.hidden)}</span>{text}" if slot.hidden else text
            for slot, text in zip(line.slots, texts, strict=True)
        ]
        if style.layout == "pre":
            veil = escape("\t".join(line.veiled))
            rows.append("\t".join(texts))
            rows += [f"<span {rng.choice(_VEILS)}>{veil}</span>"] if veil else []
            continue
        cells = "".join(f'<span class="cell">{text}</span>\n' for text in texts)
        rows.append(f'<div class="row">{cells}</div>')
        if line.veiled:
            cells = "".join(f'<span class="cell">{escape(text)}</span>\n' for text in line.veiled)
            rows.append(f'<div class="row" {rng.choice(_VEILS)}>{cells}</div>')
    if style.layout == "pre":
        return "<pre>\n" + "\n".join(rows) + "\n</pre>"
    return '<div class="grid">\n' + "\n".join(rows) + "\n</div>"


def _case(text: str, style: HtmlStyle) -> str:
    if not style.upper:
        return text
    for tag in ("table", "tr", "td", "p"):
        text = text.replace(f"<{tag}", f"<{tag.upper()}").replace(f"</{tag}>", f"</{tag.upper()}>")
    return text


_HEAD = '<!DOCTYPE html>\n<html><head><meta charset="@CHARSET@"><title>@TITLE@</title>'
_FOOT = (
    "<div class=foot>版权所有 网站标识码：@DIGITS@ 备案号 20230088 号 联系电话 12345</div></body></html>\n"
)
_PAGES = {
    "markdown": "@BODY@\n",
    "bare": '<html><head><meta charset="@CHARSET@"></head><body>\n@BODY@\n</body></html>\n',
    "modern": _HEAD
    + "<style>.n{color:#333} td{border:1px solid}</style><script>var views=1295; if (views>3) views=0;</script></head>"
    + '<body><nav><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li>'
    + '<li><a href="/nb">政府信息公开年报</a></li></ul></nav>\n<article>@BODY@</article>\n'
    + "<aside><h3>相关阅读</h3><ul><li>2019年工作要点</li><li>政府信息公开指南</li></ul></aside>"
    + _FOOT,
    "boxed": _HEAD
    + '</head><body><div class="crumbs">当前位置：首页 &gt; 政府信息公开 &gt; 年度报告</div>'
    + '<div class="zoom">【字体：大 中 小】 打印 分享</div>\n<div id="zoom" class="TRS_Editor">@BODY@</div>'
    + "<p>上一篇：工作规则</p><p>下一篇：预算公开表</p>"
    + _FOOT,
    "tables": '<HTML><HEAD><META http-equiv="Content-Type" content="text/html; charset=@CHARSET@">'
    "<TITLE>@TITLE@</TITLE></HEAD><BODY>"
    '<TABLE width="960"><TR><TD colspan=2>首页 | 机构职能 | 政务动态 | 办事大厅</TD></TR><TR><TD width=180 valign=top>'
    "<TABLE><TR><TD>栏目导航</TD></TR><TR><TD>公开指南</TD></TR><TR><TD>年度报告</TD></TR></TABLE></TD><TD>"
    "@BODY@</TD></TR><TR><TD colspan=2>主办单位 访问量：@DIGITS@</TD></TR></TABLE></BODY></HTML>\n",
}
