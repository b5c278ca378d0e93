"""k too many in one cell and k too few in another one of the same row or column. No I/O here."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.locate.grid import Cells, Grid
from gouji.locate.moves import Proposal
from gouji.locate.naming import of_two
from gouji.locate.scales import Scales

WRONG_ROW = 0.15
PAIR_DOUBT = 0.5


def balanced_pairs(weighed: Scales, grid: Grid) -> Iterator[Proposal]:
    """Pairs of cells in one line of the grid that answer for every violated equation together.

    Every such pair is proposed: which row or column it is, the equations cannot tell.
    """
    lines = weighed.system.reduced.lines
    violated = [line for line in lines if line[1]]
    if len(violated) < 2 or max(abs(rest) for _, rest in violated) != min(abs(rest) for _, rest in violated):
        return
    row, residual = violated[0]
    for across in (grid.rows, grid.columns):
        for line in across:
            for cell in line:
                if cell in row:
                    partners = tuple(
                        p for p in line if all(cell in held or p in held for held, _ in violated)
                    )
                    yield from _with_partners(weighed, cell, -residual * row[cell], partners)


def _with_partners(weighed: Scales, cell: int, change: int, line: Cells) -> Iterator[Proposal]:
    system = weighed.system
    if cell in system.unknown or not system.within(system.values[cell] + change):
        return
    for partner in line:
        if partner == cell or partner in system.unknown or not system.within(system.values[partner] - change):
            continue
        changes = {cell: change, partner: -change}
        kind, params = of_two(system, changes)
        if kind == "cells":
            continue
        doubt = PAIR_DOUBT * sum(weighed.doubt(at, changes[at]) for at in sorted(changes))
        extra = {"wrong_applicant": 0.0, "wrong_row": WRONG_ROW, "exchanged": -0.05}[kind]
        yield Proposal(kind, {at: system.values[at] + c for at, c in changes.items()}, params, extra + doubt)
