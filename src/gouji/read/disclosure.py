"""Table 2, 主动公开政府信息情况: ten cells without any equation, so only its labels vouch for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from gouji.lexicon import Lexicon
from gouji.numbers import IN_TEN_THOUSANDS, ParsedNumber
from gouji.read.anchors import Anchor, anchor_rows
from gouji.read.cuts import Part, certain_cut, part_of, row_options
from gouji.read.heads import CLEAR, POOR, HeadOrder, by_clusters, weigh, without
from gouji.read.regions import Region
from gouji.read.stream import Stream
from gouji.read.tables import (
    TableCells,
    dealt_groups,
    duplicates,
    empties_at,
    has_label,
    note_strays,
    transposed,
)
from gouji.report import CellReading

LIFECYCLE = {"issued": ("本年制发件数",), "repealed": ("本年废止件数",), "in_force": ("现行有效件数",)}
COLUMNS = {
    "regulations": tuple(LIFECYCLE),
    "normative_documents": tuple(LIFECYCLE),
    "licensing": ("decisions",),
    "penalties": ("decisions",),
    "coercion": ("decisions",),
    "fees": ("amount",),
}
NAMES = {
    "regulations": "规章",
    "normative_documents": "行政规范性文件",
    "licensing": "行政许可",
    "penalties": "行政处罚",
    "coercion": "行政强制",
    "fees": "行政事业性收费",
}
_WIDTHS = {row: len(columns) for row, columns in COLUMNS.items()}
_NOISE = ("第二十条第一项", "信息内容")
_HEAD_UNIT = re.compile("(?:金额|单位)([千百亿万]?元)")
_UNIT_HEAD = re.compile("单位|元")
_HEAD_REACH = 24  # characters of the amount's head before its row


def read_disclosure(cells: TableCells, stream: Stream, region: Region, lexicon: Lexicon) -> None:
    """Read table 2 into ``cells``."""
    words = lexicon.tables["disclosure"]
    anchored = anchor_rows(stream, region, words, _WIDTHS)
    first = min((anchor.hit.start for anchor in anchored.anchors if anchor.hit), default=region.end)
    order = _lifecycle_order(stream, region.start, first)
    seen: set[str] = set()
    turned = _turn(cells, anchored.anchors)
    for anchor in anchored.anchors:
        if anchor.row not in seen:
            seen.add(anchor.row)
            _put(cells, stream, anchor, order, region)
    if turned:
        paths = [path for anchor in turned for path in row_paths(anchor.row)]
        cells.doubt(paths, "transposed", "表二“规章”“行政规范性文件”")
    for row in duplicates(anchored):
        cells.note("duplicate_row", "error", row_paths(row), place(row))
    for row in COLUMNS:
        if row in seen:
            continue
        ends = [hit.end for hit in anchored.hits if hit.row == row and hit.cost <= 3]
        if any(empties_at(stream, end) >= _WIDTHS[row] for end in ends):
            cells.blank(row_paths(row))
        else:
            text = stream.chars[region.start : region.end]
            labelled = any(label in text for label in words.labels[row]) or has_label(anchored, row)
            rule = "missing_numbers" if labelled else "missing_row"
            cells.missing(row_paths(row), rule, place(row))
    note_strays(cells, anchored, {row: row_paths(row) for row in COLUMNS}, 1)
    if order.moved:
        printed = "、".join(LIFECYCLE[column][0] for column in order.columns)
        cells.note("columns_moved", "warning", (), "表二", order=printed)
    if order.why and order.doubtful:
        paths = [
            f"disclosure.{row}.{column}" for row in seen if _WIDTHS[row] > 1 for column in order.doubtful
        ]
        if len({cells.cells[path].value for path in paths}) > 1:
            cells.doubt(paths, order.why, "表二", rule="doubtful_column")


def _lifecycle_order(stream: Stream, start: int, end: int) -> HeadOrder:
    """Order of the three lifecycle columns in the head ``chars[start:end]``.

    Wrapped heads side by side flatten to a text that looks like exchanged ones: poor evidence is
    no other order, so it is settled by where the pieces stand, or left as a doubt.
    """
    order, cost = weigh(LIFECYCLE, without(stream.chars[start:end], _NOISE))
    if cost <= (CLEAR if order.moved else POOR) and not order.why:
        return order
    placed = by_clusters(stream, start, end, LIFECYCLE, _NOISE)
    if placed is not None:
        return placed
    columns = tuple(LIFECYCLE)
    return HeadOrder(columns, order.why or "heads_unclear", columns)


def _turn(cells: TableCells, anchors: Sequence[Anchor]) -> list[Anchor]:
    """Numbers behind a block of labels that run by columns, as in table 3; returns rows left in doubt."""
    doubtful: list[Anchor] = []
    for group in dealt_groups(anchors):
        wide = [anchor for anchor in group if _WIDTHS[anchor.row] == len(LIFECYCLE)]
        other = transposed(wide, len(LIFECYCLE))
        if other is None or cells.direction == "rows":
            continue
        lines = {token.line for anchor in wide for token in anchor.slot.filled}
        if cells.direction == "columns" or len(lines) == len(LIFECYCLE):
            for anchor, tokens in zip(wide, other, strict=True):
                anchor.slot.tokens = tokens
            continue
        now = [[part_of(token).value for token in anchor.slot.filled] for anchor in wide]
        if now != [[part_of(token).value for token in tokens] for tokens in other]:
            doubtful += wide
    return doubtful


def place(row: str) -> str:
    """Chinese name of a row for messages."""
    return f"表二“{NAMES[row]}”行"


def row_paths(row: str) -> tuple[str, ...]:
    """Cell paths of a row in form order."""
    return tuple(f"disclosure.{row}.{column}" for column in COLUMNS[row])


def _put(cells: TableCells, stream: Stream, anchor: Anchor, order: HeadOrder, region: Region) -> None:
    row = anchor.row
    width = _WIDTHS[row]
    options = row_options(anchor.slot.tokens, width, stream.text, total=None)
    paths = row_paths(row)
    if len(options.rows) != 1 or options.how == "joined":
        cells.unread(paths, anchor.slot.tokens, place(row))
        return
    columns = order.columns if width > 1 else COLUMNS[row]
    for column, part in zip(columns, options.rows[0], strict=True):
        path = f"disclosure.{row}.{column}"
        if column == "amount":
            _put_amount(cells, path, part, _amount_head(stream, region, anchor), sure=anchor.sure)
        else:
            cells.put(path, part, sure=anchor.sure)
    if options.how == "cut" and not certain_cut(anchor.slot.tokens, width, stream.text):
        cells.note("unsupported", "error", paths, place(row))
    if anchor.why:
        cells.doubt(paths, anchor.why, place(row))
    if anchor.moved:
        cells.note("rows_moved", "warning", paths, place(row))


def _amount_head(stream: Stream, region: Region, anchor: Anchor) -> str:
    """The text before the amount's row that may name its unit."""
    end = anchor.hit.start if anchor.hit else anchor.slot.pos
    return stream.chars[max(region.start, end - _HEAD_REACH) : end]


def _put_amount(cells: TableCells, path: str, part: Part, head: str, *, sure: bool) -> None:
    """The amount in 万元, exact; converted where the cell, or else its head, prints another unit of 元."""
    if part.value is None or part.value < 0:
        cells.put(path, part, sure=sure)
        return
    own = part.parsed.unit if isinstance(part.parsed, ParsedNumber) else None
    headed = _HEAD_UNIT.findall(head)
    unit = own or (headed[-1] if headed else "万元")
    if unit not in IN_TEN_THOUSANDS:
        cells.put(path, Part(part.start, part.end, None, "unread"), sure=sure)
        return
    printed = cells.document.text[part.start : part.end].strip()
    value = Decimal(part.value)
    if unit not in {"万元", "万"}:
        value = _plain(value * IN_TEN_THOUSANDS[unit])
        cells.note(
            "unit_converted", "warning", [path], cells.name(path), printed=printed, value=value, unit=unit
        )
    if part.parsed is not None and part.parsed.confusable:
        cells.note("confusable_letter", "warning", [path], cells.name(path), printed=printed, value=value)
    place_of = cells.document.place(part.start, part.end)
    cells.cells[path] = CellReading(value, printed, None, place_of, sure=sure)
    if value and not own and not headed and _UNIT_HEAD.search(head):
        cells.doubt([path], "heads_unclear", "表二", rule="doubtful_column")


def _plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()
