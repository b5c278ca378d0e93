"""From parts to cells: what is kept of the printed text, and what every table's doubts have in common."""

from decimal import Decimal

import pytest

from gouji.families.disclosure.lexicon_2021 import WORDS
from gouji.families.disclosure.rules import ROWS
from gouji.messages import SENTENCES
from gouji.numbers import ParsedNumber, parse_cell
from gouji.read.anchors import anchor_rows
from gouji.read.cuts import Part
from gouji.read.regions import Region
from gouji.read.stream import scan
from gouji.read.tables import WHY, TableCells, dealt_groups, duplicates, empties_at, transposed
from small_reports import LABELS, document, row_numbers

PATH = "requests.granted.total"


def cells(text):
    return TableCells("requests", document(text), {PATH: "“总计”"})


def put(printed):
    """The cell that a printed text becomes, and the rules found."""
    table = cells(f"甲{printed}乙")
    parsed = parse_cell(printed)
    number = parsed if isinstance(parsed, ParsedNumber) else None
    blank = None if number else (parsed or "unread")
    table.put(PATH, Part(1, 1 + len(printed), number.value if number else None, blank, number))
    return table.cells[PATH], [(finding.rule, finding.severity) for finding in table.findings]


@pytest.mark.parametrize(
    ("printed", "value", "blank", "rules"),
    [
        ("12", 12, None, []),
        ("12件", 12, None, []),
        ("１２", 12, None, []),
        ("12.00", 12, None, []),
        ("22（其中修订 3 件）", 22, None, []),
        ("l2", 12, None, [("confusable_letter", "warning")]),
        ("—", None, "dash", []),
        ("无", None, "not_applicable", []),
        ("12.5", None, "unread", [("unread", "error")]),
        ("-3", None, "unread", [("unread", "error")]),
        ("12元", None, "unread", [("unread", "error")]),
        ("12万元", None, "unread", [("unread", "error")]),
        ("0012", None, "unread", [("unread", "error")]),
    ],
)
def test_a_count_is_kept_as_printed_or_unread_and_named(printed, value, blank, rules):
    cell, found = put(printed)
    assert (cell.value, cell.blank, cell.printed, found) == (value, blank, printed, rules)
    assert (cell.place.start, cell.place.end) == (1, 1 + len(printed))


def test_an_amount_is_no_count():
    table = cells("甲7.5乙")
    table.put(PATH, Part(1, 4, Decimal("7.5"), None, ParsedNumber(Decimal("7.5"))))
    assert table.cells[PATH].blank == "unread"


def test_an_unread_run_is_kept_raw_in_every_cell_and_named_once():
    table = cells("属于国家秘密 12 3 ?")
    tokens = scan(table.document).tokens
    table.unread([PATH, "requests.granted.other"], tokens, "某行")
    assert {cell.printed for cell in table.cells.values()} == {"12 3"}
    [finding] = table.findings
    assert (finding.rule, finding.cells) == ("unread", (PATH, "requests.granted.other"))


def test_a_doubt_keeps_the_values_and_makes_them_unsure():
    table = cells("甲12乙")
    table.put(PATH, Part(1, 3, 12))
    table.doubt([PATH, "requests.granted.research"], "rival", "某行")
    assert (table.cells[PATH].value, table.cells[PATH].sure) == (12, False)
    assert "requests.granted.research" not in table.cells
    assert WHY["rival"] in table.findings[0].message()


@pytest.mark.parametrize("why", WHY)
def test_every_doubt_has_its_reason_in_chinese(why):
    table = cells("")
    table.doubt([PATH], why, "某行")
    message = table.findings[0].message()
    assert WHY[why] in message
    assert "…" not in message


def test_missing_cells_are_one_error_for_the_row():
    table = cells("")
    table.missing([PATH, "requests.granted.research"], "missing_row", "某行")
    assert {cell.blank for cell in table.cells.values()} == {"missing"}
    assert [(f.rule, f.severity, len(f.cells)) for f in table.findings] == [("missing_row", "error", 2)]
    assert "missing_row" in SENTENCES


def test_blank_cells_are_facts_without_a_finding_of_the_reader():
    table = cells("")
    table.blank([PATH])
    assert (table.cells[PATH].blank, table.findings) == ("empty", [])


def test_empty_cells_are_counted_where_they_stand():
    stream = scan(document("规章\t\t\t\n行政许可\t7\n"))
    assert (empties_at(stream, 2), empties_at(stream, 6)) == (3, 0)


def anchored(text):
    stream = scan(document(text))
    region = Region("requests", 0, len(stream.chars))
    return stream, anchor_rows(stream, region, WORDS.tables["requests"], dict.fromkeys(ROWS, 7))


BLOCK = ["refused.state_secret", "refused.prohibited_by_law", "refused.security_and_stability"]


def block(lines):
    return "\n".join([*(LABELS[row] for row in BLOCK), *lines])


def test_numbers_dealt_to_a_block_can_be_dealt_by_columns_instead():
    by_rows = [row_numbers(row) for row in BLOCK]
    columns = list(zip(*by_rows, strict=True))
    text = block([cell for column in columns for cell in column])
    stream, found = anchored(text)
    [group] = dealt_groups(found.anchors)
    turned = transposed(group, 7)
    assert [[text[t.start : t.end] for t in row] for row in turned] == by_rows
    assert stream.style == "plain"


def test_lines_of_seven_numbers_run_by_rows():
    _, found = anchored(block([" ".join(row_numbers(row)) for row in BLOCK]))
    [group] = dealt_groups(found.anchors)
    assert transposed(group, 7) is None


def test_labels_with_numbers_of_their_own_are_no_group():
    _, found = anchored("\n".join(f"{LABELS[row]} {' '.join(row_numbers(row))}" for row in BLOCK))
    assert dealt_groups(found.anchors) == []


def test_a_row_printed_twice_is_a_duplicate():
    line = f"{LABELS['granted']}\t" + "\t".join(row_numbers("granted"))
    other = f"{LABELS['partly_granted']}\t" + "\t".join(row_numbers("partly_granted"))
    _, found = anchored(f"{line}\n{line}\n{other}\n")
    assert list(duplicates(found)) == ["granted"]
    _, found = anchored(f"{line}\n{other}\n")
    assert duplicates(found) == {}
