"""What the peers' tables are mapped to: a mistake here would be booked as a peer's."""

import boxes
import mapping
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.families.disclosure.form_2021 import FORM_2021

HEADS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
LABELS = {
    path.rpartition(".")[0].removeprefix("requests."): label.partition(" | ")[0].rpartition(" ")[2]
    for path, label in FORM_2021.labels.items()
    if path.startswith("requests.")
}


def numbers(start):
    return [str(start * 10 + column) for column in range(7)]


def requests_table(keys=tuple(LABELS)):
    rows = [["", "", "", *HEADS]]
    rows += [["", None, LABELS[key], *numbers(place)] for place, key in enumerate(keys)]
    return rows


def told(key, cells):
    return [cells.get(f"requests.{key}.{applicant}", "absent") for applicant, _ in mapping.APPLICANTS]


def test_all_25_rows_are_found_by_the_forms_own_labels():
    cells = mapping.map_cells([requests_table()])
    assert set(cells) == {path for path in FORM_2021.paths if path.startswith("requests.")}
    assert all(told(key, cells) == [place * 10 + c for c in range(7)] for place, key in enumerate(LABELS))


def test_rows_are_told_by_their_labels_wherever_they_stand():
    keys = list(LABELS)
    keys[5], keys[9] = keys[9], keys[5]
    cells = mapping.map_cells([requests_table(keys)])
    assert told(keys[5], cells) == [50 + c for c in range(7)]


def test_a_table_cut_over_pages_is_joined_whatever_label_columns_are_left():
    whole = requests_table()
    pages = [whole[:9], [row[2:] for row in whole[9:17]], [whole[0], *whole[17:]]]
    assert mapping.map_cells(pages) == mapping.map_cells([whole])


def test_a_row_without_label_takes_the_one_free_place():
    table = requests_table()
    table[7][2] = ""
    assert mapping.map_cells([table]) == mapping.map_cells([requests_table()])


def test_two_rows_missing_and_one_nameless_is_not_guessed():
    table = requests_table()
    table[7][2] = ""
    del table[8]
    cells = mapping.map_cells([table])
    assert not any(path.startswith(f"requests.{list(LABELS)[6]}.") for path in cells)


def test_the_first_line_of_a_label_may_be_a_row_of_its_own():
    table = requests_table()
    at = 1 + list(LABELS).index("refused.process_information")
    key, values = "refused.process_information", table[at][3:]
    table[at : at + 1] = [
        ["", "", "6.属于四类过程", *[""] * 7],
        ["", "", "", *values],
        ["", "", "性信息", *[""] * 7],
    ]
    assert told(key, mapping.map_cells([table])) == [int(value) for value in values]


def test_columns_that_changed_places_with_their_heads_are_followed():
    table = [[*row[:4], row[9], *row[4:9]] for row in requests_table()]
    assert mapping.map_cells([table]) == mapping.map_cells([requests_table()])


@pytest.mark.parametrize("at", [3, 6, 10])
def test_an_empty_column_is_dropped(at):
    table = [[*row[:at], "", *row[at:]] for row in requests_table()]
    assert mapping.map_cells([table]) == mapping.map_cells([requests_table()])


def test_an_undivided_row_has_no_leaves():
    table = requests_table([key for key in LABELS if not key.startswith("other.")])
    table.insert(-2, ["", "（六）其他处理", "", *numbers(30)])
    cells = mapping.map_cells([table])
    assert told("other_processing", cells) == [300 + c for c in range(7)]
    assert told("other.fee_unpaid", cells) == [None] * 7


def test_the_groups_label_beside_a_row_without_its_own_is_no_undivided_row():
    table = requests_table()
    at = 1 + list(LABELS).index("other.not_corrected_in_time")
    table[at][1:3] = ["（六）其他处理", ""]
    assert not any("other_processing" in path for path in mapping.map_cells([table]))


def test_table_two_is_read_with_merged_and_repeated_cells():
    table = [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "1", "-", "3"],
        ["规范性文件", "4", "5", "6"],
        ["行政许可", "7", None, None],
        ["行政处罚", "8", "8", "8"],
        ["行政事业性收费", "12.5万元", None, None],
    ]
    assert mapping.map_cells([table]) == {
        "disclosure.regulations.issued": 1,
        "disclosure.regulations.repealed": None,
        "disclosure.regulations.in_force": 3,
        "disclosure.normative_documents.issued": 4,
        "disclosure.normative_documents.repealed": 5,
        "disclosure.normative_documents.in_force": 6,
        "disclosure.licensing.decisions": 7,
        "disclosure.penalties.decisions": 8,
        "disclosure.fees.amount": 12.5,
    }


def test_columns_run_together_are_not_taken_for_the_first():
    assert mapping.map_cells([[["规章", "1\n2", "3"]]]) == {}


def test_table_four_follows_its_heads():
    outcomes = [name for _, name in mapping.OUTCOMES]
    swapped = [
        ["行政诉讼", *[""] * 9, "行政复议", *[""] * 4],
        ["未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4, *outcomes],
        [*outcomes, *outcomes, *[""] * 5],
        [str(value) for value in range(15)],
    ]
    cells = mapping.map_cells([swapped])
    assert cells["proceedings.litigation_direct.upheld"] == 0
    assert cells["proceedings.litigation_after_reconsideration.total"] == 9
    assert cells["proceedings.reconsideration.pending"] == 13


def test_without_heads_table_four_stands_in_official_order():
    cells = mapping.map_cells([[[str(value) for value in range(15)]]])
    assert cells == dict(
        zip([p for p in FORM_2021.paths if p.startswith("proceedings.")], range(15), strict=True)
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("１２", 12),
        ("1，295", 1295),
        ("1 295", 1295),
        ("1361\n2", 13612),
        ("16件", 16),
        ("22（其中修订 3 件）", 22),
        ("7730.28万元", 7730.28),
        ("", None),
        (None, None),
        ("\u00a0", None),
        ("—", None),
        ("不适用", None),
    ],
)
def test_numbers_are_understood_as_printed(text, number):
    assert mapping.parse(text) == number


@pytest.mark.parametrize("text", ["1O", "1.", "3项目", "?", "-5", "1.2.3"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="no number"):
        mapping.parse(text)


@given(st.integers(0, 10**9))
def test_thousands_do_not_change_a_number(value):
    assert mapping.parse(f"{value:,}件") == value


def box(x, y, text):
    return boxes.Box(x - 5, y - 5, x + 5, y + 5, text)


def page(rows):
    return [box(*one) for row in rows for one in row]


def test_boxes_become_rows_of_label_and_seven_columns():
    found = page(
        [
            [
                (20, 100 + 30 * row, label),
                *((100 + 40 * c, 100 + 30 * row, str(row * 10 + c)) for c in range(7)),
            ]
            for row, label in enumerate(["一、本年新收", "二、上年结转"])
        ]
    )
    cells = mapping.map_cells([boxes.page_rows(found)])
    assert told("carried_in", cells) == [10 + c for c in range(7)]


def test_a_number_that_was_not_found_leaves_its_own_column_unread():
    found = page([[(100 + 40 * c, 100 + 30 * row, str(c)) for c in range(7)] for row in range(3)])
    found += page([[(20, 100, "一、本年新收"), (20, 130, "二、上年结转"), (20, 160, "（一）予以公开")]])
    found = [one for one in found if (one.x, one.y) != (180, 130)]
    assert told("carried_in", mapping.map_cells([boxes.page_rows(found)])) == [0, 1, "absent", 3, 4, 5, 6]


def test_several_numbers_in_one_box_are_parted():
    row = [(20, 100, "一、本年新收"), *((100 + 40 * c, 100, str(c)) for c in range(5))]
    found = [*page([row]), boxes.Box(290, 95, 350, 105, "5 6")]
    assert told("received", mapping.map_cells([boxes.page_rows(found)])) == [0, 1, 2, 3, 4, 5, 6]


def test_heads_printed_in_several_lines_stand_above_their_columns():
    names = ["自然人", "总计", "科研", "社会公", "法律服", "其他", "商业"]
    tails = [None, None, "机构", "益组织", "务机构", None, "企业"]
    found = page([[(100 + 40 * c, 60, name) for c, name in enumerate(names)]])
    found += page([[(100 + 40 * c, 75, tail) for c, tail in enumerate(tails) if tail]])
    found += page([[(20, 100, "一、本年新收"), *((100 + 40 * c, 100, str(c)) for c in range(7))]])
    cells = mapping.map_cells([boxes.page_rows(found)])
    assert (cells["requests.received.total"], cells["requests.received.business"]) == (1, 6)
