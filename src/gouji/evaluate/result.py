"""What an evaluation keeps of one document, and the figures that are made of many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from gouji.evaluate.score import Score

Better = Literal["lower", "higher"]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one document took: wall seconds, peak memory of its process, calls to a model, their price."""

    seconds: float = 0.0
    memory_mb: float = 0.0
    calls: int = 0
    tokens: int = 0
    price: float = 0.0


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """One document of a suite, scored.

    ``labels`` are what results are sliced by: group, carrier, shape, severity, kind, error (the
    names of the injected errors, joined by ``+``, or ``none``), level (likewise). ``problem`` is set
    where the evaluation of the document itself broke down; then the score counts every cell as unread.
    """

    case: str
    file: str
    sha256: str
    labels: Mapping[str, str]
    undamaged: bool
    score: Score
    cost: Cost = field(default_factory=Cost)
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        """A JSON object: one line of a results file."""
        return {
            "case": self.case,
            "file": self.file,
            "sha256": self.sha256,
            "labels": dict(self.labels),
            "undamaged": self.undamaged,
            "score": self.score.as_json(),
            "cost": asdict(self.cost),
            **({"problem": self.problem} if self.problem else {}),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> DocumentResult:
        """Read ``as_json``'s object back, exactly."""
        cost = stored["cost"]
        return cls(
            case=stored["case"],
            file=stored["file"],
            sha256=stored["sha256"],
            labels=dict(stored["labels"]),
            undamaged=stored["undamaged"],
            score=Score.from_json(stored["score"]),
            cost=Cost(
                seconds=float(cost["seconds"]),
                memory_mb=float(cost["memory_mb"]),
                calls=cost["calls"],
                tokens=cost["tokens"],
                price=float(cost["price"]),
            ),
            problem=stored.get("problem", ""),
        )


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: ``value`` = ``count`` / ``of``, None where there is nothing to measure.

    A median, percentile or maximum is the ``value`` itself; ``count`` is then the sum over ``of``
    documents. ``upper`` is the one-sided 95 % upper bound of a rate that should be small, None for
    other figures.
    """

    name: str
    value: float | None
    count: float
    of: int
    better: Better
    upper: float | None = None

    def as_json(self) -> dict[str, Any]:
        """A JSON object; ``upper`` only where there is one."""
        shown = asdict(self)
        if self.upper is None:
            del shown["upper"]
        return shown

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Measure:
        """Read ``as_json``'s object back."""
        return cls(**stored)
