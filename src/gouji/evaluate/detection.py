"""What became of injected errors: named, located, the right value suggested, or laundered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gouji.evaluate.cells import Known
from gouji.evaluate.copy import Expected, Injected, Missing

AMONG = 3
"""How many explanations a reviewer is expected to look at."""


@dataclass(frozen=True, slots=True)
class ErrorScore:
    """One injected error after the report.

    ``cells`` is how many it touches; ``harmed`` how many of them are wrong now: all where the office
    made the error, else those that the report gives with another value than the document (one that was
    seen through, or is unread, does no harm). ``named`` of the harmed are named by an error finding,
    ``silent`` by no finding at all. ``rank`` is the place of the first explanation that has exactly the
    true cells, from 1, None where there is none; ``suggested`` tells that it gives them their right
    values. ``laundered`` are cells where the office's number became another one.
    """

    name: str
    cells: int
    harmed: int
    named: int
    silent: int
    rank: int | None = None
    suggested: bool = False
    laundered: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        """Where it was put in: office, copy or reading."""
        return self.name.rpartition("@")[2]

    @property
    def detected(self) -> bool:
        """At least one harmed cell is named by an error finding, or none is harmed."""
        return self.named > 0 or not self.harmed

    @property
    def wholly_detected(self) -> bool:
        """Every harmed cell is named by an error finding."""
        return self.named == self.harmed

    def located(self, among: int) -> bool:
        """The true cells are one of the first ``among`` explanations."""
        return self.rank is not None and self.rank <= among

    def as_json(self) -> dict[str, Any]:
        """A JSON object without what is empty."""
        counts = [self.cells, self.harmed, self.named, self.silent]
        found: dict[str, Any] = {"name": self.name, "counts": counts}
        if self.rank is not None:
            found |= {"rank": self.rank, "suggested": self.suggested}
        if self.laundered:
            found["laundered"] = list(self.laundered)
        return found

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> ErrorScore:
        """Read ``as_json``'s object back."""
        cells, harmed, named, silent = stored["counts"]
        return cls(
            stored["name"],
            cells,
            harmed,
            named,
            silent,
            rank=stored.get("rank"),
            suggested=stored.get("suggested", False),
            laundered=tuple(stored.get("laundered", ())),
        )


def judge_errors(truth: Known, report: Mapping[str, Any], wrong: AbstractSet[str]) -> tuple[ErrorScore, ...]:
    """Judge every injected error; ``wrong`` are the paths where ``report`` differs from the document.

    An explanation may hold the cells of several errors at once, and misreadings of the system's own,
    where they break the same equations.
    """
    harms = [_harmed(error, wrong) for error in truth.injected]
    blamed = wrong | {path for harmed in harms for path in harmed}
    return tuple(
        _judge(error, harmed, truth, report, blamed)
        for error, harmed in zip(truth.injected, harms, strict=True)
    )


def _harmed(error: Injected, wrong: AbstractSet[str]) -> list[str]:
    return [path for path in error.cells if error.level == "office" or path in wrong]


def _judge(
    error: Injected, harmed: Sequence[str], truth: Known, report: Mapping[str, Any], blamed: AbstractSet[str]
) -> ErrorScore:
    findings = report["findings"]
    named = {p for finding in findings if finding["severity"] == "error" for p in finding["cells"]}
    mentioned = {path for finding in findings for path in finding["cells"]}
    changes = [_explained(path, blamed, findings) for path in harmed]
    found = [each for each in changes if each is not None]
    located = bool(harmed) and len(found) == len(harmed)
    return ErrorScore(
        name=error.name,
        cells=len(error.cells),
        harmed=len(harmed),
        named=sum(path in named for path in harmed),
        silent=sum(path not in mentioned for path in harmed),
        rank=max(rank for rank, _ in found) if located else None,
        suggested=located
        and all(_same(value, error.right.get(path)) for path, (_, value) in zip(harmed, found, strict=True)),
        laundered=_laundered(error, truth, report["cells"]) if error.level == "office" else (),
    )


def _explained(
    path: str, blamed: AbstractSet[str], findings: Sequence[Mapping[str, Any]]
) -> tuple[int, Any] | None:
    """Rank and suggested value of the first explanation that blames ``path`` and no cell without fault.

    Only the first finding that names the cell and has explanations counts: that is the one a reviewer
    meets first, and many findings with one guess each are no ranking.
    """
    lists = (finding["explanations"] for finding in findings if path in finding["cells"])
    for explanations in lists:
        for rank, explanation in enumerate(explanations, 1):
            if path in explanation["changes"] and set(explanation["changes"]) <= blamed:
                return rank, explanation["changes"][path]
        if explanations:
            return None
    return None


def _same(suggestion: Any, right: Expected | None) -> bool:
    if isinstance(right, Missing):
        return suggestion is None
    return right is not None and suggestion is not None and Decimal(str(suggestion)) == right


def _laundered(error: Injected, truth: Known, found: Mapping[str, Any]) -> tuple[str, ...]:
    """Cells that print the office's error and that the report gives as another number, of its own accord."""
    spoiled = {path for other in truth.injected if other.level == "reading" for path in other.cells}
    changed = []
    for path in error.cells:
        if path in spoiled:
            continue
        value = found[path]["value"] if path in found else None
        if value is not None and not _same(value, truth.expected.get(path)):
            changed.append(path)
    return tuple(changed)
