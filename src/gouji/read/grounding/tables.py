"""The three tables' printed cells: rows by their labels, columns by their heads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from gouji.families.disclosure.lexicon_2021 import WORDS
from gouji.families.disclosure.rules import ROWS
from gouji.numbers import IN_TEN_THOUSANDS, ParsedNumber
from gouji.read.grounding.blanks import columns_of
from gouji.read.grounding.blocks import Direction, settle_blocks
from gouji.read.grounding.heads import heads_lost, lifecycle_order, settle_total, sums_of
from gouji.read.grounding.page import Page, Printed, put_row
from gouji.read.grounding.stretch import Stretch
from gouji.read.grounding.stretches import Stretches, find_stretches
from gouji.read.heads import HeadOrder, applicant_order
from gouji.read.regions import Region
from gouji.read.stream import Stream

_WIDTH = 7
_REQUEST_WIDTHS = dict.fromkeys(ROWS, _WIDTH)
LIFECYCLE = ("issued", "repealed", "in_force")
_DISCLOSURE = {
    "regulations": LIFECYCLE,
    "normative_documents": LIFECYCLE,
    "licensing": ("decisions",),
    "penalties": ("decisions",),
    "coercion": ("decisions",),
    "fees": ("amount",),
}
_DISCLOSURE_WIDTHS = {row: len(columns) for row, columns in _DISCLOSURE.items()}
_FEES = "disclosure.fees.amount"
_HEAD_UNIT = re.compile("(?:金额|单位)([千百亿万]?元)")
_HEAD_REACH = 24  # characters of the amount's head before its row


def requests_page(stream: Stream, regions: Mapping[str, Region]) -> Page:
    """Table 3."""
    found, rows, order, _ = _request_rows(stream, regions["requests"])
    names, doubtful = settle_total(rows, order)
    start = regions["requests"].start
    if heads_lost(stream, start, found.first, _applicant_heads(stream, start, found.first), order):
        doubtful = names
    page = Page(loose=found.loose)
    columns = columns_of(stream, rows, _WIDTH)
    for stretch in rows:
        put_row(page, stream, stretch, [f"requests.{stretch.row}.{name}" for name in names], columns)
    _doubt(page, doubtful)
    return page


def _applicant_heads(stream: Stream, start: int, end: int) -> list[tuple[str, ...]]:
    """The heads that tell the columns; the organisations' group head, too, unless all stand on one line."""
    heads = list(WORDS.applicants.values())
    spots = [stream.chars.rfind(names[0], start, end) for names in heads]
    lines = {stream.char_lines[spot] if spot >= 0 else None for spot in spots}
    return heads if len(lines) == 1 and None not in lines else [*heads, (WORDS.applicant_group,)]


def _request_rows(
    stream: Stream, region: Region
) -> tuple[Stretches, list[Stretch], HeadOrder, Direction | None]:
    """Table 3's stretches, the same with blocks settled, the order of heads, and which way the blocks run."""
    found = find_stretches(stream, region, WORDS.tables["requests"], _REQUEST_WIDTHS)
    order = applicant_order(stream, region.start, found.first, WORDS)
    rows, way = settle_blocks(found.rows, _WIDTH, sums_of(order))
    return found, rows, order, way


def disclosure_page(stream: Stream, regions: Mapping[str, Region]) -> Page:
    """Table 2."""
    region = regions["disclosure"]
    found = find_stretches(stream, region, WORDS.tables["disclosure"], _DISCLOSURE_WIDTHS)
    lifecycle, doubtful = lifecycle_order(stream, region.start, found.first)
    width = len(LIFECYCLE)
    way = None
    if any(stretch.block > 1 and len(stretch.tokens) == width for stretch in found.rows):
        way = _request_rows(stream, regions["requests"])[3]
    rows, _ = settle_blocks(found.rows, width, lambda _: (0, 0), way)
    page = Page(loose=found.loose)
    wide = [stretch for stretch in rows if _DISCLOSURE_WIDTHS[stretch.row] == width]
    columns = columns_of(stream, wide, width)
    for stretch in rows:
        names = _DISCLOSURE[stretch.row]
        own = lifecycle if len(names) > 1 else names
        put_row(page, stream, stretch, [f"disclosure.{stretch.row}.{name}" for name in own], columns)
        if stretch.row == "fees" and _FEES in page.cells:
            page.cells[_FEES] = _in_ten_thousands(stream, region, stretch.hit.start, page.cells[_FEES])
    _doubt(page, doubtful)
    return page


def _in_ten_thousands(stream: Stream, region: Region, end: int, cell: Printed) -> Printed:
    """The amount in 万元: the cell's own unit counts, else its head's.

    It is sure only where the form's unit is printed and no other, not even an unknown one: a unit may have
    lost its 万.
    """
    if cell.value is None:
        return cell
    token = next(token for token in stream.tokens if token.start == cell.start)
    own = token.parsed.unit if isinstance(token.parsed, ParsedNumber) else None
    headed = _HEAD_UNIT.findall(stream.chars[max(region.start, end - _HEAD_REACH) : end])
    told = {unit for unit in (own, *headed[-1:]) if unit is not None}
    factor = IN_TEN_THOUSANDS.get(own or (headed[-1] if headed else "万元"))
    if factor is None:
        return replace(cell, value=None)
    value = cell.value if factor == 1 else Decimal(cell.value) * factor
    worded = "一" <= stream.text[cell.end : cell.end + 1] <= "鿿"
    return replace(cell, value=value, sure=cell.sure and told == {"万元"} and not worded)


def _doubt(page: Page, columns: Sequence[str]) -> None:
    """Cells of ``columns`` are unsure in rows where exchanging these columns would change a value."""
    rows = {path.rpartition(".")[0] for path in page.cells}
    for row in rows:
        paths = [f"{row}.{column}" for column in columns if f"{row}.{column}" in page.cells]
        if len({page.cells[path].value for path in paths}) > 1:
            for path in paths:
                page.cells[path] = replace(page.cells[path], sure=False)
