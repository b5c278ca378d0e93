"""Two runs side by side: which figures moved, which documents changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any, Literal

from gouji.evaluate.measures import MEASURES
from gouji.evaluate.results import Baseline, Fate, Results

NOISE = {"seconds": 0.15, "megabytes": 0.05}
"""Share by which a figure moves between two runs of one program; other figures do not move at all."""

Direction = Literal["better", "worse", "same", "unknown"]


@dataclass(frozen=True, slots=True)
class Moved:
    """One measure before and after; None where there was nothing to measure."""

    measure: str
    before: float | None
    after: float | None

    @property
    def direction(self) -> Direction:
        """Whether the later figure is the better one."""
        if self.before is None or self.after is None:
            return "same" if self.before == self.after else "unknown"
        noise = NOISE.get(MEASURES[self.measure].unit, 1e-6)
        if isclose(self.after, self.before, rel_tol=noise, abs_tol=1e-12):
            return "same"
        falls_are_good = MEASURES[self.measure].better == "lower"
        return "better" if (self.after < self.before) == falls_are_good else "worse"

    def as_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {"before": self.before, "after": self.after, "direction": self.direction}


@dataclass(frozen=True, slots=True)
class Changed:
    """A document whose fate changed; None where the run did not have it."""

    case: str
    before: Fate | None
    after: Fate | None

    @property
    def direction(self) -> Direction:
        """Whether the document fares better now; ``unknown`` for one that is new or gone."""
        if self.before is None or self.after is None:
            return "unknown"
        if self.after.rank == self.before.rank:
            return "same"
        return "better" if self.after.rank > self.before.rank else "worse"

    def as_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "case": self.case,
            "before": _fate_json(self.before),
            "after": _fate_json(self.after),
            "direction": self.direction,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is different between two runs. ``same_documents`` is False where their suites differ."""

    before: str
    after: str
    same_documents: bool
    moved: tuple[Moved, ...]
    changed: tuple[Changed, ...]

    def as_json(self) -> dict[str, Any]:
        """The ``against`` of a results file."""
        return {
            "name": self.before,
            "same_documents": self.same_documents,
            "measures": {each.measure: each.as_json() for each in self.moved},
            "changed": [each.as_json() for each in self.changed],
        }


def compare(before: Baseline, after: Baseline) -> Comparison:
    """Compare two runs, figures first, then every document that does not fare as before."""
    cases = dict.fromkeys([*before.documents, *after.documents])
    changed = [Changed(case, before.documents.get(case), after.documents.get(case)) for case in cases]
    return Comparison(
        before=before.name,
        after=after.name,
        same_documents=before.fingerprint == after.fingerprint,
        moved=tuple(
            Moved(name, _value(before.measures, name), _value(after.measures, name)) for name in MEASURES
        ),
        changed=tuple(each for each in changed if each.before != each.after),
    )


def as_baseline(results: Results, name: str) -> Baseline:
    """A finished run in the shape that comparisons take."""
    return Baseline(
        name=name,
        suite=results.suite,
        fingerprint=results.fingerprint,
        version=results.version,
        finished=results.finished,
        measures=results.measures,
        slices=results.slices,
        documents={document.case: Fate.of(document) for document in results.documents},
    )


def _value(measures: Mapping[str, Any], name: str) -> float | None:
    figure = measures.get(name)
    return None if figure is None else figure.value


def _fate_json(fate: Fate | None) -> dict[str, Any] | None:
    if fate is None:
        return None
    return {
        "status": fate.status,
        "right": fate.right,
        "silent": fate.silent,
        "needless": fate.needless,
        "unread": fate.unread,
        "straight_through": fate.through,
    }
