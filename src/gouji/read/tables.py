"""From anchored rows to cells: what each table's reading shares with the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from gouji.document import Document
from gouji.numbers import whole
from gouji.read.anchors import Anchor, Anchored
from gouji.read.cuts import Part
from gouji.read.stream import Stream, Token
from gouji.report import CellReading, Finding, Severity

# How numbers that follow a whole block of labels run: row after row, or column after column.
Direction = Literal["rows", "columns"]

_MONEY = frozenset({"元", "百元", "千元", "万元", "亿元", "万"})

WHY = {
    "no_label": "数字旁边没有可辨认的行标题",
    "damaged_label": "行标题残缺或与数字不相连",
    "rival": "标题残缺，可能是相邻的另一行",
    "direction": "数字在行标题之前还是之后不能确定",
    "heads_unclear": "列标题残缺或次序不明",
    "no_head": "没有找到列标题",
    "transposed": "不能确定这些数字是逐行还是逐列排列的",
    "gap": "行标题与数字之间有别的文字",
    "page_number": "数字在行标题之前，可能是页码",
    "between": "前后两行之间缺行或缺数字",
}


@dataclass(slots=True)
class TableCells:
    """The cells and doubts of one table while it is read."""

    table: str
    document: Document
    names: Mapping[str, str]
    direction: Direction | None = None
    cells: dict[str, CellReading] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def note(self, rule: str, severity: Severity, paths: Iterable[str], place: str, **params: Any) -> None:
        """Add a finding; ``place`` is the Chinese name of where it is."""
        self.findings.append(Finding(rule, severity, tuple(paths), {"place": place, **params}))

    def put(self, path: str, part: Part, *, sure: bool = True, by_equation: bool = False) -> None:
        """Store one cell as printed; a value that is no count becomes unread, named by a finding."""
        if part.start < 0:
            self.cells[path] = CellReading(None, None, part.blank, None, sure=sure)
            return
        printed = self.document.text[part.start : part.end].strip()
        place = self.document.place(part.start, part.end)
        if part.value is None:
            self.cells[path] = CellReading(
                None, None if part.blank == "empty" else printed, part.blank, place, sure=sure
            )
            if part.blank == "unread":
                self.note("unread", "error", [path], self.name(path), printed=printed)
            return
        parsed = part.parsed
        value = whole(part.value)
        if value is None or (parsed and parsed.unit in _MONEY):
            self.cells[path] = CellReading(None, printed, "unread", place, sure=sure)
            self.note("unread", "error", [path], self.name(path), printed=printed)
            return
        if parsed and parsed.confusable:
            self.note("confusable_letter", "warning", [path], self.name(path), printed=printed, value=value)
        self.cells[path] = CellReading(value, printed, None, place, sure=sure, by_equation=by_equation)

    def unread(self, paths: Sequence[str], tokens: Sequence[Token], place: str) -> None:
        """Cells whose numbers are printed but cannot be told apart: one finding, the raw run kept."""
        filled = [token for token in tokens if token.filled]
        start, end = filled[0].start, filled[-1].end
        printed = " ".join(self.document.text[start:end].split())
        where = self.document.place(start, end)
        for path in paths:
            self.cells[path] = CellReading(None, printed, "unread", where, sure=False)
        self.note("unread", "error", paths, place, printed=printed)

    def missing(self, paths: Sequence[str], rule: str, place: str) -> None:
        """Cells that the form has and the document lacks: one error for the row."""
        for path in paths:
            self.cells[path] = CellReading(None, None, "missing", None)
        self.note(rule, "error", paths, place)

    def blank(self, paths: Sequence[str]) -> None:
        """Cells whose row is there with nothing printed in it."""
        for path in paths:
            self.cells[path] = CellReading(None, None, "empty", None)

    def name(self, path: str) -> str:
        """Chinese name of a cell for messages."""
        return self.names.get(path, path)

    def doubt(self, paths: Sequence[str], why: str, place: str, rule: str = "doubtful_row") -> None:
        """An error finding for an anchor in doubt; the values stay, marked unsure."""
        for path in paths:
            cell = self.cells.get(path)
            if cell is not None:
                self.cells[path] = CellReading(
                    cell.value, cell.printed, cell.blank, cell.place, sure=False, by_equation=cell.by_equation
                )
        self.note(rule, "error", paths, place, why=WHY[why], doubt=why)


def empties_at(stream: Stream, position: int) -> int:
    """How many empty cells stand at ``position`` of the character stream."""
    return sum(1 for token in stream.tokens if token.pos == position and token.kind == "empty")


def has_label(anchored: Anchored, row: str) -> bool:
    """The row's label is printed, whether or not numbers were found for it."""
    return any(hit.row == row and hit.cost <= 3 for hit in anchored.hits)


def duplicates(anchored: Anchored) -> dict[str, list[Anchor]]:
    """Rows that own more than one run of numbers."""
    rows: dict[str, list[Anchor]] = {}
    for anchor in anchored.anchors:
        rows.setdefault(anchor.row, []).append(anchor)
    return {row: anchors for row, anchors in rows.items() if len(anchors) > 1}


def note_strays(
    cells: TableCells,
    anchored: Anchored,
    row_paths: Mapping[str, Sequence[str]],
    width: int,
) -> None:
    """Numbers that belong to no row: a warning beside the nearest row.

    An error, naming the row, if they are a whole row's worth, or where no sum protects the table
    (``width`` 1) and they stand right behind a row's numbers, so that they may be a piece of them.
    """
    rows = {anchor.slot.pos: anchor.row for anchor in anchored.anchors}
    for slot, near in anchored.strays:
        filled = slot.filled
        if not filled:
            continue
        printed = " ".join(cells.document.text[filled[0].start : filled[-1].end].split())
        beside = rows.get(slot.pos) if width == 1 and not slot.aside else None
        grave = beside is not None or 2 * len(filled) >= width > 1
        paths = row_paths.get(beside or near, ())
        cells.note(
            "stray_number",
            "error" if grave else "warning",
            paths if grave else (),
            cells.name(paths[0]) if paths else "表头",
            printed=printed,
            key=f"{cells.table}.{filled[0].start}",
        )


def dealt_groups(anchors: Sequence[Anchor]) -> list[list[Anchor]]:
    """Anchors whose numbers were dealt in order from one run behind a block of labels."""
    groups: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        if anchor.slot.own is not None:
            groups.setdefault(anchor.slot.pos, []).append(anchor)
    return [group for group in groups.values() if len(group) > 1]


def transposed(group: Sequence[Anchor], width: int) -> list[list[Token]] | None:
    """The group's numbers dealt column after column; None where lines show that they run by rows."""
    flat = [token for anchor in group for token in anchor.slot.filled]
    count = len(group)
    if len(flat) != count * width or count < 2:
        return None
    lines: dict[int, int] = {}
    for token in flat:
        lines[token.line] = lines.get(token.line, 0) + 1
    if len(lines) == count and set(lines.values()) == {width} and count != width:
        return None
    return [[flat[column * count + row] for column in range(width)] for row in range(count)]
