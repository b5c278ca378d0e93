"""From answers to cells: what they claim, held against the page, and what is left of it.

A value counts as read only where the page prints it in that very cell; place and printed text are the
page's own. What the page does not bear out is unread, and a finding names it. Nothing is voted on or
averaged: pieces of a long text that claim different numbers for a cell claim nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from gouji.document import Document
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.numbers import Number, ParsedNumber, parse_cell, whole
from gouji.read.grounding import Grounded
from gouji.read.model.answers import AskedRow
from gouji.read.names import TABLE_NAMES, cell_name
from gouji.report import CellReading, Finding

Ground = Callable[[Document, Any, Mapping[str, Number | None], Mapping[str, str]], Mapping[str, Grounded]]
Answered = tuple[Sequence[AskedRow], BaseModel]
"""The rows that were asked for and the answer."""

_MENDABLE = frozenset({"not_printed", "other_row", "out_of_order", "misfit", "printed_number_for_null"})
"""Reasons that another attempt may mend; a label that the page lacks is not among them."""
_MONEY = frozenset({"元", "百元", "千元", "万元", "百万元", "亿元", "万"})
_CELL = re.compile(r"(?P<row>r\d\d)\.(?P<column>\d)")
_REASON = 40
_UNREAD = CellReading(None, None, "unread", None, sure=False)
_NOT_IN_FORM = CellReading(None, None, "not_in_form", None)


@dataclass(slots=True)
class Claims:
    """What answers claim of one table's cells.

    ``values`` holds the number as copied, None for a cell without one; ``printed`` the text quoted for a
    cell whose text is no number; ``doubts`` the model's own, with its reason (under "" where it names no
    cell of the table); ``contrary`` are cells for which different numbers are claimed; ``undivided`` tells that an optional row stands for others.
    """

    values: dict[str, Number | None] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)
    contrary: set[str] = field(default_factory=set)
    undivided: bool = False


@dataclass(frozen=True, slots=True)
class TableReading:
    """One table as read; ``unfit`` are cells whose claims the page does not bear out, worth another attempt."""

    cells: Mapping[str, CellReading]
    findings: tuple[Finding, ...]
    unfit: frozenset[str]


def settle(
    document: Document, table: str, asked: Iterable[str], answers: Sequence[Answered], ground: Ground
) -> TableReading:
    """Hold what ``answers`` claim against the page. ``asked`` are all cells that were asked for."""
    claimed = claims(answers)
    grounded = ground(document, table, claimed.values, claimed.printed) if claimed.values else {}
    cells: dict[str, CellReading] = {}
    findings: list[Finding] = []
    refuted: list[str] = []
    missed: list[str] = []
    again = set(claimed.contrary)
    for path in _absent(claimed, grounded):
        cells[path] = CellReading(None, None, "missing", None)
    for path in claimed.values:
        if path in cells:
            continue
        found = None if path in claimed.contrary else _cell(path, claimed, grounded[path])
        if found is None:
            unseen = claimed.values[path] is None and grounded[path].why == "printed_number_for_null"
            (missed if unseen and path not in claimed.contrary else refuted).append(path)
            cells[path] = _refuted(grounded[path])
            if grounded[path].why in _MENDABLE:
                again.add(path)
        else:
            cells[path] = found
            findings += _remarks(path, found, claimed.values[path])
    findings += _missing(table, cells)
    findings += [*_named("ungrounded", "error", refuted), *_named("model_missed", "error", missed)]
    findings += _doubts(table, claimed)
    if claimed.undivided:
        findings.append(Finding("other_processing_one_row", "warning", (), {"place": ""}))
    for path in asked:
        if path not in cells and path in FORM_2021.labels:
            cells[path] = _NOT_IN_FORM if claimed.undivided and _replaced(path) else _UNREAD
    return TableReading(cells, tuple(findings), frozenset(again))


def claims(answers: Sequence[Answered]) -> Claims:
    """Put the answers about one table together."""
    claimed = Claims()
    given: set[str] = set()
    for rows, answer in answers:
        _take(claimed, given, rows, answer.model_dump())
    _choose_division(claimed, given)
    return claimed


def _take(claimed: Claims, given: set[str], rows: Sequence[AskedRow], answer: Mapping[str, Any]) -> None:
    """Add one answer; ``given`` collects the cells of rows that it has as printed."""
    path_of = {f"{row.key}.{at}": path for row in rows for at, path in enumerate(row.paths, 1)}
    quoted = {
        path_of[cell]: each["text"] for each in answer["printed"] if (cell := _cell_key(each)) in path_of
    }
    for row in rows:
        counts = answer["rows"][row.key]
        given.update(row.paths if counts is not None else ())
        for path, count in zip(row.paths, counts or [None] * len(row.paths), strict=True):
            value = _number(path, count, quoted)
            before = claimed.values.setdefault(path, value)
            if before is None:
                claimed.values[path] = value
            elif value is not None and value != before:
                claimed.contrary.add(path)
            if value is None and path in quoted and not _is_blank(quoted[path]):
                claimed.printed.setdefault(path, quoted[path])
    for each in answer["doubtful"]:
        claimed.doubts.setdefault(
            path_of.get(_cell_key(each), ""), " ".join(each["reason"].split())[:_REASON]
        )


def _cell_key(each: Mapping[str, str]) -> str:
    match = _CELL.fullmatch(each["cell"].strip())
    return match[0] if match else ""


def _number(path: str, count: int | None, quoted: Mapping[str, str]) -> Number | None:
    """The number that is claimed, as copied: ``count``, else what the quoted text says for certain."""
    if count is None and path in quoted:
        parsed = parse_cell(quoted[path])
        if not isinstance(parsed, ParsedNumber):
            return None
        if path in FORM_2021.decimal_cells:
            return Decimal(parsed.value)
        return None if parsed.unit in _MONEY else whole(parsed.value)
    return Decimal(count) if count is not None and path in FORM_2021.decimal_cells else count


def _is_blank(text: str) -> bool:
    return isinstance(parse_cell(text), str)


def _choose_division(claimed: Claims, given: set[str]) -> None:
    """An optional row stands for its members or they for it; where both have numbers, neither is taken."""
    for row, members in FORM_2021.optional_rows.items():
        group = [path for path in claimed.values if path.startswith(f"{row}.")]
        parts = [path for path in claimed.values if path.rpartition(".")[0] in members]
        in_group, in_parts = (
            any(claimed.values[path] is not None for path in paths) for paths in (group, parts)
        )
        if in_group and in_parts:
            claimed.contrary.update(group, parts)
        claimed.undivided = not in_parts and (
            in_group or bool(given.intersection(group) and not given.intersection(parts))
        )
        for path in parts if claimed.undivided else group:
            del claimed.values[path]


def _replaced(path: str) -> bool:
    return any(path.rpartition(".")[0] in members for members in FORM_2021.optional_rows.values())


def _absent(claimed: Claims, grounded: Mapping[str, Grounded]) -> list[str]:
    """Cells of rows for which nothing is claimed and of which the page shows nothing either."""
    rows: dict[str, list[str]] = {}
    for path in claimed.values:
        rows.setdefault(path.rpartition(".")[0], []).append(path)
    return [
        path
        for paths in rows.values()
        if all(claimed.values[each] is None and _nowhere(grounded[each]) for each in paths)
        for path in paths
        if path not in claimed.printed
    ]


def _nowhere(found: Grounded) -> bool:
    """The page has no such cell as far as its labels tell."""
    return found.place is None and found.printed is None and not found.sure


def _cell(path: str, claimed: Claims, found: Grounded) -> CellReading | None:
    """The cell as the page prints it, None where that is not what is claimed."""
    value = claimed.values[path]
    if value is None:
        blank = parse_cell(found.printed or "")
        if found.why is not None or _nowhere(found) or isinstance(blank, ParsedNumber):
            return None
        if blank is None:
            return CellReading(None, found.printed, "unread", found.place, sure=found.sure)
        return CellReading(
            None, found.printed if blank != "empty" else None, blank, found.place, sure=found.sure
        )
    if path in FORM_2021.decimal_cells:
        amount = _amount(value, found)
        if amount is None:
            return None
        return CellReading(amount, found.printed, None, found.place, sure=found.sure)
    if found.why is not None or found.place is None or found.value != value:
        return None
    return CellReading(value, found.printed, None, found.place, sure=found.sure)


def _amount(value: Number, found: Grounded) -> Number | None:
    """The amount in 万元 where ``value`` is copied as printed, in whatever unit the page has."""
    if found.place is None or found.value is None:
        return None
    parsed = parse_cell(found.printed or "")
    copied = isinstance(parsed, ParsedNumber) and parsed.value == value
    return Decimal(found.value) if copied and found.why in {None, "not_printed"} else None


def _refuted(found: Grounded) -> CellReading:
    """Unread, with what the page has there, so that a person sees it."""
    return CellReading(None, found.printed, "unread", found.place, sure=False)


def _remarks(path: str, cell: CellReading, copied: Number | None) -> list[Finding]:
    """What the contract wants told of a cell: letters for digits, another unit, a text that is no number."""
    at = {"place": cell_name(path), "printed": cell.printed, "value": cell.value}
    if cell.blank == "unread":
        return [Finding("unread", "error", (path,), at)]
    parsed = parse_cell(cell.printed or "")
    found = []
    if isinstance(parsed, ParsedNumber) and parsed.confusable:
        found.append(Finding("confusable_letter", "warning", (path,), at))
    if cell.value is not None and path in FORM_2021.decimal_cells and cell.value != copied:
        unit = (isinstance(parsed, ParsedNumber) and parsed.unit) or "元"
        found.append(Finding("unit_converted", "warning", (path,), {**at, "unit": unit}))
    return found


def _missing(table: str, cells: Mapping[str, CellReading]) -> list[Finding]:
    """One error for the table where all of it is missing, else one per row."""
    absent = [path for path, cell in cells.items() if cell.blank == "missing"]
    if absent and len(absent) == len(cells):
        return [Finding("missing_table", "error", tuple(absent), {"place": TABLE_NAMES[table]})]
    rows: dict[str, list[str]] = {}
    for path in absent:
        rows.setdefault(path.rpartition(".")[0], []).append(path)
    return [finding for paths in rows.values() for finding in _named("missing_row", "error", paths)]


def _doubts(table: str, claimed: Claims) -> list[Finding]:
    """The model's own doubts, one warning for all cells with the same reason."""
    by_reason: dict[str, list[str]] = {}
    for path, reason in claimed.doubts.items():
        by_reason.setdefault(reason, []).append(path)
    found = []
    for reason, paths in by_reason.items():
        if "" in paths:
            params = {"place": TABLE_NAMES[table], "reason": reason, "key": table}
            found.append(Finding("model_doubts", "warning", (), params))
        found += _named("model_doubts", "warning", [path for path in paths if path], reason=reason)
    return found


def _named(rule: str, severity: Any, paths: Sequence[str], **params: Any) -> list[Finding]:
    """One finding that names all ``paths``, none where there are none; its place is the first with their count."""
    if not paths:
        return []
    first = cell_name(paths[0])
    place = first if len(paths) == 1 else f"{first}等 {len(paths)} 格"
    return [Finding(rule, severity, tuple(paths), {"place": place, **params})]
