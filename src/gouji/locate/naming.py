"""Which pattern, if any, the changes of one or two cells have. No I/O here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gouji.locate.located import Kind
from gouji.locate.scales import Scales
from gouji.locate.system import System
from gouji.locate.weights import is_factor_ten, is_transposed


def name(weighed: Scales, changes: Mapping[int, int]) -> tuple[Kind, dict[str, Any]]:
    """The kind of an explanation by single cells, and the cells that its sentence names."""
    if len(changes) == 1:
        ((column, change),) = changes.items()
        return _of_one(weighed.system, column, change), {"cell": weighed.system.paths[column]}
    if len(changes) == 2:
        return of_two(weighed.system, changes)
    return "cells", {}


def _of_one(system: System, column: int, change: int) -> Kind:
    value = system.values[column]
    printed, suggested = system.number(value), system.number(value + change)
    if value == 0 and is_total(system, column):
        return "lost_total"
    if is_factor_ten(printed, suggested):
        return "factor_ten"
    if value and is_transposed(str(printed), str(suggested)):
        return "transposed_digits"
    return "cells"


def is_total(system: System, column: int) -> bool:
    """Whether the cell is the one side of an equation that several cells stand against."""
    path = system.paths[column]
    return any(
        (rule.left == (path,) and len(rule.right) > 1) or (rule.right == (path,) and len(rule.left) > 1)
        for rule in (system.rules[index] for index, _ in system.rows_with[column])
    )


def of_two(system: System, changes: Mapping[int, int]) -> tuple[Kind, dict[str, Any]]:
    """Two cells in one row or column, one too many by what the other has too few."""
    (first, change), (second, other) = sorted(changes.items())
    if change + other:
        return "cells", {}
    giver, taker = (first, second) if change < 0 else (second, first)
    row, _, column = system.paths[giver].rpartition(".")
    row_2, _, column_2 = system.paths[taker].rpartition(".")
    if (row == row_2) == (column == column_2):
        return "cells", {}
    params: dict[str, Any] = {
        "giver": system.paths[giver],
        "taker": system.paths[taker],
        "count": system.number(abs(change)),
    }
    if system.values[first] + change == system.values[second]:
        return "exchanged", params
    return ("wrong_applicant" if row == row_2 else "wrong_row"), params
