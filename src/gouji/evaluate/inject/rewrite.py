"""What an error does to the numbers of one report, whatever holds them: a gold report or a reading."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gouji.families.disclosure.rules import (
    COLUMNS,
    LEAVES,
    OTHER_GROUP,
    rules_for,
)
from gouji.report import Number

# The cells that the document has, None where no number stands in them.
Cells = Mapping[str, Number | None]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """New numbers at some paths, and paths that take over what stands at another one (None: nothing)."""

    values: Mapping[str, Number] = field(default_factory=dict)
    moved: Mapping[str, str | None] = field(default_factory=dict)

    def changed(self, cells: Cells) -> dict[str, Number | None]:
        """The new numbers of all cells that are no longer what they were."""
        after: dict[str, Number | None] = {
            path: None if source is None else cells.get(source) for path, source in self.moved.items()
        }
        after.update(self.values)
        return {path: value for path, value in after.items() if value != cells.get(path)}


# Draws one rewrite; None where the kind of error cannot occur in these cells.
Pattern = Callable[[Cells, random.Random], Rewrite | None]


def leaves_of(cells: Cells) -> tuple[str, ...]:
    """The outcome rows of table 3 that are there, in the form's order."""
    return tuple(row for row in (*LEAVES, OTHER_GROUP) if f"requests.{row}.total" in cells)


def rows_of(cells: Cells) -> tuple[str, ...]:
    """All rows of table 3 that are there, in the form's order."""
    rows = ("received", "carried_in", *leaves_of(cells), "concluded", "carried_out")
    return tuple(row for row in rows if f"requests.{row}.total" in cells)


def row_paths(row: str) -> tuple[str, ...]:
    """The seven cells of a row of table 3."""
    return tuple(f"requests.{row}.{column}" for column in COLUMNS)


def totals_of(cells: Cells) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Printed totals with their parts: every equation with a single cell on its left."""
    return tuple((rule.left[0], rule.right) for rule in rules_for(cells) if len(rule.left) == 1)


def swapped(first: tuple[str, ...], second: tuple[str, ...]) -> dict[str, str | None]:
    """Two lists of cells that change places."""
    there: dict[str, str | None] = dict(zip(first, second, strict=True))
    return {**there, **dict(zip(second, first, strict=True))}
