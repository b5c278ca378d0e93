"""Every shape by name, whatever its carrier."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from gouji.evaluate.copy import RenderedCopy
from gouji.evaluate.gold import GoldReport
from gouji.evaluate.render.copies import TEXT_SHAPES, make_text
from gouji.evaluate.render.structure import Change

Render = Callable[[GoldReport, int, tuple[Change, ...]], RenderedCopy]

SHAPES: Mapping[str, Render] = {
    **{shape: partial(make_text, shape) for shape in TEXT_SHAPES},
}


def make_copy(shape: str, gold: GoldReport, seed: int, damage: tuple[Change, ...] = ()) -> RenderedCopy:
    """Render ``gold`` in ``shape``; ``damage`` is applied to the sheet before it is printed."""
    return SHAPES[shape](gold, seed, damage)
