"""What the form's order of rows adds to the labels: between sure neighbours it is label evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gouji.read.grounding.stretch import Stretch
from gouji.read.labels import WEAK_LABEL, Hit
from gouji.read.stream import Token


def by_order(
    found: Sequence[Stretch],
    orphans: Sequence[tuple[Token, ...]],
    hits: Sequence[Hit],
    widths: Mapping[str, int],
) -> list[Stretch]:
    """The form's order settles what stands between sure rows.

    Exactly as many runs of numbers as rows are wanted there, and a label of each row that is not too
    damaged: every row has its own run, in order.
    """
    order = {row: at for at, row in enumerate(widths)}
    rows = sorted(_real(found), key=_start)
    rows = [
        replace(stretch, sure=stretch.sure and (stretch.tells or _in_order(at, rows, order)))
        for at, stretch in enumerate(rows)
    ]
    loose = [Stretch("", hits[0], tokens, sure=False) for tokens in orphans] if hits else []
    settled: list[Stretch] = []
    gap: list[Stretch] = []
    before = -1
    for stretch in [*sorted([*rows, *loose], key=_start), None]:
        if stretch is not None and not (stretch.sure and stretch.row in order):
            gap.append(stretch)
            continue
        after = len(order) if stretch is None else order[stretch.row]
        bound = stretch.tokens[0].pos if stretch else max((hit.end for hit in hits), default=0)
        settled += _fill(gap, list(widths)[before + 1 : after], hits, widths, bound)
        gap = []
        if stretch is not None:
            settled.append(stretch)
            before = after
    return settled


def _start(stretch: Stretch) -> int:
    return stretch.tokens[0].start


def _real(found: Sequence[Stretch]) -> list[Stretch]:
    """Without empty cells behind a head that reads like a row's label, where the row has numbers."""
    filled = {stretch.row for stretch in found if stretch.filled}
    return [stretch for stretch in found if stretch.filled or stretch.row not in filled]


def _in_order(at: int, rows: Sequence[Stretch], order: Mapping[str, int]) -> bool:
    """The form has the row between the last labels before it and the next behind it."""
    own = order.get(rows[at].row, -1)
    before = [order[one.row] for one in rows[:at] if one.sure and one.row in order]
    after = [order[one.row] for one in rows[at + 1 :] if one.sure and one.row in order]
    return (not before or before[-1] < own) and (not after or own < after[0]) and bool(before or after)


def _fill(
    gap: Sequence[Stretch], rows: Sequence[str], hits: Sequence[Hit], widths: Mapping[str, int], bound: int
) -> list[Stretch]:
    """The runs between two sure rows, each given its row where all of them fit.

    Every run has its own row's label, in order, between the runs beside it; ``bound`` is where the row
    behind has its numbers.
    """
    labelled = [stretch for stretch in gap if stretch.row]
    if len(gap) != len(rows) or any(
        stretch.row not in {"", row} or len(stretch.filled) != widths[row]
        for stretch, row in zip(gap, rows, strict=True)
    ):
        return labelled
    spots = [stretch.tokens[0].pos for stretch in gap]
    settled = []
    floor = 0
    for at, (stretch, row) in enumerate(zip(gap, rows, strict=True)):
        begin, end = max([floor, *spots[:at]]), min([*spots[at + 1 :], bound])
        near = [hit for hit in hits if hit.row == row and begin <= hit.start and hit.end <= end]
        hit = stretch.hit if stretch.row else min(near, key=lambda hit: hit.cost, default=None)
        if hit is None or hit.cost > WEAK_LABEL:
            return labelled
        if widths[row] == 1 and hit.start >= stretch.tokens[0].pos:
            # A lone number above the label may be a page's.
            return labelled
        settled.append(replace(stretch, row=row, hit=hit, sure=True))
        floor = hit.end
    return settled
