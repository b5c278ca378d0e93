"""The printed order of each table's columns, by their heads, and which of them stay in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from gouji.numbers import Number, ParsedNumber
from gouji.read.grounding.blocks import Fit
from gouji.read.grounding.stretch import Stretch
from gouji.read.heads import CLEAR, POOR, HeadOrder, by_clusters, weigh, without
from gouji.read.stream import Stream, Token

_LIFECYCLE_HEADS = {"issued": ("本年制发件数",), "repealed": ("本年废止件数",), "in_force": ("现行有效件数",)}
_LIFECYCLE_NOISE = ("第二十条第一项", "信息内容")
_CLEARLY = 3
_HEAD = 150  # characters before a table's first numbers that may hold its heads
_MOST_LOST = 2  # characters of a table's heads; with more gone two heads may look like each other


def heads_lost(
    stream: Stream, start: int, end: int, heads: Iterable[Sequence[str]], order: HeadOrder | None = None
) -> bool:
    """Too little of a table's heads is left in ``chars[start:end]`` to tell its columns apart.

    ``heads`` has one entry per printed head, with its spellings. Torn and wrapped heads lose nothing.
    Columns in another order than the form's need all of them.
    """
    most = 0 if order is not None and order.moved else _MOST_LOST
    return lost_characters(stream, start, end, heads) > most


def lost_characters(stream: Stream, start: int, end: int, heads: Iterable[Sequence[str]]) -> int:
    """How many characters of the heads are not printed in ``chars[start:end]``."""
    left = Counter(stream.chars[max(start, end - _HEAD) : end])
    lost = 0
    for spellings in heads:
        gone = [Counter(word) - left for word in spellings]
        best = min(range(len(gone)), key=lambda at: gone[at].total())
        left -= Counter(spellings[best])
        lost += gone[best].total()
    return lost


def settle_total(rows: Sequence[Stretch], order: HeadOrder) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Table 3's columns in printed order, and the doubtful ones.

    Where the head leaves the total's place open, the printed numbers tell it: one column is the sum
    of the others in every row. A row or two may add up elsewhere by a misprint.
    """
    doubtful = order.doubtful if order.why else ()
    ways = list(dict.fromkeys((order.columns, *order.rivals)))
    if len(ways) == 1:
        return order.columns, doubtful
    live = [values for values in (_values(row.filled) for row in rows) if any(values)]
    live = [values for values in live if len(values) == len(order.columns)]
    support = [sum(adds_up(values, columns.index("total")) for values in live) for columns in ways]
    best = max(range(len(ways)), key=support.__getitem__)
    if best == 0:
        return order.columns, doubtful
    if support[0] * _CLEARLY > support[best] or support.count(support[best]) > 1:
        return order.columns, order.columns
    return ways[best], doubtful


def _values(tokens: Sequence[Token]) -> tuple[Number, ...]:
    return tuple(token.parsed.value if isinstance(token.parsed, ParsedNumber) else 0 for token in tokens)


def adds_up(values: Sequence[Number], total: int) -> bool:
    """The number at ``total`` is the sum of the others."""
    return 2 * values[total] == sum(values)


def sums_of(order: HeadOrder) -> Fit:
    """How many rows with a number other than 0 add up, under the order that most of them do, and how many there are."""
    places = {columns.index("total") for columns in (order.columns, *order.rivals)}

    def fit(rows: Sequence[Sequence[Token]]) -> tuple[int, int]:
        live = [values for values in map(_values, rows) if any(values)]
        return max(sum(adds_up(values, total) for values in live) for total in places), len(live)

    return fit


def lifecycle_order(stream: Stream, start: int, end: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The three columns of table 2's first rows in printed order, and the doubtful ones."""
    order, cost = weigh(_LIFECYCLE_HEADS, without(stream.chars[start:end], _LIFECYCLE_NOISE))
    if order.why or cost > (CLEAR if order.moved else POOR):
        placed = by_clusters(stream, start, end, _LIFECYCLE_HEADS, _LIFECYCLE_NOISE)
        columns = tuple(_LIFECYCLE_HEADS)
        order = placed or HeadOrder(columns, order.why or "heads_unclear", columns)
    if heads_lost(stream, start, end, _LIFECYCLE_HEADS.values(), order):
        return order.columns, order.columns
    return order.columns, order.doubtful if order.why else ()
