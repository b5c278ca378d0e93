"""Figures over many scored documents, whole or sliced.

Rates are sums over sums: a document with more cells weighs more in a figure per cell. The cells of one
document are not independent, so an upper bound per cell is too good by itself; ``silent_documents`` gives
the bound per document beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from math import ceil
from statistics import median

from gouji.evaluate.bounds import upper_bound
from gouji.evaluate.definitions import MEASURES
from gouji.evaluate.detection import AMONG, ErrorScore
from gouji.evaluate.result import DocumentResult, Measure
from gouji.evaluate.score import BROKEN, Score, Tally

__all__ = ["DIMENSIONS", "MEASURES", "measure", "slices"]

CELL_DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "table": ("disclosure", "requests", "proceedings"),
    "grade": ("verified", "agreed", "single", "conflict", "unread", "none"),
}
"""Dimensions that divide the cells of a document; other keys that occur come after these."""

DIMENSIONS = ("group", "carrier", "shape", "severity", "kind", "error", "level", *CELL_DIMENSIONS)

Part = tuple[float, int]
"""One document's contribution to a rate: count, of."""

# Figures that a table or a grade has too: from counts of cells, and whether the document is undamaged.
_BY_CELLS: Mapping[str, Callable[[Tally, bool], Part]] = {
    "silent": lambda tally, _: (tally.silent, tally.cells),
    "silent_documents": lambda tally, _: (tally.silent > 0, 1),
    "cells_exact": lambda tally, _: (tally.right, tally.cells),
    "wrong": lambda tally, _: (tally.wrong, tally.cells),
    "unread": lambda tally, _: (tally.unread, tally.cells),
    "named_per_document": lambda tally, _: (tally.named, 1),
    "needless_per_document": lambda tally, _: (tally.needless, 1),
    "needless_per_undamaged": lambda tally, undamaged: (tally.needless * undamaged, int(undamaged)),
}


def _errors(score: Score, applies: Callable[[ErrorScore], bool], holds: Callable[[ErrorScore], bool]) -> Part:
    judged = [error for error in score.errors if applies(error)]
    return sum(map(holds, judged)), len(judged)


def _touches(error: ErrorScore) -> bool:
    return error.cells > 0


def _harms(error: ErrorScore) -> bool:
    return error.harmed > 0


def _misread(score: Score) -> Part:
    """Injected reading errors: cells still wrong that nothing names, of cells still wrong."""
    errors = [error for error in score.errors if error.level == "reading"]
    return sum(error.silent for error in errors), sum(error.harmed for error in errors)


def _misprinted(score: Score) -> Part:
    errors = [error for error in score.errors if error.level == "office"]
    return sum(len(error.laundered) for error in errors), sum(error.cells for error in errors)


def _flag(value: bool | None) -> Part:
    """A yes or no per document; None is not judged."""
    return (0, 0) if value is None else (int(value), 1)


# Figures of whole documents.
_BY_DOCUMENT: Mapping[str, Callable[[DocumentResult], Part]] = {
    "wrong_accepted": lambda one: _flag(one.score.wrong_accepted),
    "laundered": lambda one: _misprinted(one.score),
    "undetected": lambda one: _misread(one.score),
    "documents_exact": lambda one: _flag(one.score.exact),
    "warned_per_document": lambda one: (one.score.warned, 1),
    "straight_through": lambda one: _flag(one.score.straight_through),
    "straight_through_undamaged": lambda one: _flag(one.score.straight_through if one.undamaged else None),
    "accepted": lambda one: _flag(one.score.status == "accepted"),
    "failed": lambda one: _flag(one.score.status == "failed"),
    "broken": lambda one: _flag(one.score.status == BROKEN or bool(one.problem)),
    "status_right": lambda one: _flag(one.score.status_right),
    "title_right": lambda one: _flag(one.score.title_right),
    "agency_right": lambda one: _flag(one.score.agency_right),
    "year_right": lambda one: _flag(one.score.year_right),
    "detected": lambda one: _errors(one.score, _touches, lambda error: error.detected),
    "wholly_detected": lambda one: _errors(one.score, _touches, lambda error: error.wholly_detected),
    "located_first": lambda one: _errors(one.score, _harms, lambda error: error.located(1)),
    "located_three": lambda one: _errors(one.score, _harms, lambda error: error.located(AMONG)),
    "suggested": lambda one: _errors(
        one.score, _harms, lambda error: error.located(AMONG) and error.suggested
    ),
    "statement_precision": lambda one: (one.score.statements.right, one.score.statements.found),
    "statement_recall": lambda one: (one.score.statements.right, one.score.statements.stated),
    "calls_per_document": lambda one: (one.cost.calls, 1),
    "tokens_per_document": lambda one: (one.cost.tokens, 1),
    "cost_per_document": lambda one: (one.cost.price, 1),
    "cost_per_verified": lambda one: (one.cost.price, one.score.grades.get("verified", Tally()).cells),
}


def _percentile_95(values: Sequence[float]) -> float:
    """The smallest value that 95 % do not exceed."""
    return sorted(values)[ceil(0.95 * len(values)) - 1]


# Figures of the distribution over documents: what is taken of each, and how it is summed up.
_STATISTICS: Mapping[str, tuple[Callable[[DocumentResult], float], Callable[[Sequence[float]], float]]] = {
    "seconds_median": (lambda one: one.cost.seconds, median),
    "seconds_p95": (lambda one: one.cost.seconds, _percentile_95),
    "memory_max": (lambda one: one.cost.memory_mb, max),
}


def measure(results: Sequence[DocumentResult]) -> dict[str, Measure]:
    """Every figure of ``MEASURES`` over ``results``, in its order."""
    found: dict[str, Measure] = {}
    whole = [(one.score.total, one.undamaged) for one in results]
    for name in MEASURES:
        if name in _BY_CELLS:
            found[name] = _rate(name, (_BY_CELLS[name](*pair) for pair in whole))
        elif name in _BY_DOCUMENT:
            found[name] = _rate(name, (_BY_DOCUMENT[name](one) for one in results))
        else:
            found[name] = _statistic(name, results)
    return found


def slices(results: Sequence[DocumentResult], dimension: str) -> dict[str, dict[str, Measure]]:
    """The figures of each part along ``dimension``, one of ``DIMENSIONS``.

    A table or a grade has the figures of cells only. A document with several errors is in the slice of
    each, where only that error is judged. Raises ``KeyError`` for an unknown dimension.
    """
    if dimension in CELL_DIMENSIONS:
        return _cell_slices(results, dimension)
    if dimension not in DIMENSIONS:
        raise KeyError(dimension)
    parts: dict[str, list[DocumentResult]] = {}
    for one in results:
        label = one.labels[dimension]
        for key in dict.fromkeys(label.split("+")) if dimension in {"error", "level"} else [label]:
            parts.setdefault(key, []).append(_only(one, dimension, key))
    return {key: measure(parts[key]) for key in sorted(parts)}


def _only(one: DocumentResult, dimension: str, key: str) -> DocumentResult:
    """The document as a slice of one error, or of one level, sees it."""
    if dimension == "error":
        kept = tuple(error for error in one.score.errors if error.name == key)
    elif dimension == "level":
        kept = tuple(error for error in one.score.errors if error.level == key)
    else:
        return one
    return replace(one, score=replace(one.score, errors=kept))


def _cell_slices(results: Sequence[DocumentResult], dimension: str) -> dict[str, dict[str, Measure]]:
    def tallies(one: DocumentResult) -> Mapping[str, Tally]:
        return one.score.tables if dimension == "table" else one.score.grades

    seen = {key for one in results for key in tallies(one)}
    order = CELL_DIMENSIONS[dimension]
    keys = [*(key for key in order if key in seen), *sorted(seen - set(order))]
    return {
        key: {
            name: _rate(name, (part(tallies(one).get(key, Tally()), one.undamaged) for one in results))
            for name, part in _BY_CELLS.items()
        }
        for key in keys
    }


def _rate(name: str, parts: Iterable[Part]) -> Measure:
    count: float = 0
    of = 0
    for more, among in parts:
        count += more
        of += among
    definition = MEASURES[name]
    upper = upper_bound(int(count), of) if definition.bounded else None
    return Measure(name, count / of if of else None, count, of, definition.better, upper)


def _statistic(name: str, results: Sequence[DocumentResult]) -> Measure:
    take, summarise = _STATISTICS[name]
    values = [take(one) for one in results]
    value = float(summarise(values)) if values else None
    return Measure(name, value, sum(values), len(values), MEASURES[name].better)
