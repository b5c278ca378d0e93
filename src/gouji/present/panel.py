"""The panel for people: office by year, what is found between documents, who is missing, who is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gouji.messages import Language
from gouji.panel.finding import CrossFinding
from gouji.panel.sheet import Entry
from gouji.panel.survey import Held, Panel, Row
from gouji.present.console import console
from gouji.present.counts import LABELS
from gouji.present.grid import Style, clean, pad, paint, width, wrap
from gouji.present.panel_findings import sentence
from gouji.present.report import MARKS, wants_colour
from gouji.report import Number

STATE_STYLES: Mapping[str, Style] = {
    "closed": "good",
    "accepted": "good",
    "needs_review": "warning",
    "failed": "error",
}
WIDEST = 44
"""Terminal columns of an office's name, longer ones are wrapped."""
GAP = "  "


def panel_lines(panel: Panel, language: Language, *, colour: bool) -> Iterator[str]:
    """Yield the panel line by line."""
    yield from _table(panel, colour=colour)
    yield from _findings(panel, language, colour=colour)
    yield from _missing(panel, colour=colour)
    yield from _strangers(panel)
    yield from _apart(panel.apart, colour=colour)


def _table(panel: Panel, *, colour: bool) -> Iterator[str]:
    if not panel.rows:
        yield console.say("没有写明机关和年度的报告。", "No report states its office and year.") + "\n"
        return
    cells = [[_cell(row, year) for year in panel.years] for row in panel.rows]
    heads = [console.say(f"{year} 年", str(year)) for year in panel.years]
    columns = [
        max(width(heads[at]), *(width(texts[at][0]) for texts in cells)) for at in range(len(panel.years))
    ]
    names = min(WIDEST, max(width(clean(row.office)) for row in panel.rows))
    yield GAP.join([" " * names, *map(pad, heads, columns)]).rstrip() + "\n"
    for row, texts in zip(panel.rows, cells, strict=True):
        first, *rest = wrap(clean(row.office), names)
        filled = [
            paint(text, style, colour=colour) + " " * (space - width(text))
            for (text, style), space in zip(texts, columns, strict=True)
        ]
        yield GAP.join([pad(first, names), *filled]).rstrip() + "\n"
        yield from (f"{line}\n" for line in rest)
    yield console.say(
        "（每格：状态、新收申请件数；“×2”表示有两份不同的文件，以排在最前的一份为准）\n",
        "(each field: status, requests received; “×2” means two different documents, the first one counts)\n",
    )


def _cell(row: Row, year: int) -> tuple[str, Style]:
    held = row.years.get(year)
    if held is None:
        return (console.say("缺", "missing"), "error") if year in row.required else ("", "plain")
    return _held(held), STATE_STYLES[held.best.state]


def _held(held: Held) -> str:
    copies = f" ×{len(held.entries)}" if len(held.entries) > 1 else ""
    return f"{console.say(*LABELS[held.best.state])} {_number(held.received)}{copies}"


def _number(value: Number | None) -> str:
    return "—" if value is None else str(value)


def show_across(findings: Sequence[CrossFinding]) -> None:
    """Print what is found between one document and others; nothing where nothing is found."""
    console.emit("".join(_found(findings, console.language, colour=wants_colour())).lstrip("\n"))


def _findings(panel: Panel, language: Language, *, colour: bool) -> Iterator[str]:
    if panel.findings:
        yield from _found(panel.findings, language, colour=colour)
    elif panel.rows:
        yield "\n" + console.say("文件之间没有发现问题。", "Nothing found between documents.") + "\n"


def _found(findings: Sequence[CrossFinding], language: Language, *, colour: bool) -> Iterator[str]:
    if not findings:
        return
    count = len(findings)
    yield "\n" + console.say(
        f"文件之间的问题（{count} 处；不影响各份报告自己的状态）：\n",
        f"Found between documents ({count}; the reports' own statuses stay):\n",
    )
    for each in findings:
        told = f"{MARKS[each.severity]} {clean(sentence(each, language))}"
        yield paint(told, each.severity, colour=colour) + "\n"


def _missing(panel: Panel, *, colour: bool) -> Iterator[str]:
    by_year: dict[int, list[str]] = {}
    for row in panel.rows:
        for year in row.missing:
            by_year.setdefault(year, []).append(clean(row.office))
    for year, offices in sorted(by_year.items()):
        text = console.say(
            f"{year} 年未交 {len(offices)} 家：{'、'.join(offices)}",
            f"{year}: {len(offices)} missing: {', '.join(offices)}",
        )
        yield "\n" + paint(text, "error", colour=colour) + "\n"
    failed = sum(entry.state == "failed" for entry in panel.apart)
    if by_year and panel.apart:
        yield console.say(
            f"（另有 {len(panel.apart)} 份文件认不出机关或年度，其中 {failed} 份读取失败，可能就在其中）\n",
            f"({len(panel.apart)} documents without office or year, {failed} of them failed, may be among these)\n",
        )


def _strangers(panel: Panel) -> Iterator[str]:
    if not panel.strangers:
        return
    yield "\n" + console.say(
        f"名单上没有的机关（{len(panel.strangers)} 家）：\n",
        f"Offices not in the list ({len(panel.strangers)}):\n",
    )
    for each in panel.strangers:
        near = clean(each.near or "")
        hint = console.say(
            f"（名单上最接近的是 {near}，没有当作同一家）",
            f" (nearest in the list: {near}; not taken for it)",
        )
        yield f"{clean(each.office)}{hint if near else ''}\n"


def _apart(entries: Sequence[Entry], *, colour: bool) -> Iterator[str]:
    if not entries:
        return
    yield "\n" + console.say(
        f"没有列入的文件（{len(entries)} 份）：\n", f"Documents not in the table ({len(entries)}):\n"
    )
    for each in entries:
        style = STATE_STYLES[each.state] if each.state == "failed" else "plain"
        yield f"{each.id}  {clean(each.name)}  {paint(_why(each), style, colour=colour)}\n"


def _why(entry: Entry) -> str:
    if entry.state == "failed":
        return console.say("失败，没有读出", "failed")
    if not entry.agency:
        return console.say("原文未写明机关", "states no office")
    return console.say(f"{clean(entry.agency)}，原文未写明年度", f"{clean(entry.agency)}, states no year")
