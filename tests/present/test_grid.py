from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gouji.families.disclosure import FAMILY
from gouji.present.grid import Slot, clean, draw, width, wrap
from gouji.present.layout import layouts

FORM = FAMILY.forms["2021"]


def test_merged_cells_share_their_borders():
    slots = [Slot(0, 0, "甲", rows=2), Slot(0, 1, "乙", columns=2), Slot(1, 1, "1"), Slot(1, 2, "2")]
    assert (
        draw(slots, [2, 2, 2], colour=False) == "┌──┬─────┐\n│  │乙   │\n│甲├──┬──┤\n│  │1 │2 │\n└──┴──┴──┘\n"
    )


def test_every_line_of_a_form_is_equally_wide():
    for _, layout in layouts(FORM, ()):
        text = draw(layout.slots, layout.widths({}), colour=False)
        assert len({width(line) for line in text.splitlines()}) == 1


def test_the_form_fits_a_terminal_of_eighty_columns():
    widest = max(
        width(draw(layout.slots, layout.widths({}), colour=False).partition("\n")[0])
        for _, layout in layouts(FORM, ())
    )
    assert widest <= 80


def test_every_cell_of_the_form_stands_in_the_layout_once():
    paths = [slot.path for _, layout in layouts(FORM, ()) for slot in layout.slots if slot.path]
    assert sorted(paths) == sorted(FORM.paths)


def test_an_undivided_row_takes_the_place_of_its_three():
    printed = {"requests.other_processing.total"}
    paths = {slot.path for _, layout in layouts(FORM, printed) for slot in layout.slots if slot.path}
    assert {path for path in paths if "other." in path and path.startswith("requests")} == set()
    assert sum(path.startswith("requests.other_processing.") for path in paths) == 7


def test_long_numbers_widen_their_columns():
    values = {"requests.received.total": "123456789012"}
    for _, layout in layouts(FORM, ()):
        slots = [replace(slot, text=values.get(slot.path, slot.text)) for slot in layout.slots]
        text = draw(slots, layout.widths(values), colour=False)
        if any(slot.path in values for slot in slots):
            assert "123456789012" in text


@given(st.text(), st.integers(2, 20))
def test_wrapped_lines_fit_and_lose_nothing(text, columns):
    lines = wrap(text, columns)
    assert "".join(lines) == text
    assert all(width(line) <= columns for line in lines)


@given(st.text())
def test_no_document_steers_the_terminal(text):
    shown = clean(text)
    assert not any(character in shown for character in "\x1b\x9b\r\n\t\u202e")
