"""Shapes composed at random from all choices, no two alike."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace

from gouji.evaluate.chance import chance
from gouji.evaluate.render import moves, shapes, slips, structure
from gouji.evaluate.render.structure import Change
from gouji.evaluate.render.text import TextStyle
from gouji.evaluate.render.wording import Wording, draw_wording

STYLES: tuple[Callable[[random.Random], TextStyle], ...] = (
    shapes.tabs,
    shapes.tabs,
    shapes.cell_per_line,
    shapes.torn_cells,
    shapes.pipes_garbled,
    shapes.pdf_text,
    shapes.markdown,
    shapes.layout,
    shapes.layout,
    shapes.label_then_numbers,
    shapes.label_then_cells,
    shapes.labels_then_numbers,
    shapes.labels_then_cells,
    shapes.spaces,
    shapes.straddled,
    shapes.no_leading_cells,
    shapes.csv_like,
    shapes.barred,
)

# In this order: later changes expect what earlier ones leave. Cuts come last.
_CHANGES: tuple[tuple[float, Change], ...] = (
    (0.1, moves.other_undivided),
    (0.12, moves.dashes_for_zero),
    (0.08, moves.rows_swapped),
    (0.08, moves.applicants_swapped),
    (0.06, moves.outcomes_swapped),
    (0.06, moves.blocks_swapped),
    (0.1, slips.fee_in_yuan),
    (0.15, structure.heads_flattened),
    (0.25, structure.markers_lost),
    (0.1, slips.labels_cut_in_cells),
    (0.15, structure.extra_column),
    (0.15, structure.numbers_shifted),
    (0.15, structure.headings_lost),
    (0.15, structure.prose_torn),
    (0.1, slips.tables_reordered),
    (0.25, slips.title_in_pieces),
    (0.15, structure.publication_box),
    (0.2, structure.filter_marks),
)

ORDER: tuple[Change, ...] = tuple(change for _, change in _CHANGES)
"""The changes that go together, in the order in which they do."""


def draw_style(rng: random.Random) -> tuple[TextStyle, Mapping[str, TextStyle]]:
    """One style for the copy; now and then a table has its own."""
    style = rng.choice(STYLES)(rng)
    style = replace(
        style,
        wrap_numbers=0.2 if chance(rng, 0.08) else style.wrap_numbers,
        indent=rng.choice(["", "　　", "    ", style.indent]),
        paragraph_gap=rng.randint(0, 2),
        wrap=rng.choice([0, 0, 34, 41, 52]),
        final_newline=chance(rng, 0.8),
    )
    tables = {}
    for name in ("disclosure", "requests", "proceedings"):
        if chance(rng, 0.12):
            tables[name] = rng.choice(STYLES)(rng)
    return style, tables


def draw_changes(rng: random.Random) -> tuple[Change, ...]:
    """Draw structural changes that go together, in an order that works."""
    drawn = [change for share, change in _CHANGES if chance(rng, share)]
    roll = rng.random()
    if roll < 0.15:
        drawn.append(structure.groups_in_the_middle)
    elif roll < 0.35:
        drawn.append(structure.groups_on_own_lines)
    elif roll < 0.45:
        drawn.append(slips.groups_torn_between_rows)
    if chance(rng, 0.15):
        drawn.append(structure.tables_joined)
    elif chance(rng, 0.15):
        drawn.append(slips.tables_split)
    if chance(rng, 0.35):
        drawn.append(structure.table_cut if chance(rng, 0.7) else slips.label_torn_by_page)
    return tuple(drawn)


def wording(rng: random.Random, wild: float) -> Wording:
    """Draw words; where they are wild, the ordinals may be lost altogether."""
    return replace(draw_wording(rng, wild), ordinals=not chance(rng, 0.08 if wild else 0.0))
