"""Readings, findings and reports: the values that flow from reader to export. No I/O here.

A reading holds what one reader took from a document; a report adds findings, grades and the
status. ``Report.as_json`` is the contract's object (version 1); ``gouji.compact`` writes what the
store keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from gouji.document import Page, Place
from gouji.messages import Language, pick, render

CONTRACT_VERSION = 1

Number = int | Decimal
Blank = Literal["empty", "dash", "not_applicable", "not_in_form", "missing", "unread"]
Grade = Literal["verified", "agreed", "single", "conflict", "unread"]
Severity = Literal["error", "warning"]
Verdict = Literal["reading", "source", "unknown"]
Status = Literal["accepted", "needs_review", "failed"]
BORNE_OUT: frozenset[Grade] = frozenset({"verified", "agreed"})
Readers = Literal["aligned", "model", "both", "cascade"]
"""Who reads: one reader alone, both, or the model only for what the aligned reader leaves unsettled."""

FACTS: frozenset[Blank] = frozenset({"empty", "dash", "not_applicable"})


@dataclass(frozen=True, slots=True)
class CellReading:
    """One cell as one reader took it.

    ``value`` is exact (``int``; ``Decimal`` for amounts) or None; then ``blank`` says why.
    ``printed`` is the text as printed. ``sure`` tells that row and column anchors are beyond
    doubt. ``by_equation`` tells that equations chose how the printed digits are split, so they
    are no witness for the value.
    """

    value: Number | None
    printed: str | None
    blank: Blank | None = None
    place: Place | None = None
    sure: bool = True
    by_equation: bool = False


@dataclass(frozen=True, slots=True)
class Equation:
    """Both sides of a broken equation as numbers, ``difference`` = left - right."""

    left: Number
    right: Number
    difference: Number


@dataclass(frozen=True, slots=True)
class Explanation:
    """A minimal set of cells that, changed to these values, would settle what is wrong.

    ``weight`` ranks it, about 1 a cell; ``kind`` names the pattern; ``reasons`` is its proof for a
    person, Chinese and English. A suggestion: nothing is ever changed by it.
    """

    changes: Mapping[str, Number]
    weight: float
    kind: str
    reasons: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Suspects:
    """Explanations of findings that hang together, the likeliest first.

    ``complete`` False: nothing, or perhaps not everything, was found within the bound of the search.
    ``left_out`` counts explanations that were found and not kept.
    """

    explanations: tuple[Explanation, ...]
    complete: bool = True
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule met one report: which cells, how bad, and the numbers for its sentence.

    ``suspects`` is the index of its explanations in ``Report.suspects``.
    """

    rule: str
    severity: Severity
    cells: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    equation: Equation | None = None
    verdict: Verdict = "unknown"
    suspects: int | None = None

    @property
    def id(self) -> str:
        """Stable within a report: the rule and the first cell it names."""
        return f"{self.rule}:{self.params.get('key') or (self.cells[0] if self.cells else '')}".rstrip(":")

    def message(self, language: Language = "zh") -> str:
        """The sentence for people."""
        return render(self.rule, self.params, language)


@dataclass(frozen=True, slots=True)
class Section:
    """One narrative section: its text as printed and its place."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Statement:
    """A number that the narrative states: ``quote`` verbatim, at ``place``.

    ``kind`` says of what (the family lists the kinds); ``cells`` are those whose sum it states, none
    where it states nothing of the tables; ``agrees`` is None where nothing can be compared.
    """

    kind: str
    value: Number | None
    unit: str | None
    quote: str
    place: Place
    cells: tuple[str, ...] = ()
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader took from a document, or several readers put together.

    Cells by path, identity, sections, statements, and doubts as findings. ``witnesses`` gives each
    reader's value by cell path and reader where more than one has read the cell.
    """

    reader: str
    form: str
    cells: Mapping[str, CellReading]
    findings: tuple[Finding, ...] = ()
    title: str | None = None
    agency: str | None = None
    year: int | None = None
    period: tuple[str, str] | None = None
    sections: Mapping[str, Section] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    witnesses: Mapping[str, Mapping[str, Number | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a report keeps of its document."""

    name: str
    sha256: str
    media_type: str | None = None
    pages: tuple[Page, ...] = ()

    @property
    def id(self) -> str:
        """First 16 hex digits of the sha256."""
        return self.sha256[:16]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document failed: a code for programs, message and remedy for people."""

    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome for one document: status, cells with grades, findings, or a failure."""

    document: DocumentFacts
    status: Status
    reading: Reading | None = None
    grades: Mapping[str, Grade | None] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    suspects: tuple[Suspects, ...] = ()
    failure: Failure | None = None

    def explanations(self, finding: Finding) -> tuple[Explanation, ...]:
        """What may have gone wrong with a finding's cells, the likeliest first."""
        return () if finding.suspects is None else self.suspects[finding.suspects].explanations

    def as_json(self, language: Language = "zh") -> dict[str, Any]:
        """Render the contract's object."""
        reading = self.reading
        return {
            "contract_version": CONTRACT_VERSION,
            "document": {
                "id": self.document.id,
                "name": self.document.name,
                "sha256": self.document.sha256,
                "media_type": self.document.media_type,
                "pages": [
                    {"width": page.width, "height": page.height, "unit": page.unit}
                    for page in self.document.pages
                ],
            },
            "family": "disclosure" if reading else None,
            "form": reading.form if reading else None,
            "title": reading.title if reading else None,
            "agency": reading.agency if reading else None,
            "year": reading.year if reading else None,
            "period": (
                {"from": reading.period[0], "to": reading.period[1]} if reading and reading.period else None
            ),
            "status": self.status,
            "cells": self._cells_json(),
            "sections": {
                name: {"text": section.text, "place": section.place.as_json()}
                for name, section in (reading.sections.items() if reading else ())
            },
            "statements": [
                {
                    "kind": statement.kind,
                    "value": statement.value,
                    "unit": statement.unit,
                    "quote": statement.quote,
                    "place": statement.place.as_json(),
                    "cells": list(statement.cells),
                    "agrees": statement.agrees,
                }
                for statement in (reading.statements if reading else ())
            ],
            "findings": self._findings_json(language),
            "review": None,
            "error": (
                {
                    "code": self.failure.code,
                    "message": self.failure.message,
                    "remedy": self.failure.remedy,
                }
                if self.failure
                else None
            ),
        }

    def _cells_json(self) -> dict[str, Any]:
        if self.reading is None:
            return {}
        name, witnesses = self.reading.reader, self.reading.witnesses
        return {
            path: {
                "value": cell.value,
                "printed": cell.printed,
                "blank": cell.blank,
                "grade": self.grades.get(path),
                "place": cell.place.as_json() if cell.place else None,
                "readings": dict(witnesses.get(path, {name: cell.value})),
            }
            for path, cell in self.reading.cells.items()
        }

    @property
    def findings_by_id(self) -> dict[str, Finding]:
        """The findings by their IDs; where several would share one, the later ones count on: ``…#2``."""
        found: dict[str, Finding] = {}
        for finding in self.findings:
            name, count = finding.id, 1
            while name in found:
                count += 1
                name = f"{finding.id}#{count}"
            found[name] = finding
        return found

    def _findings_json(self, language: Language) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for name, finding in self.findings_by_id.items():
            equation = finding.equation
            rows.append(
                {
                    "id": name,
                    "rule": finding.rule,
                    "severity": finding.severity,
                    "message": finding.message(language),
                    "cells": list(finding.cells),
                    "equation": (
                        {
                            "left": equation.left,
                            "right": equation.right,
                            "difference": equation.difference,
                        }
                        if equation
                        else None
                    ),
                    "verdict": finding.verdict,
                    "explanations": [
                        {
                            "changes": dict(each.changes),
                            "reason": pick(each.reasons, language),
                            "weight": each.weight,
                        }
                        for each in self.explanations(finding)
                    ],
                }
            )
        return rows
