"""Rendered copies tell the truth: what the sheet prints is what the copy expects."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.evaluate.chance import dice
from gouji.evaluate.damage import DAMAGES
from gouji.evaluate.gold import KINDS, make_gold
from gouji.evaluate.render import structure
from gouji.evaluate.render.carrier import Carried, draw_sheet
from gouji.evaluate.render.copies import TEXT_SHAPES, make_text, print_text, two_reports
from gouji.evaluate.render.layout import grid
from gouji.evaluate.render.moves import MOVES
from gouji.evaluate.render.registry import SHAPES, make_copy
from gouji.evaluate.render.sheet import lay_out
from gouji.evaluate.render.text import TextStyle, print_sheet
from gouji.evaluate.render.values import ValueStyle
from gouji.evaluate.render.wording import Wording
from gouji.families.disclosure.rules import COLUMNS
from printed import assert_prints_what_it_expects


@pytest.mark.parametrize("shape", TEXT_SHAPES)
def test_every_shape_prints_every_expected_number_once(shape):
    for seed in range(5):
        sheet, _ = print_text(shape, make_gold(seed, KINDS[seed]), seed)
        assert_prints_what_it_expects(sheet)


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_keeps_the_expected_cells_true(damage):
    for seed in range(8):
        sheet, _ = print_text("tabs", make_gold(seed), seed, (DAMAGES[damage],))
        assert_prints_what_it_expects(sheet)
        assert sheet.damage or damage in {"letters", "digit_hurt"}


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_composed_shapes_keep_their_truth(seed):
    sheet, text = print_text("composed", make_gold(seed), seed)
    assert_prints_what_it_expects(sheet)
    assert len(text) > 1000


@pytest.mark.parametrize("move", ["applicants_swapped", "heads_flattened", "extra_column"])
def test_applicant_heads_stay_over_their_numbers(move):
    change = MOVES.get(move) or getattr(structure, move)
    for seed in range(20):
        gold = make_gold(seed, "dense")
        rng = dice("test", move, seed)
        sheet = change(lay_out(gold, rng, Wording(), ValueStyle()), rng)
        [table] = sheet.tables("requests")
        names = dict(zip(COLUMNS.values(), COLUMNS, strict=True))
        heads = {
            slot.column: names["总计" if slot.key == "total" else slot.key]
            for line in table.lines
            for slot in line.slots
            if slot.role == "head" and slot.columns == 1
        }
        assert sorted(heads.values()) == sorted(COLUMNS)
        for line in table.lines:
            for slot in line.numbers:
                assert heads[slot.column] == slot.key.rpartition(".")[2]


@pytest.mark.parametrize("move", ["outcomes_swapped", "blocks_swapped"])
def test_outcome_heads_stay_over_their_numbers(move):
    for seed in range(20):
        rng = dice("test", move, seed)
        sheet = MOVES[move](lay_out(make_gold(seed, "dense"), rng, Wording(), ValueStyle()), rng)
        [table] = sheet.tables("proceedings")
        slots = [slot for line in table.lines for slot in line.slots]
        heads = {slot.column: slot.key for slot in slots if slot.role == "head" and slot.columns == 1}
        wide = {
            slot.key: range(slot.column, slot.column + slot.columns) for slot in slots if slot.columns > 1
        }
        for slot in slots:
            if slot.role == "number":
                assert slot.key == f"proceedings.{heads[slot.column]}"
                assert slot.column in wide[heads[slot.column].partition(".")[0]]


@pytest.mark.parametrize("shape", ["tabs", "no_leading_cells", "spaces", "label_then_numbers"])
def test_numbers_follow_their_label_in_row_shapes(shape):
    gold = make_gold(3, "dense")
    sheet, text = print_text(shape, gold, 3)
    rows = {line.key: line for table in sheet.tables("requests") for line in table.lines if line.key}
    position = 0
    for line in rows.values():
        run = text.find(
            line.numbers[0].text, text.find(line.labels[-1].text.partition("\n")[0][:6], position)
        )
        assert run > position
        position = run


def test_spans_cover_the_grid_without_overlap():
    for seed in range(10):
        sheet = lay_out(make_gold(seed), dice(seed), Wording(), ValueStyle())
        for table in sheet.tables():
            area = sum(
                slot.columns * min(slot.rows, len(table.lines) - index)
                for index, line in enumerate(table.lines)
                for slot in line.slots
            )
            covered = sum(slot is not None or how != "" for row in grid(table) for slot, how in row)
            assert area == covered == table.columns * len(table.lines)


def test_no_two_composed_copies_are_alike():
    texts = {print_text("composed", make_gold(1, "dense"), seed)[1] for seed in range(60)}
    assert len(texts) == 60


def test_two_reports_expect_failure():
    copy = two_reports("tabs", make_gold(1, "county"), make_gold(2, "county"), 0)
    assert copy.status == "failed"
    texts = {print_text("tabs", make_gold(seed, "county"), at)[1] for seed, at in ((1, 0), (2, 1))}
    assert len(texts) == 2
    assert all(text in copy.content.decode() for text in texts)


def test_a_table_is_cut_but_no_row_is_lost():
    for seed in range(20):
        rng = dice("cut", seed)
        sheet = structure.table_cut(lay_out(make_gold(seed), rng, Wording(), ValueStyle()), rng)
        parts = sheet.tables("requests")
        assert len(parts) > 1
        assert [line.key for part in parts for line in part.lines if line.numbers] == [
            line.key
            for line in lay_out(make_gold(seed), rng, Wording(), ValueStyle()).tables("requests")[0].lines
            if line.numbers
        ]


def test_csv_cells_with_thousands_are_quoted():
    rng = dice("csv")
    sheet = lay_out(make_gold(0, "city"), rng, Wording(), ValueStyle(thousands=","))
    text = print_sheet(sheet, TextStyle(arrangement="csv", separator=","), rng)
    assert '"' in text


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape not in TEXT_SHAPES])
def test_every_carrier_shape_renders(shape):
    copy = make_copy(shape, make_gold(2, "county"), 2)
    opening = {
        ".html": rb"\s*<",
        ".docx": rb"PK\x03\x04",
        ".pdf": rb"%PDF-",
        ".md": rb"\s*(#|\||<table|\*\*)",
    }
    assert re.match(opening[copy.suffix], copy.content)
    assert make_copy(shape, make_gold(2, "county"), 2) == copy


def test_carrier_sheets_keep_their_truth():
    for seed in range(40):
        sheet = draw_sheet(make_gold(seed), dice("carrier", seed), Carried(1.0, cut=seed % 2 == 0), ())
        assert_prints_what_it_expects(sheet)


def test_encodings_of_text_copies_vary():
    contents = [make_text("tabs", make_gold(seed), seed).content for seed in range(60)]
    assert any(content.startswith(b"\xff\xfe") for content in contents)
    assert any(b"\r\n" in content for content in contents)
