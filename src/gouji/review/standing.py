"""What follows from a report and its revisions: the person's values, what is decided, what is open. No I/O.

The policy of a new report of the same document:

- A ``set`` holds while its cell prints what it printed then, whatever the machine makes of it now.
- A ``source`` or ``seen`` holds while its finding is there, names the same cells, and these print and count
  what they did then.
- Any other decision lapses. Its finding is open again where it is still there; a lapsed ``set`` is open as
  a finding of its own where the machine now reads another value than the person stated.
- Nothing is taken out of the history.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from gouji.report import Blank, CellReading, Finding, Number, Report
from gouji.review.equations import (
    SENTENCE,
    Rules,
    assess,
    broken_by,
    contradicted_by,
    equation_of,
    fits_sentence,
    rules_for,
    with_numbers,
)
from gouji.review.revision import Content, Revision, shown, subject_of

State = Literal["none", "open", "closed"]
"""``none``: nobody has decided anything that stands."""
Verdict = Literal["reading", "source", "seen"]
"""``reading``: the page shows another value. ``source``: the page shows it so, the document is wrong.
``seen``: looked at, stands as read."""
Answer = Literal["open", "resolved", "stated", "source", "seen"]
"""``resolved``: its equation holds with the person's values. ``stated``: a person has stated each of its cells."""
LAPSED = "decision_lapsed"


@dataclass(frozen=True, slots=True)
class CellDecision:
    """What a person decided about one cell."""

    value: Number | None
    blank: Blank | None
    verdict: Verdict
    reason: str | None
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding of the machine, or of the review itself, and what has become of it; ``by`` whom, if anybody."""

    id: str
    finding: Finding
    answer: Answer
    revision: Revision | None = None

    @property
    def blocks(self) -> bool:
        """An error that nobody has decided."""
        return self.answer == "open" and self.finding.severity == "error"


@dataclass(frozen=True, slots=True)
class Review:
    """The review of ``report``. ``revision`` is the number of its last row, 0 where there is none.

    ``cells`` are the effective ones: the person's content over the machine's, printed text and place the
    machine's. ``decided`` holds the cells that a person has judged, ``lapsed`` the rows that hold no more.
    """

    report: Report
    state: State = "none"
    revision: int = 0
    by: str | None = None
    at: str | None = None
    cells: Mapping[str, CellReading] = field(default_factory=dict)
    decided: Mapping[str, CellDecision] = field(default_factory=dict)
    findings: tuple[Judged, ...] = ()
    lapsed: tuple[Revision, ...] = ()

    @property
    def open(self) -> tuple[Judged, ...]:
        """The errors that still want a decision."""
        return tuple(each for each in self.findings if each.blocks)

    @property
    def settled(self) -> bool:
        """Fit for export: closed by a person, or accepted by the machine and not opened since."""
        return self.state == "closed" or (self.state == "none" and self.report.status == "accepted")

    def as_json(self) -> dict[str, Any] | None:
        """Render the contract's ``review`` object; None where nobody has decided anything."""
        if self.state == "none":
            return None
        return {
            "state": self.state,
            "by": self.by,
            "at": self.at,
            "revision": self.revision,
            "cells": {
                path: {
                    "value": each.value,
                    "blank": each.blank,
                    "verdict": each.verdict,
                    "reason": each.reason,
                    "by": each.by,
                    "at": each.at,
                }
                for path, each in self.decided.items()
            },
            "findings": {each.id: each.answer for each in self.findings},
        }


@dataclass(frozen=True, slots=True)
class _Desk:
    """What findings are judged by: the machine's cells, the person's over them, and who stated which."""

    machine: Mapping[str, CellReading]
    cells: Mapping[str, CellReading]
    sets: Mapping[str, Revision]
    active: Sequence[Revision]
    rules: Rules

    @property
    def touched(self) -> frozenset[str]:
        """The cells where a person states something else than the machine read."""
        return frozenset(path for path in self.sets if _differs(self.cells[path], self.machine[path]))


def review_of(report: Report, revisions: Sequence[Revision] = ()) -> Review:
    """Derive the review of ``report`` from all rows of its document, oldest first."""
    active = list(_not_withdrawn(revisions))
    machine = report.reading.cells if report.reading else {}
    latest = {row.draft.name: row for row in active if row.draft.action == "set"}
    sets = {path: row for path, row in latest.items() if _still_prints(row, machine)}
    cells = {path: _with_content(cell, sets.get(path)) for path, cell in machine.items()}
    desk = _Desk(machine, cells, sets, active, rules_for(machine))
    findings = [_judge(name, finding, desk) for name, finding in _all_findings(report, latest, desk)]
    last = revisions[-1] if revisions else None
    return Review(
        report=report,
        state=_state(report, active, findings),
        revision=last.number if last else 0,
        by=last.by if last else None,
        at=last.at if last else None,
        cells=cells,
        decided=_decided(findings, desk),
        findings=tuple(findings),
        lapsed=tuple(_lapsed(findings, desk)),
    )


def _not_withdrawn(revisions: Sequence[Revision]) -> Iterator[Revision]:
    withdrawn = {row.draft.withdraws for row in revisions if row.draft.action == "undo"}
    return (row for row in revisions if row.draft.action != "undo" and row.act not in withdrawn)


def _still_prints(row: Revision, machine: Mapping[str, CellReading]) -> bool:
    path = row.draft.name
    if row.draft.subject is None or path not in machine:
        return False
    return row.draft.subject.cells[0].printed == shown(path, machine[path]).printed


def _with_content(cell: CellReading, row: Revision | None) -> CellReading:
    content = row.draft.after if row else None
    return replace(cell, value=content.value, blank=content.blank) if content else cell


def _differs(cell: CellReading, machine: CellReading) -> bool:
    return (cell.value, cell.blank) != (machine.value, machine.blank)


def _all_findings(
    report: Report, latest: Mapping[str, Revision], desk: _Desk
) -> Iterator[tuple[str, Finding]]:
    """The machine's findings by ID, then what the person's values break, then statements that lapsed."""
    yield from report.findings_by_id.items()
    if report.reading is None:
        return
    touched = desk.touched
    known = {rule.name for finding in report.findings if (rule := equation_of(finding, desk.rules))}
    for finding in (
        *broken_by(touched, desk.cells, desk.rules, known),
        *contradicted_by(touched, desk.cells, report.reading.statements),
    ):
        yield finding.id, finding
    for path, row in latest.items():
        said, now = row.draft.after, desk.machine.get(path)
        if path not in desk.sets and said and (now is None or content_of(now) != said):
            params = {"key": path, "by": row.by, "value": "" if said.value is None else said.value}
            yield f"{LAPSED}:{path}", Finding(LAPSED, "error", (path,), params)


def _judge(name: str, finding: Finding, desk: _Desk) -> Judged:
    rule = equation_of(finding, desk.rules)
    if not desk.touched.isdisjoint(finding.cells if rule is None else rule.cells):
        if rule is not None:
            outcome, equation = assess(rule, desk.cells)
            if outcome == "pass":
                return Judged(name, finding, "resolved", _newest(desk.sets, rule.cells))
            if equation is not None and finding.equation is not None:
                finding = with_numbers(finding, equation)
        elif finding.rule == SENTENCE and fits_sentence(finding, desk.cells):
            return Judged(name, finding, "resolved", _newest(desk.sets, finding.cells))
    subject = subject_of(finding, desk.cells)
    for row in reversed(desk.active):
        if row.draft.action == "source" and row.draft.subject == subject:
            return Judged(name, finding, "source", row)
        if row.draft.action == "seen" and row.draft.subject == subject:
            return Judged(name, finding, "seen", row)
    # Of numbers that contradict each other, stating each says nothing of why they do.
    doubt = rule is None and finding.rule != SENTENCE
    if doubt and finding.cells and all(path in desk.sets for path in finding.cells):
        return Judged(name, finding, "stated", _newest(desk.sets, finding.cells))
    return Judged(name, finding, "open")


def _lapsed(findings: Sequence[Judged], desk: _Desk) -> Iterator[Revision]:
    """Rows that stand, were not made again since, and hold no more for what is read now."""
    holding = {each.revision.number for each in findings if each.revision}
    holding.update(row.number for row in desk.sets.values())
    newest = {row.draft.name: row.number for row in desk.active if row.draft.subject}
    for row in desk.active:
        if row.number == newest.get(row.draft.name) and row.number not in holding:
            yield row


def _newest(sets: Mapping[str, Revision], paths: Sequence[str]) -> Revision:
    return max((sets[path] for path in paths if path in sets), key=lambda row: row.number)


def _state(report: Report, active: Sequence[Revision], findings: Sequence[Judged]) -> State:
    if not active:
        return "none"
    switches = [row.draft.action for row in active if row.draft.action in ("accept", "reopen")]
    reopened = bool(switches) and switches[-1] == "reopen"
    if reopened or report.reading is None or any(each.blocks for each in findings):
        return "open"
    return "closed"


def _decided(findings: Sequence[Judged], desk: _Desk) -> dict[str, CellDecision]:
    """Per cell the strongest that was said of it: another value, the document's own, or seen."""
    judged: dict[str, tuple[Verdict, Revision]] = {path: ("seen", row) for path, row in desk.sets.items()}
    order: tuple[Verdict, ...] = ("seen", "source")
    for verdict in order:
        for each in findings:
            if each.answer == verdict and each.revision is not None:
                judged.update(dict.fromkeys(each.finding.cells, (verdict, each.revision)))
    judged.update({path: ("reading", desk.sets[path]) for path in desk.touched})
    return {
        path: CellDecision(cell.value, cell.blank, judged[path][0], row.reason, row.by, row.at)
        for path, cell in desk.cells.items()
        if path in judged and (row := judged[path][1])
    }


def content_of(cell: CellReading) -> Content:
    """What a cell holds."""
    return Content(cell.value, cell.blank)
