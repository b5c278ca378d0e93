"""Reports as compact JSON-ready dicts and back: what the store keeps. No I/O here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gouji.document import Box, Page, Place
from gouji.report import (
    CellReading,
    DocumentFacts,
    Equation,
    Explanation,
    Failure,
    Finding,
    Number,
    Reading,
    Report,
    Section,
    Statement,
    Suspects,
)


def compact(report: Report) -> dict[str, Any]:
    """Return a JSON-ready dict that ``restore`` turns back into an equal report."""
    return {
        "document": {
            "name": report.document.name,
            "sha256": report.document.sha256,
            "media_type": report.document.media_type,
            "pages": [
                [page.number, page.width, page.height, page.unit, page.start]
                for page in report.document.pages
            ],
        },
        "status": report.status,
        "failure": (
            [report.failure.code, report.failure.message, report.failure.remedy] if report.failure else None
        ),
        "reading": _compact_reading(report.reading) if report.reading else None,
        "grades": dict(report.grades),
        "findings": [_compact_finding(finding) for finding in report.findings],
        "suspects": [_compact_suspects(each) for each in report.suspects],
    }


def restore(stored: Mapping[str, Any]) -> Report:
    """Rebuild a report from ``compact``'s dict."""
    facts = stored["document"]
    return Report(
        document=DocumentFacts(
            facts["name"],
            facts["sha256"],
            facts["media_type"],
            tuple(Page(*page) for page in facts["pages"]),
        ),
        status=stored["status"],
        reading=_reading_from(stored["reading"]) if stored["reading"] else None,
        grades=stored["grades"],
        findings=tuple(_finding_from(row) for row in stored["findings"]),
        suspects=tuple(_suspects_from(each) for each in stored["suspects"]),
        failure=Failure(*stored["failure"]) if stored["failure"] else None,
    )


def _pack(value: Number | None) -> int | str | None:
    return str(value) if isinstance(value, Decimal) else value


def _unpack(value: int | str | None) -> Number | None:
    return Decimal(value) if isinstance(value, str) else value


def _compact_place(place: Place | None) -> list[Any] | None:
    return [place.start, place.end, place.page, place.box] if place else None


def _place_from(stored: list[Any] | None) -> Place | None:
    if stored is None:
        return None
    start, end, page, box = stored
    return Place(start, end, page, _box(box))


def _box(stored: list[float] | None) -> Box | None:
    return (stored[0], stored[1], stored[2], stored[3]) if stored else None


def _compact_reading(reading: Reading) -> dict[str, Any]:
    return {
        "reader": reading.reader,
        "form": reading.form,
        "cells": {
            path: [
                _pack(cell.value),
                cell.printed,
                cell.blank,
                _compact_place(cell.place),
                cell.sure,
                cell.by_equation,
            ]
            for path, cell in reading.cells.items()
        },
        "findings": [_compact_finding(finding) for finding in reading.findings],
        "title": reading.title,
        "agency": reading.agency,
        "year": reading.year,
        "period": list(reading.period) if reading.period else None,
        "sections": {
            name: [section.text, _compact_place(section.place)] for name, section in reading.sections.items()
        },
        "statements": [_compact_statement(statement) for statement in reading.statements],
        "witnesses": {
            path: {reader: _pack(value) for reader, value in values.items()}
            for path, values in reading.witnesses.items()
        },
    }


def _reading_from(stored: Mapping[str, Any]) -> Reading:
    cells = {
        path: CellReading(_unpack(value), printed, blank, _place_from(place), sure, by_equation)
        for path, (value, printed, blank, place, sure, by_equation) in stored["cells"].items()
    }
    sections: dict[str, Section] = {}
    for name, (text, stored_place) in stored["sections"].items():
        place = _place_from(stored_place)
        if place is not None:
            sections[name] = Section(text, place)
    return Reading(
        reader=stored["reader"],
        form=stored["form"],
        cells=cells,
        findings=tuple(_finding_from(row) for row in stored["findings"]),
        title=stored["title"],
        agency=stored["agency"],
        year=stored["year"],
        period=(stored["period"][0], stored["period"][1]) if stored["period"] else None,
        sections=sections,
        statements=tuple(map(_statement_from, stored["statements"])),
        witnesses={
            path: {reader: _unpack(value) for reader, value in values.items()}
            for path, values in stored["witnesses"].items()
        },
    )


def _compact_statement(statement: Statement) -> list[Any]:
    return [
        statement.kind,
        _pack(statement.value),
        statement.unit,
        statement.quote,
        _compact_place(statement.place),
        list(statement.cells),
        statement.agrees,
    ]


def _statement_from(stored: list[Any]) -> Statement:
    kind, value, unit, quote, place, cells, agrees = stored
    return Statement(
        kind, _unpack(value), unit, quote, _place_from(place) or Place(0, 0), tuple(cells), agrees
    )


def _compact_finding(finding: Finding) -> dict[str, Any]:
    equation = finding.equation
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "cells": list(finding.cells),
        "params": {
            key: _pack(value) if isinstance(value, Decimal) else value
            for key, value in finding.params.items()
        },
        "equation": [_pack(equation.left), _pack(equation.right), _pack(equation.difference)]
        if equation
        else None,
        "verdict": finding.verdict,
        "suspects": finding.suspects,
    }


def _finding_from(stored: Mapping[str, Any]) -> Finding:
    sides = stored["equation"]
    equation = None
    if sides:
        left, right, difference = (_unpack(side) for side in sides)
        if left is not None and right is not None and difference is not None:
            equation = Equation(left, right, difference)
    return Finding(
        rule=stored["rule"],
        severity=stored["severity"],
        cells=tuple(stored["cells"]),
        params=stored["params"],
        equation=equation,
        verdict=stored["verdict"],
        suspects=stored["suspects"],
    )


def _compact_suspects(suspects: Suspects) -> list[Any]:
    explanations = [
        [
            {path: _pack(value) for path, value in each.changes.items()},
            each.weight,
            each.kind,
            list(each.reasons),
        ]
        for each in suspects.explanations
    ]
    return [explanations, suspects.complete, suspects.left_out]


def _suspects_from(stored: list[Any]) -> Suspects:
    explanations, complete, left_out = stored
    return Suspects(
        tuple(
            Explanation({path: _number(value) for path, value in changes.items()}, weight, kind, (zh, en))
            for changes, weight, kind, (zh, en) in explanations
        ),
        complete=complete,
        left_out=left_out,
    )


def _number(value: int | str) -> Number:
    return Decimal(value) if isinstance(value, str) else value
