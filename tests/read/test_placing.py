"""Blank cells: a row's numbers stand in the columns where complete rows show them, or nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.families.disclosure.rules import COLUMNS
from small_reports import (
    HEADS,
    LABELS,
    REQUEST_HEADS,
    VALUES,
    named,
    paths_of,
    read,
    request_rows,
    row_numbers,
    silently_wrong,
    values,
    with_cells,
    with_rows,
)


def blanked(*paths):
    return {**VALUES, **dict.fromkeys(paths)}


@given(st.sampled_from(list(LABELS)), st.sets(st.sampled_from(list(COLUMNS)), min_size=1, max_size=6))
def test_numbers_beside_empty_cells_keep_their_columns(row, empty):
    paths = [f"requests.{row}.{column}" for column in empty]
    report = read(with_cells(**dict.fromkeys(paths, "")))
    assert silently_wrong(report, blanked(*paths)) == []
    assert {
        path: value for path, value in values(report).items() if value is not None
    }.items() <= VALUES.items()


@pytest.mark.parametrize("row", ["received", "refused.state_secret", "not_processed.repeated", "concluded"])
@pytest.mark.parametrize("column", COLUMNS)
def test_one_empty_cell_is_the_only_one_without_a_number(row, column):
    path = f"requests.{row}.{column}"
    report = read(with_cells(**{path: ""}))
    assert values(report) == blanked(path)
    assert report["cells"][path]["blank"] == "empty"
    assert report["cells"][path]["printed"] is None


@pytest.mark.parametrize("row", ["granted", "refused.internal_affairs", "carried_out"])
def test_a_row_of_empty_cells_is_blank_and_takes_nobodys_numbers(row):
    report = read(with_cells(**dict.fromkeys(paths_of(row), "")))
    assert values(report) == blanked(*paths_of(row))
    assert {report["cells"][path]["blank"] for path in paths_of(row)} == {"empty"}
    assert report["status"] == "needs_review"


@pytest.mark.parametrize(
    ("mark", "blank"), [("-", "dash"), ("／", "dash"), ("无", "not_applicable"), ("不适用", "not_applicable")]
)
def test_a_printed_blank_holds_its_column(mark, blank):
    path = "requests.refused.state_secret.research"
    report = read(with_cells(**{path: mark}))
    assert values(report) == blanked(path)
    assert (report["cells"][path]["blank"], report["cells"][path]["printed"]) == (blank, mark)


@pytest.mark.parametrize("space", ["\u00a0", "\u3000", " ", "\u00a0 "])
def test_a_space_in_a_cell_is_an_empty_cell(space):
    path = "requests.refused.state_secret.research"
    assert values(read(with_cells(**{path: space}))) == blanked(path)


def laid_out(row, cells, width=8):
    """A row in columns of characters, as a text layer prints it."""
    return f"{LABELS[row][:20]:　<22}" + "".join(f"{cell:>{width}}" for cell in cells)


@pytest.mark.parametrize("column", range(7))
def test_blanks_in_text_laid_out_with_spaces_stand_by_their_columns(column):
    hurt = "refused.third_party_rights"
    rows = []
    for row in LABELS:
        cells = row_numbers(row)
        if row == hurt:
            cells[column] = ""
        rows.append(laid_out(row, cells))
    path = paths_of(hurt)[column]
    report = read(
        with_rows(
            rows,
            heads=["\t".join(HEADS)],
        )
    )
    assert silently_wrong(report, blanked(path)) == []
    assert report["cells"][path]["value"] is None


def test_a_row_with_numbers_missing_and_no_columns_to_go_by_is_unread():
    rows = {row: f"{LABELS[row]} {' '.join(row_numbers(row))}" for row in LABELS}
    hurt = "refused.third_party_rights"
    rows[hurt] = f"{LABELS[hurt]} {' '.join(row_numbers(hurt)[:4])}"
    report = read(with_rows(rows.values()))
    assert {report["cells"][path]["value"] for path in paths_of(hurt)} == {None}
    assert set(paths_of(hurt)) <= named(report, "error")


def test_rows_that_lost_their_leading_cells_still_end_in_the_same_columns():
    rows = request_rows()
    rows["other.other"] = rows["other.other"].lstrip("\t")
    rows["concluded"] = rows["concluded"].lstrip("\t")
    report = read(with_rows(rows.values()))
    assert values(report) == VALUES
    assert report["status"] == "accepted"


def test_an_extra_empty_column_changes_nothing():
    heads = [f"{line}\t" for line in REQUEST_HEADS]
    rows = [f"{line}\t" for line in request_rows().values()]
    assert values(read(with_rows(rows, heads))) == VALUES
    rows = [line.replace("\t", "\t\t", 1) for line in request_rows().values()]
    assert values(read(with_rows(rows))) == VALUES


@pytest.mark.parametrize("cells", [5, 8, 10, 14])
def test_a_row_of_table_4_with_fewer_cells_than_heads_is_not_read_from_the_left(cells):
    lines = with_cells().split("\n")
    at = next(i for i, line in enumerate(lines) if line.count("\t") == 14 and line[0].isdigit())
    lines[at] = "\t".join(lines[at].split("\t")[-cells:])
    report = read("\n".join(lines))
    shown = dict(list(VALUES.items())[-cells:])
    expected = {
        path: shown.get(path) if path.startswith("proceedings.") else value for path, value in VALUES.items()
    }
    assert silently_wrong(report, expected) == []
    assert report["status"] == "needs_review"
