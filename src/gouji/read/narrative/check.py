"""What the narrative says of the cells: which it bears out, and which sentence contradicts them.

A sentence bears a cell out where that one cell is what it speaks of, or where it says that a sum of
counts is 0. It contradicts the tables only where its number fits none of the scopes that it may have.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.narrative import STATEMENT_KINDS, weigh
from gouji.families.disclosure.phrases import FILLER, SUBJECT
from gouji.numbers import Counted, Number, counted, run_together
from gouji.report import Finding, Reading, Severity, Statement

_SHOWN = 60
_PART = re.compile("其中|分别为")
_OPEN_LIST = re.compile("等|主要|重点|包括|同时|既|重复")
_ABOUT = re.compile("信息公开|公开申请|依申请|新收|政府信息|结转|自然人|商业企业|行政复议|行政诉讼|起诉")
"""Words of the form: a sentence with one of these speaks of what the tables count."""

_OTHERS = re.compile(
    r"各部门|各单位|各级|各[乡镇街县区市]|系统|同一|(?<!\d)(?!1月1日|12月(?:31|底))\d{1,2}月"
)
"""Words that may mean another scope: other organs, or a part of the year."""
_STRONG = frozenset({
    "received", "carried_in", "carried_out", "concluded", "natural_person", "business", "reconsideration", "litigation",
})  # fmt: skip
_PARTS_AT_LEAST = 2
_PARTS_OF_A_WHOLE = 3


@dataclass(frozen=True, slots=True)
class Witnessed:
    """Findings, and the statements that bear out a cell, by its path."""

    findings: tuple[Finding, ...]
    cells: Mapping[str, tuple[Statement, ...]]


def narrative_findings(reading: Reading) -> Witnessed:
    """Hold the reading's statements, as they are weighed, against its cells."""
    values = {path: cell.value for path, cell in reading.cells.items()}
    findings = [*_contradictions(reading, values), *_sums(reading)]
    witnesses: dict[str, list[Statement]] = {}
    for statement in reading.statements:
        if statement.agrees and _plain(statement):
            for path in statement.cells:
                witnesses.setdefault(path, []).append(statement)
    return Witnessed(tuple(findings), {path: tuple(said) for path, said in witnesses.items()})


def swayed(
    reading: Reading, changes: Mapping[str, Number | None]
) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """The statements that come to agree where cells are as ``changes`` has them, and those that cease to.

    So a sentence speaks for one explanation of a broken equation and against another.
    """
    values = {**{path: cell.value for path, cell in reading.cells.items()}, **changes}
    gained: list[Statement] = []
    lost: list[Statement] = []
    for statement in reading.statements:
        _, agrees = weigh(statement.kind, statement.value, statement.quote, values, statement.cells)
        if agrees and not statement.agrees:
            gained.append(statement)
        elif statement.agrees and not agrees:
            lost.append(statement)
    return tuple(gained), tuple(lost)


def _plain(statement: Statement) -> bool:
    """One cell, the first that the kind may mean; or several counts whose sum is 0, so that each is 0."""
    scopes = STATEMENT_KINDS[statement.kind].scopes
    return statement.cells in scopes and (len(statement.cells) == 1 or statement.value == 0)


def _contradictions(reading: Reading, values: Mapping[str, Number | None]) -> Iterator[Finding]:
    told = {each.kind for each in reading.statements if each.agrees}
    for statement in reading.statements:
        if statement.agrees is not False or statement.value is None:
            continue
        found = sum(values[path] or 0 for path in statement.cells)
        params = {
            "quote": shorten(statement.quote),
            "name": STATEMENT_KINDS[statement.kind].title,
            "value": statement.value,
            "found": found,
            "place": FORM_2021.label_of(statement.cells[0]),
            "key": f"{statement.kind}.{statement.place.start}",
        }
        yield Finding("narrative_contradiction", _severity(statement, told, values), statement.cells, params)


def _severity(statement: Statement, told: Collection[str], values: Mapping[str, Number | None]) -> Severity:
    """An error where the kind names its cells, and nothing speaks for another scope.

    That is: the number stands right behind what it is of, there are no words of another scope, it is
    nowhere to be had from the tables, and no other sentence has ``told`` the same kind as the tables do.
    """
    text = run_together(statement.quote)[0]
    certain = statement.kind in _STRONG and _ABOUT.search(text) and not _OTHERS.search(text)
    plain = certain and statement.kind not in told and _directly(statement, text)
    return "error" if plain and not _derivable(statement, values) else "warning"


def _directly(statement: Statement, text: str) -> bool:
    """Whether nothing but words of the form stands between the number and what it is of, or it is said in words."""
    numbers = [number for number in counted(text) if number.value == statement.value]
    for number in numbers:
        named = [match.end() for match in SUBJECT.finditer(text, 0, number.start)]
        if named and FILLER.fullmatch(text, named[-1], number.start):
            return True
    return not numbers


def _derivable(statement: Statement, values: Mapping[str, Number | None]) -> bool:
    """Whether some total of the same table, or two of them together, or their difference, is the number."""
    if not statement.value:
        return False
    table = FORM_2021.table_of(statement.cells[0])
    totals = {
        value
        for path, value in values.items()
        if value and path.startswith(f"{table}.") and path.endswith(".total")
    }
    value = statement.value
    return value in totals or any(value - total in totals or value + total in totals for total in totals)


def _sums(reading: Reading) -> Iterator[Finding]:
    """Sentences whose parts do not add up to the whole that they name; once for each sentence."""
    wrong = {each.place for each in reading.statements if each.agrees is False}
    for place, quote in {each.place: each.quote for each in reading.statements}.items():
        parted = _parts(run_together(quote)[0]) if place not in wrong else None
        if parted is None:
            continue
        whole, parts = parted
        total = sum(part.value for part in parts)
        if total > whole.value or (total < whole.value and len(parts) >= _PARTS_OF_A_WHOLE):
            params = {
                "quote": shorten(quote),
                "value": whole.value,
                "parts": "、".join(str(part.value) for part in parts),
                "total": total,
                "key": str(place.start),
            }
            yield Finding("narrative_sum", "warning", (), params)


def _parts(text: str) -> tuple[Counted, list[Counted]] | None:
    """The whole before 其中, and the parts listed after it in the same unit; None where it is no sum."""
    sign = _PART.search(text)
    if sign is None or _OPEN_LIST.search(text) or not all(number.exact for number in counted(text)):
        return None
    numbers = list(counted(text))
    before = [number for number in numbers if number.end <= sign.start()]
    if not before or re.search("[;。]", text[before[-1].end : sign.start()]):
        return None
    whole, parts, since = before[-1], list[Counted](), sign.end()
    for number in numbers[len(before) :]:
        between = text[since : number.start]
        if re.search("[;。()]|其中|共|合计|总", between) or number.unit != whole.unit:
            break
        parts.append(number)
        since = number.end
    return (whole, parts) if len(parts) >= _PARTS_AT_LEAST else None


def shorten(quote: str) -> str:
    """A sentence for a message: white space run together, its end cut off where it is long."""
    text = " ".join(quote.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
