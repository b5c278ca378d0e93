"""A reading held against the page in a second way: what each cell prints by labels and heads alone.

The aligned reader weighs labels, order, counts and sums against each other; ``read.grounding`` finds each
row by its own label and each column by its own head, and nothing else. Where both are sure and differ,
one of them is mistaken, and a person looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gouji.document import Document
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.read.grounding import printed_cells
from gouji.read.names import cell_name
from gouji.report import FACTS, CellReading, Finding, Reading


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Cells that the page bears out, and findings that name those that it contradicts."""

    borne_out: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()

    @property
    def contradicted(self) -> frozenset[str]:
        """Cells where the page prints something else."""
        return frozenset(path for finding in self.findings for path in finding.cells)


def look_again(document: Document, reading: Reading) -> SecondLook:
    """Compare every cell of ``reading`` that has a place with what its labels say is printed there."""
    borne_out: set[str] = set()
    findings: list[Finding] = []
    named = {path for finding in reading.findings if finding.severity == "error" for path in finding.cells}
    for path, printed in printed_cells(document).items():
        cell = reading.cells.get(path)
        if not printed.sure or cell is None or not (_is_taken(cell) or path not in named):
            continue
        if cell.value == printed.value or _same_print(document, cell, path, printed.start, printed.end):
            borne_out.add(path)
        else:
            seen = printed.value if printed.value is not None else "空"
            params = {"place": cell_name(path), "value": cell.value if cell.value is not None else "空"}
            findings.append(Finding("page_differs", "error", (path,), {**params, "seen": seen, "key": path}))
    return SecondLook(frozenset(borne_out), tuple(findings))


def _is_taken(cell: CellReading) -> bool:
    """The reading says what stands here: a number or a blank; unread and missing cells say nothing."""
    return cell.value is not None or cell.blank in FACTS


def _same_print(document: Document, cell: CellReading, path: str, start: int, end: int) -> bool:
    """An amount in another unit is the same where it is read from the same characters."""
    if path not in FORM_2021.decimal_cells or start < 0 or cell.printed is None:
        return False
    return cell.printed == document.text[start:end].strip()


def with_findings(reading: Reading, look: SecondLook) -> Reading:
    """The reading with what the second look found; a cell that the page contradicts is not sure."""
    if not look.findings:
        return reading
    cells: Mapping[str, CellReading] = {
        path: replace(cell, sure=False) if path in look.contradicted else cell
        for path, cell in reading.cells.items()
    }
    return replace(reading, cells=cells, findings=(*reading.findings, *look.findings))
