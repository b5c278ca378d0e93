r"""Word documents (.docx): paragraphs, merged cells, text boxes, list numbers, what is hidden.

The raw ``document.xml`` is read, in either namespace. Deleted text, instructions of fields,
headers, footers and notes are no text. Innermost tables are ``Table``s; tables around others are
layout. Word files have no pages: ``\f`` stands only for explicit page breaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from gouji.convert import sniff, text, wordstyle
from gouji.convert.compose import PARAGRAPH, Composer, Slot, merged_hidden
from gouji.convert.numbering import Numbering, read_numbering
from gouji.convert.package import open_package
from gouji.convert.raised import raised
from gouji.convert.wordstyle import Ink, Styles
from gouji.document import Document, HiddenText, Source
from gouji.errors import ConvertError

THROUGH = frozenset(
    {"ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "dir"}
)
"""Wrappers whose content counts as if they were not there."""


def convert(source: Source) -> Document:
    """Read a Word document.

    Raises ``ConvertError``: ``broken_docx``, ``encrypted``, ``archive_bomb``, ``embedded_chunk``.
    """
    parts = open_package(source.content)
    composer = Composer()
    root = parts("main")
    body = next((child for child in root if _name(child) == "body"), None)
    if body is None:
        raise sniff.refusal(sniff.BROKEN_DOCX)
    walk = _Walk(
        composer,
        root.tag.rpartition("}")[0] + "}",
        wordstyle.read_styles(parts("word/styles.xml")),
        read_numbering(parts("word/numbering.xml")),
    )
    walk.blocks(body)
    for hidden in merged_hidden(walk.hidden):
        composer.hide(hidden)
    return composer.document(source, sniff.DOCX)


def _name(node: Any) -> str:
    """Local name of an element; empty for comments and unresolved entities."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


@dataclass(slots=True)
class _Merge:
    """A vertically merged cell that rows below may continue."""

    row: int
    index: int
    column: int


class _Walk:
    """One pass over a document's body. The depth of an XML tree is bounded by its parser."""

    def __init__(self, composer: Composer, w: str, styles: Styles, numbering: Numbering) -> None:
        self._composer = composer
        self._w = w
        self._styles = styles
        self._numbering = numbering
        self._fields: list[bool] = []  # of each open field: are we in its instruction?
        self._shade: list[bool | None] = [None]
        self.hidden: list[HiddenText] = []

    def blocks(self, parent: Any) -> None:
        """Add paragraphs and tables to the composer."""
        for node in self._children(parent):
            name = _name(node)
            if name == "p":
                line, boxes = self._paragraph(node)
                self._lines(line)
                for box in boxes:
                    self.blocks(box)
            elif name == "tbl":
                self._table(node)
            elif name == "altChunk":
                raise ConvertError(
                    "embedded_chunk",
                    "Word 文档的正文是嵌入的外部片段，无法直接读取。",
                    "请用 Word 或 WPS 打开，另存为 .docx 后再试。",
                )

    def _children(self, parent: Any) -> Iterator[Any]:
        """Children, with wrappers opened and one branch of each alternative chosen."""
        for node in parent:
            name = _name(node)
            if name in THROUGH:
                yield from self._children(node)
            elif name == "AlternateContent":
                branch = _branch(node)
                if branch is not None:
                    yield from self._children(branch)
            elif name:
                yield node

    def _lines(self, line: str) -> None:
        for number, part in enumerate(line.split("\f")):
            if number:
                self._composer.page_break()
            self._composer.lines(part)

    def _paragraph(self, paragraph: Any) -> tuple[str, list[Any]]:
        """Return the text of a paragraph, its list label first, and the text boxes anchored in it."""
        w = self._w
        properties = paragraph.find(f"{w}pPr")
        base = Ink(dark=self._shade[-1])
        listed = None
        if properties is not None:
            style = properties.find(f"{w}pStyle")
            identity = style.get(f"{w}val") if style is not None else None
            base = self._styles.inks.get(identity or "", wordstyle.PLAIN).over(base)
            listed = wordstyle.list_of(properties, w) or self._styles.lists.get(identity or "")
            dark = wordstyle.is_dark(properties.find(f"{w}shd"), w)
            base = base if dark is None else replace(base, dark=dark)
        pieces: list[str] = []
        boxes: list[Any] = []
        self._inline(paragraph, base, pieces, boxes)
        label = self._numbering.label(*listed) if listed else ""
        return label + text.clean("".join(pieces)), boxes

    def _inline(self, parent: Any, base: Ink, pieces: list[str], boxes: list[Any]) -> None:
        for node in self._children(parent):
            name = _name(node)
            if name == "r":
                self._run(node, base, pieces, boxes)
            elif name == "bdo":
                self._override(node, base, pieces, boxes)
            elif name in {"oMath", "oMathPara"}:
                pieces.extend(part.text or "" for part in node.iter() if _name(part) == "t")
            elif name in {"drawing", "pict", "object"}:
                boxes.extend(_text_boxes(node))

    def _override(self, node: Any, base: Ink, pieces: list[str], boxes: list[Any]) -> None:
        """Add what ``bdo`` shows in one direction; another direction inside of it makes it no number."""
        inside: list[str] = []
        self._inline(node, base, inside, boxes)
        shown = "".join(inside)
        if node.get(f"{self._w}val") == "rtl" and shown:
            mixed = any(_name(part) in {"bdo", "dir"} for part in node.iter() if part is not node)
            shown = raised(shown, "struck") if mixed else shown[::-1]
        pieces.append(shown)

    def _run(self, run: Any, base: Ink, pieces: list[str], boxes: list[Any]) -> None:
        w = self._w
        properties = run.find(f"{w}rPr")
        ink = base
        if properties is not None:
            style = properties.find(f"{w}rStyle")
            if style is not None:
                ink = self._styles.inks.get(style.get(f"{w}val"), wordstyle.PLAIN).over(ink)
            ink = wordstyle.ink(properties, w).over(ink)
        seen: list[str] = []
        for node in self._children(run):
            name = _name(node)
            if name == "fldChar":
                self._field(node.get(f"{w}fldCharType"))
            elif name in {"drawing", "pict", "object"}:
                boxes.extend(_text_boxes(node))
            elif name == "ruby":
                for ruby_base in node.iterfind(f"{w}rubyBase"):
                    self._inline(ruby_base, base, pieces, boxes)
            elif not any(self._fields):
                seen.append(self._characters(node, name))
        piece = "".join(seen)
        if ink.raised in {"super", "sub"}:
            piece = raised(piece, ink.raised)
        if ink.struck:
            piece = raised(piece, "struck")
        if ink.reason is None:
            pieces.append(piece)
        elif piece.strip():
            self.hidden.append(HiddenText(piece, ink.reason))

    def _characters(self, node: Any, name: str) -> str:
        if name == "t":
            return node.text or ""
        if name in {"tab", "ptab"}:
            return "\t"
        if name == "br":
            return "\f" if node.get(f"{self._w}type") == "page" else "\n"
        if name == "sym":
            return _symbol(node.get(f"{self._w}char"))
        return {"cr": "\n", "noBreakHyphen": "-"}.get(name, "")

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _table(self, table: Any) -> None:
        w = self._w
        if any(nested is not table for nested in table.iter(f"{w}tbl")):
            self._layout(table)
            return
        rows: list[list[Slot]] = []
        merges: dict[int, _Merge] = {}
        for row in self._rows(table):
            rows.append([])
            column = _number(row.find(f"{w}trPr/{w}gridBefore"), w, 0)
            above, merges = merges, {}
            for cell in self._cells(row):
                properties = cell.find(f"{w}tcPr")
                wide = max(_number(_part(properties, f"{w}gridSpan"), w, 1), 1)
                merge = _part(properties, f"{w}vMerge")
                content = self._cell(cell, properties)
                origin = (
                    above.get(column) if merge is not None and merge.get(f"{w}val") != "restart" else None
                )
                if origin is not None:
                    slot = rows[origin.row][origin.index]
                    rows[origin.row][origin.index] = replace(slot, row_span=len(rows) - origin.row)
                    merges[column] = origin
                    if content.strip():
                        self.hidden.append(HiddenText(content.replace(PARAGRAPH, "\n"), "covered"))
                else:
                    if merge is not None:
                        merges[column] = _Merge(len(rows) - 1, len(rows[-1]), column)
                    rows[-1].append(Slot(content, column=column, column_span=wide))
                column += wide
        self._composer.rows(rows)

    def _rows(self, table: Any) -> Iterator[Any]:
        """Rows that are neither deleted nor hidden."""
        w = self._w
        for row in self._children(table):
            if _name(row) != "tr" or row.find(f"{w}trPr/{w}del") is not None:
                continue
            hidden = row.find(f"{w}trPr/{w}hidden")
            if hidden is not None and hidden.get(f"{w}val") not in wordstyle.OFF:
                self.hidden.append(HiddenText("".join(t.text or "" for t in row.iter(f"{w}t")), "invisible"))
                continue
            yield row

    def _cells(self, row: Any) -> Iterator[Any]:
        return (cell for cell in self._children(row) if _name(cell) == "tc")

    def _cell(self, cell: Any, properties: Any) -> str:
        """Return the lines of a cell without nested tables, text boxes included."""
        dark = wordstyle.is_dark(_part(properties, f"{self._w}shd"), self._w)
        self._shade.append(self._shade[-1] if dark is None else dark)
        lines = PARAGRAPH.join(self._cell_lines(cell))
        self._shade.pop()
        return lines

    def _cell_lines(self, parent: Any) -> Iterator[str]:
        for node in self._children(parent):
            if _name(node) == "p":
                line, boxes = self._paragraph(node)
                yield line.replace("\f", "\n")
                for box in boxes:
                    yield from self._cell_lines(box)

    def _layout(self, table: Any) -> None:
        """Add a table around tables: its cells become lines, short neighbours share one."""
        w = self._w
        for row in self._rows(table):
            line: list[str] = []
            for cell in self._cells(row):
                nested = next(cell.iter(f"{w}tbl"), None) is not None
                content = "" if nested else self._cell(cell, cell.find(f"{w}tcPr")).strip(f"\n{PARAGRAPH}")
                if nested or "\n" in content or PARAGRAPH in content:
                    self._composer.lines("\t".join(line))
                    line = []
                    if nested:
                        self.blocks(cell)
                    else:
                        self._composer.lines(content)
                else:
                    line.append(content)
            self._composer.lines("\t".join(line))


def _part(properties: Any, tag: str) -> Any:
    return None if properties is None else properties.find(tag)


def _number(node: Any, w: str, default: int) -> int:
    value = node.get(f"{w}val") if node is not None else None
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else default


def _symbol(code: str | None) -> str:
    """Return the character of a ``sym``; symbols of picture fonts, in the private area, have none."""
    try:
        point = int(code or "", 16)
    except ValueError:
        return ""
    return chr(point) if 0x20 <= point < 0xD800 else ""


def _branch(alternative: Any) -> Any:
    """Return the branch of an ``AlternateContent`` that has text; the choice before the fallback."""
    branches = [node for node in alternative if _name(node) in {"Choice", "Fallback"}]
    for branch in branches:
        if any(_name(node) in {"t", "tbl"} for node in branch.iter()):
            return branch
    return branches[0] if branches else None


def _text_boxes(node: Any) -> list[Any]:
    """Return the outermost text boxes below ``node``, each alternative once."""
    found: list[Any] = []
    for child in node:
        name = _name(child)
        if name == "txbxContent":
            found.append(child)
        elif name == "AlternateContent":
            branch = _branch(child)
            if branch is not None:
                found.extend(_text_boxes(branch))
        elif name:
            found.extend(_text_boxes(child))
    return found
