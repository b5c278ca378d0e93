"""One document of a workspace, as far as other documents are concerned. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from gouji.numbers import normalise
from gouji.report import BORNE_OUT, Blank, CellReading, Number
from gouji.review.equations import Rules, rules_for
from gouji.review.standing import Review

State = Literal["closed", "accepted", "needs_review", "failed"]
BEST_FIRST: Mapping[State, int] = {"closed": 0, "accepted": 1, "needs_review": 2, "failed": 3}
"""Which of several copies speaks for its office and year."""
PROBLEMS = "problems"
"""Section 五: problems and improvements."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished document by what it says of itself; ``agency`` and ``year`` are None where it does not."""

    sha256: str
    name: str
    agency: str | None
    year: int | None
    form: str | None
    state: State

    @property
    def id(self) -> str:
        """First 16 hex digits of the sha256."""
        return self.sha256[:16]


@dataclass(frozen=True)
class Sheet:
    """The effective cells of a document, without printed texts and places.

    ``firm`` are the cells that are borne out by another witness or decided by a person; ``problems``
    is the text of section 五, empty where there is none.
    """

    entry: Entry
    cells: Mapping[str, CellReading]
    firm: frozenset[str] = frozenset()
    problems: str = ""

    @cached_property
    def rules(self) -> Rules:
        """The equations over these cells."""
        return rules_for(self.cells)

    def value(self, path: str) -> Number | None:
        """The number at ``path``; None where the page has none or it was not read."""
        cell = self.cells.get(path)
        return cell.value if cell else None


def sheet_of(entry: Entry, review: Review) -> Sheet:
    """What counts of a reviewed or unreviewed report."""
    report = review.report
    reading = report.reading
    section = reading.sections.get(PROBLEMS) if reading else None
    borne_out = {path for path, grade in report.grades.items() if grade in BORNE_OUT}
    return Sheet(
        entry,
        {path: _bare(cell.value, cell.blank) for path, cell in review.cells.items()},
        frozenset(borne_out | set(review.decided)),
        section.text if section else "",
    )


@lru_cache(maxsize=4096)
def _bare(value: Number | None, blank: Blank | None) -> CellReading:
    """A cell without its text and place; most cells of most reports are the same few."""
    return CellReading(value, None, blank)


def office_key(name: str) -> str:
    """What tells offices apart: letters and digits of the name, wide forms as narrow ones, nothing else."""
    return "".join(char for char in normalise(name).casefold() if char.isalnum())
