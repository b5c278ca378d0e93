"""Equations and sentences under a person's values: which finding is about which, and does it hold now. No I/O."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Literal

from gouji.families.disclosure import rules as form_rules
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.narrative import STATEMENT_KINDS
from gouji.report import FACTS, CellReading, Equation, Finding, Number, Statement
from gouji.rules import LinearRule

Rules = Mapping[str, LinearRule]
SENTENCE = "narrative_contradiction"
"""The rule of a finding that a sentence states another number than its cells add up to."""


def rules_for(cells: Mapping[str, CellReading]) -> Rules:
    """The equations of the form that these cells belong to, by name."""
    return {rule.name: rule for rule in form_rules.rules_for(cells)}


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


def fits_sentence(finding: Finding, cells: Mapping[str, CellReading]) -> bool:
    """Tell whether the cells of a ``SENTENCE`` finding now add up to what the sentence states."""
    total = _sum(finding.cells, cells)
    return total is not None and str(total) == str(finding.params.get("value"))


def contradicted_by(
    touched: Collection[str], cells: Mapping[str, CellReading], statements: Iterable[Statement]
) -> Iterator[Finding]:
    """Yield a finding for each sentence that bore out ``touched`` cells as they were read, and does no more."""
    for each in statements:
        if not each.agrees or each.value is None or not any(path in touched for path in each.cells):
            continue
        total = _sum(each.cells, cells)
        if total is not None and total != each.value:
            params = {
                "quote": " ".join(each.quote.split()),
                "name": STATEMENT_KINDS[each.kind].title,
                "value": each.value,
                "found": total,
                "place": FORM_2021.label_of(each.cells[0]),
                "key": f"{each.kind}.{each.place.start}",
            }
            yield Finding(SENTENCE, "error", each.cells, params)


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
