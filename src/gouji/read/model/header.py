"""Identity and sections from the model's answer: only what the document says in these very words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from gouji.document import Document
from gouji.errors import ReadError
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.lexicon_2021 import WORDS
from gouji.numbers import normalise
from gouji.read.agency import read_agency
from gouji.read.headings import Heading, find_headings, heading_at
from gouji.read.identity import Identity, identity_findings, period_in, preamble_sentences
from gouji.read.model.answers import Header
from gouji.read.model.cells import TableReading
from gouji.read.names import SECTION_NAMES
from gouji.read.regions import find_regions
from gouji.read.sections import read_sections, section_spans
from gouji.read.stream import Stream, scan
from gouji.read.titles import bare, head_lines, quoted_title, year_in
from gouji.report import Finding, Section

_LEAST_WORDS = 2


@dataclass(frozen=True, slots=True)
class HeaderReading:
    """Identity and sections as the document states them."""

    identity: Identity
    sections: Mapping[str, Section]
    findings: tuple[Finding, ...]


def read_header(
    document: Document, answers: Sequence[BaseModel | None], tables: Mapping[str, TableReading]
) -> HeaderReading:
    """Put the header's answers together, the first that quotes the document for each field.

    ``tables`` are those that have been read: sections end where they begin.
    """
    headers = [answer for answer in answers if isinstance(answer, Header)]
    text = normalise(document.text)
    stream = scan(document)
    starts = _table_starts(document, stream, tables)
    chosen = _headings(stream, text, headers, starts)
    identity = _identity(document.text, text, headers, _bounds(chosen, starts, len(text)))
    sections = read_sections(document, section_spans(stream, find_headings(stream), chosen, starts))
    findings = identity_findings(identity, FORM_2021) if headers else []
    findings += [
        Finding("missing_section", "warning", (), {"name": name, "key": key})
        for key, name in SECTION_NAMES.items()
        if headers and key not in sections
    ]
    return HeaderReading(identity, sections, tuple(findings))


def _bounds(chosen: Mapping[str, Heading], starts: Mapping[str, int], end: int) -> tuple[int, int]:
    """Where the head of the document ends, and where its last sections begin."""
    sections = {name: heading.start for name, heading in chosen.items()}
    closing = [start for name, start in sections.items() if name != "overview"]
    return (
        min((*sections.values(), *starts.values()), default=end),
        min(closing, default=max(starts.values(), default=end)),
    )


def _identity(text: str, normal: str, headers: Sequence[Header], bounds: tuple[int, int]) -> Identity:
    """What is quoted of the places that state it: a title's lines, an office that signs or is named as author."""
    head, tail = head_lines(text[: bounds[0]]), head_lines(text[bounds[1] :])
    titles = [quoted_title(head, header.title) for header in headers if header.title]
    title = next(filter(None, titles), None)
    periods = [bare(text[slice(*span)]) for header in headers for span in _find(normal, header.period)]
    period = next(filter(None, map(period_in, periods)), None)
    title_year = year_in(bare(title)) if title else None
    period_year = int(period[0][:4]) if period and period[0][:4] == period[1][:4] else None
    stated = {title_year, period_year, *map(year_in, periods)} - {None}
    year = next((header.year for header in headers if header.year in stated), None)
    named = read_agency(title, head, preamble_sentences(head, title), tail)
    agencies = {bare(header.agency) for header in headers if header.agency}
    agency = named if named in agencies else None
    return Identity(title, agency, year, period, title_year, period_year)


def _find(normal: str, quote: str | None) -> list[tuple[int, int]]:
    """Where ``quote`` stands in the normalised text, white space and width aside; in order."""
    words = bare(quote or "")
    if len(words) < _LEAST_WORDS:
        return []
    return [match.span() for match in re.finditer(r"\s*".join(map(re.escape, words)), normal)]


def _headings(
    stream: Stream, normal: str, headers: Sequence[Header], starts: Mapping[str, int]
) -> dict[str, Heading]:
    """The quoted headings where the document has them, in the form's order."""
    chosen: dict[str, Heading] = {}
    for name in SECTION_NAMES:
        spans = [
            span for header in headers for span in _at_line_start(normal, getattr(header.headings, name))
        ]
        span = _heading_span(name, spans, starts)
        if span and all(other.end <= span[0] for other in chosen.values()):
            chosen[name] = heading_at(stream, name, *span)
    return chosen


def _at_line_start(normal: str, heading: str | None) -> list[tuple[int, int]]:
    """Where a quoted heading line stands at the beginning of a line."""
    return [
        (start, end)
        for start, end in _find(normal, heading)
        if not normal[max(normal.rfind("\n", 0, start), normal.rfind("\f", 0, start)) + 1 : start].strip(
            " \t#*|>"
        )
    ]


def _heading_span(
    name: str, spans: Sequence[tuple[int, int]], starts: Mapping[str, int]
) -> tuple[int, int] | None:
    """The overview's heading stands last before the tables, the others' first behind the last one begins."""
    if not starts:
        return spans[-1] if spans else None
    if name == "overview":
        return next((span for span in reversed(spans) if span[0] < min(starts.values())), None)
    return next((span for span in spans if span[0] >= max(starts.values())), None)


def _table_starts(document: Document, stream: Stream, tables: Mapping[str, TableReading]) -> dict[str, int]:
    """Where the tables begin: at their words, or else at the first number that was read in them."""
    try:
        regions = find_regions(stream, WORDS, document.name)
        return {table: stream.spots[region.start] for table, region in regions.items()}
    except ReadError:
        places = {
            table: [cell.place.start for cell in read.cells.values() if cell.place]
            for table, read in tables.items()
        }
        return {table: min(spots) for table, spots in places.items() if spots}
