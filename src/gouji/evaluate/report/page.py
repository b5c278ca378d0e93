"""What a report says, in the order in which it says it: worded here, laid out by the templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gouji.evaluate.definitions import MEASURES
from gouji.evaluate.report.charts import plots, worst_first
from gouji.evaluate.report.failures import SHOWN, FailureView, Look, failing, status_word, view
from gouji.evaluate.report.figures import Figure, GateRow, MovedRow, figure, gate_row, moved_row
from gouji.evaluate.report.plots import Plot
from gouji.evaluate.report.visible import one_line
from gouji.evaluate.report.words import DIMENSIONS, dimension_name, in_order, key_name
from gouji.evaluate.result import DocumentResult, Measure
from gouji.messages import Language, pick

CHANGED_SHOWN = 60
"""Changed documents listed."""
_DOCUMENTS = (
    "silent", "silent_documents", "cells_exact", "unread", "straight_through_undamaged",
    "needless_per_undamaged", "named_per_document", "seconds_median",
)  # fmt: skip
_ERRORS = (
    "detected", "wholly_detected", "located_first", "located_three", "suggested", "undetected", "laundered", "silent",
)  # fmt: skip
_CELLS = ("silent", "cells_exact", "wrong", "unread", "needless_per_document")
COLUMNS: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("carrier", "shape", "group", "severity", "kind"), _DOCUMENTS),
    **dict.fromkeys(("level", "error"), _ERRORS),
    **dict.fromkeys(("table", "grade"), _CELLS),
}
"""Columns of the table of each dimension; a column in which nothing was measured is left out."""
REVIEWER = (
    "named_per_document", "needless_per_undamaged", "unread", "straight_through_undamaged", "straight_through",
)  # fmt: skip
HEADLINE = (
    "silent", "silent_documents", "laundered", "straight_through_undamaged", "needless_per_undamaged",
    "named_per_document", "unread", "cells_exact",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SliceTable:
    """One dimension: heads (label, meaning), and rows of key, and one figure per head or None."""

    dimension: str
    title: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[SliceRow, ...]


@dataclass(frozen=True, slots=True)
class SliceRow:
    """One key; ``alarm`` where it holds a silently wrong cell."""

    name: str
    figures: tuple[Figure | None, ...]
    alarm: bool


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A document that fares otherwise than in the baseline."""

    case: str
    before: str
    after: str
    direction: str
    word: str


@dataclass(frozen=True, slots=True)
class Against:
    """The comparison with a baseline; ``first`` are the headline's measures."""

    name: str
    same_documents: bool
    summary: str
    direction: str
    first: tuple[MovedRow, ...]
    moved: tuple[MovedRow, ...]
    changed: tuple[ChangedRow, ...]
    more_changed: int


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report in one language."""

    title: str
    suite: str
    about: tuple[str, ...]
    documents: int
    silent: Figure
    silent_count: str
    silent_documents: Figure
    laundered: Figure
    undetected: Figure
    outcomes: str
    reviewer: tuple[Figure, ...]
    against: Against | None
    gates: tuple[GateRow, ...]
    gate_summary: str
    plots: tuple[Plot, ...]
    tables: tuple[SliceTable, ...]
    measures: tuple[Figure, ...]
    failures: tuple[FailureView, ...]
    failing: int
    skipped: tuple[tuple[str, str], ...]


def page(results: Mapping[str, Any], shown: Sequence[Mapping[str, Any]], language: Language) -> Page:
    """Word ``results``; ``shown`` are the failing documents that came along, as a run gives them."""
    measures = {name: Measure.from_json(stored) for name, stored in results["measures"].items()}
    figures = {name: figure(measure, language) for name, measure in measures.items()}
    documents = [DocumentResult.from_json(stored) for stored in results["documents"]]
    bad = failing(documents)
    gates = tuple(gate_row(verdict, language) for verdict in results["gate"])
    return Page(
        title=one_line(pick((results["title"]["zh"], results["title"]["en"]), language)),
        suite=one_line(results["suite"]),
        about=_about(results, language),
        documents=len(documents),
        silent=figures["silent"],
        silent_count=f"{measures['silent'].count:,.0f}",
        silent_documents=figures["silent_documents"],
        laundered=figures["laundered"],
        undetected=figures["undetected"],
        outcomes=_outcomes(documents, language),
        reviewer=tuple(figures[name] for name in REVIEWER),
        against=_against(results["against"], language) if results.get("against") else None,
        gates=gates,
        gate_summary=_gate_summary(gates, language),
        plots=tuple(plots(results, language)),
        tables=tuple(slice_tables(results, language)),
        measures=tuple(figures.values()),
        failures=tuple(_views(bad, shown, language)),
        failing=len(bad),
        skipped=tuple(_skipped(row) for row in results.get("skipped", ())),
    )


def _about(results: Mapping[str, Any], language: Language) -> tuple[str, ...]:
    if language == "zh":
        parts = (
            results["version"], f"完成于 {_moment(results['finished'])}", f"用时 {results['seconds']:.1f} 秒",
            f"{results['workers']} 个进程", f"种子 {results['seed']}",
        )  # fmt: skip
    else:
        parts = (
            results["version"], f"finished {_moment(results['finished'])}", f"{results['seconds']:.1f} s",
            f"{results['workers']} processes", f"seed {results['seed']}",
        )  # fmt: skip
    return tuple(one_line(part) for part in (*parts, *_model(results.get("model"), language)))


def _model(model: Mapping[str, Any] | None, language: Language) -> list[str]:
    """What the run asked of a model and what that cost; nothing where no model took part."""
    if model is None:
        return []
    tokens = f"{model['input_tokens']:,} + {model['output_tokens']:,}"
    calls = pick(
        (f"模型调用 {model['calls']} 次，词元 {tokens}", f"{model['calls']} model calls, {tokens} tokens"),
        language,
    )
    if model["cost"] is None:
        return [calls, pick(("花费未知（价格未设）", "cost unknown (no price is set)"), language)]
    each, cell, currency = model["cost_per_document"], model["cost_per_verified_cell"], model["currency"]
    spent = pick((f"花费 {model['cost']} {currency}", f"cost {model['cost']} {currency}"), language)
    return [
        calls,
        spent,
        pick((f"每份 {each}，每个印证过的格 {cell}", f"{each} a document, {cell} a verified cell"), language),
    ]


def _moment(finished: str) -> str:
    """``2026-11-21T22:53:47+00:00`` as ``2026-11-21 22:53 UTC``."""
    return f"{finished[:16].replace('T', ' ')} UTC"


def _outcomes(documents: Sequence[DocumentResult], language: Language) -> str:
    counts = Counter(document.score.status for document in documents)
    order = [status for status in ("accepted", "needs_review", "failed", "broken") if counts[status]]
    words = [f"{status_word(status, language)} {counts[status]:,}" for status in order]
    return ("、" if language == "zh" else ", ").join(words)


def _gate_summary(gates: Sequence[GateRow], language: Language) -> str:
    crossed = sum(gate.crossed for gate in gates)
    if not gates:
        return pick(("没有设门槛", "no gate was set"), language)
    if not crossed:
        return pick((f"{len(gates)} 条全部守住", f"all {len(gates)} hold"), language)
    return pick((f"{len(gates)} 条中 {crossed} 条没有守住", f"{crossed} of {len(gates)} crossed"), language)


def slice_tables(results: Mapping[str, Any], language: Language) -> list[SliceTable]:
    """One table per dimension that has slices; shapes the worst first."""
    tables = []
    for dimension in DIMENSIONS:
        keys = {
            key: {name: Measure.from_json(stored) for name, stored in figures.items()}
            for key, figures in results["slices"].get(dimension, {}).items()
        }
        if keys:
            tables.append(_slice_table(dimension, keys, language))
    return tables


def _slice_table(
    dimension: str, slices: Mapping[str, Mapping[str, Measure]], language: Language
) -> SliceTable:
    columns = [
        name
        for name in COLUMNS[dimension]
        if any(name in figures and figures[name].value is not None for figures in slices.values())
    ]
    rows = [
        SliceRow(
            key_name(dimension, key, language),
            tuple(figure(slices[key][name], language) if name in slices[key] else None for name in columns),
            bool(slices[key]["silent"].count),
        )
        for key in (worst_first(slices) if dimension == "shape" else in_order(dimension, slices))
    ]
    heads = [(MEASURES[name].label(language), MEASURES[name].meaning(language)) for name in columns]
    return SliceTable(dimension, dimension_name(dimension, language), tuple(heads), tuple(rows))


def _against(against: Mapping[str, Any], language: Language) -> Against:
    moved = {name: moved_row(name, row, language) for name, row in against["measures"].items()}
    measured = [row for row in moved.values() if against["measures"][row.name]["after"] is not None]
    first = [row for row in measured if row.name in HEADLINE]
    counts = Counter(row.direction for row in first)
    changed = [_changed(row, language) for row in against["changed"]]
    changed.sort(key=lambda row: ("worse", "better").index(row.direction) if row.word else 2)
    return Against(
        name=one_line(against["name"]),
        same_documents=against.get("same_documents", True),
        summary=pick(
            (
                f"{counts['better']} 项变好，{counts['worse']} 项变差，{counts['same']} 项持平",
                f"{counts['better']} better, {counts['worse']} worse, {counts['same']} the same",
            ),
            language,
        ),
        direction="worse" if counts["worse"] else "better" if counts["better"] else "same",
        first=tuple(first),
        moved=tuple(measured),
        changed=tuple(changed[:CHANGED_SHOWN]),
        more_changed=max(len(changed) - CHANGED_SHOWN, 0),
    )


def _changed(row: Mapping[str, Any], language: Language) -> ChangedRow:
    direction = row.get("direction", "unknown")
    words = {"better": ("变好", "better"), "worse": ("变差", "worse")}
    return ChangedRow(
        case=one_line(row["case"]),
        before=_fate(row["before"], language),
        after=_fate(row["after"], language),
        direction=direction,
        word=pick(words[direction], language) if direction in words else "",
    )


def _fate(fate: Mapping[str, Any] | None, language: Language) -> str:
    """What became of a document: its outcome, and the counts that are not 0."""
    if fate is None:
        return pick(("（没有这份文件）", "(not in this run)"), language)
    counts = [
        (fate["silent"], ("悄悄出错", "silent")),
        (fate["needless"], ("白点", "needless")),
        (fate["unread"], ("未读出", "unread")),
    ]
    found = [status_word(fate["status"], language)]
    found += [f"{pick(words, language)} {count}" for count, words in counts if count]
    return ("，" if language == "zh" else ", ").join(found)


def _views(
    bad: Sequence[DocumentResult], shown: Sequence[Mapping[str, Any]], language: Language
) -> list[FailureView]:
    looks = {look.case: look for look in map(Look.of, shown)}
    nothing = Look("")
    return [
        view(document, looks.get(document.case, nothing), _labels(document, language), language)
        for document in bad[:SHOWN]
        if document.case in looks or document.problem
    ]


def _labels(document: DocumentResult, language: Language) -> list[tuple[str, str]]:
    kept = ("carrier", "shape", "severity", "kind", "error")
    return [
        (dimension_name(dimension, language), key_name(dimension, document.labels[dimension], language))
        for dimension in kept
        if document.labels.get(dimension, "none") != "none"
    ]


def _skipped(row: Mapping[str, str]) -> tuple[str, str]:
    return one_line(" / ".join(filter(None, (row.get("group"), row.get("shape"))))), one_line(row["reason"])
