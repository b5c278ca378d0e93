"""What the narrative of a printed copy states, held against what the copy prints in its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gouji.evaluate.copy import Expected, Missing, Statement
from gouji.evaluate.render.layout import Paragraph, Sheet
from gouji.families.disclosure.rules import OTHER_GROUP, OTHER_LEAVES


def statements_of(sheet: Sheet) -> tuple[Statement, ...]:
    """The statements whose sentence the copy prints, in their order.

    Where a cell that a statement speaks of holds no number, nothing is compared with it.
    """
    blocks = {"prose", "title", "heading"}
    text = "".join(p.text for p in sheet.pieces if isinstance(p, Paragraph) and p.block in blocks)
    plain = "".join(text.split())
    return tuple(
        _held(statement, sheet.expected)
        for statement in sheet.statements
        if "".join(statement.quote.split()) in plain
    )


def _held(statement: Statement, expected: Mapping[str, Expected]) -> Statement:
    cells = _printed(statement.cells, expected)
    if statement.agrees is None or not cells:
        return replace(statement, cells=cells)
    truths = [expected[path] for path in cells]
    numbers = [int(truth) for truth in truths if not isinstance(truth, Missing)]
    agrees = sum(numbers) == statement.value if len(numbers) == len(cells) else None
    return replace(statement, cells=cells, agrees=agrees)


def _printed(cells: tuple[str, ...], expected: Mapping[str, Expected]) -> tuple[str, ...]:
    """The cells as this copy's form has them: 其他处理 may be one row."""
    if f"requests.{OTHER_GROUP}.total" not in expected:
        return cells
    leaves = {f"requests.{leaf}.total" for leaf in OTHER_LEAVES}
    if not leaves & set(cells):
        return cells
    return (*(path for path in cells if path not in leaves), f"requests.{OTHER_GROUP}.total")
