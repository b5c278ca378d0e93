"""CSV for spreadsheets: UTF-8 with BOM, exact numbers, and no cell that a spreadsheet would run.

The long layout has one row per cell; the wide one a row per report and a column per cell path.
What a person decided stands in columns of its own, beside what the machine read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from gouji.export.json_text import encodable, literal
from gouji.families.disclosure import FAMILY
from gouji.family import Form
from gouji.messages import Language
from gouji.report import CellReading, Number, Report
from gouji.review.standing import CellDecision
from gouji.store.documents import Stored

BOM = "\ufeff"
IDENTITY = ("document_id", "name", "agency", "year", "form", "status", "pending", "review", "reviewer")
CELL = ("table", "row", "column", "label", "value", "printed", "blank", "grade", "suggested")
DECISION = ("reviewed_value", "reviewed_blank", "review_verdict", "review_reason", "reviewed_by")
REVIEWED = "reviewed."
"""Before a cell path: the wide layout's column of what a person decided."""
# Spreadsheets take these as the start of a formula; the full-width forms too, under East Asian settings.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def long(stored: Iterable[Stored], _language: Language) -> Iterator[str]:
    """Render one row per cell; a report without cells (failed) has one row with empty cell columns."""
    yield BOM + _row((*IDENTITY, *CELL, *DECISION))
    for each in stored:
        identity = _identity(each)
        cells = each.report.reading.cells if each.report.reading else {}
        labels, suggested = _form(each.report).labels, _suggested(each.report)
        for path, cell in cells.items():
            table, _, rest = path.partition(".")
            row, _, column = rest.rpartition(".")
            grade = each.report.grades.get(path)
            read = (table, row, column, labels.get(path), cell.value, cell.printed, cell.blank, grade)
            yield _row((*identity, *read, suggested.get(path), *_decision(each.review.decided.get(path))))
        if not cells:
            yield _row((*identity, *(None for _ in (*CELL, *DECISION))))


def wide(stored: Iterable[Stored], _language: Language) -> Iterator[str]:
    """Render one row per report: identity, the value of each cell path, then what a person decided of each.

    A value is empty where there is none; a decision that the page is blank names the kind of blank.
    """
    newest = max(FAMILY.forms.values(), key=lambda form: form.years[0])
    paths = (*newest.paths, *_optional(newest))
    yield BOM + _row((*IDENTITY, *paths, *(REVIEWED + path for path in paths)))
    for each in stored:
        cells = each.report.reading.cells if each.report.reading else {}
        decided = each.review.decided
        reviewed = (_reviewed(decided.get(path)) for path in paths)
        yield _row((*_identity(each), *(_value(cells.get(path)) for path in paths), *reviewed))


def safe(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    start = text.lstrip(" \u3000\u00a0")
    return "'" + text if start.startswith(FORMULA_STARTS) or text.startswith(FORMULA_STARTS) else text


def _identity(each: Stored) -> Sequence[object]:
    report = each.report
    reading = report.reading
    review = each.review
    judged = review.state != "none"
    return (
        report.document.id,
        each.names[0] if each.names else report.document.name,
        reading.agency if reading else None,
        reading.year if reading else None,
        reading.form if reading else None,
        report.status,
        "no" if review.settled else "yes",
        review.state if judged else None,
        review.by if judged else None,
    )


def _suggested(report: Report) -> dict[str, Number]:
    """What the likeliest explanations of the findings would change; findings in order, first come first kept."""
    found: dict[str, Number] = {}
    for finding in report.findings:
        for explanation in report.explanations(finding)[:1]:
            for path, value in explanation.changes.items():
                found.setdefault(path, value)
    return found


def _decision(cell: CellDecision | None) -> Sequence[object]:
    if cell is None:
        return tuple(None for _ in DECISION)
    return cell.value, cell.blank, cell.verdict, cell.reason, cell.by


def _reviewed(cell: CellDecision | None) -> object:
    if cell is None:
        return None
    return cell.blank if cell.value is None else cell.value


def _form(report: Report) -> Form:
    forms = FAMILY.forms
    return forms.get(report.reading.form if report.reading else "") or next(iter(forms.values()))


def _optional(form: Form) -> Iterator[str]:
    for row, members in form.optional_rows.items():
        for path in form.paths:
            first = members[0] + "."
            if path.startswith(first):
                yield f"{row}.{path.removeprefix(first)}"


def _value(cell: CellReading | None) -> object:
    return cell.value if cell else None


def _row(values: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_text(value) for value in values])
    return encodable(line.getvalue())


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return literal(value)
    return str(value) if isinstance(value, int) else safe(str(value))
