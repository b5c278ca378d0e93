"""When a change is made: before a shape's own changes or after them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from gouji.evaluate.render.layout import Sheet
from gouji.evaluate.render.structure import Change


@dataclass(frozen=True, slots=True)
class Early:
    """A change that needs the tables as the form draws them: it comes before a shape's own changes."""

    change: Change

    def __call__(self, sheet: Sheet, rng: random.Random) -> Sheet:
        """Make the change."""
        return self.change(sheet, rng)


def apply(sheet: Sheet, changes: Sequence[Change], rng: random.Random, *, early: bool) -> Sheet:
    """Make those of ``changes`` that come before a shape's own changes, or those that come after."""
    for change in changes:
        if isinstance(change, Early) == early:
            sheet = change(sheet, rng)
    return sheet
