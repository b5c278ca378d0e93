"""The aligned reader: one mechanism for tables and for every text shape, anchored on labels."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.document import Document
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.lexicon_2021 import WORDS
from gouji.read.disclosure import read_disclosure
from gouji.read.identity import identity_findings, read_identity
from gouji.read.names import SECTION_NAMES, TABLE_NAMES, cell_names
from gouji.read.proceedings import read_proceedings
from gouji.read.regions import Region, find_regions, tables_again
from gouji.read.requests import read_requests
from gouji.read.sections import outline, read_sections
from gouji.read.stream import Stream, scan
from gouji.read.tables import TableCells
from gouji.report import CellReading, Finding, Reading

NAME = "aligned"
VERSION = "3"
# Table 3 first: its sums show how numbers behind a block of labels run, which table 2 cannot tell.
_READERS = {"requests": read_requests, "disclosure": read_disclosure, "proceedings": read_proceedings}


def read(document: Document) -> Reading:
    """Read a document of the 2021 form. Raises ``ReadError`` when it holds no, several or other reports."""
    stream = scan(document)
    regions = find_regions(stream, WORDS, document.name)
    names = cell_names()
    found: dict[str, TableCells] = {}
    direction = None
    for table, reader in _READERS.items():
        cells = found[table] = TableCells(table, document, names, direction)
        region = regions.get(table)
        if region is None:
            paths = [path for path in FORM_2021.paths if FORM_2021.table_of(path) == table]
            cells.missing(paths, "missing_table", TABLE_NAMES[table])
        else:
            reader(cells, stream, region, WORDS)
            direction = cells.direction
    for table in tables_again(stream, WORDS, regions):
        found[table].note("duplicate_row", "error", tuple(found[table].cells), TABLE_NAMES[table])
    offsets = {table: stream.spots[region.start] for table, region in regions.items()}
    bounds = outline(stream, offsets, _tables_end(stream, regions))
    identity = read_identity(document.text, bounds.head_end, min(offsets.values()), bounds.tail_start)
    sections = read_sections(document, bounds.spans)
    findings = [finding for cells in found.values() for finding in cells.findings]
    findings += identity_findings(identity, FORM_2021)
    findings += [
        Finding("missing_section", "warning", (), {"name": name, "key": key})
        for key, name in SECTION_NAMES.items()
        if key not in sections
    ]
    findings += [
        Finding(
            "hidden_text",
            "warning",
            (),
            {"reason": piece.reason, "printed": piece.text[:40], "key": str(index)},
        )
        for index, piece in enumerate(document.hidden)
    ]
    return Reading(
        reader=NAME,
        form=FORM_2021.id,
        cells=_in_form_order(found),
        findings=tuple(findings),
        title=identity.title,
        agency=identity.agency,
        year=identity.year,
        period=identity.period,
        sections=sections,
    )


def _in_form_order(found: Mapping[str, TableCells]) -> dict[str, CellReading]:
    cells = {path: cell for table in found.values() for path, cell in table.cells.items()}
    ordered = {path: cells.pop(path) for path in FORM_2021.paths if path in cells}
    return {**ordered, **cells}


def _tables_end(stream: Stream, regions: Mapping[str, Region]) -> int:
    """Offset behind the last table: where a narrative heading after the tables may begin."""
    end = max(region.end for region in regions.values())
    last = stream.spots[end - 1] + 1 if end else 0
    line = stream.text.rfind("\n", 0, last) + 1
    return min(line, last)
