"""The three tables' printed cells: rows by their labels, columns by their heads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from gouji.families.disclosure.lexicon_2021 import WORDS
from gouji.families.disclosure.rules import OTHER_GROUP, ROWS
from gouji.numbers import ParsedNumber
from gouji.read.grounding.heads import lifecycle_order, request_order
from gouji.read.grounding.page import Page, Printed, cell_patterns, put_row
from gouji.read.grounding.stretches import find_stretches
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
_IN_TEN_THOUSANDS = {
    "元": Decimal("0.0001"),
    "百元": Decimal("0.01"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "万": Decimal(1),
    "百万元": Decimal(100),
    "亿元": Decimal(10_000),
}
_HEAD_UNIT = re.compile("(?:金额|单位)([千百亿万]?元)")
_HEAD_REACH = 24  # characters of the amount's head before its row


def requests_page(stream: Stream, region: Region) -> Page:
    """Table 3."""
    words = WORDS.tables["requests"]
    found = find_stretches(stream, region, words, _REQUEST_WIDTHS)
    columns, doubtful = request_order(stream, region.start, found, WORDS)
    page = Page()
    patterns = cell_patterns(stream, found.rows, _WIDTH)
    for stretch in found.rows:
        put_row(page, stream, stretch, [f"requests.{stretch.row}.{name}" for name in columns], patterns)
    _doubt(page, "requests", doubtful)
    return page


def disclosure_page(stream: Stream, region: Region) -> Page:
    """Table 2."""
    words = WORDS.tables["disclosure"]
    found = find_stretches(stream, region, words, _DISCLOSURE_WIDTHS)
    columns, doubtful = lifecycle_order(stream, region.start, found.first)
    page = Page()
    wide = [stretch for stretch in found.rows if _DISCLOSURE_WIDTHS.get(stretch.row) == len(LIFECYCLE)]
    patterns = cell_patterns(stream, wide, len(LIFECYCLE))
    for stretch in found.rows:
        names = _DISCLOSURE[stretch.row]
        own = columns if len(names) > 1 else names
        put_row(page, stream, stretch, [f"disclosure.{stretch.row}.{name}" for name in own], patterns)
        if stretch.row == "fees" and _FEES in page.cells:
            page.cells[_FEES] = _in_ten_thousands(stream, region, stretch.hit.start, page.cells[_FEES])
    _doubt(page, "disclosure", doubtful)
    return page


def _in_ten_thousands(stream: Stream, region: Region, end: int, cell: Printed) -> Printed:
    """The amount in 万元: the cell's own unit counts, else its head's."""
    if cell.value is None:
        return cell
    token = next(token for token in stream.tokens if token.start == cell.start)
    own = token.parsed.unit if isinstance(token.parsed, ParsedNumber) else None
    headed = _HEAD_UNIT.findall(stream.chars[max(region.start, end - _HEAD_REACH) : end])
    factor = _IN_TEN_THOUSANDS.get(own or (headed[-1] if headed else "万元"))
    if factor is None:
        return replace(cell, value=None)
    return replace(cell, value=Decimal(cell.value) * factor)


def _doubt(page: Page, table: str, columns: Sequence[str]) -> None:
    """Cells of ``columns`` are unsure in rows where exchanging these columns would change a value."""
    rows = {path.rpartition(".")[0] for path in page.cells if path.startswith(f"{table}.")}
    for row in rows:
        paths = [f"{row}.{column}" for column in columns if f"{row}.{column}" in page.cells]
        if len({page.cells[path].value for path in paths}) > 1:
            for path in paths:
                page.cells[path] = replace(page.cells[path], sure=False)


def drop_undivided(page: Page, values: Mapping[str, object]) -> None:
    """The undivided row's cells count only where somebody asks for them."""
    prefix = f"requests.{OTHER_GROUP}."
    if not any(path.startswith(prefix) for path in values):
        for path in [path for path in page.cells if path.startswith(prefix)]:
            del page.cells[path]
