"""Every shape by name, whatever its carrier."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from gouji.evaluate.copy import RenderedCopy
from gouji.evaluate.gold import GoldReport
from gouji.evaluate.render.copies import TEXT_SHAPES, make_text
from gouji.evaluate.render.docx import DOCX_SHAPES, make_docx
from gouji.evaluate.render.html import HTML_SHAPES, make_html
from gouji.evaluate.render.pdf import PDF_SHAPES, make_pdf
from gouji.evaluate.render.structure import Change

Render = Callable[[GoldReport, int, tuple[Change, ...]], RenderedCopy]

SHAPES: Mapping[str, Render] = {
    **{shape: partial(make_text, shape) for shape in TEXT_SHAPES},
    **{shape: partial(make_html, shape) for shape in HTML_SHAPES},
    **{shape: partial(make_docx, shape) for shape in DOCX_SHAPES},
    **{shape: partial(make_pdf, shape) for shape in PDF_SHAPES},
}


def make_copy(shape: str, gold: GoldReport, seed: int, damage: tuple[Change, ...] = ()) -> RenderedCopy:
    """Render ``gold`` in ``shape``; ``damage`` is applied to the sheet before it is printed."""
    return SHAPES[shape](gold, seed, damage)
