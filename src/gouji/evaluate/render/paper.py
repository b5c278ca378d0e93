"""A sheet set on pages: lines of text, tables split anywhere, rulings whole, partial or absent.

What is made here is still no file: marks at points of a page, which ``pdf`` writes and ``scan``
prints on paper. Each number is kept with the page and box that it stands in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from gouji.evaluate.render.layout import Line, Paragraph, Sheet, Slot, Table

Box = tuple[float, float, float, float]
Advance = Callable[[str], float]
"""Width of a character in ems."""

_ASCENT, _DESCENT = 0.8, 0.15
"""How far a line of digits is taken to reach above and below its baseline, in ems."""


@dataclass(frozen=True, slots=True)
class PageStyle:
    """Page, letters and rulings, in points. ``ruling``: all lines, horizontal ones only (rows), or none.

    ``split_rows`` lets a page break run through a row: its label goes on over the page.
    ``narrow`` makes table 4 so narrow that numbers wrap inside their cells. ``signed_right`` sets
    the signature where offices set it. ``veil`` is how text that nobody sees is hidden.
    """

    width: float = 595.0
    height: float = 842.0
    margin: float = 50.0
    size: float = 9.0
    leading: float = 1.35
    padding: float = 3.0
    ruling: str = "all"
    rule_width: float = 0.5
    repeat_heads: bool = False
    split_rows: bool = False
    page_number: str = "- {} -"
    narrow: bool = False
    align: str = "centre"
    label_widths: tuple[float, ...] = (0.10, 0.14, 0.26)
    signed_right: bool = False
    veil: Literal["white", "tiny", "off_page"] = "white"


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text: left end of its baseline, size, and whether it is printed white on white."""

    x: float
    y: float
    text: str
    size: float
    white: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """Straight lines, each from (x0, y0) to (x1, y1)."""

    lines: tuple[Box, ...]


@dataclass
class PaperPage:
    """A page with its marks in the order of drawing, and where numbers and signature stand on it."""

    width: float
    height: float
    marks: list[Words | Rules] = field(default_factory=list)
    numbers: dict[str, Box] = field(default_factory=dict)
    signature: Box | None = None
    end: float = 0.0


def wrap(text: str, width: float, size: float, advance: Advance) -> list[str]:
    """Break ``text`` into lines that fit ``width``, anywhere between two characters."""
    lines: list[str] = []
    for part in text.split("\n"):
        line, used = "", 0.0
        for char in part:
            wide = advance(char) * size
            if line and used + wide > width:
                lines.append(line)
                line, used = "", 0.0
            line += char
            used += wide
        lines.append(line)
    return lines


def around(first: Box | None, second: Box) -> Box:
    """The smallest box around both."""
    if first is None:
        return second
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )


def set_pages(
    sheet: Sheet, style: PageStyle, advance: Advance, hidden: Words | None = None
) -> list[PaperPage]:
    """Set the whole report; ``hidden`` is a piece of text on the first page that nobody sees."""
    setter = _Setter(style, advance)
    setter.turn()
    if hidden is not None:
        setter.page.marks.append(hidden)
    for piece in sheet.pieces:
        if isinstance(piece, Table):
            setter.table(piece)
        elif piece.block in {"hidden", "comment"}:
            setter.veiled(style.margin, setter.y, piece.text)
        else:
            setter.paragraph(piece)
    setter.page.end = setter.y
    return setter.pages


class _Setter:
    """Where the pen stands: the current page and the y below the last line set."""

    def __init__(self, style: PageStyle, advance: Advance) -> None:
        self.style = style
        self.advance = advance
        self.pages: list[PaperPage] = []
        self.y = 0.0

    @property
    def page(self) -> PaperPage:
        """The page under the pen."""
        return self.pages[-1]

    @property
    def bottom(self) -> float:
        """Lowest y of the text area."""
        return self.style.height - self.style.margin

    def length(self, text: str, size: float) -> float:
        """Width of a line of text."""
        return size * sum(map(self.advance, text))

    def turn(self) -> None:
        """Start a new page with its number at the foot."""
        style = self.style
        if self.pages:
            self.page.end = self.y
        self.pages.append(PaperPage(style.width, style.height))
        self.y = style.margin
        if style.page_number:
            text = style.page_number.format(len(self.pages))
            self.text((style.width - self.length(text, 9)) / 2, style.height - style.margin / 2, text, 9)

    def text(self, x: float, y: float, text: str, size: float) -> Box:
        """Set a line of text; returns the box that it takes."""
        if text:
            self.page.marks.append(Words(x, y, text, size))
        return (x, y - _ASCENT * size, x + self.length(text, size), y + _DESCENT * size)

    def veiled(self, x: float, y: float, text: str) -> None:
        """Set a line of text that nobody sees, and stay where the pen is."""
        beside = x + self.style.width + 20 if self.style.veil == "off_page" else x
        size = 0.4 if self.style.veil == "tiny" else self.style.size
        self.page.marks.append(Words(beside, y, text, size, white=self.style.veil == "white"))

    def number(self, slot: Slot, box: Box) -> None:
        """Keep where a number, or a line of it, stands."""
        if slot.role == "number" and slot.key and box[2] > box[0]:
            self.page.numbers[slot.key] = around(self.page.numbers.get(slot.key), box)

    def paragraph(self, paragraph: Paragraph) -> None:
        """Set a paragraph line by line."""
        style = self.style
        size = style.size + (6 if paragraph.block == "title" else 2)
        text = paragraph.text.replace("\f", "").replace("\u200b", "").replace("\ufeff", "")
        if paragraph.block == "prose":
            text = "　　" + text
        for line in wrap(text, style.width - 2 * style.margin, size, self.advance):
            if self.y + size * 1.5 > self.bottom:
                self.turn()
            self.y += size * 1.5
            free = style.width - self.length(line, size)
            x = style.margin
            if paragraph.block == "title":
                x = free / 2
            elif paragraph.block == "signature" and style.signed_right:
                x = max(free - style.margin - 2 * size, style.margin)
            box = self.text(x, self.y, line, size)
            if paragraph.block == "signature":
                self.page.signature = around(self.page.signature, box)
        self.y += size * 0.6

    def edges(self, table: Table) -> list[float]:
        """Where the columns of ``table`` begin, and where the last one ends."""
        style = self.style
        whole = style.width - 2 * style.margin
        if table.name == "requests":
            rest = (1 - sum(style.label_widths)) / (table.columns - 3)
            shares = [*style.label_widths, *[rest] * (table.columns - 3)]
        elif table.name == "proceedings" and style.narrow:
            shares = [0.62 / table.columns] * table.columns
        else:
            shares = [1 / table.columns] * table.columns
        return [style.margin + whole * sum(shares[:index]) for index in range(len(shares) + 1)]

    def table(self, table: Table) -> None:
        """Set a table, row by row, over as many pages as it takes."""
        drawing = _Drawing(table, self.edges(table), self)
        heads = [index for index, line in enumerate(table.lines) if line.head and table.name == "requests"]
        heads = [index for index in heads if index < 3]
        run: list[int] = []
        top = self.y + 6
        for index in range(len(table.lines)):
            need = sum(drawing.heights[i] for i in [*run, *drawing.together(index)])
            if top + need > self.bottom and (run or top > self.style.margin + 6):
                if run:
                    self.tear(drawing, run, index, top)
                self.rows(drawing, run, top)
                self.turn()
                top = self.y
                run = [*heads, index] if self.style.repeat_heads and index > 3 else [index]
                continue
            run.append(index)
        self.rows(drawing, run, top)
        self.y = top + sum(drawing.heights[i] for i in run) + 8

    def tear(self, drawing: _Drawing, run: list[int], index: int, top: float) -> None:
        """Let the first lines of row ``index`` stand on this page where there is room for them."""
        style = self.style
        used = sum(drawing.heights[i] for i in run)
        room = self.bottom - top - used - 2 * style.padding
        fit = int(room // (style.size * style.leading))
        label = next((slot for slot in drawing.table.lines[index].slots if slot.role == "label"), None)
        if not style.split_rows or label is None or fit < 1:
            return
        lines = drawing.wrapped[id(label)]
        if fit >= len(lines):
            return
        y = top + used
        upper = Line(tuple(s for s in drawing.table.lines[index].slots if s.role in {"number", "group"}))
        for slot in (*upper.slots, label):
            texts = lines[:fit] if slot is label else drawing.wrapped[id(slot)]
            for offset, text in enumerate(texts[: max(fit, 1)] if slot.role == "group" else texts):
                x = drawing.x_of(slot, text)
                base = y + style.padding + style.size * (1 + offset * style.leading)
                self.number(slot, self.text(x, base, text, style.size))
        drawing.wrapped[id(label)] = lines[fit:]
        for slot in upper.slots:
            rest = drawing.wrapped[id(slot)][max(fit, 1) :] if slot.role == "group" else []
            drawing.wrapped[id(slot)] = rest
        bottom = y + 2 * style.padding + fit * style.size * style.leading
        self.rule([(edge, y, edge, bottom) for edge in drawing.edges])

    def rows(self, drawing: _Drawing, rows: list[int], top: float) -> None:
        """Set ``rows`` of a table from ``top`` downwards."""
        style = self.style
        y = top
        tops: dict[int, float] = {}
        for index in rows:
            tops[index] = y
            y += drawing.heights[index]
        lines: list[Box] = []
        for slot, start, last in drawing.visible(rows):
            upper = tops[start]
            lower = tops[last] + drawing.heights[last]
            left, right = drawing.edges[slot.column], drawing.edges[drawing.end(slot)]
            lines += [(left, upper, right, upper), (left, lower, right, lower)]
            if style.ruling == "all":
                lines += [(left, upper, left, lower), (right, upper, right, lower)]
            texts = drawing.wrapped[id(slot)]
            height = len(texts) * style.size * style.leading
            base = upper + max((lower - upper - height) / 2, 0) + style.size
            if slot.hidden:
                self.veiled(left, base, slot.hidden)
            for offset, text in enumerate(texts):
                at = base + offset * style.size * style.leading
                self.number(slot, self.text(drawing.x_of(slot, text), at, text, style.size))
            if slot.role == "group":
                drawing.wrapped[id(slot)] = []
        for index in rows:
            for edge, text in zip(drawing.behind(index), drawing.table.lines[index].veiled, strict=False):
                self.veiled(edge, tops[index] + drawing.heights[index], text)
        self.rule(lines)

    def rule(self, lines: list[Box]) -> None:
        """Draw rulings, each once."""
        if self.style.ruling != "none" and lines:
            self.page.marks.append(Rules(tuple(dict.fromkeys(lines))))


class _Drawing:
    """A table measured for a page: wrapped texts and row heights."""

    def __init__(self, table: Table, edges: list[float], setter: _Setter) -> None:
        self.table = table
        self.edges = edges
        self.style = style = setter.style
        self.length = setter.length
        self.wrapped = {
            id(slot): wrap(
                slot.text,
                edges[self.end(slot)] - edges[slot.column] - 2 * min(style.padding, 2.0),
                style.size,
                setter.advance,
            )
            for line in table.lines
            for slot in line.slots
        }
        self.heights = [
            self.need(max([len(self.wrapped[id(slot)]) for slot in line.slots if slot.rows == 1] or [1]))
            for line in table.lines
        ]
        self.stretch()

    def need(self, lines: int) -> float:
        """Height of a cell with so many lines of text."""
        return 2 * self.style.padding + self.style.size * self.style.leading * lines

    def stretch(self) -> None:
        """Make rows higher where a cell over several of them needs more room than they have."""
        for index, line in enumerate(self.table.lines):
            for slot in line.slots:
                rows = self.heights[index : index + slot.rows]
                lack = self.need(len(self.wrapped[id(slot)])) - sum(rows)
                if slot.rows > 1 and lack > 0:
                    self.heights[index : index + slot.rows] = [each + lack / len(rows) for each in rows]

    def end(self, slot: Slot) -> int:
        """Index of the edge where a slot ends."""
        return min(slot.column + slot.columns, len(self.edges) - 1)

    def behind(self, index: int) -> list[float]:
        """Where the cells of an invisible row behind row ``index`` begin: its label, then its numbers."""
        return [self.edges[0], *(self.edges[slot.column] for slot in self.table.lines[index].numbers)]

    def x_of(self, slot: Slot, text: str) -> float:
        """Left end of a line of text in its cell."""
        left, right = self.edges[slot.column], self.edges[self.end(slot)]
        free = right - left - self.length(text, self.style.size)
        if slot.role in {"label", "note"} or self.style.align == "left":
            return left + min(self.style.padding, 2.0)
        if self.style.align == "right" and slot.role == "number":
            return left + max(free - 2.0, 0.0)
        return left + max(free / 2, 0.0)

    def together(self, index: int) -> list[int]:
        """Row ``index`` and, where it is a head, the rows down to the first numbers: heads are not torn off."""
        rows = [index]
        while self.table.lines[rows[-1]].head and rows[-1] + 1 < len(self.table.lines):
            rows.append(rows[-1] + 1)
        return rows

    def visible(self, rows: list[int]) -> list[tuple[Slot, int, int]]:
        """Slots that show in ``rows`` with the first and last of these rows that they cover."""
        found: list[tuple[Slot, int, int]] = []
        for index, line in enumerate(self.table.lines):
            for slot in line.slots:
                covered = [row for row in rows if index <= row < index + slot.rows]
                if covered:
                    found.append((slot, covered[0], covered[-1]))
        return found
