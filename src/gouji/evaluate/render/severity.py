"""The dial of severity: 0 as the form prints it, 1 as offices do, 2 wilder in words and structure, 3 with a loss."""

from __future__ import annotations

import random
from collections.abc import Sequence

from gouji.evaluate import damage
from gouji.evaluate.render.structure import Change

LEVELS = (0, 1, 2, 3)
_WILD = 0.9
_LOSSES: Sequence[tuple[int, Change]] = (
    (5, damage.page_numbers),
    (5, damage.labels),
    (2, damage.row_missing),
    (2, damage.numbers_lost),
    (1, damage.row_doubled),
    (1, damage.heads_lost),
    (1, damage.letters),
)


def wildness(usual: float, severity: int) -> float:
    """How wild words and numbers are drawn where the copy as offices print it has ``usual``."""
    return 0.0 if severity == 0 else usual if severity == 1 else _WILD


def more_changes(
    pool: Sequence[Change], own: Sequence[Change], rng: random.Random, severity: int
) -> tuple[Change, ...]:
    """``own`` changes with one or two of ``pool`` besides from severity 2 on, in the order of ``pool``.

    ``pool`` stands in an order that works; changes that are not of it come last.
    """
    if severity < 2:
        return tuple(own)
    others = [change for change in pool if change not in own]
    more = rng.sample(others, min(rng.randint(1, 2), len(others)))
    wanted = [*own, *more]
    first = [change for change in pool if change in wanted]
    return (*first, *(change for change in wanted if change not in first))


def loss(rng: random.Random, severity: int) -> tuple[Change, ...]:
    """What severity 3 loses or adds: page numbers, damaged labels, now and then a row or its numbers."""
    if severity < 3:
        return ()
    return (rng.choices([change for _, change in _LOSSES], [weight for weight, _ in _LOSSES])[0],)
