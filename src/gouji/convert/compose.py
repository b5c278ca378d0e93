r"""Building ``Document.text`` and its tables together, so that every offset is right by construction.

A grid is laid out once for all carriers: cells claim columns from left to right, spans reserve
the places below and beside them, and columns in which no cell begins are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gouji.document import Box, Cell, Document, HiddenText, Page, Source, Table, Word

MAX_COLUMN_SPAN = 1000
MAX_PLACES = 200_000
"""Places that all spans of a table may cover; beyond, a span is one place."""

MAX_SLOTS = 20_000
"""Cells of a declared table; beyond, its rows are text lines."""

PROSE_LENGTH = 400
PROSE_BREAKS = 3
"""A cell longer than this, in more lines than this, is a page of prose and no table cell."""

CJK = "\u2e80-\u30ff\u3100-\u31bf\u3400-\u9fff\uf900-\ufaff\uff01-\uff0f\uff1a-\uff60\uffe0-\uffe6“”‘’…—·①-⓿"
PARAGRAPH = "\u2029"
"""Ends a paragraph inside a slot's text; ``\\n`` there is a break within a paragraph."""

JOIN = re.compile(f"(?<![ \\t])[ \\t]*[\n{PARAGRAPH}]\\s*")
POINTS = frozenset(".,，．")
"""What stands inside numbers beside digits."""

IS_CJK = re.compile(f"[{CJK}]")
STRAY = re.compile(r"[\t\f]+")


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell before it has offsets; ``column`` None means the next free one of its row."""

    text: str
    column_span: int = 1
    row_span: int = 1
    column: int | None = None
    page: int | None = None
    box: Box | None = None


def one_line(text: str) -> str:
    """Put a cell's text on one line: breaks go between digits or CJK characters, else become a space.

    Numbers in paragraphs of their own stay apart: two numbers in one cell never become one.
    """
    text = STRAY.sub(" ", text).strip(f" \n{PARAGRAPH}")
    return JOIN.sub(_joint, text) if "\n" in text or PARAGRAPH in text else text


def joint(before: str, after: str, *, paragraph: bool) -> str:
    """Return what stands for a break between two characters: nothing or a space.

    No number begins with a point or comma: one at the start of a line goes on with the number above.
    """
    if IS_CJK.match(before) and IS_CJK.match(after):
        return ""
    inside_number = (before.isdigit() or before in POINTS) and (after.isdigit() or after in POINTS)
    return "" if inside_number and (after in POINTS or not paragraph) else " "


def _joint(gap: re.Match[str]) -> str:
    before, after = gap.string[gap.start() - 1], gap.string[gap.end()]
    return joint(before, after, paragraph=PARAGRAPH in gap[0])


def lay_out(rows: Sequence[Sequence[Slot]]) -> list[list[Slot]]:
    """Give each slot its column and spans that fit the table.

    A row span of 0 reaches to the last row; spans are cut at the table's end and where they would
    cover a place that is taken.
    """
    taken: list[set[int]] = [set() for _ in rows]
    placed: list[list[Slot]] = []
    budget = MAX_PLACES
    for number, row in enumerate(rows):
        line: list[Slot] = []
        column = 0
        for slot in row:
            column = column if slot.column is None else slot.column
            while column in taken[number]:
                column += 1
            wide = _free(taken[number], column, min(max(slot.column_span, 1), MAX_COLUMN_SPAN))
            left = len(rows) - number
            high = min(slot.row_span, left) if slot.row_span > 0 else left
            if wide * high > budget:
                wide = high = 1
            budget -= wide * high
            line.append(replace(slot, column=column, column_span=wide, row_span=high))
            for below in range(number, number + high):
                taken[below].update(range(column, column + wide))
            column += wide
        placed.append(line)
    return _without_idle_columns(placed)


def _free(taken: set[int], column: int, wanted: int) -> int:
    wide = 1
    while wide < wanted and column + wide not in taken:
        wide += 1
    return wide


def _without_idle_columns(rows: list[list[Slot]]) -> list[list[Slot]]:
    starts = sorted({slot.column or 0 for row in rows for slot in row})
    position = {column: index for index, column in enumerate(starts)}
    compact: list[list[Slot]] = []
    for row in rows:
        line: list[Slot] = []
        for slot in row:
            column = slot.column or 0
            first = position[column]
            last = first
            while last + 1 < len(starts) and starts[last + 1] < column + slot.column_span:
                last += 1
            line.append(replace(slot, column=first, column_span=last - first + 1))
        compact.append(line)
    return compact


def _is_prose(text: str) -> bool:
    return len(text) > PROSE_LENGTH and text.count("\n") + text.count(PARAGRAPH) >= PROSE_BREAKS


class Composer:
    """Collects lines, tables, words and hidden text; ``document`` closes it."""

    def __init__(self) -> None:
        self.length = 0
        self._pieces: list[str] = []
        self._tables: list[Table] = []
        self._words: list[Word] = []
        self._hidden: list[HiddenText] = []
        self._pages: list[Page] = []

    def raw(self, text: str) -> None:
        """Add text that is already in lines."""
        if text:
            self._pieces.append(text)
            self.length += len(text)

    def line(self, text: str) -> None:
        """Add one line."""
        self.raw(f"{text}\n")

    def page_break(self) -> None:
        r"""Start a page with ``\f`` unless nothing precedes it."""
        if self.length:
            self.raw("\f")

    def page(self, width: float, height: float) -> None:
        """Start a page of known size, in points."""
        self._pages.append(Page(len(self._pages) + 1, width, height, "pt", self.length))
        if len(self._pages) > 1:
            self.raw("\f")

    def word(self, start: int, end: int, page: int, box: Box) -> None:
        """Remember where ``text[start:end]`` stands; words come in text order."""
        self._words.append(Word(start, end, page, box))

    def hide(self, hidden: HiddenText) -> None:
        """Report text that a reader of the page cannot see."""
        if hidden.text.strip():
            self._hidden.append(hidden)

    def lines(self, text: str) -> None:
        """Add the lines of ``text`` without spaces around them; tabs and blank lines stay."""
        text = text.replace(PARAGRAPH, "\n")
        if text.strip(" \n"):
            for line in text.removesuffix("\n").split("\n"):
                self.line(line.strip(" "))

    def rows(self, rows: Sequence[Sequence[Slot]]) -> None:
        """Add a declared table; rows that hold a page of prose, and a lone cell, are text lines.

        Layout tables and forms with a whole section in one cell thus keep their lines.
        """
        count = sum(map(len, rows))
        if count == 1 or count > MAX_SLOTS:
            for row in rows:
                self.lines("\t".join(slot.text for slot in row))
            return
        part: list[Sequence[Slot]] = []
        for row in rows:
            if any(_is_prose(slot.text) for slot in row):
                self.table(part)
                part = []
                for slot in row:
                    self.lines(slot.text)
            else:
                part.append(row)
        self.table(part)

    def table(self, rows: Sequence[Sequence[Slot]]) -> Table | None:
        """Add a table, one line a row, cells in the order of ``rows``; None where no row has a cell."""
        if not any(rows):
            return None
        start = self.length
        cells: list[Cell] = []
        placed = lay_out([[replace(slot, text=one_line(slot.text)) for slot in row] for row in rows])
        for number, row in enumerate(placed):
            at = self.length
            for slot in row:
                end = at + len(slot.text)
                cells.append(
                    Cell(
                        at,
                        end,
                        number,
                        slot.column or 0,
                        slot.row_span,
                        slot.column_span,
                        slot.page,
                        slot.box,
                    )
                )
                at = end + 1
            self.line("\t".join(slot.text for slot in row))
        columns = max(cell.column + cell.column_span for cell in cells)
        table = Table(start, self.length, len(placed), columns, tuple(cells))
        self._tables.append(table)
        return table

    def document(self, source: Source, media_type: str) -> Document:
        """Return the finished document."""
        return Document(
            name=source.name,
            sha256=source.sha256,
            media_type=media_type,
            text="".join(self._pieces),
            pages=tuple(self._pages),
            tables=tuple(self._tables),
            words=tuple(self._words),
            hidden=tuple(self._hidden),
        )


def merged_hidden(pieces: Iterable[HiddenText]) -> list[HiddenText]:
    """Join neighbouring pieces that are hidden for the same reason on the same page."""
    merged: list[HiddenText] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if last and (last.reason, last.page) == (piece.reason, piece.page):
            merged[-1] = replace(last, text=last.text + piece.text)
        else:
            merged.append(piece)
    return merged
