"""Reviews for people: the queue, what is open of a document, what was decided, and its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gouji.export.json_text import dumps, literal
from gouji.messages import BLANKS, STATUSES, pick
from gouji.present.console import console
from gouji.present.grid import Style, clean, pad, paint, width
from gouji.present.report import MARKS, wants_colour
from gouji.present.sentences import SHOWN_CELLS, form_of, where
from gouji.report import CellReading
from gouji.review.revision import Content, Revision
from gouji.review.standing import Judged, Review
from gouji.store.documents import Stored
from gouji.store.revisions import Queued

STATES: Mapping[str, tuple[str, str]] = {"open": ("核对中", "under review"), "closed": ("已核对", "reviewed")}
ANSWERS: Mapping[str, tuple[str, str]] = {
    "open": ("待判定", "open"),
    "resolved": ("按更正后的数字已成立", "holds with the corrected values"),
    "stated": ("已逐格写明", "every cell stated"),
    "source": ("所给文件如此", "the document prints it so"),
    "seen": ("已看过，照读数", "seen, stands as read"),
}
VERDICTS: Mapping[str, tuple[str, str]] = {
    "reading": ("读数有误", "misread"),
    "source": ANSWERS["source"],
    "seen": ANSWERS["seen"],
}
ACTIONS: Mapping[str, tuple[str, str]] = {
    "set": ("更正", "set"),
    "source": ANSWERS["source"],
    "seen": ANSWERS["seen"],
    "accept": ("核对完", "accepted"),
    "reopen": ("重新打开", "reopened"),
    "undo": ("撤销", "withdrew"),
}


def show_queue(queued: Sequence[Queued], *, as_json: bool) -> None:
    """Print what waits for a person, the most pressing first; with JSON one object a line."""
    if as_json:
        for each in queued:
            console.emit(dumps(_queued_json(each)) + "\n")
        return
    rows = [
        (
            each.sha256[:16],
            str(each.open_findings),
            str(each.year or "—"),
            clean(each.agency or "—"),
            clean(each.name or ""),
        )
        for each in queued
    ]
    if not rows:
        console.tell(console.say("没有待核对的文件。", "Nothing waits for review."))
        return
    heads = (
        console.say("编号", "ID"),
        console.say("待判定", "open"),
        console.say("年度", "year"),
        console.say("机关", "agency"),
        console.say("文件", "file"),
    )
    widths = [max(width(row[at]) for row in (heads, *rows)) for at in range(len(heads))]
    for row in (heads, *rows):
        console.emit("  ".join(map(pad, row, widths)).rstrip() + "\n")


def show_open(stored: Stored) -> None:
    """Print what a person has to decide about a document: each problem with its ID and its cells."""
    review, colour = stored.review, wants_colour()
    report = stored.report
    state = STATES[review.state] if review.state in STATES else STATUSES[report.status]
    names = stored.names or (report.document.name,)
    console.emit(f"{clean('、'.join(names))}  [{pick(state, console.language)}]\n")
    console.emit(f"{console.say('编号', 'ID')}：{report.document.id}\n")
    if report.reading is not None:
        year = f"  {report.reading.year}" if report.reading.year else ""
        console.emit(f"{clean(report.reading.agency or '—')}{year}\n")
    for each in sorted(review.findings, key=lambda each: not each.blocks):
        console.emit("".join(_finding_lines(each, review, colour=colour)))
    identity = report.document.id
    console.tell(
        console.say(
            f"页上不是这个数：gouji review set {identity} 单元格=页上的数\n"
            f"页上就是这样印的：gouji review source {identity} 问题编号\n"
            f"其余都已看过：gouji review accept {identity}",
            f"The page shows another number: gouji review set {identity} CELL=NUMBER\n"
            f"The page prints it so: gouji review source {identity} PROBLEM\n"
            f"All the rest was looked at: gouji review accept {identity}",
        )
    )


def show_decisions(review: Review) -> None:
    """Print what people decided about a document; nothing where nobody did."""
    if review.state == "none":
        return
    state, by = pick(STATES[review.state], console.language), clean(review.by or "")
    lines = [
        console.say(
            f"核对：{state}（{by}，{review.at}，第 {review.revision} 号修订）",
            f"Review: {state} ({by}, {review.at}, revision {review.revision})",
        )
    ]
    form = form_of(review.report)
    for path, each in review.decided.items():
        verdict = pick(VERDICTS[each.verdict], console.language)
        reason = f"：{clean(each.reason)}" if each.reason else ""
        shown = _content(Content(each.value, each.blank))
        lines.append(
            f"  {where(path, form, console.language)} = {shown}  [{verdict}] {clean(each.by)}{reason}"
        )
    lines += [
        f"  {judged.id}  [{pick(ANSWERS[judged.answer], console.language)}]"
        for judged in review.findings
        if judged.answer != "open"
    ]
    lapsed = console.say("已不适用于现在的读数", "holds no more for what is read now")
    lines += [f"  {_event(row)}  [{lapsed}]" for row in review.lapsed]
    console.emit("\n".join(lines) + "\n\n")


def show_standing(review: Review) -> None:
    """Say on stderr what an act has left to do."""
    identity, left = review.report.document.id, len(review.open)
    if review.state == "closed":
        console.tell(console.say(f"{identity} 已核对完。", f"{identity} is reviewed."))
    elif left:
        console.tell(
            console.say(
                f"{identity} 还有 {left} 个问题待判定：{'、'.join(each.id for each in review.open[:5])}",
                f"{identity}: {left} problems are open: {', '.join(each.id for each in review.open[:5])}",
            )
        )
    elif review.state == "open":
        console.tell(
            console.say(
                f"{identity} 没有待判定的问题了；核对完请运行 gouji review accept {identity}",
                f"{identity} has no open problem; close it with gouji review accept {identity}",
            )
        )
    else:
        console.tell(console.say(f"{identity} 的判定都已撤销。", f"{identity}: every decision is withdrawn."))


def show_history(revisions: Sequence[Revision], *, as_json: bool) -> None:
    """Print every row, oldest first; withdrawn ones too."""
    for row in revisions:
        if as_json:
            console.emit(dumps(_revision_json(row)) + "\n")
        else:
            reason = f"（{clean(row.reason)}）" if row.reason else ""
            console.emit(f"{row.number}  {row.at}  {clean(row.by)}  {_event(row)}{reason}\n")
    if not revisions and not as_json:
        console.tell(console.say("还没有任何判定。", "Nobody has decided anything yet."))


def _finding_lines(each: Judged, review: Review, *, colour: bool) -> Iterator[str]:
    language = console.language
    style: Style = each.finding.severity if each.answer == "open" else "dim"
    mark = MARKS[each.finding.severity] if each.answer == "open" else "✓"
    answer = (
        "" if each.answer == "open" else f" [{pick(ANSWERS[each.answer], language)}]"
    )  # what is open needs no word
    yield paint(f"{mark} {each.id}{answer}", style, colour=colour) + "\n"
    yield f"    {clean(each.finding.message(language))}\n"
    if not each.blocks:
        return
    for path in each.finding.cells:
        cell = review.cells.get(path)
        if len(each.finding.cells) <= SHOWN_CELLS or cell is None or cell.value != 0:
            yield f"      {path} = {clean(_cell(cell))}\n"
    for explanation in review.report.explanations(each.finding)[:1]:
        if review.decided.keys().isdisjoint(explanation.changes):
            perhaps = console.say("可能：", "Perhaps: ")
            yield f"    {perhaps}{clean(pick(explanation.reasons, language))}\n"


def _cell(cell: CellReading | None) -> str:
    if cell is None:
        return pick(BLANKS["missing"], console.language)
    text = _content(Content(cell.value, cell.blank))
    if cell.printed is None or not cell.printed.strip() or cell.printed.strip() == text:
        return text
    return text + console.say(f"（印“{cell.printed.strip()}”）", f' (printed "{cell.printed.strip()}")')


def _content(content: Content | None) -> str:
    if content is None:
        return ""
    if content.value is None:
        return pick(BLANKS[content.blank or "empty"], console.language)
    return str(content.value) if isinstance(content.value, int) else literal(content.value)


def _event(row: Revision) -> str:
    draft = row.draft
    action = pick(ACTIONS[draft.action], console.language)
    if draft.action == "set":
        return f"{action} {draft.name}：{_content(draft.before)} → {_content(draft.after)}"
    if draft.withdraws is not None:
        return f"{action} {console.say(f'第 {draft.withdraws} 号起的那一次', f'act {draft.withdraws}')}"
    return f"{action} {draft.name}".rstrip()


def _queued_json(each: Queued) -> dict[str, object]:
    return {
        "id": each.sha256[:16],
        "name": each.name,
        "agency": each.agency,
        "year": each.year,
        "state": each.review or "waiting",
        "open_findings": each.open_findings,
        "open_cells": each.open_cells,
        "risk": each.risk,
    }


def _revision_json(row: Revision) -> dict[str, object]:
    draft = row.draft

    def content(side: Content | None) -> dict[str, object] | None:
        return {"value": side.value, "blank": side.blank} if side else None

    cells = draft.subject.cells if draft.subject else ()
    return {
        "number": row.number,
        "act": row.act,
        "action": draft.action,
        "subject": draft.name or None,
        "by": row.by,
        "at": row.at,
        "reason": row.reason,
        "before": content(draft.before),
        "after": content(draft.after),
        "withdraws": draft.withdraws,
        "facts": {each.path: {"printed": each.printed, **(content(each.content) or {})} for each in cells},
    }
