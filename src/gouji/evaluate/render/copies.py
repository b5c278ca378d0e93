"""Rendered copies by the name of their shape; the same shape and seed give the same bytes."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gouji.evaluate.chance import dice
from gouji.evaluate.gold import GoldReport
from gouji.evaluate.render import shapes
from gouji.evaluate.render.layout import Expected, Sheet
from gouji.evaluate.render.sheet import lay_out
from gouji.evaluate.render.structure import Change
from gouji.evaluate.render.text import TextStyle, print_sheet
from gouji.evaluate.render.values import ValueStyle, draw_values
from gouji.evaluate.render.wording import Wording, draw_wording


@dataclass(frozen=True, slots=True)
class RenderedCopy:
    """A messy file and what must be found in it: value or kind of blank at every path."""

    name: str
    shape: str
    content: bytes
    suffix: str
    gold: GoldReport
    expected: Mapping[str, Expected]
    damage: tuple[str, ...] = ()
    status: str | None = "accepted"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a text shape is made: a style drawn from dice, changes of the sheet, how wild the words are."""

    style: Callable[[random.Random], TextStyle]
    changes: tuple[Change, ...] = ()
    wording: Callable[[random.Random], Wording] = field(default=draw_wording)
    values: Callable[[random.Random], ValueStyle] = field(default=draw_values)


def draw_sheet(gold: GoldReport, recipe: Recipe, rng: random.Random) -> Sheet:
    """Lay the report out in the words of the recipe and apply its changes."""
    sheet = lay_out(gold, rng, recipe.wording(rng), recipe.values(rng))
    for change in recipe.changes:
        sheet = change(sheet, rng)
    return sheet


def make_copy(shape: str, gold: GoldReport, seed: int, damage: tuple[Change, ...] = ()) -> RenderedCopy:
    """Render ``gold`` in ``shape``; ``damage`` is applied to the sheet before it is printed."""
    recipe = RECIPES[shape]
    rng = dice("copy", shape, gold.kind, gold.seed, seed)
    style = recipe.style(rng)
    sheet = draw_sheet(gold, recipe, rng)
    for change in damage:
        sheet = change(sheet, rng)
    return RenderedCopy(
        name=f"{shape}-{gold.kind}-{gold.seed}-{seed}",
        shape=shape,
        content=print_sheet(sheet, style, rng).encode(),
        suffix=".md" if style.arrangement == "markdown" else ".txt",
        gold=gold,
        expected=sheet.expected,
        damage=sheet.damage,
        status=None if sheet.damage else "accepted",
    )


def _plain_values(rng: random.Random) -> ValueStyle:
    return ValueStyle(zero_fee=rng.choice(["0", "0", "0.00"]))


def _broken_heads(rng: random.Random) -> Wording:
    drawn = draw_wording(rng, 0.3)
    return Wording(brackets=drawn.brackets, index=drawn.index, break_heads=True, normative=drawn.normative)


RECIPES: Mapping[str, Recipe] = {
    "tabs": Recipe(shapes.tabs),
    "cell_per_line": Recipe(shapes.cell_per_line),
    "pipes_garbled": Recipe(shapes.pipes_garbled, wording=_broken_heads),
    "pdf_text": Recipe(shapes.pdf_text, shapes.PDF_TEXT_CHANGES),
    "markdown": Recipe(shapes.markdown),
    "layout": Recipe(shapes.layout),
    "label_then_numbers": Recipe(shapes.label_then_numbers),
    "label_then_cells": Recipe(shapes.label_then_cells),
    "labels_then_numbers": Recipe(shapes.labels_then_numbers),
    "spaces": Recipe(shapes.spaces),
    "no_leading_cells": Recipe(shapes.no_leading_cells),
    "flattened_heads": Recipe(shapes.tabs, shapes.FLATTENED),
    "two_tables_joined": Recipe(shapes.tabs, shapes.JOINED),
    "table_cut": Recipe(shapes.any_grid, shapes.CUT),
    "extra_column": Recipe(shapes.any_grid, shapes.EXTRA_COLUMN),
    "numbers_shifted": Recipe(shapes.any_grid, shapes.SHIFTED),
    "torn_cells": Recipe(shapes.torn_cells, wording=_broken_heads),
    "csv_like": Recipe(shapes.csv_like),
    "straddled": Recipe(shapes.straddled),
    "group_in_middle": Recipe(shapes.any_rows, shapes.GROUP_MIDDLE),
    "group_on_own_line": Recipe(shapes.any_rows, shapes.GROUP_OWN_LINE),
    "markers_lost": Recipe(shapes.any_rows, shapes.MARKERS_LOST),
    "glued": Recipe(shapes.glued, values=_plain_values),
}
