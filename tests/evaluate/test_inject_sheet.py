"""Errors of the copy: gold stays the true cell, and what the file no longer shows is noted."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.evaluate.chance import dice
from gouji.evaluate.copy import Missing
from gouji.evaluate.gold import make_gold
from gouji.evaluate.inject import KINDS, copy_changes, fits
from gouji.evaluate.inject.sheet import COPY, number_split, numbers_joined
from gouji.evaluate.render.copies import TEXT_SHAPES, print_text
from gouji.evaluate.render.layout import seen
from gouji.evaluate.render.registry import make_copy
from gouji.evaluate.render.sheet import lay_out
from gouji.evaluate.render.values import ValueStyle
from gouji.evaluate.render.wording import Wording

TOGETHER = {
    "row_swap",
    "column_swap",
    "received_carried_in_swap",
    "upheld_corrected_swap",
    "case_blocks_swap",
    "fee_unit",
    "orders",
    "hidden_text",
    "other_year",
    "labels_damaged",
    "letters_for_digits",
    "page_numbers",
    "row_doubled",
    "heads_lost",
}
# Where it is not None (more than one outcome is right); the orders are harmless in prose, not in a cell.
OUTCOMES = {
    "row_shift": {"needs_review"},
    "row_missing": {"needs_review"},
    "forgotten_total": {"needs_review"},
    "row_swap": {"accepted"},
    "column_swap": {"accepted"},
    "received_carried_in_swap": {"accepted"},
    "upheld_corrected_swap": {"accepted"},
    "case_blocks_swap": {"accepted"},
    "fee_unit": {"accepted"},
    "hidden_text": {"accepted"},
    "orders": {"accepted", None},
}


def plain_sheet(seed, kind="department"):
    return lay_out(make_gold(seed, kind), dice("sheet", seed), Wording(), ValueStyle())


def spoiled(name, seed, kind="department"):
    return COPY[name](plain_sheet(seed, kind), dice(name, seed))


def printed(sheet):
    return {s.key: s.text for table in sheet.tables() for line in table.lines for s in line.numbers if s.key}


def number(text):
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    found = re.match(r"[\dOl.]+", plain)
    return found.group().replace("O", "0").replace("l", "1") if found else ""


@pytest.mark.parametrize("name", sorted(COPY))
def test_every_copy_error_occurs_and_is_noted_once(name):
    sheets = [spoiled(name, seed) for seed in range(10)]
    hit = [sheet for sheet in sheets if sheet.injected]
    assert len(hit) >= 5
    assert {error.name for sheet in hit for error in sheet.injected} == {f"{name}@copy"}
    assert all(len(sheet.injected) == 1 for sheet in hit)


@pytest.mark.parametrize("name", sorted(COPY))
def test_what_a_copy_error_notes_is_what_the_file_does_not_show(name):
    for seed in range(10):
        before, after = plain_sheet(seed), spoiled(name, seed)
        noted = {path for error in after.injected for path in error.cells}
        assert noted == {path for error in after.injected for path in error.right}
        assert all(before.expected[p] == r for e in after.injected for p, r in e.right.items())
        assert not noted or name not in TOGETHER
        shown = printed(after)
        for path, truth in before.expected.items():
            if path not in noted and not (name == "fee_unit" and path == "disclosure.fees.amount"):
                assert number(shown[path]) == number(str(truth)), path
        lost = {path for path, truth in after.expected.items() if truth != before.expected[path]}
        assert lost <= noted
        assert all(isinstance(after.expected[path], Missing) for path in lost)


@pytest.mark.parametrize("name", sorted(COPY))
def test_the_outcome_follows_what_is_lost(name):
    hit = [sheet for sheet in (spoiled(name, seed) for seed in range(10)) if sheet.injected]
    assert {sheet.status for sheet in hit} == OUTCOMES.get(name, {None})


def test_an_order_to_a_model_in_the_prose_changes_nothing_but_the_prose():
    prose = [s for s in (spoiled("orders", seed) for seed in range(30)) if s.injected[0].note == "prose"]
    assert prose
    for sheet in prose:
        assert sheet.status == "accepted"
        assert len(sheet.pieces) == len(seen(sheet).pieces)


def test_a_split_number_makes_a_cell_more_or_fills_its_neighbour():
    row = ["20", "3", "0", "0", "4", "1", "28"]
    made = {tuple(number_split(row, dice(seed))) for seed in range(200)}
    assert {("2", "0", *row[1:]), ("2", "03", *row[2:])} == made


def test_joined_numbers_leave_a_gap_or_none():
    made = {tuple(numbers_joined(["12", "3", "0"], dice(seed))) for seed in range(200)}
    assert made == {("123", "0"), ("123", "", "0"), ("12", "30"), ("12", "30", "")}


def test_a_number_that_reads_the_same_in_its_cell_is_not_noted():
    """20 beside 0 as 2 and 00: only the first cell is wrong."""
    sheets = [spoiled("number_split", seed, "county") for seed in range(40)]
    notes = [error for sheet in sheets for error in sheet.injected]
    assert any(len(note.cells) == 1 for note in notes)
    assert all(note.cells for note in notes)
    for sheet in sheets:
        shown = printed(sheet)
        assert not any(path in shown for note in sheet.injected for path in note.cells)


@pytest.mark.parametrize("shape", ["html", "html_old", "html_divs", "html_pre", "markdown_html", "docx"])
def test_hidden_text_stands_in_carriers_that_can_hide(shape):
    hows = set()
    for seed in range(12):
        copy = make_copy(shape, make_gold(seed, "county"), seed, copy_changes(["hidden_text@copy"]))
        bare = make_copy(shape, make_gold(seed, "county"), seed)
        assert [error.kind for error in copy.injected] == ["hidden_text"]
        assert copy.expected == bare.expected
        assert copy.status == bare.status
        assert copy.content != bare.content
        hows.add(copy.injected[0].note)
    assert hows == {"hidden row", "hidden cell", "hidden paragraph"}


def test_hidden_text_stands_in_a_pdf_where_nobody_sees_it():
    copy = make_copy("pdf", make_gold(3, "county"), 3, copy_changes(["hidden_text@copy"]))
    assert copy.injected
    assert copy.content != make_copy("pdf", make_gold(3, "county"), 3).content


def test_plain_text_has_no_hidden_text_and_no_note_of_it():
    for seed in range(6):
        sheet, text = print_text("tabs", make_gold(seed, "county"), seed, copy_changes(["hidden_text@copy"]))
        assert sheet.injected == ()
        assert sheet == seen(sheet)
        assert text.count("本年新收政府信息公开申请数量") == 1


def test_last_years_table_stands_beside_this_years_and_says_its_year():
    sheets = [sheet for sheet in (spoiled("other_year", seed) for seed in range(20)) if sheet.injected]
    assert len(sheets) >= 10
    for sheet in sheets:
        foreign = [piece for piece in sheet.pieces if getattr(piece, "foreign", False)]
        assert len(foreign) == 1
        assert not any(slot.key for line in foreign[0].lines for slot in line.numbers)
        titles = [getattr(piece, "text", "") for piece in sheet.pieces]
        assert any(str(sheet.identity.year - 1) in text and "情况" in text for text in titles)


@settings(max_examples=80, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    names=st.lists(st.sampled_from(sorted(COPY)), min_size=1, max_size=4, unique=True),
    kind=st.sampled_from(["town", "department", "city", "all_zero"]),
    severity=st.integers(0, 3),
)
def test_any_errors_go_together_on_a_composed_copy(seed, names, kind, severity):
    changes = copy_changes([f"{name}@copy" for name in names])
    sheet, text = print_text("composed", make_gold(seed, kind), seed, changes, severity)
    assert {error.kind for error in sheet.injected} <= set(names)
    assert len(text) > 300
    lost = {path for error in sheet.injected for path in error.cells}
    shown = printed(sheet)
    for path, truth in sheet.expected.items():
        if not isinstance(truth, Missing) and path not in lost:
            assert path in shown, path


@pytest.mark.parametrize("shape", ["glued"])
def test_a_copy_without_separators_shows_no_split_number(shape):
    gold = make_gold(2, "city")
    assert make_copy(shape, gold, 2, copy_changes(["number_split@copy"])).injected == ()


@pytest.mark.parametrize("key", [key for key, kind in KINDS.items() if kind.level == "copy"])
def test_every_copy_error_reaches_its_carriers(key):
    for shape, carrier in (("tabs", "text"), ("html", "html"), ("docx", "docx"), ("pdf", "pdf")):
        if fits(key, carrier):
            golds = (make_gold(seed, "department") for seed in range(6))
            made = (make_copy(shape, gold, gold.seed, copy_changes([key])) for gold in golds)
            assert any(copy.injected for copy in made), shape


def test_all_text_shapes_take_all_errors():
    for at, shape in enumerate(TEXT_SHAPES):
        names = [sorted(COPY)[(at + step) % len(COPY)] for step in range(2)]
        make_copy(shape, make_gold(at, "county"), at, copy_changes([f"{name}@copy" for name in names]))
