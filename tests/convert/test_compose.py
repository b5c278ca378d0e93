"""Grids, line breaks inside cells, and offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.convert.compose import PARAGRAPH, Composer, Slot, lay_out, one_line
from gouji.document import Source

SLOTS = st.builds(
    Slot,
    st.text("总计12 \n", max_size=6),
    column_span=st.integers(-1, 5) | st.just(99_999),
    row_span=st.integers(-1, 5) | st.just(99_999),
)
ROWS = st.lists(st.lists(SLOTS, max_size=6), max_size=8)


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ("商业\n企业", "商业企业"),
        ("1361\n2", "13612"),
        ("1，\n295\n.5", "1，295.5"),
        (f"12{PARAGRAPH}34", "12 34"),
        (f"1{PARAGRAPH}，530", "1，530"),
        (f"3.{PARAGRAPH}12", "3. 12"),
        (f"结果{PARAGRAPH}维持", "结果维持"),
        ("1.\n属于国家秘密", "1. 属于国家秘密"),
        ("12\n件", "12 件"),
        ("a\n b", "a b"),
        ("\n 总计 \n", "总计"),
        (f"0\n{PARAGRAPH}5", "0 5"),
        ("一\t二", "一 二"),
        ("", ""),
    ],
)
def test_breaks_inside_a_cell_go_only_where_they_part_nothing(cell, line):
    assert one_line(cell) == line


@given(ROWS)
def test_cells_of_a_grid_never_overlap_and_stay_inside(rows):
    placed = lay_out(rows)
    taken = set()
    for number, row in enumerate(placed):
        assert [slot.text for slot in row] == [slot.text for slot in rows[number]]
        for slot in row:
            assert slot.row_span >= 1
            assert number + slot.row_span <= len(rows)
            places = {
                (line, column)
                for line in range(number, number + slot.row_span)
                for column in range(slot.column, slot.column + slot.column_span)
            }
            assert not places & taken
            taken |= places


@given(ROWS)
def test_every_cell_offset_points_at_its_text_and_rows_are_lines(rows):
    composer = Composer()
    composer.line("前文")
    table = composer.table(rows)
    document = composer.document(Source.of("a", b""), "text/plain")
    if table is None:
        assert not any(rows)
        return
    assert document.text[table.start : table.end].count("\n") == len(rows) == table.rows
    slots = [slot for row in rows for slot in row]
    assert [document.text[cell.start : cell.end] for cell in table.cells] == [
        one_line(slot.text) for slot in slots
    ]
    assert max(cell.column + cell.column_span for cell in table.cells) == table.columns


def test_a_row_span_of_zero_reaches_to_the_last_row():
    placed = lay_out([[Slot("a", row_span=0), Slot("b")], [Slot("c")], [Slot("d")]])
    assert placed[0][0].row_span == 3
    assert [placed[1][0].column, placed[2][0].column] == [1, 1]


def test_columns_in_which_no_cell_begins_are_dropped():
    placed = lay_out([[Slot("标题", column_span=1000)], [Slot("a", column_span=3), Slot("b", column_span=2)]])
    assert [(slot.column, slot.column_span) for row in placed for slot in row] == [(0, 2), (0, 1), (1, 1)]


def test_a_row_with_a_page_of_prose_parts_the_table_and_keeps_its_lines():
    prose = "\n".join(["本镇认真落实各项要求，" * 15] * 5)
    composer = Composer()
    composer.rows([[Slot("标题"), Slot("数")], [Slot(prose)], [Slot("办结"), Slot("1")]])
    document = composer.document(Source.of("a", b""), "text/plain")
    assert [table.rows for table in document.tables] == [1, 1]
    assert document.text == f"标题\t数\n{prose}\n办结\t1\n"


def test_a_lone_cell_is_lines_not_a_table():
    composer = Composer()
    composer.rows([[Slot("标题\n正文")]])
    document = composer.document(Source.of("a", b""), "text/plain")
    assert document.tables == ()
    assert document.text == "标题\n正文\n"
