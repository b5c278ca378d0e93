r"""HTML pages: text lines, tables with their spans, and what is hidden.

Innermost tables are ``Table``s; tables around others are layout, their cells become lines. Text
that stands in no table keeps the order and the line breaks that a browser shows; white space
collapses as there. Scripts, styles, form controls and the head are no text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gouji.convert import css, text
from gouji.convert.appearance import Appearance, rearrange
from gouji.convert.compose import Composer, Slot, merged_hidden
from gouji.convert.flow import SPACE, Flow
from gouji.convert.raised import raised
from gouji.convert.selectors import Sheet
from gouji.document import Document, HiddenText, Source
from gouji.errors import ConvertError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

DROPPED = frozenset(
    {
        "applet", "audio", "base", "button", "canvas", "datalist", "embed", "iframe", "input", "link",
        "map", "math", "meta", "noframes", "noscript", "object", "optgroup", "option", "script",
        "select", "style", "svg", "template", "textarea", "title", "video",
    }
)  # fmt: skip
BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
        "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
        "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol",
        "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
    }
)  # fmt: skip
CELLS = frozenset({"td", "th"})
ROWS = frozenset({"tr"})
PREFORMATTED = frozenset({"pre", "listing", "xmp", "plaintext"})

REORDERING = re.compile(r"(?:row|column|wrap)-reverse|(?<![\w-])order\s*:", re.IGNORECASE)
META_CHARSET = re.compile(rb"<meta[^>]{0,300}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
FOREIGN = {"big5": "big5hkscs", "big5-hkscs": "big5hkscs", "big5_hkscs": "big5hkscs"}
"""Declared encodings that the encoding rule would take for GB18030."""


def convert(source: Source) -> Document:
    """Read an HTML page.

    Raises ``ConvertError``: ``not_text``, ``too_large``, or ``too_deep`` beyond 2,000 levels.
    """
    composer = Composer()
    compose(decode(source.content), composer)
    return composer.document(source, "text/html")


def decode(content: bytes) -> str:
    """Decode a page: the rule of ``text``, except where the page declares Big5 and is no UTF-8."""
    declared = META_CHARSET.search(content, 0, 4096)
    encoding = FOREIGN.get(declared[1].decode("ascii", "replace").lower()) if declared else None
    if encoding and len(content) <= text.MAX_BYTES:
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return content.decode(encoding, "replace")
    return text.decode(content)


def compose(page: str, composer: Composer) -> None:
    """Add the text and tables of ``page`` to ``composer``."""
    root = _parse(page)
    if root is None:
        return
    sheet = Sheet()
    for style in root.iter("style"):
        sheet.add(style.text or "")
    appearance = Appearance(sheet)
    if REORDERING.search(page):
        rearrange(root, appearance)
    _Walk(composer, appearance, root).run()


def _parse(page: str) -> HtmlElement | None:
    from lxml import etree, html  # noqa: PLC0415 - start-up stays fast

    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True
    )
    encoded = text.clean(page, markup=True).replace("\0", "").encode("utf-8", "replace")
    try:
        root = html.document_fromstring(encoded, parser=parser, ensure_head_body=False)
    except etree.ParserError:  # nothing but comments or white space
        return None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ConvertError(
            "too_deep",
            "网页的标签嵌套过深，无法完整读取。",
            "请用浏览器打开，把正文另存为文本或打印为 PDF 后再试。",
        )
    return root


@dataclass(slots=True)
class _Turned:
    """An element whose characters run from right to left, and where its text begins."""

    element: HtmlElement
    flow: Flow
    since: int
    mixed: bool = False


class _Walk:
    """One pass over a page's elements, without recursion."""

    def __init__(self, composer: Composer, appearance: Appearance, root: HtmlElement) -> None:
        self._composer = composer
        self._appearance = appearance
        self._root = root
        self._layout = {
            parent for table in root.iter("table") if (parent := _nearest_table(table)) is not None
        }
        self._looks = [css.PLAIN]
        self._preformatted = 0
        self._turns: list[_Turned] = []
        self._flow = Flow()  # of the lines outside of tables
        self._cell: Flow | None = None
        self._table: HtmlElement | None = None
        self._rows: list[list[Slot]] = []
        self._foot: list[list[Slot]] = []
        self._hidden: list[HiddenText] = []

    def run(self) -> None:
        """Walk the page and hand everything to the composer."""
        from lxml import etree  # noqa: PLC0415 - start-up stays fast

        walk = etree.iterwalk(self._root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if not self._enter(element):
                    walk.skip_subtree()
            else:
                self._leave(element)
        self._flush()
        for hidden in merged_hidden(self._hidden):
            self._composer.hide(hidden)

    def _enter(self, element: HtmlElement) -> bool:
        """Begin an element; False if its content is no visible text."""
        tag = element.tag
        look = self._look(element)
        self._looks.append(look)
        if tag in DROPPED:
            return False
        if look.gone:
            self._hidden.append(HiddenText(_all_text(element), look.gone))
            return False
        if tag in PREFORMATTED:
            self._preformatted += 1
        if tag == "br":
            self._sink().end_line("\n")
        elif tag in BLOCKS:
            self._block(element)
        elif tag in CELLS:
            self._begin_cell()
        self._turn(element, look)
        self._add_generated(element, "before")
        if element.text:
            self._add(element.text)
        return True

    def _leave(self, element: HtmlElement) -> None:
        tag = element.tag
        look = self._looks[-1]
        if tag not in DROPPED and not look.gone:
            self._add_generated(element, "after")
            if self._turns and self._turns[-1].element is element:
                turned = self._turns.pop()
                turned.flow.mirror(turned.since, readable=not turned.mixed)
            if tag in PREFORMATTED:
                self._preformatted -= 1
            if tag in CELLS and self._table is not None and self._cell is not None:
                self._end_cell(element)
            elif tag in BLOCKS:
                self._sink().end_line()
                if element is self._table:
                    self._end_table()
        self._looks.pop()
        if element.tail and element is not self._root:
            self._add(element.tail)

    def _turn(self, element: HtmlElement, look: css.Look) -> None:
        """Notice where an override to right-to-left begins, and other directions inside of it."""
        if self._turns:
            self._turns[-1].mixed |= not look.leftward
        elif look.turned and look.leftward:
            self._turns.append(_Turned(element, self._sink(), self._sink().mark()))

    def _add_generated(self, element: HtmlElement, where: str) -> None:
        """Add what a rule puts before or behind the content of an element."""
        if self._appearance.adds_text and (generated := self._appearance.generated(element, where)):
            piece, look = generated
            self._looks.append(look.within(self._looks[-1]))
            self._add(piece)
            self._looks.pop()

    def _look(self, element: HtmlElement) -> css.Look:
        outer = self._looks[-1]
        look = self._appearance.look(element, outer)
        if look is outer or not (element.tag in BLOCKS or element.tag in CELLS):
            return look
        if look.raised != outer.raised or look.moved != outer.moved:
            # Only text within a line can be raised or moved off it.
            return replace(look, raised=outer.raised, moved=outer.moved)
        return look

    def _sink(self) -> Flow:
        return self._flow if self._cell is None else self._cell

    def _add(self, piece: str) -> None:
        piece = text.clean(piece)
        look = self._looks[-1]
        reason = look.reason
        if look.raised:
            piece = raised(piece, look.raised)
        if look.struck or (look.moved and self._cell is not None):
            piece = raised(piece, "struck")
        if reason is None:
            self._sink().add(piece, preformatted=self._preformatted > 0)
        elif piece.strip():
            self._hidden.append(HiddenText(SPACE.sub(" ", piece), reason))

    def _block(self, element: HtmlElement) -> None:
        self._sink().end_line()
        tag = element.tag
        if tag == "table" and element not in self._layout and self._table is None:
            self._flush()
            self._table, self._rows, self._foot = element, [], []
        elif tag in ROWS and self._table is not None and self._cell is None:
            parent = element.getparent()
            in_foot = parent is not None and parent.tag == "tfoot"
            (self._foot if in_foot else self._rows).append([])

    def _begin_cell(self) -> None:
        if self._table is None:
            self._flow.next_cell()
        elif self._cell is None:
            self._cell = Flow()

    def _end_cell(self, element: HtmlElement) -> None:
        parent = element.getparent()
        foot = parent is not None and parent.getparent() is not None and parent.getparent().tag == "tfoot"
        rows = self._foot if foot and self._foot else self._rows
        if not rows:
            rows.append([])
        assert self._cell is not None
        columns, high = _span(element.get("colspan")), _span(element.get("rowspan"))
        rows[-1].append(Slot(self._cell.take(), column_span=max(columns, 1), row_span=high))
        self._cell = None

    def _end_table(self) -> None:
        self._flush()
        self._composer.rows(self._rows + self._foot)
        self._table, self._cell, self._rows, self._foot = None, None, [], []

    def _flush(self) -> None:
        self._composer.lines(self._flow.take())


def _nearest_table(table: HtmlElement) -> Any:
    return next(table.iterancestors("table"), None)


def _span(value: str | None) -> int:
    digits = re.match(r"\s*(\d{1,9})", value or "1")
    return int(digits[1]) if digits else 1


def _all_text(element: HtmlElement) -> str:
    pieces: list[str] = []
    for node in element.iter():
        if node.tag not in DROPPED and node.text:
            pieces.append(node.text)
        if node is not element and node.tail:
            pieces.append(node.tail)
    return SPACE.sub(" ", text.clean(" ".join(pieces))).strip()
