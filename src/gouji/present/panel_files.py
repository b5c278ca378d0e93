"""The panel for programs and spreadsheets: JSON, JSON lines, CSV of office by year, CSV of findings."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from gouji.export.csv_table import BOM, safe
from gouji.export.json_text import dumps, encodable, literal
from gouji.messages import Language
from gouji.panel.finding import CrossFinding
from gouji.panel.survey import Panel, Row
from gouji.present.panel_findings import blamed, entry_json, finding_json, label, sentence

Render = Callable[[Panel, Language], Iterator[str]]
BOARD = (
    "office", "parent", "listed", "required", "year", "status", "received", "copies", "document_id", "name",
    "findings",
)  # fmt: skip
FINDINGS = (
    "rule", "severity", "office", "document_id", "name", "year", "other_document_id", "other_name", "other_year",
    "cell", "label", "value", "other_cell", "other_value", "likely_document_id", "message",
)  # fmt: skip


def whole(panel: Panel, language: Language) -> Iterator[str]:
    """Render one JSON object."""
    yield (
        dumps(
            {
                "years": list(panel.years),
                "offices": [_row_json(row) for row in panel.rows],
                "findings": [finding_json(each, language) for each in panel.findings],
                "unlisted": [{"office": each.office, "near": each.near} for each in panel.strangers],
                "apart": [entry_json(each) for each in panel.apart],
            }
        )
        + "\n"
    )


def lines(panel: Panel, language: Language) -> Iterator[str]:
    """Render one JSON object a line; ``type`` is office, finding, unlisted or apart."""
    for row in panel.rows:
        yield dumps({"type": "office", **_row_json(row)}) + "\n"
    for each in panel.findings:
        yield dumps({"type": "finding", **finding_json(each, language)}) + "\n"
    for stranger in panel.strangers:
        yield dumps({"type": "unlisted", "office": stranger.office, "near": stranger.near}) + "\n"
    for entry in panel.apart:
        yield dumps({"type": "apart", **entry_json(entry)}) + "\n"


def board(panel: Panel, _language: Language) -> Iterator[str]:
    """Render one CSV row per office and year, then the documents that stand apart, without office or year."""
    concerned: dict[str, int] = {}
    for finding in panel.findings:
        for entry in finding.entries:
            concerned[entry.sha256] = concerned.get(entry.sha256, 0) + 1
    yield BOM + _line(BOARD)
    for row in panel.rows:
        listed = None if row.listed is None else row.listed.parent
        known = "yes" if row.listed else "no"
        for year in sorted({*row.years, *row.required}):
            identity = (row.office, listed, known, "yes" if year in row.required else "no", year)
            held = row.years.get(year)
            if held is None:
                yield _line((*identity, "missing", None, 0, None, None, 0))
                continue
            best = held.best
            found = sum(concerned.get(entry.sha256, 0) for entry in held.entries)
            yield _line((*identity, best.state, held.received, len(held.entries), best.id, best.name, found))
    for entry in panel.apart:
        yield _line(
            (entry.agency, None, "no", "no", entry.year, entry.state, None, 1, entry.id, entry.name, 0)
        )


def findings(panel: Panel, language: Language) -> Iterator[str]:
    """Render one CSV row per difference; one per finding where it has none."""
    yield BOM + _line(FINDINGS)
    for each in panel.findings:
        for cells in _differences(each, language):
            one, other = each.one, each.others[0]
            documents = (one.id, one.name, one.year, other.id, other.name, other.year)
            yield _line((each.rule, each.severity, each.office, *documents, *cells, sentence(each, language)))


def _differences(finding: CrossFinding, language: Language) -> Iterator[tuple[object, ...]]:
    for each in finding.differences:
        likely = blamed(finding, each)
        named = label(each.path, language)
        yield each.path, named, each.one, each.other_path, each.other, likely.id if likely else None
    if not finding.differences:
        yield (None,) * 6


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "office": row.office,
        "parent": row.listed.parent if row.listed else None,
        "listed": row.listed is not None,
        "required": list(row.required),
        "missing": list(row.missing),
        "years": {
            str(year): {
                "status": held.best.state,
                "received": held.received,
                "documents": [entry.id for entry in held.entries],
            }
            for year, held in sorted(row.years.items())
        },
    }


def _line(values: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([_text(value) for value in values])
    return encodable(text.getvalue())


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return literal(value)
    return str(value) if isinstance(value, int) else safe(str(value))


RENDERERS: Mapping[str, Render] = {
    "json": whole,
    "jsonl": lines,
    "csv": board,
    "csv-findings": findings,
}
"""What ``gouji panel --format`` writes besides text."""
