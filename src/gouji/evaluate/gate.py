"""Gates: limits that a suite's figures must keep, as YAML.

    - measure: silent
      max: 0
    - measure: straight_through_undamaged
      min: 0.95
      where: {carrier: pdf}
    - measure: needless_per_document
      worse_by: 0.1        # than the baseline, in the measure's own unit

A measure with nothing to measure, or without a counterpart in the baseline, crosses its gate: a bar
that was not looked at does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    FiniteFloat,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from gouji.errors import UsageError
from gouji.evaluate.measures import DIMENSIONS, MEASURES
from gouji.evaluate.result import Measure
from gouji.evaluate.suite import why


class Limit(BaseModel):
    """One bar: a measure of all documents, or of those that ``where`` describes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measure: str
    max: FiniteFloat | None = None
    min: FiniteFloat | None = None
    worse_by: FiniteFloat | None = None
    where: dict[str, Annotated[str, BeforeValidator(str)]] = {}  # severity: 1 is a number in YAML

    @model_validator(mode="after")
    def _is_whole(self) -> Limit:
        if self.measure not in MEASURES:
            raise ValueError(f"unknown measure {self.measure}; known: {', '.join(MEASURES)}")
        if (self.max, self.min, self.worse_by) == (None, None, None):
            raise ValueError(f"{self.measure}: give max, min or worse_by")
        if len(self.where) > 1 or not set(self.where) <= set(DIMENSIONS):
            raise ValueError(f"{self.measure}: where takes one of {', '.join(DIMENSIONS)}")
        return self


@dataclass(frozen=True, slots=True)
class Verdict:
    """A limit and what was measured; ``value`` None: nothing to measure. ``before`` is the baseline's."""

    limit: Limit
    value: float | None
    before: float | None
    crossed: bool

    def as_json(self) -> dict[str, Any]:
        """A JSON object."""
        bounds = {"max": self.limit.max, "min": self.limit.min, "worse_by": self.limit.worse_by}
        return {
            "measure": self.limit.measure,
            "limit": {name: bound for name, bound in bounds.items() if bound is not None},
            "where": self.limit.where,
            "value": self.value,
            "before": self.before,
            "crossed": self.crossed,
        }


class Figures(Protocol):
    """What limits are held against: a run's results, or a baseline's."""

    @property
    def measures(self) -> Mapping[str, Measure]:
        """Figures of all documents by name."""
        ...

    @property
    def slices(self) -> Mapping[str, Mapping[str, Mapping[str, Measure]]]:
        """Figures by dimension, key and name."""
        ...


def load(path: Path) -> tuple[Limit, ...]:
    """Read a gate. Raises ``UsageError`` naming the file."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        limits = TypeAdapter(tuple[Limit, ...]).validate_python(rows or ())
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise UsageError("gate", f"门槛文件 {path} 无法读取：{why(error)}。", "请改正这个文件。") from error
    if not limits:
        raise UsageError(
            "gate", f"门槛文件 {path} 里没有门槛。", "请写上至少一条，例如 - {measure: silent, max: 0}。"
        )
    return limits


def check(limits: Sequence[Limit], before: Figures | None) -> None:
    """Raise ``UsageError`` where a limit needs a baseline and there is none."""
    for limit in limits:
        if limit.worse_by is not None and before is None:
            raise UsageError(
                "gate", f"门槛 {limit.measure} 要和基线比较，但没有给出基线。", "请加上 --against FILE。"
            )


def judge(limits: Sequence[Limit], now: Figures, before: Figures | None) -> tuple[Verdict, ...]:
    """Hold every limit against the figures; ``check`` has been asked before."""
    return tuple(_judge(limit, now, before) for limit in limits)


def _judge(limit: Limit, now: Figures, before: Figures | None) -> Verdict:
    figure = _figure(limit, now)
    value = figure.value if figure else None
    earlier = _figure(limit, before) if before else None
    then = earlier.value if earlier else None
    crossed = (
        value is None
        or (limit.max is not None and value > limit.max)
        or (limit.min is not None and value < limit.min)
        or (limit.worse_by is not None and _is_worse(limit, value, then, limit.worse_by))
    )
    return Verdict(limit, value, then, crossed)


def _is_worse(limit: Limit, value: float, then: float | None, allowed: float) -> bool:
    if then is None:
        return True
    loss = value - then if MEASURES[limit.measure].better == "lower" else then - value
    return loss > allowed + 1e-12


def _figure(limit: Limit, figures: Figures) -> Measure | None:
    if not limit.where:
        return figures.measures.get(limit.measure)
    [(dimension, key)] = limit.where.items()
    return figures.slices.get(dimension, {}).get(key, {}).get(limit.measure)
