"""How much a report's open errors weigh, to put the queue in order. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gouji.report import Finding

RISKS: Mapping[str, int] = {
    # Numbers contradict each other: at least one that stands is wrong.
    "row_sum": 3, "column_sum": 3, "flow": 3, "cases": 3, "conflict": 3, "decision_lapsed": 3,
    "blank_not_zero": 3, "blanks_not_zero": 3, "blank_contradiction": 3,
    # No number was taken, so none that stands is wrong.
    "unread": 1, "missing_row": 1, "missing_column": 1, "missing_table": 1, "missing_numbers": 1,
    "no_numbers": 1, "model_unanswered": 1,
}  # fmt: skip
DOUBT = 2
"""The risk of any other error: a number stands, and may be wrong."""


@dataclass(frozen=True, slots=True)
class Burden:
    """Open errors: how many, how many cells a person has to look at for them, and the sum of their risks."""

    findings: int = 0
    cells: int = 0
    risk: int = 0


def burden(findings: Iterable[Finding]) -> Burden:
    """Weigh the errors among ``findings``."""
    errors = [each for each in findings if each.severity == "error"]
    return Burden(
        findings=len(errors),
        cells=len({path for each in errors for path in each.cells}),
        risk=sum(RISKS.get(each.rule, DOUBT) for each in errors),
    )
