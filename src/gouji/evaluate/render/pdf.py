"""PDF with a text layer: pages drawn line by line, tables split anywhere, rulings whole, partial or absent."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from functools import cache

import pymupdf

from gouji.evaluate.chance import chance, dice
from gouji.evaluate.copy import RenderedCopy
from gouji.evaluate.gold import GoldReport
from gouji.evaluate.render.carrier import draw_sheet
from gouji.evaluate.render.copies import finish
from gouji.evaluate.render.layout import Line, Paragraph, Sheet, Slot, Table
from gouji.evaluate.render.structure import Change

_FONT = "china-s"
_LATIN = "helv"
_WIDE_NUMBERS = (0.06, 0.10, 0.20)


@dataclass(frozen=True, slots=True)
class PdfStyle:
    """Page, letters and rulings. ``ruling``: all lines, horizontal ones only, or none.

    ``split_rows`` lets a page break run through a row: its label goes on over the page.
    ``narrow`` makes table 4 so narrow that numbers wrap inside their cells.
    """

    width: float = 595.0
    height: float = 842.0
    margin: float = 50.0
    size: float = 9.0
    leading: float = 1.35
    padding: float = 3.0
    ruling: str = "all"
    repeat_heads: bool = False
    split_rows: bool = False
    page_number: str = "- {} -"
    narrow: bool = False
    align: str = "centre"
    hidden: bool = False
    label_widths: tuple[float, ...] = (0.10, 0.14, 0.26)


PDF_SHAPES = (
    "pdf",
    "pdf_repeated_heads",
    "pdf_torn_rows",
    "pdf_half_ruled",
    "pdf_unruled",
    "pdf_narrow",
    "pdf_landscape",
    "pdf_hidden",
)


def draw_style(shape: str, rng: random.Random) -> PdfStyle:
    """The style of a named PDF shape, details from dice."""
    style = PdfStyle(
        margin=rng.choice([36.0, 50.0, 70.0]),
        size=rng.choice([7.5, 9.0, 10.5]),
        padding=rng.choice([1.5, 3.0, 5.0]),
        repeat_heads=chance(rng, 0.3),
        page_number=rng.choice(["- {} -", "{}", "— {} —", "第 {} 页", ""]),
        align=rng.choice(["centre", "centre", "left", "right"]),
        label_widths=rng.choice([(0.10, 0.14, 0.26), (0.06, 0.10, 0.20), (0.08, 0.12, 0.36)]),
    )
    match shape:
        case "pdf_repeated_heads":
            return replace(style, repeat_heads=True)
        case "pdf_torn_rows":
            return replace(style, split_rows=True, label_widths=(0.05, 0.08, 0.16), size=10.5)
        case "pdf_half_ruled":
            return replace(style, ruling="rows", label_widths=_WIDE_NUMBERS)
        case "pdf_unruled":
            return replace(style, ruling="none", label_widths=_WIDE_NUMBERS)
        case "pdf_narrow":
            return replace(style, narrow=True, margin=70.0, size=10.5)
        case "pdf_landscape":
            return replace(style, width=842.0, height=595.0)
        case "pdf_hidden":
            return replace(style, hidden=True)
        case _:
            return style


def make_pdf(shape: str, gold: GoldReport, seed: int, damage: tuple[Change, ...] = ()) -> RenderedCopy:
    """Render ``gold`` as a PDF of the style ``shape``."""
    rng = dice("pdf", shape, gold.kind, gold.seed, seed)
    style = draw_style(shape, rng)
    sheet = draw_sheet(gold, rng, 0.0 if shape == "pdf" else 0.6, damage, cut=False)
    canvas = Canvas(style, rng, pymupdf.open())
    canvas.draw(sheet)
    content: bytes = canvas.document.tobytes(garbage=4, deflate=True, no_new_id=True)
    return finish(sheet, content, ".pdf", f"{shape}-{gold.kind}-{gold.seed}-{seed}", shape)


@cache
def _latin() -> pymupdf.Font:
    return pymupdf.Font(_LATIN)


def _runs(text: str) -> list[tuple[str, str]]:
    """Split ``text`` into runs of one font: the CJK font draws ASCII a full em wide, so it does not."""
    runs: list[tuple[str, str]] = []
    for char in text:
        font = _LATIN if " " <= char <= "~" else _FONT
        if runs and runs[-1][0] == font:
            runs[-1] = (font, runs[-1][1] + char)
        else:
            runs.append((font, char))
    return runs


def _length(text: str, size: float) -> float:
    return sum(
        float(_latin().text_length(run, size)) if font == _LATIN else len(run) * size
        for font, run in _runs(text)
    )


def wrap(text: str, width: float, size: float) -> list[str]:
    """Break ``text`` into lines that fit ``width``, anywhere between two characters."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for char in part:
            if line and _length(line + char, size) > width:
                lines.append(line)
                line = ""
            line += char
        lines.append(line)
    return lines


@dataclass
class Canvas:
    """Where the pen stands: the current page and the y below the last line drawn."""

    style: PdfStyle
    rng: random.Random
    document: pymupdf.Document
    page: pymupdf.Page | None = None
    y: float = 0.0
    pages: int = 0
    shapes: list[pymupdf.Shape] = field(default_factory=list)

    @property
    def bottom(self) -> float:
        """Lowest y of the text area."""
        return self.style.height - self.style.margin

    def draw(self, sheet: Sheet) -> None:
        """Draw the whole report."""
        self.turn()
        if self.style.hidden:
            row = " ".join(str(self.rng.randint(1, 99)) for _ in range(7))
            words, how = f"本年新收政府信息公开申请数量 {row}", self.rng.randrange(3)
            x = self.style.margin if how < 2 else self.style.width + 20
            self._text(x, self.style.margin, words, 0.4 if how == 1 else 8, white=how == 0)
        for piece in sheet.pieces:
            if isinstance(piece, Table):
                self._table(piece)
            else:
                self._paragraph(piece)

    def turn(self) -> None:
        """Start a new page with its number at the foot."""
        style = self.style
        self.page = self.document.new_page(width=style.width, height=style.height)
        self.pages += 1
        self.y = style.margin
        if style.page_number:
            text = style.page_number.format(self.pages)
            middle = (style.width - _length(text, 9)) / 2
            self._text(middle, style.height - style.margin / 2, text, 9)

    def _text(self, x: float, y: float, text: str, size: float, *, white: bool = False) -> None:
        if self.page is not None and text:
            color = (1, 1, 1) if white else (0, 0, 0)
            for font, run in _runs(text):
                self.page.insert_text((x, y), run, fontname=font, fontsize=size, color=color)
                x += _length(run, size)

    def _paragraph(self, paragraph: Paragraph) -> None:
        style = self.style
        size = style.size + (6 if paragraph.block == "title" else 2)
        text = paragraph.text.replace("\f", "").replace("\u200b", "").replace("\ufeff", "")
        if paragraph.block == "prose":
            text = "　　" + text
        for line in wrap(text, style.width - 2 * style.margin, size):
            if self.y + size * 1.5 > self.bottom:
                self.turn()
            self.y += size * 1.5
            centred = paragraph.block == "title"
            x = (style.width - _length(line, size)) / 2 if centred else style.margin
            self._text(x, self.y, line, size)
        self.y += size * 0.6

    def _edges(self, table: Table) -> list[float]:
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

    def _table(self, table: Table) -> None:
        edges = self._edges(table)
        drawing = _Drawing(table, edges, self.style)
        heads = [index for index, line in enumerate(table.lines) if line.head and table.name == "requests"]
        heads = [index for index in heads if index < 3]
        run: list[int] = []
        top = self.y + 6
        for index in range(len(table.lines)):
            need = sum(drawing.heights[i] for i in [*run, *drawing.together(index)])
            if top + need > self.bottom and (run or top > self.style.margin + 6):
                torn = self._tear(drawing, run, index, top) if run else set()
                self._draw_rows(drawing, run, top)
                self.turn()
                top = self.y
                run = [*heads, index] if self.style.repeat_heads and index > 3 else [index]
                drawing.shown |= torn
                continue
            run.append(index)
        self._draw_rows(drawing, run, top)
        self.y = top + sum(drawing.heights[i] for i in run) + 8

    def _tear(self, drawing: _Drawing, run: list[int], index: int, top: float) -> set[int]:
        """Let the first lines of row ``index`` stand on this page where there is room for them."""
        style = self.style
        used = sum(drawing.heights[i] for i in run)
        room = self.bottom - top - used - 2 * style.padding
        fit = int(room // (style.size * style.leading))
        label = next((slot for slot in drawing.table.lines[index].slots if slot.role == "label"), None)
        if not style.split_rows or label is None or fit < 1:
            return set()
        lines = drawing.wrapped[id(label)]
        if fit >= len(lines):
            return set()
        y = top + used
        upper = Line(tuple(s for s in drawing.table.lines[index].slots if s.role in {"number", "group"}))
        for slot in (*upper.slots, label):
            texts = lines[:fit] if slot is label else drawing.wrapped[id(slot)]
            for offset, text in enumerate(texts[: max(fit, 1)] if slot.role == "group" else texts):
                x = drawing.x_of(slot, text)
                self._text(x, y + style.padding + style.size * (1 + offset * style.leading), text, style.size)
        drawing.wrapped[id(label)] = lines[fit:]
        for slot in upper.slots:
            rest = drawing.wrapped[id(slot)][max(fit, 1) :] if slot.role == "group" else []
            drawing.wrapped[id(slot)] = rest
        bottom = y + 2 * style.padding + fit * style.size * style.leading
        self._rule(drawing, [(edge, y, edge, bottom) for edge in drawing.edges])
        return {index}

    def _draw_rows(self, drawing: _Drawing, rows: list[int], top: float) -> None:
        style = self.style
        y = top
        tops: dict[int, float] = {}
        for index in rows:
            tops[index] = y
            y += drawing.heights[index]
        lines: list[tuple[float, float, float, float]] = []
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
            for offset, text in enumerate(texts):
                self._text(
                    drawing.x_of(slot, text), base + offset * style.size * style.leading, text, style.size
                )
            if slot.role == "group":
                drawing.wrapped[id(slot)] = []
        self._rule(drawing, lines)

    def _rule(self, drawing: _Drawing, lines: list[tuple[float, float, float, float]]) -> None:
        if self.style.ruling == "none" or self.page is None or not lines:
            return
        del drawing
        shape = self.page.new_shape()
        for x0, y0, x1, y1 in dict.fromkeys(lines):
            shape.draw_line((x0, y0), (x1, y1))
        shape.finish(width=0.5)
        shape.commit()


class _Drawing:
    """A table measured for a page: wrapped texts and row heights."""

    def __init__(self, table: Table, edges: list[float], style: PdfStyle) -> None:
        self.table = table
        self.edges = edges
        self.style = style
        self.shown: set[int] = set()
        self.wrapped = {
            id(slot): wrap(
                slot.text,
                edges[self.end(slot)] - edges[slot.column] - 2 * min(style.padding, 2.0),
                style.size,
            )
            for line in table.lines
            for slot in line.slots
        }
        self.heights = [
            2 * style.padding
            + style.size
            * style.leading
            * max([len(self.wrapped[id(slot)]) for slot in line.slots if slot.rows == 1] or [1])
            for line in table.lines
        ]

    def end(self, slot: Slot) -> int:
        """Index of the edge where a slot ends."""
        return min(slot.column + slot.columns, len(self.edges) - 1)

    def x_of(self, slot: Slot, text: str) -> float:
        """Left end of a line of text in its cell."""
        left, right = self.edges[slot.column], self.edges[self.end(slot)]
        free = right - left - _length(text, self.style.size)
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
