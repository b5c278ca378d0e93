"""Which reader is asked for what, and two readings of one document put together. No I/O here.

The two readers never see each other's work. Put together, the aligned reader's value stays where both
have one: agreement is a witness, disagreement a finding that names the cell, and no value is ever
chosen by vote or averaged. What only the model could read is taken over where it is printed in its
own place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from gouji.document import Document
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.lexicon_2021 import WORDS
from gouji.families.disclosure.narrative import weigh
from gouji.lexicon import ideographs
from gouji.read.grounding import Grounded, ground
from gouji.read.grounding.claims import Table
from gouji.read.model.cells import Ground
from gouji.read.narrative import merged
from gouji.report import FACTS, CellReading, Finding, Number, Readers, Reading, Report, Severity, Statement

TABLES: Mapping[str, tuple[str, ...]] = {
    "disclosure": ("disclosure",),
    "requests": ("requests_parts", "requests_totals"),
    "proceedings": ("proceedings",),
}
"""The questions that each table is read by."""

HEADER = "header"
STATEMENTS = "statements"
# What an independent second look at the page answers, cell by cell.
_ANSWERABLE = frozenset(
    {"doubtful_row", "doubtful_column", "unread", "missing_row", "missing_numbers", "unsupported"}
)
# What a document itself is, whoever reads its cells.
STRUCTURE = frozenset({"hidden_text", "year_conflict", "year_outside_form", "duplicate_row"})
_IDENTITY = {"no_title": "title", "no_agency": "agency", "no_year": "year"}
_LONG = 4  # characters of a label that no other text has by chance
_LEAST_WORDS = 3
_REACH = 2500
"""Characters before a table's first number and behind its last one that go with it: heads, lost rows."""


@dataclass(frozen=True, slots=True)
class Way:
    """Which readers read, and whether the model is asked for the narrative's statements too."""

    readers: Readers = "aligned"
    statements: bool = False

    @property
    def asks(self) -> bool:
        """A model takes part."""
        return self.readers != "aligned"

    def asks_for(self, part: str) -> bool:
        """A document may come to be asked about with this question."""
        return self.asks and (part != STATEMENTS or self.statements)


ALIGNED = Way()


def may_ask(code: str, text: str) -> bool:
    """Tell whether a model may still read what the aligned reader refused with ``code``.

    Where no table was recognised it may, if some of the form's words are there to hold an answer against:
    no call is paid for some other file. That a file holds several reports, or another form, is settled.
    """
    if code != "not_a_report":
        return False
    chars = ideographs(text)
    return sum(word in chars for word in _words()) >= _LEAST_WORDS


@cache
def _words() -> frozenset[str]:
    labels = [label for table in WORDS.tables.values() for label in table.fullest.values()]
    return frozenset(label for label in labels if len(label) >= _LONG)


def questions(way: Way, report: Report | None) -> frozenset[str]:
    """Which questions to ask about a document whose aligned reading came to ``report`` (None: refused).

    In the cascade only what is not settled: tables in which an error names a cell, an identity that is
    not found, and the statements if wanted.
    """
    asked = {STATEMENTS} if way.statements else set()
    if report is None or way.readers in ("model", "both"):
        return frozenset(asked.union(*TABLES.values(), {HEADER}))
    for finding in report.findings:
        if finding.severity == "error":
            for path in finding.cells:
                asked.update(TABLES[FORM_2021.table_of(path)])
        elif finding.rule in _IDENTITY:
            asked.add(HEADER)
    return frozenset(asked)


def spans(document: Document, aligned: Reading | None) -> dict[str, tuple[tuple[int, int], ...]]:
    """Return the stretches of the text that each question shows.

    A table's go from the table before to the one behind, so nothing of it is cut off, whatever the aligned
    reader missed of it; the others' are all that stands between tables. Empty where a table was not found
    or the tables stand in another order: then the whole text is shown.
    """
    bounds = [_bounds(table, aligned) for table in TABLES] if aligned else []
    found = [bound for bound in bounds if bound is not None]
    if len(found) < len(TABLES) or any(before[1] > behind[0] for before, behind in pairwise(found)):
        return {}
    whole = len(document.text)
    gaps = tuple(pairwise([0, *(edge for bound in found for edge in bound), whole]))[::2]
    stretches: dict[str, tuple[tuple[int, int], ...]] = {HEADER: gaps, STATEMENTS: gaps}
    for position, parts in enumerate(TABLES.values()):
        start = max(gaps[position][0], found[position][0] - _REACH)
        end = min(gaps[position + 1][1], found[position][1] + _REACH)
        stretches.update(dict.fromkeys(parts, ((start, end),)))
    return stretches


def _bounds(table: str, aligned: Reading | None) -> tuple[int, int] | None:
    """Where the first printed cell of a table begins and its last one ends."""
    places = [
        cell.place
        for path, cell in (aligned.cells.items() if aligned else ())
        if cell.place is not None and FORM_2021.table_of(path) == table
    ]
    return (min(each.start for each in places), max(each.end for each in places)) if places else None


def page(aligned: Reading | None) -> Ground:
    """Return what a model's values are held against: the page's labels, and the aligned reader's sure anchors.

    Either shows that a number is printed in a cell. An anchor only ever confirms: where the two disagree,
    the value stays the model's own, and the conflict is named when the readings are put together.
    """
    sure = {
        path: cell
        for path, cell in (aligned.cells.items() if aligned else ())
        if cell.sure and not cell.by_equation and cell.value is not None and cell.place is not None
    }

    def hold(
        document: Document, table: Table, values: Mapping[str, Number | None], printed: Mapping[str, str]
    ) -> Mapping[str, Grounded]:
        found = ground(document, table, values, printed)
        taken = {each.place.start for each in found.values() if each.why is None and each.place is not None}
        return {
            path: _confirmed(each, values.get(path), sure.get(path), taken) for path, each in found.items()
        }

    return hold


def _confirmed(
    found: Grounded, claimed: Number | None, anchored: CellReading | None, taken: Collection[int]
) -> Grounded:
    """A printed number grounds one cell only: one that is ``taken`` elsewhere confirms nothing here."""
    if anchored is None or anchored.place is None or claimed is None or claimed != anchored.value:
        return found
    if found.why is None and (found.sure or found.place != anchored.place):
        return found
    if found.why is not None and anchored.place.start in taken:
        return found
    return Grounded(anchored.place, anchored.printed, sure=True, why=None, value=anchored.value)


def alone(model: Reading, aligned: Reading | None) -> Reading:
    """Return the model's reading with what the document itself is: hidden text, tables that stand there twice."""
    structure = tuple(
        finding for finding in (aligned.findings if aligned else ()) if finding.rule in STRUCTURE
    )
    statements = merged(aligned.statements, model.statements) if aligned else model.statements
    findings = (*model.findings, *_unsure(model, model.cells), *structure)
    return _stated(replace(model, findings=findings, statements=statements))


def combine(aligned: Reading, model: Reading, way: Way) -> Reading:
    """Put both readings together, cell by cell."""
    cells = dict(aligned.cells)
    witnesses: dict[str, dict[str, Number | None]] = {}
    conflicts: list[str] = []
    answered: set[str] = set()
    taken: dict[str, CellReading] = {}
    for path, own in aligned.cells.items():
        other = model.cells.get(path)
        if other is None:
            continue
        witnesses[path] = {aligned.reader: own.value, model.reader: other.value}
        if other.blank == "unread":
            continue
        if own.blank in ("unread", "missing"):
            if other.value is not None:
                cells[path] = taken[path] = other
                answered.add(path)
        elif own.value != other.value:
            conflicts.append(path)
        elif own.value is not None:
            if other.sure:
                # The page's own anchors have placed the other reader's value: no doubt is left of this one,
                # and it is no longer the equation that chose how the digits are split.
                cells[path] = replace(own, sure=True, by_equation=False)
                answered.add(path)
        elif own.blank in FACTS and other.sure:
            answered.add(path)
    findings = [
        *(_answered(finding, answered) for finding in _identified(aligned, model)),
        *_added(model.findings, aligned, way),
        *_unsure(model, taken),
        *_conflicts(conflicts, witnesses),
        *_other_year(aligned, model),
    ]
    return _stated(
        replace(
            aligned,
            reader=way.readers,
            cells=cells,
            findings=tuple(findings),
            title=aligned.title or model.title,
            agency=aligned.agency or model.agency,
            year=aligned.year or model.year,
            period=aligned.period or model.period,
            sections={**model.sections, **aligned.sections},
            statements=merged(aligned.statements, model.statements),
            witnesses=witnesses,
        )
    )


def _identified(aligned: Reading, model: Reading) -> Iterable[Finding]:
    """The aligned reader's findings but those of an identity or section that the model has quoted."""
    for finding in aligned.findings:
        found = finding.rule in _IDENTITY and getattr(model, _IDENTITY[finding.rule]) is not None
        section = finding.rule == "missing_section" and finding.params.get("key") in model.sections
        if not found and not section:
            yield finding


def _answered(finding: Finding, answered: set[str]) -> Finding:
    """A doubt keeps only the cells that the second reading leaves open; one without any is a warning."""
    if finding.severity != "error" or finding.rule not in _ANSWERABLE or not finding.cells:
        return finding
    left = tuple(path for path in finding.cells if path not in answered)
    return replace(finding, cells=left) if left else replace(finding, severity="warning")


def _added(findings: Iterable[Finding], aligned: Reading, way: Way) -> Iterator[Finding]:
    """What the model's reading adds to the aligned one's findings.

    That it did not answer is an error only where both readings were asked for: the cascade only helps. A
    number that it did not see is no disagreement: the other reading stands alone.
    """
    for finding in findings:
        if finding.rule == "model_unanswered":
            severity: Severity = "error" if way.readers == "both" else "warning"
            yield replace(finding, severity=severity, cells=())
        elif finding.rule == "model_missed":
            left = tuple(path for path in finding.cells if not _stands(aligned.cells.get(path)))
            if left:
                yield replace(finding, cells=left)
        elif not finding.rule.startswith("missing_") or not _told(finding, aligned):
            yield finding


def _stands(cell: CellReading | None) -> bool:
    return cell is not None and cell.value is not None and cell.sure


def _told(finding: Finding, aligned: Reading) -> bool:
    """Both readers miss the same rows: once is enough."""
    return any(
        finding.rule == other.rule and set(finding.cells) <= set(other.cells) for other in aligned.findings
    )


def _unsure(model: Reading, cells: Mapping[str, CellReading]) -> list[Finding]:
    """Values that only the model read and whose place on the page is not beyond doubt."""
    named = {path for finding in model.findings if finding.severity == "error" for path in finding.cells}
    paths = tuple(
        path for path, cell in cells.items() if cell.value is not None and not cell.sure and path not in named
    )
    return [Finding("unsupported", "error", paths, {"place": "只有模型读出的数字"})] if paths else []


def _conflicts(paths: Iterable[str], witnesses: Mapping[str, Mapping[str, Number | None]]) -> list[Finding]:
    return [
        Finding(
            "conflict",
            "error",
            (path,),
            {"place": FORM_2021.label_of(path), "key": path, **_shown(witnesses[path])},
        )
        for path in paths
    ]


def _shown(values: Mapping[str, Number | None]) -> dict[str, Number | str]:
    one, other = ("空" if value is None else value for value in values.values())
    return {"one": one, "other": other}


def _other_year(aligned: Reading, model: Reading) -> list[Finding]:
    if aligned.year is None or model.year is None or aligned.year == model.year:
        return []
    years = {"place": "报告年度", "one": aligned.year, "other": model.year, "key": "year"}
    return [Finding("conflict", "error", (), years)]


def _stated(reading: Reading) -> Reading:
    """Hold each statement against the cells, in every scope that its words may have."""
    values = {path: cell.value for path, cell in reading.cells.items()}
    return replace(reading, statements=tuple(_weighed(each, values) for each in reading.statements))


def _weighed(statement: Statement, values: Mapping[str, Number | None]) -> Statement:
    cells, agrees = weigh(statement.kind, statement.value, statement.quote, values, statement.cells)
    return replace(statement, cells=cells, agrees=agrees)
