"""What answers claim, and what is left of it when the page is held against it. The page is a fake here."""

from decimal import Decimal

import pytest

from gouji.document import Document, Place
from gouji.read.grounding import Grounded
from gouji.read.model.answers import asked_rows, table_answer
from gouji.read.model.cells import claims, settle

PAGE = Document("report.txt", "0" * 64, "text/plain", "")
AMOUNT = "disclosure.fees.amount"
REGULATIONS = tuple(f"disclosure.regulations.{column}" for column in ("issued", "repealed", "in_force"))
LEAVES = ("other.not_corrected_in_time", "other.fee_unpaid", "other.other")


def answered(part, rows=(), printed=(), doubtful=(), default=0):
    given = {row.key: [default] * len(row.paths) for row in asked_rows(part)} | dict(rows)
    answer = table_answer(part).model_validate(
        {
            "rows": given,
            "printed": [{"cell": cell, "text": text} for cell, text in printed],
            "doubtful": [{"cell": cell, "reason": reason} for cell, reason in doubtful],
        }
    )
    return asked_rows(part), answer


def asked(*parts):
    return [path for part in parts for row in asked_rows(part) for path in row.paths]


class FakePage:
    """Prints what a test says: path → (printed text, value); every other cell prints what is claimed."""

    def __init__(self, cells=(), why="not_printed", nowhere=()):
        self.cells, self.why, self.nowhere = dict(cells), why, nowhere
        self.claimed = None

    def __call__(self, document, table, values, printed):
        self.claimed = dict(values)
        return {path: self._one(path, value) for path, value in values.items()}

    def _one(self, path, value):
        if any(path.startswith(start) for start in self.nowhere):
            return Grounded(None, None, sure=False, why=None if value is None else "no_label")
        if path in self.cells:
            text, number = self.cells[path]
            place = Place(0, 1) if text else None
            return Grounded(place, text, sure=True, why=None if number == value else self.why, value=number)
        if value is None:
            return Grounded(None, None, sure=True, why=None)
        return Grounded(Place(0, 1), str(value), sure=True, why=None, value=value)


def settled(page, *answers, parts=("disclosure",), table="disclosure"):
    return settle(PAGE, table, asked(*parts), answers, page)


def test_a_value_that_the_page_prints_is_read_with_the_pages_own_text_and_place():
    page = FakePage({REGULATIONS[0]: ("1,204件", 1204)})
    read = settled(page, answered("disclosure", {"r01": [1204, 0, 0]}))
    cell = read.cells[REGULATIONS[0]]
    assert (cell.value, cell.printed, cell.place, cell.sure) == (1204, "1,204件", Place(0, 1), True)
    assert not read.unfit
    assert not read.findings


def test_a_value_that_the_page_does_not_print_there_is_unread_named_and_worth_another_attempt():
    page = FakePage({REGULATIONS[0]: ("14", 14)})
    read = settled(page, answered("disclosure", {"r01": [41, 0, 0]}))
    cell = read.cells[REGULATIONS[0]]
    assert (cell.value, cell.printed, cell.blank, cell.sure) == (None, "14", "unread", False)
    assert [(f.rule, f.severity, f.cells) for f in read.findings] == [
        ("ungrounded", "error", REGULATIONS[:1])
    ]
    assert read.unfit == {REGULATIONS[0]}


def test_a_label_that_the_page_lacks_is_not_asked_for_again():
    read = settled(FakePage(nowhere=["disclosure.regulations"]), answered("disclosure"))
    assert {read.cells[path].blank for path in REGULATIONS} == {"unread"}
    assert [finding.cells for finding in read.findings] == [REGULATIONS]
    assert not read.unfit


def test_a_number_that_the_model_passed_over_is_unread_with_what_is_printed():
    page = FakePage({REGULATIONS[2]: ("14", 14)}, why="printed_number_for_null")
    read = settled(page, answered("disclosure", {"r01": [0, 0, None]}))
    assert (read.cells[REGULATIONS[2]].blank, read.cells[REGULATIONS[2]].printed) == ("unread", "14")
    assert read.unfit == {REGULATIONS[2]}


@pytest.mark.parametrize(
    ("text", "blank"), [(None, "empty"), ("-", "dash"), ("／", "dash"), ("无", "not_applicable")]
)
def test_a_blank_is_a_fact_of_the_page(text, blank):
    page = FakePage({REGULATIONS[2]: (text, None)})
    read = settled(page, answered("disclosure", {"r01": [0, 0, None]}, [("r01.3", text or "")]))
    cell = read.cells[REGULATIONS[2]]
    assert (cell.value, cell.blank, cell.printed) == (None, blank, text)
    assert not read.findings


def test_a_null_for_a_cell_that_the_page_does_not_show_is_no_blank():
    """Where no label leads to the cell, nothing vouches for the null."""
    page = FakePage(nowhere=[REGULATIONS[2]])
    read = settled(page, answered("disclosure", {"r01": [0, 0, None]}))
    assert read.cells[REGULATIONS[2]].blank == "unread"
    assert [finding.rule for finding in read.findings] == ["ungrounded"]


def test_a_row_of_which_neither_model_nor_page_has_anything_is_missing():
    page = FakePage(nowhere=["disclosure.regulations"])
    read = settled(page, answered("disclosure", {"r01": [None] * 3}))
    assert {read.cells[path].blank for path in REGULATIONS} == {"missing"}
    assert [(f.rule, f.severity, f.cells) for f in read.findings] == [("missing_row", "error", REGULATIONS)]


def test_a_table_of_which_there_is_nothing_is_missing_as_a_whole():
    read = settled(FakePage(nowhere=["disclosure"]), answered("disclosure", default=None))
    assert [(f.rule, len(f.cells)) for f in read.findings] == [("missing_table", 10)]


def test_a_text_that_is_no_number_is_unread():
    page = FakePage({REGULATIONS[0]: ("1,2", None)})
    read = settled(page, answered("disclosure", {"r01": [None, 0, 0]}, [("r01.1", "1,2")]))
    assert (read.cells[REGULATIONS[0]].blank, read.cells[REGULATIONS[0]].printed) == ("unread", "1,2")
    assert [finding.rule for finding in read.findings] == ["unread"]


@pytest.mark.parametrize(
    ("count", "quoted", "printed", "on_page", "value", "rules"),
    [
        (12, None, "12", Decimal(12), Decimal(12), []),
        (None, "7730.28", "7730.28", Decimal("7730.28"), Decimal("7730.28"), []),
        (None, "7730.28万元", "7730.28万元", Decimal("7730.28"), Decimal("7730.28"), []),
        (None, "77302800元", "77302800元", Decimal("7730.28"), Decimal("7730.28"), ["unit_converted"]),
        (77302800, None, "77302800", Decimal("7730.28"), Decimal("7730.28"), ["unit_converted"]),
        (0, None, "0.00", Decimal(0), Decimal(0), []),
        (7730, None, "7730.28", Decimal("7730.28"), None, ["ungrounded"]),
        (None, "7730.28", "77302800元", Decimal("7730.28"), None, ["ungrounded"]),
        (0, None, None, None, None, ["ungrounded"]),
        (None, "7730.2.8", "7730.2.8", None, None, ["unread"]),
    ],
)
def test_the_amount_is_copied_as_printed_and_read_in_ten_thousands(
    count, quoted, printed, on_page, value, rules
):
    page = FakePage({AMOUNT: (printed, on_page)})
    read = settled(page, answered("disclosure", {"r06": [count]}, [("r06.1", quoted)] if quoted else ()))
    assert read.cells[AMOUNT].value == value
    assert isinstance(read.cells[AMOUNT].value, Decimal if value is not None else type(None))
    assert [finding.rule for finding in read.findings] == rules


@pytest.mark.parametrize(
    ("text", "claimed"), [("22（其中修订 3 件）", 22), ("12.00", 12), ("3万元", None), ("-3", None)]
)
def test_a_quoted_count_is_parsed_where_that_is_certain(text, claimed):
    found = claims([answered("disclosure", {"r01": [None, 0, 0]}, [("r01.1", text)])])
    assert found.values[REGULATIONS[0]] == claimed


def test_letters_read_as_digits_are_told():
    read = settled(FakePage({REGULATIONS[0]: ("1O", 10)}), answered("disclosure", {"r01": [10, 0, 0]}))
    assert [(f.rule, f.severity) for f in read.findings] == [("confusable_letter", "warning")]


def test_the_models_own_doubt_is_a_warning_that_names_its_cell():
    doubts = [("r01.2", "字迹\n不清"), ("r01.3", "字迹 不清"), ("第三行", "看不懂")]
    read = settled(FakePage(), answered("disclosure", doubtful=doubts))
    found = {f.cells: (f.rule, f.severity, f.params["reason"]) for f in read.findings}
    assert found == {
        REGULATIONS[1:]: ("model_doubts", "warning", "字迹 不清"),
        (): ("model_doubts", "warning", "看不懂"),
    }


def test_pieces_of_a_text_complete_each_other_and_contradict_each_other():
    first = answered("disclosure", {"r01": [3, None, 7]}, default=None)
    second = answered("disclosure", {"r01": [None, 5, 8]}, default=None)
    read = settled(FakePage(), first, second)
    assert [read.cells[path].value for path in REGULATIONS] == [3, 5, None]
    assert read.unfit == {REGULATIONS[2]}
    assert ("ungrounded", REGULATIONS[2:]) in [(f.rule, f.cells) for f in read.findings]


def undivided(part, group, leaves):
    keys = {row.paths[0].partition(".")[2].rpartition(".")[0]: row.key for row in asked_rows(part)}
    width = {row.key: len(row.paths) for row in asked_rows(part)}
    rows = {keys["other_processing"]: group and [group - 1] * width[keys["other_processing"]]}
    rows |= {keys[leaf]: leaves and [leaves - 1] * width[keys[leaf]] for leaf in LEAVES}
    return answered(part, rows)


BOTH = ("requests_parts", "requests_totals")
GROUP = "requests.other_processing.total"
LEAF = "requests.other.other.total"


@pytest.mark.parametrize(
    ("group", "leaves", "in_group", "in_leaf"),
    [
        (5, None, 4, "not_in_form"),
        (None, 5, None, 4),
    ],
)
def test_the_undivided_row_stands_for_its_three_or_they_for_it(group, leaves, in_group, in_leaf):
    read = settled(
        FakePage(), *(undivided(part, group, leaves) for part in BOTH), parts=BOTH, table="requests"
    )
    assert (read.cells[GROUP].value if GROUP in read.cells else None) == in_group
    assert in_leaf in {read.cells[LEAF].value, read.cells[LEAF].blank}
    assert len(read.cells) == (182 if in_group is not None else 175)
    rules = [finding.rule for finding in read.findings]
    assert rules == (["other_processing_one_row"] if in_group is not None else [])


def test_both_the_undivided_row_and_its_three_are_believed_in_neither():
    read = settled(FakePage(), *(undivided(part, 5, 5) for part in BOTH), parts=BOTH, table="requests")
    assert GROUP not in read.cells
    named = {path for finding in read.findings if finding.rule == "ungrounded" for path in finding.cells}
    assert named == {path for path in read.cells if path.startswith("requests.other.")}
    assert {read.cells[path].blank for path in named} == {"unread"}
    assert named < read.unfit


def test_a_divided_form_without_numbers_stays_divided():
    """An empty array for every row: the three are printed, and blank."""
    parts = [answered(part, {row.key: [None] * len(row.paths) for row in asked_rows(part)}) for part in BOTH]
    read = settled(FakePage(), *parts, parts=BOTH, table="requests")
    assert GROUP not in read.cells
    assert read.cells[LEAF].blank == "empty"


def test_cells_without_an_answer_are_unread_and_nothing_is_invented():
    page = FakePage()
    read = settled(page, parts=BOTH, table="requests")
    assert page.claimed is None
    assert {(cell.value, cell.blank) for cell in read.cells.values()} == {(None, "unread")}
    assert len(read.cells) == 175
