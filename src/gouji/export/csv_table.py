"""CSV for spreadsheets: UTF-8 with BOM, exact numbers, and no cell that a spreadsheet would run.

The long layout has one row per cell; the wide one a row per report and a column per cell path.
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
from gouji.report import CellReading, Report
from gouji.store.documents import Stored

BOM = "\ufeff"
IDENTITY = ("document_id", "name", "agency", "year", "form", "status", "pending")
CELL = ("table", "row", "column", "label", "value", "printed", "blank", "grade")
# Spreadsheets take these as the start of a formula; the full-width forms too, under East Asian settings.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def long(stored: Iterable[Stored], _language: Language) -> Iterator[str]:
    """Render one row per cell; a report without cells (failed) has one row with empty cell columns."""
    yield BOM + _row((*IDENTITY, *CELL))
    for each in stored:
        identity = _identity(each)
        cells = each.report.reading.cells if each.report.reading else {}
        labels = _form(each.report).labels
        for path, cell in cells.items():
            table, _, rest = path.partition(".")
            row, _, column = rest.rpartition(".")
            grade = each.report.grades.get(path)
            yield _row(
                (*identity, table, row, column, labels.get(path), cell.value, cell.printed, cell.blank, grade)
            )
        if not cells:
            yield _row((*identity, *(None for _ in CELL)))


def wide(stored: Iterable[Stored], _language: Language) -> Iterator[str]:
    """Render one row per report: identity, then the value of each cell path (empty where there is none)."""
    newest = max(FAMILY.forms.values(), key=lambda form: form.years[0])
    paths = (*newest.paths, *_optional(newest))
    yield BOM + _row((*IDENTITY, *paths))
    for each in stored:
        cells = each.report.reading.cells if each.report.reading else {}
        yield _row((*_identity(each), *(_value(cells.get(path)) for path in paths)))


def safe(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    start = text.lstrip(" \u3000\u00a0")
    return "'" + text if start.startswith(FORMULA_STARTS) or text.startswith(FORMULA_STARTS) else text


def _identity(each: Stored) -> Sequence[object]:
    report = each.report
    reading = report.reading
    return (
        report.document.id,
        each.names[0] if each.names else report.document.name,
        reading.agency if reading else None,
        reading.year if reading else None,
        reading.form if reading else None,
        report.status,
        "yes" if report.status != "accepted" else "no",
    )


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
