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
from gouji.evaluate.render.early import apply
from gouji.evaluate.render.layout import Sheet, seen
from gouji.evaluate.render.severity import loss, more_changes, wildness
from gouji.evaluate.render.sheet import lay_out
from gouji.evaluate.render.structure import Change
from gouji.evaluate.render.text import TextStyle, print_sheet
from gouji.evaluate.render.values import ValueStyle, draw_cell_values, draw_values
from gouji.evaluate.render.witness import statements_of
from gouji.evaluate.render.wording import Wording, draw_wording


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a text shape is made: a style drawn from dice, changes of the sheet, how wild words and numbers are.

    ``lossy``: the shape itself destroys facts, more than one outcome is right.
    """

    style: Callable[[random.Random], TextStyle]
    changes: tuple[Change, ...] = ()
    wording: Callable[[random.Random, float], Wording] = field(default=draw_wording)
    values: Callable[[random.Random, float], ValueStyle] = field(default=draw_values)
    wild: tuple[float, float] = (0.5, 0.5)
    lossy: bool = False


def _plain_values(rng: random.Random, wild: float) -> ValueStyle:
    del wild
    return ValueStyle(zero_fee=rng.choice(["0", "0", "0.00"]))


def _broken_heads(rng: random.Random, wild: float) -> Wording:
    return replace(draw_wording(rng, wild), break_heads=True, space_heads=False)


def _no_ordinals(rng: random.Random, wild: float) -> Wording:
    return replace(draw_wording(rng, wild), ordinals=False)


def _cells(style: Callable[[random.Random], TextStyle], *changes: Change) -> Recipe:
    return Recipe(style, changes, values=draw_cell_values)


RECIPES: Mapping[str, Recipe] = {
    "tabs": _cells(shapes.tabs),
    "cell_per_line": _cells(shapes.cell_per_line),
    "pipes_garbled": Recipe(shapes.pipes_garbled, wording=_broken_heads, wild=(0.3, 0.5)),
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
    "torn_cells": Recipe(shapes.torn_cells, wording=_broken_heads, wild=(0.3, 0.5)),
    "csv_like": _cells(shapes.csv_like),
    "group_in_middle": Recipe(shapes.any_rows, shapes.GROUP_MIDDLE),
    "group_on_own_line": Recipe(shapes.any_rows, shapes.GROUP_OWN_LINE),
    "markers_lost": Recipe(shapes.any_rows, shapes.MARKERS_LOST),
    "label_torn_by_page": Recipe(shapes.any_grid, (slips.label_torn_by_page,)),
    "groups_torn": Recipe(shapes.any_style, (slips.groups_torn_between_rows,)),
    "tables_split": Recipe(shapes.any_style, (slips.tables_split,)),
    "ordinals_lost": Recipe(shapes.any_style, wording=_no_ordinals, wild=(0.3, 0.5)),
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
# Errors that a copy without any separators does not show.
_SEPARATORS = frozenset({"number_split", "numbers_joined"})


def make_text(
    shape: str, gold: GoldReport, seed: int, hurts: tuple[Change, ...] = (), severity: int = 1
) -> RenderedCopy:
    """Render ``gold`` as text in ``shape``; ``hurts`` are applied to the sheet before it is printed."""
    sheet, text = print_text(shape, gold, seed, hurts, severity)
    content, coding = _encode(text, dice("encoding", shape, gold.seed, seed), mojibake=shape == "mojibake")
    suffix = ".md" if shape == "markdown" else ".txt"
    name = f"{shape}-{gold.kind}-{gold.seed}-{seed}{coding}"
    return finish(sheet, content, suffix, name, shape, severity)


def print_text(
    shape: str, gold: GoldReport, seed: int, hurts: tuple[Change, ...] = (), severity: int = 1
) -> tuple[Sheet, str]:
    """The sheet and its text, before encoding."""
    rng = dice("copy", shape, gold.kind, gold.seed, seed)
    tables: Mapping[str, TextStyle] = {}
    if shape == "composed":
        style, tables = composed.draw_style(rng)
        changes = composed.draw_changes(rng) if severity else ()
        recipe = Recipe(lambda _: style, changes, composed.wording, draw_values, wild=(0.7, 0.6))
    else:
        recipe = RECIPES[shape]
        style = recipe.style(rng)
    sheet = draw_sheet(gold, recipe, rng, hurts, severity)
    if style.arrangement == "glued":
        kept = tuple(error for error in sheet.injected if error.kind not in _SEPARATORS)
        sheet = replace(sheet, injected=kept)
    return sheet, print_sheet(sheet, style, rng, tables)


def draw_sheet(
    gold: GoldReport, recipe: Recipe, rng: random.Random, hurts: tuple[Change, ...], severity: int
) -> Sheet:
    """Lay the report out in the words of the recipe and apply its changes; plain text hides nothing."""
    words, numbers = (wildness(usual, severity) for usual in recipe.wild)
    sheet = lay_out(gold, rng, recipe.wording(rng, words), recipe.values(rng, numbers))
    sheet = apply(sheet, hurts, rng, early=True)
    for change in more_changes(composed.ORDER, recipe.changes, rng, severity):
        sheet = change(sheet, rng)
    if recipe.lossy:
        sheet = replace(sheet, status=None)
    return seen(apply(sheet, (*hurts, *loss(rng, severity)), rng, early=False))


def finish(
    sheet: Sheet, content: bytes, suffix: str, name: str, shape: str, severity: int = 1
) -> RenderedCopy:
    """The copy with the sheet's truth."""
    return RenderedCopy(
        severity=severity,
        name=name if severity == 1 else f"{name}-severity{severity}",
        shape=shape,
        content=content,
        suffix=suffix,
        identity=sheet.identity,
        expected=sheet.expected,
        damage=sheet.damage,
        status=sheet.status,
        injected=sheet.injected,
        statements=statements_of(sheet),
    )


def two_reports(shape: str, first: GoldReport, second: GoldReport, seed: int) -> RenderedCopy:
    """Two reports in one text: refused, never mixed."""
    sheet, text = print_text(shape, first, seed)
    _, other = print_text(shape, second, seed + 1)
    nothing = {path: Missing("unread") for path in sheet.expected}
    both = replace(sheet, expected=nothing, statements=(), damage=("two_reports",), status="failed")
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
