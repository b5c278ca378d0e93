"""What may be wrong, and why: findings with their explanations, and everything that is known of one cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gouji.errors import UsageError
from gouji.export.json_text import literal
from gouji.families.disclosure.rules import rules_for
from gouji.family import Form
from gouji.messages import pick
from gouji.present.console import console
from gouji.present.grid import Style, clean, paint
from gouji.present.report import MARKS, verdict_text, wants_colour
from gouji.present.sentences import equation, form_of, printed, problem, where
from gouji.report import Number, Report, Suspects
from gouji.rules import check

SHOWN = 10
GRADES: Mapping[str, tuple[str, str]] = {
    "verified": ("勾稽关系成立", "its equations hold"),
    "agreed": ("另一次独立读取或正文的一句话印证", "a second reading or a sentence says the same"),
    "single": ("只有一次读取，别无印证", "one reading and nothing else"),
    "conflict": ("几次读取不一致", "readings disagree"),
    "unread": ("没有读出", "not read"),
}


def show_explained(report: Report) -> None:
    """Print every finding with its verdict and its ranked explanations."""
    colour = wants_colour()
    language = console.language
    if report.failure is not None:
        console.emit(clean(report.failure.message + report.failure.remedy) + "\n")
        return
    if not report.findings:
        console.emit(console.say("没有发现问题。\n", "No problem found.\n"))
        return
    seen: dict[int, int] = {}
    for number, finding in enumerate(report.findings, 1):
        style: Style = "error" if finding.severity == "error" else "warning"
        text = clean(problem(finding, report, language))
        console.emit(paint(f"{number}. {MARKS[style]} {text}", style, colour=colour) + "\n")
        if verdict := verdict_text(finding, report):
            console.emit(f"   {console.say('判断', 'Verdict')}：{verdict}\n")
        if finding.suspects is None:
            continue
        first = seen.setdefault(finding.suspects, number)
        if first != number:
            console.emit(
                console.say(f"   可能的原因同第 {first} 条。\n", f"   Explanations as for {first}.\n")
            )
        else:
            console.emit("".join(_listed(report.suspects[finding.suspects])))


def show_cell(report: Report, path: str) -> None:
    """Print all that is known of one cell. Raises ``UsageError`` for a path that the report does not have."""
    reading, language = report.reading, console.language
    if reading is None or path not in reading.cells:
        raise UsageError(
            "no_such_cell",
            f"报告里没有单元格“{path}”。",
            "单元格的写法见 gouji form --json，例：requests.received.total",
        )
    form, cell = form_of(report), reading.cells[path]
    grade = report.grades.get(path)
    facts = [
        (console.say("单元格", "cell"), f"{where(path, form, language)}  {path}"),
        (console.say("原文", "printed"), printed(cell, language)),
        (console.say("取值", "value"), _value(cell.value)),
        (
            console.say("依据", "grade"),
            pick(GRADES[grade], language) if grade else console.say("没有数字", "no number"),
        ),
        (console.say("位置", "place"), _place(report, path)),
    ]
    for reader, value in reading.witnesses.get(path, {reading.reader: cell.value}).items():
        facts.append((console.say("读取", "reader"), f"{reader}：{_value(value)}"))
    for statement in reading.statements:
        if path in statement.cells:
            agrees = {True: "√", False: "≠", None: "?"}[statement.agrees]
            facts.append((console.say("正文", "narrative"), f"{agrees} {clean(statement.quote)}"))
    for name, text in facts:
        console.emit(f"{name}：{clean(text)}\n")
    console.emit("".join(_equations(report, path, form)))
    for finding in report.findings:
        if path in finding.cells:
            console.emit(f"! {clean(finding.message(language))}\n")


def _listed(suspects: Suspects) -> Iterator[str]:
    for number, each in enumerate(suspects.explanations[:SHOWN], 1):
        yield f"   {number}) {clean(pick(each.reasons, console.language))}\n"
    more = len(suspects.explanations) - SHOWN + suspects.left_out
    if more > 0:
        yield console.say(f"   另有 {more} 种同样可能的解释没有列出。\n", f"   {more} more are not listed.\n")
    if not suspects.complete:
        yield console.say(
            "   错处太多，在限度内没有找全所有可能。\n",
            "   Too much is wrong: not located within the bound.\n",
        )


def _equations(report: Report, path: str, form: Form) -> Iterator[str]:
    """The equations that a cell stands in, and whether they hold."""
    cells = report.reading.cells if report.reading else {}
    values = {each: cell.value for each, cell in cells.items()}
    words = {
        "pass": console.say("成立", "holds"),
        "fail": console.say("不成立", "fails"),
        "unknown": console.say("有未知数，不能判断", "cannot be told"),
    }
    for item in check([rule for rule in rules_for(cells) if path in rule.cells], values):
        sides = equation(item.rule, cells, form, console.language)
        shown = sides if item.outcome == "fail" else sides.replace(" ≠ ", " = ")
        yield (
            clean(f"{console.say('式子', 'equation')}：{words[item.outcome]}  {item.rule.label}  {shown}")
            + "\n"
        )


def _place(report: Report, path: str) -> str:
    place = report.reading.cells[path].place if report.reading else None
    if place is None:
        return "—"
    if place.page is not None:
        return console.say(f"第 {place.page} 页", f"page {place.page}")
    return console.say(f"第 {place.start}–{place.end} 字", f"characters {place.start}–{place.end}")


def _value(value: Number | None) -> str:
    if value is None:
        return "—"
    return str(value) if isinstance(value, int) else literal(value)
