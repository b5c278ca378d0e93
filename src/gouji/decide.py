"""From a reading to an outcome: equations, doubts, grades, status. No I/O here.

An equation that chose how a row's digits are split is no witness for that row. A doubtful row
anchor is lifted where its table is complete and every way to give the doubtful numbers out reads the
same, or where sums certify its row in both directions with numbers other than zero.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from gouji.explain import explain
from gouji.families.disclosure.rules import rules_for
from gouji.read.narrative import narrative_findings
from gouji.report import (
    FACTS,
    CellReading,
    DocumentFacts,
    Failure,
    Finding,
    Grade,
    Number,
    Reading,
    Report,
    Verdict,
)
from gouji.rules import Checked, LinearRule, check

_DISPUTES = frozenset({"page_differs", "conflict", "ungrounded"})
_LOST = frozenset({"missing_row", "missing_numbers", "duplicate_row", "stray_number"})
_LIFTABLE = frozenset({"doubtful_row"})


def decide(
    document: DocumentFacts,
    reading: Reading,
    borne_out: AbstractSet[str] | None = None,
    *,
    recognised: bool = False,
) -> Report:
    """Check the reading against the form's equations, grade every cell, and decide.

    ``borne_out`` are cells that a second look at the page confirms, None where nobody looked: where all
    cells of a broken equation are, it is the file that is inconsistent, unless the text itself is what
    optical recognition made of a page (``recognised``).
    """
    rules = rules_for(reading.cells)
    values: dict[str, Number | None] = {path: cell.value for path, cell in reading.cells.items()}
    checked = check(rules, values)
    lifted = _certified_rows(reading, checked)
    doubts = [_lift(finding, lifted) for finding in reading.findings]
    cells = {
        path: replace(cell, sure=True) if not cell.sure and path in lifted else cell
        for path, cell in reading.cells.items()
    }
    told = narrative_findings(replace(reading, cells=cells))
    grades = _grades(replace(reading, cells=cells), checked, told.cells)
    findings = [
        *(
            _broken(item, _verdict(item, cells, frozenset() if recognised else borne_out or (), doubts))
            for item in checked
            if item.outcome == "fail"
        ),
        *doubts,
        *_blanks(cells, checked),
        *_unsupported(cells, checked, doubts),
        *_nothing_read(cells),
        *told.findings,
    ]
    if borne_out is not None:
        findings += _near_damage(cells, grades, findings, borne_out)
    findings.sort(key=lambda finding: finding.severity != "error")
    findings, suspects = explain(rules, replace(reading, cells=cells), findings)
    accepted = all(finding.severity != "error" for finding in findings)
    return Report(
        document=document,
        status="accepted" if accepted else "needs_review",
        reading=replace(reading, cells=cells),
        grades=grades,
        findings=tuple(findings),
        suspects=suspects,
    )


def _near_damage(
    cells: Mapping[str, CellReading],
    grades: Mapping[str, Grade | None],
    findings: Sequence[Finding],
    borne_out: Container[str],
) -> list[Finding]:
    """Cells beside something lost that neither their sums nor the page's labels confirm.

    Where a row of a table is lost, its neighbours may hold its numbers; where one number of a row was not
    read, the others may stand in the wrong columns.
    """
    named = {path for finding in findings if finding.severity == "error" for path in finding.cells}
    lost = {
        finding.cells[0].partition(".")[0]
        for finding in findings
        if finding.rule in _LOST and finding.severity == "error" and finding.cells
    }
    torn = {path.rpartition(".")[0] for path, cell in cells.items() if cell.blank == "unread"}
    paths = tuple(
        path
        for path, cell in cells.items()
        if (path.partition(".")[0] in lost or path.rpartition(".")[0] in torn)
        and cell.value is not None
        and path not in named
        and path not in borne_out
        and grades.get(path) != "verified"
    )
    return [Finding("unsupported", "error", paths, {"place": "缺行、缺数旁边的数字"})] if paths else []


def fail(document: DocumentFacts, failure: Failure) -> Report:
    """The outcome of a document that could not be processed."""
    return Report(document=document, status="failed", failure=failure)


def _verdict(
    item: Checked, cells: Mapping[str, CellReading], borne_out: Container[str], doubts: Sequence[Finding]
) -> Verdict:
    """Whose mistake a broken equation is: the file's where it prints every number so, ours where a reading is disputed."""
    disputed = {path for finding in doubts if finding.rule in _DISPUTES for path in finding.cells}
    numbers = [path for path in item.rule.cells if cells[path].value is not None]
    if any(path in disputed or cells[path].by_equation for path in numbers):
        return "reading"
    return "source" if all(path in borne_out for path in numbers) else "unknown"


def _broken(item: Checked, verdict: Verdict) -> Finding:
    equation = item.equation
    numbers = (
        {"left": equation.left, "right": equation.right, "difference": equation.difference}
        if equation
        else {}
    )
    return Finding(
        item.rule.id,
        "error",
        item.rule.cells,
        {"place": item.rule.label, "key": item.rule.key, **numbers},
        equation,
        verdict,
    )


def _certified_rows(reading: Reading, checked: Sequence[Checked]) -> set[str]:
    """Cells of doubtful rows that are certain all the same.

    By elimination: nothing in the table is missing, twice or astray, and all doubtful rows print the
    same numbers, so that every way to give them out reads the same. Or by sums: the only doubtful row
    among those that sums cannot tell apart has numbers other than zero that hold across and down.
    """
    certified: set[str] = set()
    for table in ("disclosure", "requests"):
        rows = _doubtful_rows(reading, table)
        if not rows:
            continue
        printed = {tuple(_value(reading.cells[path]) for path in paths) for paths in rows.values()}
        if len(printed) == 1 and _complete(reading, table) and not _has_gap(reading, table):
            certified.update(path for paths in rows.values() for path in paths)
        elif table == "requests":
            certified.update(_held_by_sums(reading, checked, rows))
    return certified


def _doubtful_rows(reading: Reading, table: str) -> dict[str, list[str]]:
    """Rows named by a row doubt, with their cell paths."""
    rows: dict[str, list[str]] = {}
    named = {path for finding in reading.findings if _liftable(finding) for path in finding.cells}
    for path in reading.cells:
        if path in named and path.startswith(f"{table}."):
            rows.setdefault(path.rpartition(".")[0], []).append(path)
    return rows


def _liftable(finding: Finding) -> bool:
    """A doubt about whose row the numbers are; not about how they run inside of it."""
    return finding.rule in _LIFTABLE and finding.params.get("doubt") != "transposed"


def _has_gap(reading: Reading, table: str) -> bool:
    """A row's own number may be lacking: foreign words part it from its label, or it may be a page's."""
    return any(
        finding.params.get("doubt") in {"gap", "page_number"} and finding.cells[0].startswith(f"{table}.")
        for finding in reading.findings
        if _liftable(finding) and finding.cells
    )


def _value(cell: CellReading) -> tuple[Number | None, str | None]:
    return cell.value, cell.blank


def _complete(reading: Reading, table: str) -> bool:
    """Every row of the table was found once, with numbers, and no number was left over beside it."""
    rows: dict[str, set[str | None]] = {}
    for path, cell in reading.cells.items():
        if path.startswith(f"{table}."):
            rows.setdefault(path.rpartition(".")[0], set()).add(cell.blank)
    if any("missing" in blanks or blanks == {"empty"} for blanks in rows.values()):
        return False
    return not any(
        (finding.rule == "duplicate_row" and finding.cells and finding.cells[0].startswith(f"{table}."))
        or (finding.rule == "stray_number" and str(finding.params.get("key", "")).startswith(f"{table}."))
        or (finding.rule == "unread" and any(path.startswith(f"{table}.") for path in finding.cells))
        for finding in reading.findings
    )


def _held_by_sums(
    reading: Reading, checked: Sequence[Checked], rows: Mapping[str, Sequence[str]]
) -> set[str]:
    passing: dict[str, list[LinearRule]] = {}
    failing: set[str] = set()
    for item in checked:
        for path in item.rule.cells:
            if item.outcome == "pass":
                passing.setdefault(path, []).append(item.rule)
            elif item.outcome == "fail":
                failing.add(path)
    certified: set[str] = set()
    for row, paths in rows.items():
        nonzero = [path for path in paths if reading.cells[path].value]
        if not nonzero or any(path in failing for path in paths) or not _alone(row, rows, reading):
            continue
        if any(reading.cells[path].by_equation for path in paths):
            continue
        across = any(rule.id == "row_sum" for rule in passing.get(f"{row}.total", []))
        down = all(
            any(rule.id in {"column_sum", "flow"} for rule in passing.get(path, [])) for path in nonzero
        )
        if across and down:
            certified.update(paths)
    return certified


def _alone(row: str, rows: Mapping[str, Sequence[str]], reading: Reading) -> bool:
    """No other doubtful row that sums cannot tell from this one prints other numbers, and none is missing."""
    mine = [_value(reading.cells[path]) for path in rows[row]]
    if any(cell.blank == "missing" and _kin_of(path) == _kin(row) for path, cell in reading.cells.items()):
        return False
    return all(
        other == row or _kin(other) != _kin(row) or [_value(reading.cells[path]) for path in paths] == mine
        for other, paths in rows.items()
    )


def _kin_of(path: str) -> str | None:
    return _kin(path.rpartition(".")[0]) if path.startswith("requests.") else None


def _kin(row: str) -> str:
    """Rows of one kin can be exchanged without any sum changing: the two intakes, and all outcomes."""
    name = row.rpartition(".")[2]
    if name in {"received", "carried_in"}:
        return "intake"
    return name if name in {"concluded", "carried_out"} else "outcome"


def _lift(finding: Finding, lifted: set[str]) -> Finding:
    if _liftable(finding) and finding.cells and all(path in lifted for path in finding.cells):
        return replace(finding, severity="warning")
    return finding


def _grades(reading: Reading, checked: Sequence[Checked], told: Container[str]) -> dict[str, Grade | None]:
    """Verified by its equations, else agreed by readers or a sentence; a conflict outranks all sums.

    ``told`` are cells whose very number a sentence of the narrative states.
    """
    cells = reading.cells
    disputed = {path for finding in reading.findings if finding.rule == "conflict" for path in finding.cells}
    outcomes: dict[str, list[Checked]] = {}
    for item in checked:
        for path in item.rule.cells:
            outcomes.setdefault(path, []).append(item)
    grades: dict[str, Grade | None] = {}
    for path, cell in cells.items():
        if path in disputed:
            grades[path] = "conflict"
            continue
        if cell.blank is not None:
            grades[path] = "unread" if cell.blank == "unread" else None
            continue
        around = [
            item
            for item in outcomes.get(path, [])
            if not (cell.by_equation and item.rule.id in {"row_sum", "cases"})
        ]
        held = bool(around) and all(item.outcome == "pass" for item in around)
        if held and cell.sure:
            grades[path] = "verified"
        else:
            agreed = path in told or _agreed(reading.witnesses.get(path))
            grades[path] = "agreed" if agreed else "single"
    return grades


def _agreed(values: Mapping[str, Number | None] | None) -> bool:
    """At least two readers took this cell, and all took the same number."""
    return values is not None and len(values) > 1 and len(set(values.values())) == 1


def _blanks(cells: Mapping[str, CellReading], checked: Sequence[Checked]) -> list[Finding]:
    """One warning per table for printed blanks; an error where an equation forces more than 0."""
    findings: list[Finding] = []
    blanks = {path for path, cell in cells.items() if cell.blank in FACTS}
    for table, name in (("disclosure", "表二"), ("requests", "表三"), ("proceedings", "表四")):
        paths = tuple(path for path in cells if path in blanks and path.startswith(f"{table}."))
        if paths:
            findings.append(
                Finding("blank_cells", "warning", paths, {"place": name, "count": len(paths), "key": table})
            )
    forced: set[str] = set()
    gaps_doubted = False
    confirmed = {
        path
        for item in checked
        if item.outcome == "pass" and item.rule.id in {"column_sum", "flow"}
        for path in item.rule.cells
    }
    for item in checked:
        if item.outcome == "unknown" and item.unknown and all(path in blanks for path in item.unknown):
            finding = _forced(item, cells, confirmed)
            if finding and finding.cells[0] not in forced:
                forced.update(finding.cells)
                findings.append(finding)
                gaps_doubted |= item.rule.id == "row_sum" and set(finding.cells) > set(item.unknown)
    return [*findings, *_gaps(cells, forced)] if gaps_doubted else findings


def _gaps(cells: Mapping[str, CellReading], named: AbstractSet[str]) -> list[Finding]:
    """Where gaps put one row's numbers into doubtful columns, those of every row with a gap are in doubt.

    All were placed by the same evidence.
    """
    rows: dict[str, list[str]] = {}
    for path in cells:
        if path.startswith("requests."):
            rows.setdefault(path.rpartition(".")[0], []).append(path)
    paths = tuple(
        path
        for row in rows.values()
        if any(cells[other].blank == "empty" for other in row)
        and any(cells[other].value is not None for other in row)
        for path in row
        if path not in named
    )
    return [Finding("unsupported", "error", paths, {"place": "表三有空格的各行"})] if paths else []


def _forced(item: Checked, cells: Mapping[str, CellReading], confirmed: AbstractSet[str]) -> Finding | None:
    """With blanks counted as nothing the equation must hold; else a blank hides a number."""
    left = sum((cells[path].value or 0 for path in item.rule.left if path in cells), 0)
    right = sum((cells[path].value or 0 for path in item.rule.right if path in cells), 0)
    if left == right:
        return None
    value = right - left if item.unknown[0] in item.rule.left else left - right
    params = {"place": item.rule.label, "value": value, "count": len(item.unknown), "key": item.rule.name}
    if value < 0:
        rule = "blank_contradiction"
    else:
        rule = "blank_not_zero" if len(item.unknown) == 1 else "blanks_not_zero"
    # Where a row of its own does not add up, its printed numbers may stand in the wrong columns.
    # Down the columns they may be confirmed; a dash is printed, so it has a column of its own.
    shifted = cells[item.unknown[0]].blank == "empty" and any(
        cells[path].value and path not in confirmed for path in item.rule.cells if path in cells
    )
    row = item.rule.id in {"row_sum", "cases"}
    across = row and (rule != "blank_not_zero" or shifted)
    return Finding(rule, "error", item.rule.cells if across else item.unknown, params)


def _nothing_read(cells: Mapping[str, CellReading]) -> list[Finding]:
    """Not a single number: the form may be empty, but more likely the numbers are pictures or were lost."""
    if any(cell.value is not None for cell in cells.values()):
        return []
    return [Finding("no_numbers", "error", tuple(cells))]


def _unsupported(
    cells: Mapping[str, CellReading], checked: Sequence[Checked], doubts: Sequence[Finding]
) -> list[Finding]:
    """Rows that their own sum chose and no other equation confirms."""
    named = {path for finding in doubts if finding.severity == "error" for path in finding.cells}
    witnessed = {
        path
        for item in checked
        if item.outcome == "pass" and item.rule.id in {"column_sum", "flow"}
        for path in item.rule.cells
    }
    paths = tuple(
        path
        for path, cell in cells.items()
        if cell.by_equation and cell.value is not None and path not in witnessed and path not in named
    )
    if not paths:
        return []
    return [Finding("unsupported", "error", paths, {"place": "由勾稽关系断开的数字"})]
