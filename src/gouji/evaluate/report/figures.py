"""Figures as people read them: the value, its sample, its bound, its gate, its change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gouji.evaluate.definitions import MEASURES
from gouji.evaluate.report.visible import one_line
from gouji.evaluate.report.words import dimension_name, key_name
from gouji.evaluate.result import Measure
from gouji.messages import Language, pick

NOTHING = ("无可测", "nothing to measure")
_ARROWS = {"better": ("变好", "better"), "worse": ("变差", "worse"), "same": ("持平", "same")}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure in words: ``value`` alone, ``sample`` (count / of), ``bound`` (its upper bound).

    The latter two are empty where there is none. ``nothing``: there was nothing to measure.
    """

    name: str
    label: str
    meaning: str
    value: str
    sample: str
    bound: str
    nothing: bool


@dataclass(frozen=True, slots=True)
class GateRow:
    """A gate in words."""

    name: str
    limit: str
    value: str
    crossed: bool


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A measure before and now; ``direction`` is better, worse, same or unknown, ``word`` says it with an arrow."""

    name: str
    label: str
    before: str
    after: str
    direction: str
    word: str


def figure(measure: Measure, language: Language) -> Figure:
    """Word one measure."""
    definition = MEASURES[measure.name]
    return Figure(
        name=measure.name,
        label=definition.label(language),
        meaning=definition.meaning(language),
        value=amount(measure.name, measure.value, language),
        sample=f"{measure.count:,.0f} / {measure.of:,}" if definition.unit == "share" and measure.of else "",
        bound="" if measure.upper is None else f"≤ {percent(measure.upper)}",
        nothing=measure.value is None,
    )


def amount(name: str, value: float | None, language: Language) -> str:
    """A value of the measure ``name`` in its unit; words where there is nothing to measure, never 0."""
    if value is None:
        return pick(NOTHING, language)
    unit = MEASURES[name].unit
    if unit == "share":
        return percent(value)
    if unit == "seconds":
        return f"{value:.2f} 秒" if language == "zh" else f"{value:.2f} s"
    if unit == "megabytes":
        return f"{value:,.0f} MB"
    return f"{value:,.2f}" if unit == "each" else f"{value:.4f}"


def percent(share: float) -> str:
    """A share in percent: small ones to two digits; only 0 reads 0 %, only 1 reads 100 %."""
    if 0 < share < 1e-6:
        return "< 0.0001 %"
    if 0 < share < 0.001:
        return f"{100 * share:.2g} %"
    if 0.9995 < share < 1:
        return f"{min(100 * share, 99.999):.3f} %"
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + " %"


def gate_row(verdict: Mapping[str, Any], language: Language) -> GateRow:
    """Word one gate of a results object."""
    name = verdict["measure"]
    where = [
        f"{dimension_name(dimension, language)} = {key_name(dimension, key, language)}"
        for dimension, key in (verdict.get("where") or {}).items()
    ]
    limits = [_limit(name, kind, bound, language) for kind, bound in verdict["limit"].items()]
    label = MEASURES[name].label(language) if name in MEASURES else one_line(name)
    return GateRow(
        name=f"{label} [{one_line(', '.join(where))}]" if where else label,
        limit=("，" if language == "zh" else ", ").join(limits),
        value=amount(name, verdict["value"], language),
        crossed=verdict["crossed"],
    )


def _limit(name: str, kind: str, bound: float, language: Language) -> str:
    shown = amount(name, bound, language)
    if kind == "max":
        return f"≤ {shown}"
    if kind == "min":
        return f"≥ {shown}"
    return f"比基线变差不超过 {shown}" if language == "zh" else f"worse than the baseline by {shown} at most"


def moved_row(name: str, moved: Mapping[str, Any], language: Language) -> MovedRow:
    """Word how one measure moved against the baseline."""
    before, after, direction = moved["before"], moved["after"], moved["direction"]
    if direction not in _ARROWS:
        word = pick(("无从比较", "not comparable"), language)
    elif direction == "same":
        word = f"＝ {pick(_ARROWS['same'], language)}"
    else:
        word = f"{'↑' if after > before else '↓'} {pick(_ARROWS[direction], language)}"
    return MovedRow(
        name=name,
        label=MEASURES[name].label(language) if name in MEASURES else one_line(name),
        before=amount(name, before, language),
        after=amount(name, after, language),
        direction=direction,
        word=word,
    )
