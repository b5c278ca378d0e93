"""What an evaluation found, for people at a terminal: figures, gates, what changed, where the rest stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gouji.evaluate.compare import Changed, Comparison, Direction, Moved
from gouji.evaluate.gate import Verdict
from gouji.evaluate.report.failures import status_word
from gouji.evaluate.report.figures import figure, gate_row, moved_row
from gouji.evaluate.result import Measure
from gouji.evaluate.results import Fate
from gouji.evaluate.session import Outcome
from gouji.present.console import console
from gouji.present.grid import pad, width

HEADLINE = (
    "silent",
    "silent_documents",
    "wrong_accepted",
    "laundered",
    "straight_through_undamaged",
    "needless_per_undamaged",
    "named_per_document",
    "unread",
    "cells_exact",
    "documents_exact",
    "undetected",
    "detected",
    "broken",
    "seconds_median",
    "memory_max",
)
CHANGES_SHOWN = 20
_DIRECTIONS: Mapping[Direction, tuple[str, str]] = {
    "better": ("变好", "better"),
    "worse": ("变差", "worse"),
    "same": ("有别", "different"),
    "unknown": ("无从比较", "not comparable"),
}


def show_outcome(outcome: Outcome, folder: Path) -> None:
    """Print the first page of a run."""
    results, comparison = outcome.results, outcome.comparison
    title = results.title[console.language]
    console.emit(
        console.say(
            f"{title}：{len(results.documents)} 份文件，{results.seconds:.0f} 秒，{results.workers} 个进程。\n\n",
            f"{title}: {len(results.documents)} documents, {results.seconds:.0f} s, {results.workers} processes.\n\n",
        )
    )
    moved = {each.measure: each for each in comparison.moved} if comparison else {}
    rows = [_figure_row(results.measures[name], moved.get(name)) for name in HEADLINE]
    console.emit(_columns(rows))
    for verdict in results.verdicts:
        console.emit(_gate_line(verdict))
    if comparison:
        console.emit("\n" + _changes(comparison))
    for row in results.skipped:
        console.emit(
            console.say(
                f"未做：{row['shape']}（{row['reason']}）。\n",
                f"Skipped: {row['shape']} ({row['reason']}).\n",
            )
        )
    page = folder / "report.html"
    console.emit(console.say(f"\n完整报告：{page}\n", f"\nFull report: {page}\n"))


def show_comparison(comparison: Comparison) -> None:
    """Print what is different between two runs: figures that moved, then documents."""
    if not comparison.same_documents:
        console.emit(
            console.say(
                "注意：两次评测的文件不完全相同，指标只可粗略比较。\n",
                "Note: the two runs do not have the same documents; compare their figures with care.\n",
            )
        )
    rows = [_moved_row(each) for each in comparison.moved if each.direction != "same"]
    console.emit(_columns(rows) if rows else console.say("没有指标变化。\n", "No figure moved.\n"))
    console.emit("\n" + _changes(comparison))


def _figure_row(measure: Measure, moved: Moved | None) -> list[str]:
    """Label, value, sample, bound, and how it moved; only bounded rates need their sample here."""
    shown = figure(measure, console.language)
    sample = shown.sample if shown.bound else ""
    return [shown.label, shown.value, sample, shown.bound, _movement(moved) if moved else ""]


def _movement(moved: Moved) -> str:
    row = moved_row(moved.measure, moved.as_json(), console.language)
    if moved.direction == "same":
        return row.word
    return f"{row.word}{console.say('，基线 ', ', baseline ')}{row.before}"


def _moved_row(moved: Moved) -> list[str]:
    row = moved_row(moved.measure, moved.as_json(), console.language)
    return [row.label, f"{row.before} → {row.after}", row.word]


def _gate_line(verdict: Verdict) -> str:
    row = gate_row(verdict.as_json(), console.language)
    state = (
        console.say("✗ 没有守住", "✗ gate crossed") if row.crossed else console.say("✓ 守住", "✓ gate holds")
    )
    measured = console.say("，本次 ", ", measured ")
    return f"{state}  {row.name} ({verdict.limit.measure}) {row.limit}{measured}{row.value}\n"


def _changes(comparison: Comparison) -> str:
    """Documents that do not fare as before, the losses first."""
    order: Sequence[Direction] = ("worse", "unknown", "better", "same")
    changed = sorted(comparison.changed, key=lambda each: order.index(each.direction))
    count = {name: sum(each.direction == name for each in changed) for name in order}
    head = console.say(
        f"文件：{count['better']} 份变好，{count['worse']} 份变差，{count['unknown']} 份新增或不再有，{count['same']} 份另有不同。\n",
        f"Documents: {count['better']} better, {count['worse']} worse, {count['unknown']} new or gone, {count['same']} different otherwise.\n",
    )
    lines = [_change_line(each) for each in changed[:CHANGES_SHOWN]]
    left = len(changed) - len(lines)
    more = [console.say(f"……还有 {left} 份，用 --json 看全部。\n", f"… and {left} more; --json lists all.\n")]
    return head + "".join(lines + (more if left else []))


def _change_line(changed: Changed) -> str:
    return f"  {console.say(*_DIRECTIONS[changed.direction])}  {changed.case}: {_fate(changed.before)} → {_fate(changed.after)}\n"


def _fate(fate: Fate | None) -> str:
    if fate is None:
        return console.say("无", "none")
    status = status_word(fate.status, console.language)
    return console.say(
        f"{status}（对 {fate.right}，悄悄错 {fate.silent}，白点 {fate.needless}，未读 {fate.unread}）",
        f"{status} ({fate.right} right, {fate.silent} silent, {fate.needless} needless, {fate.unread} unread)",
    )


def _columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows with aligned columns; a Chinese character is two wide."""
    return "".join(_lines(rows))


def _lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [pad(text, size) for text, size in zip(row, widths, strict=True)]
        yield "  ".join(cells).rstrip() + "\n"
