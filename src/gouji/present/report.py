"""A report for people: who, the tables as on the printed form, then the problems as sentences."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gouji.export.json_text import literal
from gouji.messages import BLANKS, STATUSES, pick
from gouji.present.console import console
from gouji.present.grid import Style, clean, draw, paint
from gouji.present.layout import layouts
from gouji.present.sentences import form_of, problem
from gouji.report import CellReading, Finding, Report

MARKS: Mapping[Style, str] = {"error": "!", "warning": "?"}
# Carriers that an office publishes as they are: what they print is what was published.
PUBLISHED = frozenset({
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/html",
})  # fmt: skip
STATUS_STYLES: Mapping[str, Style] = {"accepted": "good", "needs_review": "warning", "failed": "error"}


def show_report(report: Report, names: Sequence[str] = ()) -> None:
    """Print a report: identity, tables, problems; problems are coloured on a terminal and marked anywhere."""
    colour = wants_colour()
    console.emit("".join(_heading(report, names, colour=colour)))
    if report.reading is not None:
        styles = problem_styles(report)
        values = {path: _shown(cell, styles.get(path)) for path, cell in report.reading.cells.items()}
        for title, layout in layouts(form_of(report), report.reading.cells):
            slots = [
                replace(slot, text=values.get(slot.path, ""), style=styles.get(slot.path, "plain"))
                if slot.path
                else slot
                for slot in layout.slots
            ]
            console.emit(f"\n{title}\n{draw(slots, layout.widths(values), colour=colour)}")
    console.emit("\n" + "".join(problem_lines(report, colour=colour)) + "\n")


def show_problems(report: Report) -> None:
    """Print only what is wrong with a report, or that nothing is."""
    colour = wants_colour()
    console.emit(_title(report, colour=colour) + "\n" + "".join(problem_lines(report, colour=colour)) + "\n")


def problem_lines(report: Report, *, colour: bool) -> Iterator[str]:
    """Yield one line per problem, errors first; one line that says so where there is none."""
    language = console.language
    if report.failure is not None:
        message = clean(report.failure.message + report.failure.remedy)
        yield paint(f"! {message}", "error", colour=colour) + "\n"
        return
    if not report.findings:
        yield paint(console.say("没有发现问题。", "No problem found."), "good", colour=colour) + "\n"
        return
    told: set[int] = set()
    for finding in sorted(report.findings, key=_rank):
        style: Style = "error" if finding.severity == "error" else "warning"
        text = clean(problem(finding, report, language))
        yield paint(f"{MARKS[style]} {text}", style, colour=colour) + "\n"
        if finding.suspects is not None and finding.suspects not in told:
            told.add(finding.suspects)
            yield f"  → {likeliest(finding, report)}\n"


def likeliest(finding: Finding, report: Report) -> str:
    """What may have gone wrong, in one line: the verdict, the likeliest explanation, and how many more there are."""
    verdict = verdict_text(finding, report) or ""
    found = report.explanations(finding)
    if not found:
        return verdict + console.say("错处太多，没有找到确定的位置。", "Not located within the bound.")
    more = len(found) - 1 + report.suspects[finding.suspects or 0].left_out
    others = console.say(f"（另有 {more} 种可能，见 gouji explain）", f" ({more} more, see gouji explain)")
    gap = "" if console.language == "zh" or not verdict else " "
    return verdict + gap + clean(pick(found[0].reasons, console.language)) + (others if more else "")


def verdict_text(finding: Finding, report: Report) -> str | None:
    """Whose mistake a finding is, in words; None where that cannot be told."""
    if finding.verdict == "source":
        if report.document.media_type in PUBLISHED:
            return console.say(
                "公布文本如此，不是读错。", "The published text prints it so; it was not misread."
            )
        return console.say("所给文件如此，不是读错。", "The file prints it so; it was not misread.")
    if finding.verdict == "reading":
        return console.say("可能是读错，请先对照原文。", "Probably misread; compare with the page first.")
    return None


def problem_styles(report: Report) -> dict[str, Style]:
    """Say which cells to colour: named by an error, or else by a warning."""
    styles: dict[str, Style] = {}
    for finding in sorted(report.findings, key=_rank, reverse=True):
        for path in finding.cells:
            styles[path] = "error" if finding.severity == "error" else "warning"
    return styles


def wants_colour() -> bool:
    """Colours only on a terminal, and not where NO_COLOR asks for none."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _heading(report: Report, names: Sequence[str], *, colour: bool) -> Iterator[str]:
    yield _title(report, colour=colour) + "\n"
    yield f"{console.say('编号', 'ID')}：{report.document.id}\n"
    if len(names) > 1:
        yield f"{console.say('文件名', 'Names')}：{clean('、'.join(names))}\n"
    reading = report.reading
    if reading is None:
        return
    unknown = console.say("（原文未写明）", "(not stated)")
    yield f"{console.say('标题', 'Title')}：{clean(reading.title or unknown)}\n"
    yield f"{console.say('机关', 'Agency')}：{clean(reading.agency or unknown)}\n"
    yield f"{console.say('年度', 'Year')}：{reading.year or unknown}\n"


def _title(report: Report, *, colour: bool) -> str:
    status = paint(
        pick(STATUSES[report.status], console.language), STATUS_STYLES[report.status], colour=colour
    )
    return f"{clean(report.document.name)}  [{status}]"


def _shown(cell: CellReading, style: Style | None) -> str:
    if cell.value is not None:
        text = str(cell.value) if isinstance(cell.value, int) else literal(cell.value)
    elif cell.printed is not None and cell.printed.strip():
        text = cell.printed.strip()
    else:
        text = (
            ""
            if cell.blank == "empty"
            else pick(BLANKS.get(cell.blank or "empty", BLANKS["empty"]), console.language)
        )
    return text + MARKS.get(style or "plain", "")


def _rank(finding: Finding) -> int:
    return 0 if finding.severity == "error" else 1
