"""A sheet set on pages: lines of text, tables split anywhere, rulings whole, partial or absent.

What is made here is still no file: marks at points of a page, which ``pdf`` writes and ``scan``
prints on paper. Each number is kept with the page and box that it stands in.
"""

from __future__ import annotations

from gouji.evaluate.render.layout import Line, Paragraph, Sheet, Slot, Table
from gouji.evaluate.render.measured import MeasuredTable
from gouji.evaluate.render.page import Advance, Box, PageStyle, PaperPage, Rules, Words, around, length, wrap

_ASCENT, _DESCENT = 0.8, 0.15
"""How far a line of digits is taken to reach above and below its baseline, in ems."""


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

    def turn(self) -> None:
        """Start a new page with its number at the foot."""
        style = self.style
        if self.pages:
            self.page.end = self.y
        self.pages.append(PaperPage(style.width, style.height))
        self.y = style.margin
        if style.page_number:
            text = style.page_number.format(len(self.pages))
            self.text(
                (style.width - length(text, 9, self.advance)) / 2, style.height - style.margin / 2, text, 9
            )

    def text(self, x: float, y: float, text: str, size: float) -> Box:
        """Set a line of text; returns the box that it takes."""
        if text:
            self.page.marks.append(Words(x, y, text, size))
        return (x, y - _ASCENT * size, x + length(text, size, self.advance), y + _DESCENT * size)

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
            free = style.width - length(line, size, self.advance)
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
        drawing = MeasuredTable(table, self.edges(table), self.style, self.advance)
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

    def tear(self, drawing: MeasuredTable, run: list[int], index: int, top: float) -> None:
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

    def rows(self, drawing: MeasuredTable, rows: list[int], top: float) -> None:
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
