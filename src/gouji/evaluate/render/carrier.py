"""What HTML, DOCX and PDF share: a sheet drawn for a carrier that keeps cells, with changes at random."""

from __future__ import annotations

import random
from dataclasses import dataclass

from gouji.evaluate.chance import chance
from gouji.evaluate.gold import GoldReport
from gouji.evaluate.render import moves, structure
from gouji.evaluate.render.early import apply
from gouji.evaluate.render.layout import Sheet, seen
from gouji.evaluate.render.severity import loss, more_changes, wildness
from gouji.evaluate.render.sheet import lay_out
from gouji.evaluate.render.structure import Change
from gouji.evaluate.render.values import draw_cell_values, draw_values
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


@dataclass(frozen=True, slots=True)
class Carried:
    """What a carrier asks of a sheet: how likely changes are, a cut of table 3, whether it hides text.

    Where it keeps no cells, a blank within a number would look like the gap between two.
    """

    wild: float
    cut: bool = False
    hides: bool = False
    severity: int = 1
    keeps_cells: bool = True


def draw_sheet(gold: GoldReport, rng: random.Random, carried: Carried, damage: tuple[Change, ...]) -> Sheet:
    """Lay out ``gold``; each structural change joins with its own chance times ``carried.wild``.

    Of severity 0 there is none, from 2 on one or two join in any case.
    """
    severity = carried.severity
    words = draw_wording(rng, wildness(0.4, severity))
    draw = draw_cell_values if carried.keeps_cells else draw_values
    sheet = lay_out(gold, rng, words, draw(rng, wildness(0.5, severity)))
    sheet = apply(sheet, damage, rng, early=True)
    sure = more_changes([change for _, change in _CHANGES], (), rng, severity)
    for share, change in _CHANGES if severity else ():
        if chance(rng, share * carried.wild) or change in sure:
            sheet = change(sheet, rng)
    sheet = apply(sheet, (*damage, *loss(rng, severity)), rng, early=False)
    if carried.cut and severity and not any("stray" in tag or "half" in tag for tag in sheet.damage):
        sheet = structure.table_cut(sheet, rng)
    return sheet if carried.hides else seen(sheet)
