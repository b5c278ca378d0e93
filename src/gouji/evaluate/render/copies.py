"""Rendered copies by the name of their shape; the same shape, gold and seed give the same bytes."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from gouji.evaluate import damage
from gouji.evaluate.chance import chance, dice
from gouji.evaluate.copy import Missing, RenderedCopy
from gouji.evaluate.gold import GoldReport
from gouji.evaluate.render import composed, moves, shapes, slips, structure
from gouji.evaluate.render.layout import Sheet
from gouji.evaluate.render.sheet import lay_out
from gouji.evaluate.render.structure import Change
from gouji.evaluate.render.text import TextStyle, print_sheet
from gouji.evaluate.render.values import ValueStyle, draw_cell_values, draw_values
from gouji.evaluate.render.wording import Wording, draw_wording


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a text shape is made: a style drawn from dice, changes of the sheet, how wild the words are.

    ``status`` None: more than one outcome is right (where the shape itself destroys facts).
    """

    style: Callable[[random.Random], TextStyle]
    changes: tuple[Change, ...] = ()
    wording: Callable[[random.Random], Wording] = field(default=draw_wording)
    values: Callable[[random.Random], ValueStyle] = field(default=draw_values)
    lossy: bool = False


def _plain_values(rng: random.Random) -> ValueStyle:
    return ValueStyle(zero_fee=rng.choice(["0", "0", "0.00"]))


def _broken_heads(rng: random.Random) -> Wording:
    return replace(draw_wording(rng, 0.3), break_heads=True, space_heads=False)


def _no_ordinals(rng: random.Random) -> Wording:
    return replace(draw_wording(rng, 0.3), ordinals=False)


def _cells(style: Callable[[random.Random], TextStyle], *changes: Change) -> Recipe:
    return Recipe(style, changes, values=draw_cell_values)


RECIPES: Mapping[str, Recipe] = {
    "tabs": _cells(shapes.tabs),
    "cell_per_line": _cells(shapes.cell_per_line),
    "pipes_garbled": Recipe(shapes.pipes_garbled, wording=_broken_heads),
    "pdf_text": Recipe(shapes.pdf_text, shapes.PDF_TEXT_CHANGES),
    "markdown": _cells(shapes.markdown),
    "barred": _cells(shapes.barred),
    "layout": Recipe(shapes.layout),
    "label_then_numbers": Recipe(shapes.label_then_numbers),
    "label_then_cells": Recipe(shapes.label_then_cells),
    "labels_then_numbers": Recipe(shapes.labels_then_numbers),
    "labels_then_cells": Recipe(shapes.labels_then_cells),
    "labels_then_columns": Recipe(shapes.labels_then_columns, lossy=True),
    "numbers_wrapped": Recipe(shapes.numbers_wrapped),
    "spaces": Recipe(shapes.spaces),
    "straddled": Recipe(shapes.straddled),
    "no_leading_cells": _cells(shapes.no_leading_cells),
    "flattened_heads": Recipe(shapes.tabs, shapes.FLATTENED),
    "two_tables_joined": Recipe(shapes.any_rows, shapes.JOINED),
    "table_cut": Recipe(shapes.any_grid, shapes.CUT),
    "extra_column": Recipe(shapes.any_grid, shapes.EXTRA_COLUMN),
    "numbers_shifted": Recipe(shapes.any_grid, shapes.SHIFTED),
    "torn_cells": Recipe(shapes.torn_cells, wording=_broken_heads),
    "csv_like": _cells(shapes.csv_like),
    "group_in_middle": Recipe(shapes.any_rows, shapes.GROUP_MIDDLE),
    "group_on_own_line": Recipe(shapes.any_rows, shapes.GROUP_OWN_LINE),
    "markers_lost": Recipe(shapes.any_rows, shapes.MARKERS_LOST),
    "label_torn_by_page": Recipe(shapes.any_grid, (slips.label_torn_by_page,)),
    "groups_torn": Recipe(shapes.any_style, (slips.groups_torn_between_rows,)),
    "tables_split": Recipe(shapes.any_style, (slips.tables_split,)),
    "ordinals_lost": Recipe(shapes.any_style, wording=_no_ordinals),
    "mojibake": Recipe(shapes.any_style, lossy=True),
    "labels_cut_in_cells": Recipe(shapes.tabs, (slips.labels_cut_in_cells,)),
    "tables_reordered": Recipe(shapes.any_rows, (slips.tables_reordered,)),
    "title_in_pieces": Recipe(shapes.any_rows, (slips.title_in_pieces,)),
    "publication_box": Recipe(shapes.any_rows, (structure.publication_box,)),
    "filter_marks": Recipe(shapes.any_rows, (structure.filter_marks,)),
    "fee_in_yuan": Recipe(shapes.any_style, (slips.fee_in_yuan,)),
    "year_conflict": Recipe(shapes.any_rows, (slips.year_conflict,), lossy=True),
    "headings_lost": Recipe(shapes.any_rows, shapes.HEADINGS_LOST),
    "glued_damaged": Recipe(shapes.glued, (damage.digit_hurt,), values=_plain_values, lossy=True),
    "glued": Recipe(shapes.glued, values=_plain_values, lossy=True),
    **{
        name: Recipe(shapes.any_style, (change,), lossy=name == "empty_for_zero", values=_plain_values)
        for name, change in moves.MOVES.items()
    },
}
TEXT_SHAPES = (*RECIPES, "composed")


def make_text(shape: str, gold: GoldReport, seed: int, hurts: tuple[Change, ...] = ()) -> RenderedCopy:
    """Render ``gold`` as text in ``shape``; ``hurts`` are applied to the sheet before it is printed."""
    sheet, text = print_text(shape, gold, seed, hurts)
    content, coding = _encode(text, dice("encoding", shape, gold.seed, seed), mojibake=shape == "mojibake")
    suffix = ".md" if shape == "markdown" else ".txt"
    return finish(sheet, content, suffix, f"{shape}-{gold.kind}-{gold.seed}-{seed}{coding}", shape)


def print_text(shape: str, gold: GoldReport, seed: int, hurts: tuple[Change, ...] = ()) -> tuple[Sheet, str]:
    """The sheet and its text, before encoding."""
    rng = dice("copy", shape, gold.kind, gold.seed, seed)
    tables: Mapping[str, TextStyle] = {}
    if shape == "composed":
        style, tables = composed.draw_style(rng)
        recipe = Recipe(lambda _: style, composed.draw_changes(rng), composed.wording, composed.values)
    else:
        recipe = RECIPES[shape]
        style = recipe.style(rng)
    sheet = draw_sheet(gold, recipe, rng)
    for change in hurts:
        sheet = change(sheet, rng)
    return sheet, print_sheet(sheet, style, rng, tables)


def draw_sheet(gold: GoldReport, recipe: Recipe, rng: random.Random) -> Sheet:
    """Lay the report out in the words of the recipe and apply its changes."""
    sheet = lay_out(gold, rng, recipe.wording(rng), recipe.values(rng))
    for change in recipe.changes:
        sheet = change(sheet, rng)
    return replace(sheet, status=None) if recipe.lossy else sheet


def finish(sheet: Sheet, content: bytes, suffix: str, name: str, shape: str) -> RenderedCopy:
    """The copy with the sheet's truth."""
    return RenderedCopy(
        name=name,
        shape=shape,
        content=content,
        suffix=suffix,
        identity=sheet.identity,
        expected=sheet.expected,
        damage=sheet.damage,
        status=sheet.status,
        injected=sheet.injected,
    )


def two_reports(shape: str, first: GoldReport, second: GoldReport, seed: int) -> RenderedCopy:
    """Two reports in one text: refused, never mixed."""
    sheet, text = print_text(shape, first, seed)
    _, other = print_text(shape, second, seed + 1)
    nothing = {path: Missing("unread") for path in sheet.expected}
    both = replace(sheet, expected=nothing, damage=("two_reports",), status="failed")
    name = f"two-{shape}-{first.seed}-{second.seed}-{seed}"
    return finish(both, f"{text}\n{other}".encode(), ".txt", name, f"two_reports_{shape}")


def _encode(text: str, rng: random.Random, *, mojibake: bool = False) -> tuple[bytes, str]:
    """Most copies are UTF-8 with LF; some come from Windows."""
    if mojibake:
        return text.encode().decode("gb18030", "replace").encode(), ""
    if chance(rng, 0.15):
        text = text.replace("\n", "\r\n")
    coding = rng.choices(["utf-8", "gb18030", "utf-8-sig", "utf-16"], [80, 10, 7, 3])[0]
    if coding == "utf-16":
        return b"\xff\xfe" + text.encode("utf-16-le"), "-utf-16"
    return text.encode(coding), "" if coding == "utf-8" else f"-{coding}"
