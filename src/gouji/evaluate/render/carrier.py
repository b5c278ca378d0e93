"""What HTML, DOCX and PDF share: a sheet drawn for a carrier that keeps cells, with changes at random."""

from __future__ import annotations

import random

from gouji.evaluate.chance import chance
from gouji.evaluate.gold import GoldReport
from gouji.evaluate.render import moves, structure
from gouji.evaluate.render.layout import Sheet
from gouji.evaluate.render.sheet import lay_out
from gouji.evaluate.render.structure import Change
from gouji.evaluate.render.values import draw_cell_values
from gouji.evaluate.render.wording import draw_wording

_CHANGES: tuple[tuple[float, Change], ...] = (
    (0.06, moves.other_undivided),
    (0.1, moves.dashes_for_zero),
    (0.05, moves.rows_swapped),
    (0.06, moves.applicants_swapped),
    (0.04, moves.outcomes_swapped),
    (0.04, moves.blocks_swapped),
    (0.1, structure.heads_flattened),
    (0.15, structure.markers_lost),
    (0.08, structure.extra_column),
    (0.08, structure.headings_lost),
    (0.1, structure.tables_joined),
)


def draw_sheet(
    gold: GoldReport, rng: random.Random, wild: float, damage: tuple[Change, ...], *, cut: bool
) -> Sheet:
    """Lay out ``gold``; each structural change joins with its own chance times ``wild``."""
    sheet = lay_out(gold, rng, draw_wording(rng, 0.4), draw_cell_values(rng))
    for share, change in _CHANGES:
        if chance(rng, share * wild):
            sheet = change(sheet, rng)
    for change in damage:
        sheet = change(sheet, rng)
    if cut and not any("stray" in tag or "half" in tag for tag in sheet.damage):
        sheet = structure.table_cut(sheet, rng)
    return sheet
