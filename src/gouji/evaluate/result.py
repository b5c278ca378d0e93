"""What an evaluation keeps of one document, and the figures that are made of many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from gouji.evaluate.score import Score


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
    names of the injected errors, joined by ``+``, or ``none``), level. ``problem`` is set where the
    evaluation of the document itself broke down; then the score counts every cell as unread.
    """

    case: str
    file: str
    sha256: str
    labels: Mapping[str, str]
    undamaged: bool
    score: Score
    cost: Cost = field(default_factory=Cost)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: ``value`` = ``count`` / ``of`` (None where there is nothing to measure).

    ``upper`` is the one-sided 95 % upper bound of a rate that should be small, None for other figures.
    """

    name: str
    value: float | None
    count: float
    of: int
    better: Literal["lower", "higher"]
    upper: float | None = None
