"""A table measured for a page: wrapped texts, row heights, and where a text stands in its cell."""

from __future__ import annotations

from gouji.evaluate.render.layout import Slot, Table
from gouji.evaluate.render.page import Advance, PageStyle, length, wrap


class MeasuredTable:
    """A table measured for a page: wrapped texts and row heights."""

    def __init__(self, table: Table, edges: list[float], style: PageStyle, advance: Advance) -> None:
        self.table = table
        self.edges = edges
        self.style = style
        self.advance = advance
        self.wrapped = {
            id(slot): wrap(
                slot.text,
                edges[self.end(slot)] - edges[slot.column] - 2 * min(style.padding, 2.0),
                style.size,
                advance,
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
        free = right - left - length(text, self.style.size, self.advance)
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
