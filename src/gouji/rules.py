"""Equations as data, and their check on exact numbers: pass, fail or unknown. No I/O.

A rule is linear with coefficients 1: the sum of its left cells equals the sum of its right cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gouji.report import Equation, Number

Outcome = Literal["pass", "fail", "unknown"]


@dataclass(frozen=True, slots=True)
class LinearRule:
    """``sum(left) = sum(right)``; ``id`` names the kind of rule, ``key`` this instance of it."""

    id: str
    key: str
    label: str
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """All cells of the equation, left side first."""
        return self.left + self.right

    @property
    def name(self) -> str:
        """Unique name: kind and instance."""
        return f"{self.id}:{self.key}"


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule and what became of it; ``equation`` is set unless the outcome is unknown."""

    rule: LinearRule
    outcome: Outcome
    equation: Equation | None
    unknown: tuple[str, ...] = ()


def check(rules: Iterable[LinearRule], values: Mapping[str, Number | None]) -> list[Checked]:
    """Check every rule against ``values``; a cell that is absent or None makes a rule unknown."""
    return [_check_one(rule, values) for rule in rules]


def _check_one(rule: LinearRule, values: Mapping[str, Number | None]) -> Checked:
    left = [values.get(path) for path in rule.left]
    right = [values.get(path) for path in rule.right]
    unknown = tuple(path for path, value in zip(rule.cells, (*left, *right), strict=True) if value is None)
    if unknown:
        return Checked(rule, "unknown", None, unknown)
    a = _sum(left)
    b = _sum(right)
    return Checked(rule, "pass" if a == b else "fail", Equation(a, b, a - b))


def _sum(values: Sequence[Number | None]) -> Number:
    total: Number = 0
    for value in values:
        if value is not None:
            total = total + value
    return total


def expand(
    kind: str,
    label: str,
    left: Sequence[str],
    right: Sequence[str],
    over: Mapping[str, str],
) -> tuple[LinearRule, ...]:
    """Instances of one wildcard rule: ``*`` in the paths and in ``label`` stands for each key of ``over``.

    ``over`` maps the wildcard's text to its official name: ``{"business": "商业企业", ...}``.
    """
    return tuple(
        LinearRule(
            id=kind,
            key=key,
            label=label.replace("*", name),
            left=tuple(path.replace("*", key) for path in left),
            right=tuple(path.replace("*", key) for path in right),
        )
        for key, name in over.items()
    )


def visibility(
    paths: Sequence[str], rules: Sequence[LinearRule]
) -> dict[str, Literal["invisible", "detectable", "locatable"]]:
    """What the equations tell of a single wrong cell.

    Invisible: the cell is in no equation. Locatable: no other cell has the same equations with the
    same signs up to one common factor, so that the pattern of residuals names it.
    """
    signature: dict[str, tuple[tuple[int, int], ...]] = dict.fromkeys(paths, ())
    for index, rule in enumerate(rules):
        for sign, side in ((1, rule.left), (-1, rule.right)):
            for path in side:
                signature[path] = (*signature.get(path, ()), (index, sign))
    seen: dict[tuple[tuple[int, int], ...], int] = {}
    for path in paths:
        normal = _up_to_sign(signature[path])
        seen[normal] = seen.get(normal, 0) + 1
    return {
        path: (
            "invisible"
            if not signature[path]
            else "locatable"
            if seen[_up_to_sign(signature[path])] == 1
            else "detectable"
        )
        for path in paths
    }


def _up_to_sign(signature: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    if signature and signature[0][1] < 0:
        return tuple((index, -sign) for index, sign in signature)
    return signature


def validate(paths: Iterable[str], rules: Sequence[LinearRule]) -> None:
    """Refuse rules that name unknown cells, repeat a cell, or contradict each other on zeros.

    Raises ``ValueError`` at load time: a form with such rules must not ship. (Homogeneous sums are
    always satisfied by zeros, so a contradiction can only be a rule that repeats a cell.)
    """
    known = set(paths)
    for rule in rules:
        missing = [path for path in rule.cells if path not in known]
        if missing:
            raise ValueError(f"rule {rule.name} names unknown cells: {missing}")
        if len(set(rule.cells)) != len(rule.cells):
            raise ValueError(f"rule {rule.name} names a cell twice")
    if len({rule.name for rule in rules}) != len(rules):
        raise ValueError("two rules share a name")
