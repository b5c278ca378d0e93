"""A reading held against the page a second way: what the labels alone say is printed in each cell."""

from dataclasses import replace

import pytest

from gouji.convert import convert
from gouji.document import Source
from gouji.read import aligned
from gouji.read.second_look import look_again, with_findings
from gouji.report import CellReading
from small_reports import VALUES, whole


@pytest.fixture
def document():
    return convert(Source.of("a.txt", whole().encode()))


@pytest.fixture
def reading(document):
    return aligned.read(document)


def changed(reading, **values):
    cells = dict(reading.cells)
    for name, value in values.items():
        path = name.replace("__", ".")
        cells[path] = replace(cells[path], value=value, printed=str(value))
    return replace(reading, cells=cells)


def test_a_right_reading_is_borne_out_cell_by_cell(document, reading):
    look = look_again(document, reading)
    assert look.findings == ()
    assert look.borne_out == set(VALUES)


def test_a_wrong_number_is_named_with_what_the_page_prints(document, reading):
    path = "disclosure.licensing.decisions"
    (finding,) = look_again(document, changed(reading, disclosure__licensing__decisions=77)).findings
    assert (finding.rule, finding.cells, finding.severity) == ("page_differs", (path,), "error")
    assert (finding.params["value"], finding.params["seen"]) == (77, VALUES[path])


def test_two_outcome_rows_in_each_others_place_are_named_though_every_sum_holds(document, reading):
    rows = ("requests.granted", "requests.partly_granted")
    columns = [path.rpartition(".")[2] for path in VALUES if path.startswith(rows[0] + ".")]
    cells = dict(reading.cells)
    for column in columns:
        one, other = f"{rows[0]}.{column}", f"{rows[1]}.{column}"
        cells[one], cells[other] = cells[other], cells[one]
    look = look_again(document, replace(reading, cells=cells))
    differing = {
        f"{row}.{c}" for c in columns if VALUES[f"{rows[0]}.{c}"] != VALUES[f"{rows[1]}.{c}"] for row in rows
    }
    assert look.contradicted == differing != set()


def test_a_number_in_a_printed_cell_that_was_called_missing_is_named_once(document, reading):
    path = "requests.granted.total"
    cells = {**reading.cells, path: CellReading(None, None, "missing")}
    assert look_again(document, replace(reading, cells=cells)).contradicted == {path}
    named = aligned.Finding("missing_row", "error", (path,), {"place": "某行"})
    assert look_again(document, replace(reading, cells=cells, findings=(named,))).contradicted == set()


def test_what_the_page_contradicts_is_no_longer_sure(document, reading):
    wrong = changed(reading, disclosure__licensing__decisions=77)
    after = with_findings(wrong, look_again(document, wrong))
    assert not after.cells["disclosure.licensing.decisions"].sure
    assert after.cells["disclosure.penalties.decisions"].sure
    assert after.findings[-1].rule == "page_differs"
