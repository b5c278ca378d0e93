"""Score one document: the contract's JSON against what its file prints. Knows the contract only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any

from gouji.evaluate.cells import Tally, WrongCell, judge_cells, tallies, wrong_cells
from gouji.evaluate.copy import Expected, Identity, Injected, RenderedCopy, Statement
from gouji.evaluate.detection import ErrorScore, judge_errors
from gouji.evaluate.narrated import Narrated, compare_statements
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.report import Status

__all__ = [
    "BROKEN",
    "ErrorScore",
    "Narrated",
    "Score",
    "Tally",
    "Truth",
    "WrongCell",
    "nothing_read",
    "score",
]

BROKEN = "broken"
"""The status of a document whose reading or scoring broke down, beside the contract's three."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known of a document that was not rendered here; ``RenderedCopy`` has the same fields.

    ``identity`` and ``status`` are None where they are not judged, ``statements`` empty likewise.
    """

    expected: Mapping[str, Expected]
    identity: Identity | None = None
    status: Status | None = None
    injected: tuple[Injected, ...] = ()
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """What became of one document.

    ``tables`` and ``grades`` hold the same cells, counted by table and by the grade that the report
    gave. ``named`` are cells that error findings name; ``needlessly_named`` those of them that are right,
    unless the office printed them wrong or the document lacks them. A failed document has no cells: all unread, none silently
    wrong. ``title_right`` and its like are None where there is nothing to judge by. ``warned`` counts
    cells that only warnings name. ``failure`` is the report's error code, or empty.
    """

    status: str
    expected_status: str | None
    tables: Mapping[str, Tally]
    grades: Mapping[str, Tally]
    wrong: tuple[WrongCell, ...] = ()
    named: tuple[str, ...] = ()
    needlessly_named: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    warned: int = 0
    title_right: bool | None = None
    agency_right: bool | None = None
    year_right: bool | None = None
    errors: tuple[ErrorScore, ...] = ()
    statements: Narrated = field(default_factory=Narrated)
    rules: tuple[str, ...] = ()
    failure: str = ""

    @property
    def total(self) -> Tally:
        """All cells."""
        return sum(self.tables.values(), Tally())

    @property
    def cells(self) -> int:
        """How many cells are judged."""
        return self.total.cells

    @property
    def right(self) -> int:
        """How many of them are right."""
        return self.total.right

    @property
    def silently_wrong(self) -> tuple[str, ...]:
        """Paths of the system's own silent errors."""
        return tuple(cell.path for cell in self.wrong if cell.silent and not cell.injected)

    @property
    def undetected(self) -> tuple[str, ...]:
        """Paths that an error put into the reading made wrong and that no finding names."""
        return tuple(cell.path for cell in self.wrong if cell.silent and cell.injected)

    @property
    def laundered(self) -> tuple[str, ...]:
        """Paths where the office printed an error and the report gives another number."""
        return tuple(dict.fromkeys(path for error in self.errors for path in error.laundered))

    @property
    def exact(self) -> bool:
        """Every judged cell right."""
        return self.status != BROKEN and self.right == self.cells

    @property
    def status_right(self) -> bool | None:
        """The outcome is the one that a good reader reaches; None where more than one is right."""
        return None if self.expected_status is None else self.status == self.expected_status

    @property
    def straight_through(self) -> bool:
        """Accepted with every cell right, spoiled ones included."""
        return self.status == "accepted" and not self.wrong and not self.unread

    @property
    def wrong_accepted(self) -> bool:
        """Accepted with a wrong value of the system's own, even where a warning names it."""
        return self.status == "accepted" and self.total.wrong > 0

    def as_json(self) -> dict[str, Any]:
        """A JSON object without what is empty; paths are grouped by row."""
        whole: dict[str, Any] = {
            "status": self.status,
            "expected_status": self.expected_status,
            "tables": {name: list(tally.counts) for name, tally in self.tables.items()},
            "grades": {name: list(tally.counts) for name, tally in self.grades.items()},
            "wrong": [cell.as_json() for cell in self.wrong],
            "named": _by_row(self.named),
            "needlessly_named": _by_row(self.needlessly_named),
            "unread": _by_row(self.unread),
            "warned": self.warned,
            "identity": [self.title_right, self.agency_right, self.year_right],
            "errors": [error.as_json() for error in self.errors],
            "statements": list(astuple(self.statements)),
            "rules": list(self.rules),
            "failure": self.failure,
        }
        kept = {"status", "expected_status", "tables", "grades", "identity", "statements"}
        return {name: value for name, value in whole.items() if value or name in kept}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Score:
        """Read ``as_json``'s object back, exactly."""
        title_right, agency_right, year_right = stored["identity"]
        return cls(
            status=stored["status"],
            expected_status=stored["expected_status"],
            tables={name: Tally(*counts) for name, counts in stored["tables"].items()},
            grades={name: Tally(*counts) for name, counts in stored["grades"].items()},
            wrong=tuple(WrongCell.from_json(cell) for cell in stored.get("wrong", ())),
            named=_from_rows(stored.get("named", {})),
            needlessly_named=_from_rows(stored.get("needlessly_named", {})),
            unread=_from_rows(stored.get("unread", {})),
            warned=stored.get("warned", 0),
            title_right=title_right,
            agency_right=agency_right,
            year_right=year_right,
            errors=tuple(ErrorScore.from_json(error) for error in stored.get("errors", ())),
            statements=Narrated(*stored["statements"]),
            rules=tuple(stored.get("rules", ())),
            failure=stored.get("failure", ""),
        )


def score(truth: RenderedCopy | Truth, report: Mapping[str, Any]) -> Score:
    """Compare one document's JSON object (``report``) with the truth of its copy.

    Amounts in ``report`` must be exact: parse its JSON with ``parse_float=Decimal``.
    """
    findings: Sequence[Mapping[str, Any]] = report["findings"]
    cells = judge_cells(truth, report["cells"], findings)
    wrong = {cell.path for cell in cells if cell.state == "wrong"}
    named = {cell.path for cell in cells if cell.named}
    mentioned = {cell.path for cell in cells if cell.mentioned}
    title_right, agency_right, year_right = _identity_right(truth.identity, report)
    return Score(
        status=report["status"],
        # What a spoiled reading should end as depends on the error: that is judged as detection.
        expected_status=None if any(error.level == "reading" for error in truth.injected) else truth.status,
        tables=tallies(cells, lambda cell: cell.path.partition(".")[0]),
        grades=tallies(cells, lambda cell: cell.grade),
        wrong=wrong_cells(cells, truth, report["cells"]),
        named=tuple(cell.path for cell in cells if cell.named),
        needlessly_named=tuple(cell.path for cell in cells if cell.needless),
        unread=tuple(cell.path for cell in cells if cell.state == "unread"),
        warned=len(mentioned - named),
        title_right=title_right,
        agency_right=agency_right,
        year_right=year_right,
        errors=judge_errors(truth, report, wrong),
        statements=compare_statements(truth.statements, report.get("statements", ())),
        rules=tuple(sorted({finding["rule"] for finding in findings if finding["severity"] == "error"})),
        failure=(report.get("error") or {}).get("code", ""),
    )


def nothing_read(paths: Iterable[str] = FORM_2021.paths) -> Score:
    """The score of a document whose evaluation broke down: every cell unread, nothing right."""
    empty = Truth(dict.fromkeys(paths, 0), Identity("?", ("?",), 0), "accepted")
    answer: dict[str, Any] = {
        "status": BROKEN,
        "cells": {},
        "findings": (),
        "title": None,
        "agency": None,
        "year": None,
    }
    return score(empty, answer)


def _identity_right(
    identity: Identity | None, report: Mapping[str, Any]
) -> tuple[bool | None, bool | None, bool | None]:
    if identity is None:
        return None, None, None
    titles = {_squeeze(title) for title in (identity.title, *identity.titles)}
    agencies: set[str | None] = {_squeeze(name) for name in identity.agencies} or {None}
    years: set[int | None] = {
        identity.year,
        *identity.years,
        *([None] if identity.year_unsure else []),
    }
    return (
        _squeeze(report["title"]) in titles,
        _squeeze(report["agency"]) in agencies,
        report["year"] in years,
    )


def _squeeze(text: str | None) -> str | None:
    return None if text is None else "".join(text.split())


def _by_row(paths: Iterable[str]) -> dict[str, str]:
    """Sorted paths as row → its columns with spaces between: a third of the bytes."""
    rows: dict[str, list[str]] = {}
    for path in paths:
        row, _, column = path.rpartition(".")
        rows.setdefault(row, []).append(column)
    return {row: " ".join(columns) for row, columns in rows.items()}


def _from_rows(rows: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        sorted(
            f"{row}.{column}" if row else column
            for row, columns in rows.items()
            for column in columns.split(" ")
        )
    )
