"""What may have gone wrong, beside each finding: ranked explanations with their proof. No I/O here.

Nothing is applied: an explanation is a suggestion for a person who looks at the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.locate import Located, Part, locate
from gouji.locate.proof import Ground, proof
from gouji.read.narrative import swayed
from gouji.report import CellReading, Explanation, Finding, Number, Reading, Suspects
from gouji.rules import LinearRule

_EQUATIONS = frozenset({"row_sum", "column_sum", "flow", "cases"})
_BLANKS = frozenset({"blank_not_zero", "blanks_not_zero", "blank_contradiction"})
_OTHER_VALUE = {"page_differs": "seen", "conflict": "other"}
_SEEN = {
    "page_differs": (
        "按这一格自己的行标题和列标题，原文印的是这个数。",
        "By its own labels the page prints this number here.",
    ),
    "conflict": ("另一次独立读取读出的是这个数。", "The other reading, made independently, has this number."),
}
_IMPLIED = ("其他各格都已知，由勾稽关系推出。", "Follows from the equations, all other cells being known.")


def explain(
    rules: Sequence[LinearRule], reading: Reading, findings: Sequence[Finding]
) -> tuple[list[Finding], tuple[Suspects, ...]]:
    """Give the findings about equations their explanations, and those about cells without a value what follows.

    Returns the findings, each with the index of its suspects, and the suspects.
    """
    if not any(_concerned(finding, reading.cells) for finding in findings):
        return list(findings), ()
    located = locate(rules, reading.cells, order=tuple(reading.cells), witnesses=reading.witnesses)
    ground = Ground(rules, reading.cells, FORM_2021.label_of)
    suspects = [_suspects(part, ground, reading) for part in located.parts]
    explained = []
    for finding in findings:
        index = _part_of(finding, located)
        told = None if index is not None else _told(finding, reading.cells, located.implied)
        if told is not None:
            suspects.append(told)
            index = len(suspects) - 1
        explained.append(finding if index is None else replace(finding, suspects=index))
    return explained, tuple(suspects)


def _concerned(finding: Finding, cells: Mapping[str, CellReading]) -> bool:
    if finding.rule in _EQUATIONS | _BLANKS or finding.rule in _OTHER_VALUE:
        return True
    return finding.severity == "error" and any(
        path in cells and cells[path].value is None for path in finding.cells
    )


def _part_of(finding: Finding, located: Located) -> int | None:
    """The part of a broken equation, or of the equation that blanks leave open."""
    key = str(finding.params.get("key", ""))
    name = key if finding.rule in _BLANKS else f"{finding.rule}:{key}"
    if finding.rule not in _EQUATIONS | _BLANKS:
        return None
    return next((at for at, part in enumerate(located.parts) if name in part.equations), None)


def _suspects(part: Part, ground: Ground, reading: Reading) -> Suspects:
    """The explanations, those first that the narrative speaks for and those last that it speaks against."""
    ranked = sorted(part.explanations, key=lambda each: _against(reading, each.changes))
    explanations = tuple(
        Explanation(
            changes=dict(each.changes),
            weight=each.weight,
            kind=each.kind,
            reasons=(proof(each, part, ground, "zh"), proof(each, part, ground, "en")),
        )
        for each in ranked
    )
    return Suspects(explanations, complete=part.complete, left_out=part.left_out)


def _against(reading: Reading, changes: Mapping[str, Number]) -> int:
    """How many sentences a change loses beyond those that it gains; a stable sort keeps the rest as it was."""
    gained, lost = swayed(reading, changes)
    return len(lost) - len(gained)


def _told(
    finding: Finding, cells: Mapping[str, CellReading], implied: Mapping[str, Number]
) -> Suspects | None:
    """What another look at the page saw, or what the equations say of cells without a value."""
    seen = finding.params.get(_OTHER_VALUE.get(finding.rule, ""))
    if isinstance(seen, int | Decimal) and finding.cells:
        return Suspects((Explanation({finding.cells[0]: seen}, 1.0, finding.rule, _SEEN[finding.rule]),))
    return _forced(finding, cells, implied)


def _forced(
    finding: Finding, cells: Mapping[str, CellReading], implied: Mapping[str, Number]
) -> Suspects | None:
    """What the equations say of the cells without a value that a finding names."""
    changes = {
        path: implied[path]
        for path in finding.cells
        if path in implied and path in cells and cells[path].value is None
    }
    if not changes or finding.severity != "error":
        return None
    return Suspects((Explanation(changes, 0.0, "implied", _IMPLIED),))
