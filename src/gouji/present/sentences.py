"""Where a cell stands and what a problem is, as sentences for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gouji.families.disclosure import FAMILY
from gouji.families.disclosure.rules import ROWS, ROWS_UNDIVIDED, rules_for
from gouji.family import Form
from gouji.messages import BLANKS, Language, pick
from gouji.report import CellReading, Finding, Report
from gouji.rules import LinearRule

TABLES: Mapping[str, tuple[str, str]] = {
    "disclosure": ("表二", "Table 2"),
    "requests": ("表三", "Table 3"),
    "proceedings": ("表四", "Table 4"),
}
SHOWN_CELLS = 8


def form_of(report: Report) -> Form:
    """Return the form that the report was read by."""
    return FAMILY.forms[report.reading.form] if report.reading else next(iter(FAMILY.forms.values()))


def where(path: str, form: Form, language: Language) -> str:
    """Name a cell by table, row and column in the form's own labels."""
    table = (
        pick(TABLES[form.table_of(path)], language) if form.table_of(path) in TABLES else form.table_of(path)
    )
    label = form.label_of(path)
    row, bar, column = label.rpartition(" | ")
    if not bar:
        row, _, column = label.rpartition(" ")
    return f"{table}“{row}”{column}" if row else f"{table}“{column}”"


def printed(cell: CellReading | None, language: Language) -> str:
    """Say what a cell prints: its text in quotes, or why there is none."""
    if cell is None:
        return pick(BLANKS["missing"], language)
    if cell.printed is not None and cell.printed.strip():
        return f"“{cell.printed.strip()}”" if language == "zh" else f'"{cell.printed.strip()}"'
    return pick(BLANKS.get(cell.blank or "empty", BLANKS["empty"]), language)


def problem(finding: Finding, report: Report, language: Language) -> str:
    """One sentence for one finding: what is wrong, then the cells concerned as they are printed."""
    sentence = finding.message(language)
    cells = report.reading.cells if report.reading else {}
    form = form_of(report)
    rule = rule_of(finding, cells)
    if rule is not None:
        detail = equation(rule, cells, form, language)
    elif 0 < len(finding.cells) <= SHOWN_CELLS:
        detail = _listed(finding.cells, cells, form, language)
    else:
        return sentence
    stop = "。" if language == "zh" else "."
    inside = f"（{detail}）" if language == "zh" else f" ({detail})"
    return sentence.removesuffix(stop) + inside + stop


def equation(rule: LinearRule, cells: Mapping[str, CellReading], form: Form, language: Language) -> str:
    """Write both sides of a broken equation with the numbers as printed; zeros are left out."""
    left, right = (
        " + ".join(
            f"{short_label(path, rule, form)} {_number(cells.get(path), language)}"
            for path in side
            if len(side) <= 2 or _counts(cells.get(path))
        )
        or "0"
        for side in (rule.left, rule.right)
    )
    return f"{left} ≠ {right}"


def rule_of(finding: Finding, cells: Mapping[str, CellReading]) -> LinearRule | None:
    """Find the equation that a finding is about, by its kind and cells."""
    named = set(finding.cells)
    return next(
        (rule for rule in rules_for(cells) if rule.id == finding.rule and named == set(rule.cells)), None
    )


def _listed(paths: Sequence[str], cells: Mapping[str, CellReading], form: Form, language: Language) -> str:
    if len(paths) > 1 and len({path.rpartition(".")[0] for path in paths}) == 1:
        # One row, which the sentence has named: its columns are enough.
        return ("、" if language == "zh" else ", ").join(
            f"{form.label_of(path).rpartition(' ')[2]} {printed(cells.get(path), language)}" for path in paths
        )
    return ("；" if language == "zh" else "; ").join(
        where(path, form, language)
        + (" 印 " if language == "zh" else " prints ")
        + printed(cells.get(path), language)
        for path in paths
    )


def short_label(path: str, rule: LinearRule, form: Form) -> str:
    """Name a cell of an equation by what tells it from the others: its row in a column, its column in a row."""
    label = form.label_of(path)
    one_column = len({cell.rpartition(".")[2] for cell in rule.cells}) == 1
    if one_column:
        row = path.partition(".")[2].rpartition(".")[0]
        return ROWS_UNDIVIDED.get(row) or ROWS.get(row) or label.partition(" | ")[0]
    return label.rpartition(" ")[2]


def _counts(cell: CellReading | None) -> bool:
    return cell is not None and cell.value != 0


def _number(cell: CellReading | None, language: Language) -> str:
    return str(cell.value) if cell is not None and cell.value is not None else printed(cell, language)
