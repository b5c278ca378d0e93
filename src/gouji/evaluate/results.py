"""The results of a run as one JSON object: written, read back, and cut down to a baseline."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gouji.errors import UsageError
from gouji.evaluate.gate import Verdict
from gouji.evaluate.measures import DIMENSIONS, MEASURES, measure, slices
from gouji.evaluate.result import DocumentResult, Measure
from gouji.export.json_text import dumps

FORMAT = 1
HEAD = ("format", "suite", "title", "fingerprint", "version", "finished", "seconds", "workers", "seed")


@dataclass(frozen=True, slots=True)
class Results:
    """What a run found: figures, slices of them, and a row per document.

    ``suite`` and ``fingerprint`` tell which documents: only results of one suite compare document by
    document. ``seconds`` is the run's wall time. ``model`` is what was asked of a model, None without one.
    """

    suite: str
    title: Mapping[str, str]
    fingerprint: str
    version: str
    finished: str
    seconds: float
    workers: int
    seed: int
    documents: tuple[DocumentResult, ...]
    skipped: tuple[Mapping[str, str], ...] = ()
    model: Mapping[str, Any] | None = None
    verdicts: tuple[Verdict, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    slices: Mapping[str, Mapping[str, Mapping[str, Measure]]] = field(default_factory=dict)

    @property
    def crossed(self) -> tuple[Verdict, ...]:
        """The gates that do not hold."""
        return tuple(verdict for verdict in self.verdicts if verdict.crossed)

    def as_json(self) -> dict[str, Any]:
        """The whole as a JSON object; ``documents`` in the order of the suite."""
        return {
            "format": FORMAT,
            "suite": self.suite,
            "title": dict(self.title),
            "fingerprint": self.fingerprint,
            "version": self.version,
            "finished": self.finished,
            "seconds": self.seconds,
            "workers": self.workers,
            "seed": self.seed,
            "measures": _figures(self.measures),
            "slices": {
                dimension: {key: _figures(figures) for key, figures in keys.items()}
                for dimension, keys in self.slices.items()
            },
            "gate": [verdict.as_json() for verdict in self.verdicts],
            "model": dict(self.model) if self.model is not None else None,
            "skipped": [dict(row) for row in self.skipped],
            "documents": [document.as_json() for document in self.documents],
        }


def _figures(figures: Mapping[str, Measure]) -> dict[str, Any]:
    return {name: figure.as_json() for name, figure in figures.items()}


def gather(documents: Sequence[DocumentResult], **about: Any) -> Results:
    """Measure ``documents``; ``about`` are the other fields of ``Results``."""
    return Results(
        documents=tuple(documents),
        measures=measure(documents),
        slices={dimension: slices(documents, dimension) for dimension in DIMENSIONS},
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
        **about,
    )


@dataclass(frozen=True, slots=True)
class Baseline:
    """Earlier figures to compare with, from a results file or from one that was cut down.

    ``documents`` maps a case to what became of it: status, and counts of cells.
    """

    name: str
    suite: str
    fingerprint: str
    version: str
    finished: str
    measures: Mapping[str, Measure]
    slices: Mapping[str, Mapping[str, Mapping[str, Measure]]]
    documents: Mapping[str, Fate]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one document: enough to say whether it changed, and how."""

    status: str
    right: int
    silent: int
    needless: int
    unread: int
    through: bool

    @classmethod
    def of(cls, document: DocumentResult) -> Fate:
        """The fate of a scored document."""
        one = document.score
        return cls(
            one.status,
            one.right,
            len(one.silently_wrong),
            len(one.needlessly_named),
            len(one.unread),
            one.straight_through,
        )

    @property
    def rank(self) -> tuple[int, bool, int, int]:
        """Greater is better: no silent cell first, then straight through, right cells, few named."""
        return -self.silent, self.through, self.right, -self.needless


def baseline_text(results: Results) -> str:
    """``results`` cut down to the figures and a short row per document, a line each: diffs can be read."""
    whole = results.as_json()
    head = {name: whole[name] for name in HEAD}
    lines = [f" {dumps(name)}: {dumps(value)}" for name, value in head.items()]
    lines.append(_block("measures", {name: _short(figure) for name, figure in results.measures.items()}))
    lines.append(
        _block(
            "slices",
            {
                f"{dimension}/{key}": {name: _short(figure) for name, figure in figures.items()}
                for dimension, keys in results.slices.items()
                for key, figures in keys.items()
            },
        )
    )
    lines.append(
        _block("documents", {document.case: astuple(Fate.of(document)) for document in results.documents})
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _block(name: str, rows: Mapping[str, Any]) -> str:
    inner = ",\n".join(f"  {dumps(key)}: {dumps(row)}" for key, row in rows.items())
    return f" {dumps(name)}: {{\n{inner}\n }}"


def _short(figure: Measure) -> list[Any]:
    return [_rounded(figure.value), _rounded(figure.count), figure.of, _rounded(figure.upper)]


def _rounded(value: float | None) -> float | None:
    """Nine digits are more than any figure has meaning."""
    return None if value is None else float(f"{value:.9g}")


def load_baseline(path: Path) -> Baseline:
    """Read a results file or a baseline. Raises ``UsageError`` naming the file."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return _baseline(path.name, stored)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            "baseline",
            f"{path} 不是可用的评测结果：{type(error).__name__}：{error}。",
            "请给出 gouji eval 写出的 results.json 或基线文件。",
        ) from error


def _baseline(name: str, stored: Mapping[str, Any]) -> Baseline:
    if stored["format"] != FORMAT:
        raise ValueError(f"format {stored['format']}, not {FORMAT}")
    return Baseline(
        name=name,
        suite=stored["suite"],
        fingerprint=stored["fingerprint"],
        version=stored["version"],
        finished=stored["finished"],
        measures=_measures(stored["measures"]),
        slices=_slices(stored["slices"]),
        documents=_fates(stored["documents"]),
    )


def _measures(stored: Mapping[str, Any]) -> dict[str, Measure]:
    return {
        name: _long(name, figure) if isinstance(figure, list) else Measure.from_json(figure)
        for name, figure in stored.items()
    }


def _long(name: str, row: Sequence[Any]) -> Measure:
    value, count, of, upper = row
    return Measure(name, value, count, of, MEASURES[name].better, upper)


def _slices(stored: Mapping[str, Any]) -> dict[str, dict[str, dict[str, Measure]]]:
    """Slices by dimension and key; a baseline joins the two with a slash."""
    found: dict[str, dict[str, dict[str, Measure]]] = {dimension: {} for dimension in DIMENSIONS}
    for name, figures in stored.items():
        dimension, slash, key = name.partition("/")
        if slash:
            found[dimension][key] = _measures(figures)
        else:
            found[dimension] = {each: _measures(inner) for each, inner in figures.items()}
    return found


def _fates(stored: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> dict[str, Fate]:
    if isinstance(stored, Mapping):
        return {case: Fate(*row) for case, row in stored.items()}
    found = (DocumentResult.from_json(row) for row in stored)
    return {document.case: Fate.of(document) for document in found}
