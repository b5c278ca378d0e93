"""Two parts that miss the same, one too many and one too few: a count in the wrong row. No I/O here.

Parts share no cell, so each is explained for itself; this names what would explain both at once, as where
a case stands in the wrong block of table 4.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from gouji.locate.located import Explanation, Part
from gouji.locate.moves import MOVE
from gouji.locate.pairs import PAIR_DOUBT, WRONG_ROW
from gouji.locate.scales import Scales


def across(parts: Sequence[Scales]) -> tuple[Part, ...]:
    """For each two parts with one broken equation each, of the same table and residual: all pairs of cells."""
    alone = [part for part in parts if len(part.system.contradictory) == len(part.system.broken) == 1]
    found: list[Part] = []
    for ours, theirs in combinations(alone, 2):
        pairs = sorted(_pairs(ours, theirs), key=lambda pair: (pair.weight, tuple(pair.changes)))
        if pairs:
            equations = ours.system.contradictory + theirs.system.contradictory
            found.append(Part(equations, tuple(pairs), complete=True))
    return tuple(found)


def _pairs(ours: Scales, theirs: Scales) -> Iterator[Explanation]:
    """Cells of one column, k too many in one part and k too few in the other one."""
    asked = _asked(theirs)
    for path, (column, change) in _asked(ours).items():
        table, head = path.partition(".")[0], path.rpartition(".")[2]
        for other, (partner, opposite) in asked.items():
            same = other.partition(".")[0] == table and other.rpartition(".")[2] == head
            if not same or change + opposite or ours.system.scale != theirs.system.scale:
                continue
            weight = MOVE + WRONG_ROW + ours.surplus([column]) / 2 + theirs.surplus([partner]) / 2
            weight += PAIR_DOUBT * (ours.doubt(column, change) + theirs.doubt(partner, opposite))
            giver, taker = (path, other) if change < 0 else (other, path)
            yield Explanation(
                changes={
                    path: ours.system.number(ours.system.values[column] + change),
                    other: theirs.system.number(theirs.system.values[partner] + opposite),
                },
                weight=round(weight, 6),
                kind="wrong_row",
                params={"giver": giver, "taker": taker, "count": ours.system.number(abs(change))},
                equations=ours.system.contradictory + theirs.system.contradictory,
            )


def _asked(part: Scales) -> dict[str, tuple[int, int]]:
    """Cells that could set the one broken equation right, each with the change that it would take."""
    system = part.system
    row, residual = system.lines[system.broken[0]]
    return {
        system.paths[column]: (column, -residual * sign)
        for column, sign in sorted(row.items())
        if part.weigh({column: -residual * sign}) is not None
    }
