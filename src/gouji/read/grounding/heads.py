"""The printed order of each table's columns, by their heads, and which of them stay in doubt."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.lexicon import Lexicon
from gouji.numbers import ParsedNumber
from gouji.read.grounding.stretches import Stretches
from gouji.read.heads import CLEAR, POOR, HeadOrder, applicant_order, by_clusters, weigh, without
from gouji.read.stream import Stream, Token

_LIFECYCLE_HEADS = {"issued": ("本年制发件数",), "repealed": ("本年废止件数",), "in_force": ("现行有效件数",)}
_LIFECYCLE_NOISE = ("第二十条第一项", "信息内容")


def request_order(
    stream: Stream, start: int, found: Stretches, lexicon: Lexicon
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Table 3's columns in printed order, and the doubtful ones.

    Where the head leaves the total's place open, the printed numbers tell it: one column is the sum
    of the others in every row.
    """
    order = applicant_order(stream, start, found.first, lexicon)
    rows = [stretch.filled for stretch in found.rows if len(stretch.filled) == len(order.columns)]
    ways = list(dict.fromkeys((order.columns, *order.rivals)))
    live = [values for values in map(_values, rows) if values is not None and any(values)]
    support = [sum(_adds_up(values, columns.index("total")) for values in live) for columns in ways]
    best = max(range(len(ways)), key=support.__getitem__)
    doubtful: tuple[str, ...] = order.doubtful if order.why else ()
    open_still = len(ways) > 1 and sum(count == support[best] for count in support) > 1 and support[best] > 0
    if best and support[0] * 3 > support[best]:
        best, open_still = 0, True
    if open_still and len({columns.index("total") for columns in ways}) > 1 and best:
        doubtful = order.columns
    return ways[best], doubtful


def _values(tokens: Sequence[Token]) -> tuple[int, ...] | None:
    values = [token.parsed.value if isinstance(token.parsed, ParsedNumber) else 0 for token in tokens]
    return tuple(int(value) for value in values)


def _adds_up(values: Sequence[int], total: int) -> bool:
    return 2 * values[total] == sum(values)


def lifecycle_order(stream: Stream, start: int, end: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The three columns of table 2's first rows in printed order, and the doubtful ones."""
    order, cost = weigh(_LIFECYCLE_HEADS, without(stream.chars[start:end], _LIFECYCLE_NOISE))
    if order.why or cost > (CLEAR if order.moved else POOR):
        placed = by_clusters(stream, start, end, _LIFECYCLE_HEADS, _LIFECYCLE_NOISE)
        columns = tuple(_LIFECYCLE_HEADS)
        order = placed or HeadOrder(columns, order.why or "heads_unclear", columns)
    return order.columns, order.doubtful if order.why else ()
