"""Equations under a person's values: which finding is about which, and does it hold now. No I/O."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Literal

from gouji.families.disclosure.rules import OTHER_GROUP, RULES_2021, RULES_2021_UNDIVIDED
from gouji.report import FACTS, CellReading, Equation, Finding, Number
from gouji.rules import LinearRule

Rules = Mapping[str, LinearRule]


def rules_for(cells: Mapping[str, CellReading]) -> Rules:
    """The equations of the form that these cells belong to, by name."""
    undivided = f"requests.{OTHER_GROUP}.total" in cells
    return {rule.name: rule for rule in (RULES_2021_UNDIVIDED if undivided else RULES_2021)}


def equation_of(finding: Finding, rules: Rules) -> LinearRule | None:
    """The equation that a finding is about: a broken one, or one that forces a number into a blank."""
    key = str(finding.params.get("key") or "")
    return rules.get(f"{finding.rule}:{key}") or rules.get(key)


def assess(
    rule: LinearRule, cells: Mapping[str, CellReading]
) -> tuple[Literal["pass", "fail", "unknown"], Equation | None]:
    """Check ``rule``: a blank that is a fact of the page adds nothing; any other blank makes it unknown."""
    left, right = _sum(rule.left, cells), _sum(rule.right, cells)
    if left is None or right is None:
        return "unknown", None
    return "pass" if left == right else "fail", Equation(left, right, left - right)


def _sum(paths: Collection[str], cells: Mapping[str, CellReading]) -> Number | None:
    total: Number = 0
    for path in paths:
        cell = cells.get(path)
        if cell is None or (cell.value is None and cell.blank not in FACTS):
            return None
        total += cell.value or 0
    return total


def broken_by(
    touched: Collection[str], cells: Mapping[str, CellReading], rules: Rules, known: Collection[str]
) -> Iterator[Finding]:
    """Yield a finding for each equation over ``touched`` cells that fails and is not ``known`` by name."""
    for name, rule in rules.items():
        if name in known or not any(path in touched for path in rule.cells):
            continue
        outcome, equation = assess(rule, cells)
        if outcome == "fail" and equation is not None:
            blank = Finding(rule.id, "error", rule.cells, {"place": rule.label, "key": rule.key})
            yield with_numbers(blank, equation)


def with_numbers(finding: Finding, equation: Equation) -> Finding:
    """Tell ``finding`` with the numbers of ``equation``."""
    sides = {"left": equation.left, "right": equation.right, "difference": equation.difference}
    return replace(finding, params={**finding.params, **sides}, equation=equation)
