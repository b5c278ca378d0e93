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

Render = Callable[[GoldReport, int, tuple[Change, ...], int], RenderedCopy]

SHAPES: Mapping[str, Render] = {
    **{shape: partial(make_text, shape) for shape in TEXT_SHAPES},
    **{shape: partial(make_html, shape) for shape in HTML_SHAPES},
    **{shape: partial(make_docx, shape) for shape in DOCX_SHAPES},
    **{shape: partial(make_pdf, shape) for shape in PDF_SHAPES},
}


def make_copy(
    shape: str, gold: GoldReport, seed: int, damage: tuple[Change, ...] = (), severity: int = 1
) -> RenderedCopy:
    """Render ``gold`` in ``shape``; ``damage`` is applied to the sheet before it is printed.

    ``severity`` is the dial from 0, official words and nothing but the shape's own change, over 1, as
    offices do it, and 2, wilder in words and structure, to 3, where something is lost or strays in.
    """
    return SHAPES[shape](gold, seed, damage, severity)
