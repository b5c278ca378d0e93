"""Table 3: from the options of every row to one reading of each, or to none.

By itself, by what complete rows show, by its own sum, or by all equations together; whatever
equations chose is marked, so that they are no witness for it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gouji.families.disclosure.rules import COLUMNS, LEAVES, OTHER_GROUP, OTHER_LEAVES
from gouji.lexicon import Lexicon
from gouji.read.anchors import Anchor, Anchored
from gouji.read.cuts import Options, Part, counts, part_of, row_options, shared
from gouji.read.heads import HeadOrder
from gouji.read.placing import Columns, Row
from gouji.read.regions import Region
from gouji.read.solve import solve
from gouji.read.stream import Stream
from gouji.read.tables import Direction, dealt_groups, transposed

_ABSENT = Part(-1, -1, None, "missing")
WIDTH = len(COLUMNS)


@dataclass(slots=True)
class RowReading:
    """A row on its way from options to cells."""

    anchor: Anchor
    options: Options
    chosen: tuple[Part, ...] | None = None
    by_equation: bool = False
    joint: bool = False


def lacking_columns(
    stream: Stream,
    region: Region,
    first: int,
    rows: Mapping[str, RowReading],
    order: HeadOrder,
    lexicon: Lexicon,
) -> list[str]:
    """Columns that the copy does not print: most rows are short by as many numbers as heads are lacking.

    Short rows are then read under the heads that are there; where heads do not tell, they are unread.
    """
    counts_of = [len(row.anchor.slot.filled) for row in rows.values()]
    common = max(set(counts_of), key=counts_of.count, default=WIDTH)
    if common not in {WIDTH - 1, WIDTH - 2} or 2 * counts_of.count(common) <= len(counts_of):
        return []
    short = [row for row in rows.values() if len(row.anchor.slot.filled) == common]
    if any(token.kind == "glued" for row in short for token in row.anchor.slot.tokens):
        return []
    head = stream.chars[region.start : first].replace(lexicon.applicant_group, "")
    printed = [column for column in order.columns if lexicon.applicants[column][0] in head]
    lacking = [column for column in order.columns if column not in printed]
    if len(printed) != common and any(not token.filled for row in short for token in row.anchor.slot.tokens):
        return []  # all heads are there: the short rows have blank cells
    for row in short:
        parts = {
            column: part_of(token)
            for column, token in zip(printed, row.anchor.slot.filled, strict=False)
            if len(printed) == common
        }
        whole = tuple(parts.get(column, _ABSENT) for column in order.columns)
        row.options = Options((whole,), "exact") if parts else Options((), "none")
    return lacking if len(printed) == common else []


def settle_total(stream: Stream, rows: Mapping[str, RowReading], order: HeadOrder) -> HeadOrder:
    """Where the head leaves the total's place open, the place at which the rows add up is taken.

    Glued rows add up where they can be cut. If all of them can be cut as well with the total where the
    head's text prints it first, as ``3000003`` can, the head is a doubt.
    """
    exact = [row.options.rows[0] for row in rows.values() if row.options.how == "exact"]
    live = [parts for parts in exact if any(part.value for part in parts)]
    glued = [row for row in rows.values() if row.options.how in {"cut", "none"}]

    def support(columns: tuple[str, ...]) -> int:
        rival = replace(order, columns=columns)
        return sum(_row_sum_holds(parts, rival) for parts in live) + sum(
            bool((row.options if columns == order.columns else _recut(stream, row, columns)).rows)
            for row in glued
        )

    if not order.rivals or (glued and all(row.options.rows for row in glued)):
        best = order.columns
    else:
        best = max(dict.fromkeys((order.columns, *order.rivals)), key=support)
        if best != order.columns and not _outweighs(
            support(best), support(order.columns), len(live) + len(glued)
        ):
            return replace(order, why=order.why or "heads_unclear", doubtful=order.doubtful or order.columns)
    if best != order.columns:
        for row in glued:
            row.options = _recut(stream, row, best)
    settled = replace(order, columns=best, moved=order.moved or best != order.columns)
    if (
        not live
        and not glued
        and not order.why
        and any(_reads_otherwise(exact, best, rival) for rival in order.rivals)
    ):
        # No number but 0 anywhere: no sum tells, yet a dash would stand in another column.
        return replace(settled, why="heads_unclear", doubtful=best)
    if glued and not live and not order.why:
        for rival in order.rivals[:1]:
            if rival != best and all(_recut(stream, row, rival).rows for row in glued):
                return replace(settled, why="heads_unclear", doubtful=rival)
    return settled


def _reads_otherwise(
    rows: Sequence[tuple[Part, ...]], order: tuple[str, ...], rival: tuple[str, ...]
) -> bool:
    """Whether some row gives a column another value, or another kind of blank, under ``rival``."""
    return any(
        (parts[order.index(column)].value, parts[order.index(column)].blank)
        != (parts[rival.index(column)].value, parts[rival.index(column)].blank)
        for parts in rows
        if len(parts) == WIDTH
        for column in order
    )


def _outweighs(support: int, other: int, rows: int) -> bool:
    """Whether sums tell of another place for the total: a row or two may add up there by a misprint."""
    return other == 0 and (support == rows or support >= 3 * (rows - support))


def _recut(stream: Stream, row: RowReading, columns: tuple[str, ...]) -> Options:
    return row_options(row.anchor.slot.tokens, WIDTH, stream.text, total=columns.index("total"))


def drop_optional(rows: dict[str, RowReading]) -> None:
    """（六）其他处理 as one row exists only where its three rows do not own numbers."""
    if OTHER_GROUP in rows and any(leaf in rows for leaf in OTHER_LEAVES):
        group = rows[OTHER_GROUP]
        if len([leaf for leaf in OTHER_LEAVES if leaf in rows]) == len(OTHER_LEAVES) or not group.anchor.sure:
            del rows[OTHER_GROUP]


def find_direction(rows: Mapping[str, RowReading], anchored: Anchored, order: HeadOrder) -> Direction | None:
    """Numbers behind a block of labels: read by rows or by columns, as the row sums tell."""
    found: Direction | None = None
    for group in dealt_groups(anchored.anchors):
        other = transposed(group, WIDTH)
        by_rows = [[part_of(token) for token in anchor.slot.filled] for anchor in group]
        if other is None:
            found = found or ("rows" if all(len(row) == WIDTH for row in by_rows) else None)
            continue
        by_columns = [[part_of(token) for token in row] for row in other]
        orders = [replace(order, columns=columns) for columns in (order.columns, *order.rivals)]
        fit = [
            max(sum(_live_sum(row, rival) for row in reading) for rival in orders)
            for reading in (by_rows, by_columns)
        ]
        if fit[1] > fit[0]:
            found = "columns"
            for anchor, parts in zip(group, by_columns, strict=True):
                if anchor.row in rows:
                    rows[anchor.row].options = Options((tuple(parts),), "exact")
        elif fit[0] > fit[1]:
            found = "rows"
    return found


def _live_sum(parts: Sequence[Part], order: HeadOrder) -> bool:
    return len(parts) == WIDTH and any(part.value for part in parts) and _row_sum_holds(parts, order)


def head_columns(
    stream: Stream, start: int, first: int, order: HeadOrder, lexicon: Lexicon
) -> tuple[int, tuple[int, ...]] | None:
    """The declared table of the head ``chars[start:first]`` and the column under each of its heads."""
    head = stream.chars[start:first].replace(lexicon.applicant_group, "\u3013" * len(lexicon.applicant_group))
    found: list[int] = []
    for column in order.columns:
        at = head.rfind(lexicon.applicants[column][0])
        place = stream.column_at(stream.spots[start + at]) if at >= 0 else None
        if place is None or (found and place <= found[-1]):
            return None
        found.append(place)
    return bisect_right(stream.tables, stream.spots[start]), tuple(found)


def place_blanks(
    stream: Stream, rows: Mapping[str, RowReading], heads: tuple[int, tuple[int, ...]] | None
) -> None:
    """Rows with blank cells: complete rows, or the heads of a declared table, show their columns."""
    short = [
        row for row in rows.values() if len(row.anchor.slot.filled) < WIDTH and row.options.how != "exact"
    ]
    if not short:
        return
    columns = Columns(
        stream, [Row(row.anchor.slot.tokens, row.anchor.hit) for row in rows.values()], WIDTH, heads
    )
    for row in short:
        own = Row(row.anchor.slot.tokens, row.anchor.hit)
        if row.options.how == "placed":
            placed = columns.place(own)
            if placed is None:
                row.options = Options((), "none")
        elif not any(token.celled or token.kind == "glued" for token in own.tokens):
            placed = columns.place_by_character(own)
        else:
            continue
        if placed is not None:
            row.options = Options((placed,), "placed")


def _row_sum_holds(parts: Sequence[Part], order: HeadOrder) -> bool:
    values = counts(parts)
    total_at = order.columns.index("total")
    if any(value is None and part.blank is None for value, part in zip(values, parts, strict=True)):
        return False
    total = values[total_at]
    parts_sum = sum(value for index, value in enumerate(values) if index != total_at and value is not None)
    return total is not None and total == parts_sum


def _distinct(rows: Sequence[tuple[Part, ...]]) -> list[tuple[Part, ...]]:
    seen: dict[tuple[object, ...], tuple[Part, ...]] = {}
    for parts in rows:
        seen.setdefault(tuple((part.value, part.blank) for part in parts), parts)
    return list(seen.values())


def choose(rows: dict[str, RowReading], order: HeadOrder) -> None:
    """Settle every row: by itself, by its own sum, or by all equations together."""
    open_rows: dict[str, Options] = {}
    for name, row in rows.items():
        options = row.options
        if len(options.rows) == 1 and options.how in {"exact", "placed"}:
            row.chosen = options.rows[0]
            continue
        if len(options.rows) == 1 and _only_cut(row):
            row.chosen = options.rows[0]
            continue
        fitting = _distinct([parts for parts in options.rows if _row_sum_holds(parts, order)])
        if len(fitting) == 1:
            row.chosen = fitting[0]
            row.by_equation = True
        elif fitting:
            open_rows[name] = Options(tuple(fitting), options.how)
    if open_rows:
        _choose_jointly(rows, open_rows, order)


def _only_cut(row: RowReading) -> bool:
    """As many digits as cells: no other cut exists, with or without equations."""
    filled = row.anchor.slot.filled
    return row.options.how == "cut" and sum(token.end - token.start for token in filled) == WIDTH


def _choose_jointly(rows: dict[str, RowReading], open_rows: Mapping[str, Options], order: HeadOrder) -> None:
    """Column sums and flows choose; without a joint solution the open rows stay unread."""
    known = {name: Options((row.chosen,), "exact") for name, row in rows.items() if row.chosen is not None}
    leaves = [leaf for leaf in LEAVES if leaf not in OTHER_LEAVES or OTHER_GROUP not in rows]
    if OTHER_GROUP in rows:
        leaves.append(OTHER_GROUP)
    options = {**known, **open_rows}
    solved = solve(options, leaves)
    settled = {name for name in open_rows if len(_distinct(solved.get(name, ()))) == 1}
    confirmed = _confirmed(options, leaves, order, settled)
    for name in open_rows:
        if name in solved:
            row = rows[name]
            row.chosen = shared(solved[name])
            row.by_equation = True
            row.joint = name not in confirmed


def _confirmed(
    options: Mapping[str, Options], leaves: Sequence[str], order: HeadOrder, settled: set[str]
) -> set[str]:
    """Rows of ``settled`` that stay settled whichever applicant's column is left out.

    The equation left out had no part in the choice and is a witness for its column. The total's
    column is left out as well, because row sums would bring the missing column back with it.
    """
    total_at = order.columns.index("total")
    left = set(settled)
    for column in range(WIDTH):
        if column != total_at and left:
            again = solve(options, leaves, without={column, total_at})
            left = {name for name in left if len(_distinct(again.get(name, ()))) == 1}
    return left
