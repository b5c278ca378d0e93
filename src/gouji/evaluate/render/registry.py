"""Every shape by name, whatever its carrier."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from gouji.evaluate.copy import RenderedCopy
from gouji.evaluate.gold import GoldReport
from gouji.evaluate.render.copies import TEXT_SHAPES, make_text
from gouji.evaluate.render.docx import DOCX_SHAPES, make_docx
from gouji.evaluate.render.html import HTML_SHAPES, make_html
from gouji.evaluate.render.outside.shapes import OUTSIDE_SHAPES, make_outside
from gouji.evaluate.render.pdf import PDF_SHAPES, make_pdf
from gouji.evaluate.render.scan.recipes import SCAN_NAMES
from gouji.evaluate.render.structure import Change

Render = Callable[[GoldReport, int, tuple[Change, ...], int], RenderedCopy]

SHAPES: Mapping[str, Render] = {
    **{shape: partial(make_text, shape) for shape in TEXT_SHAPES},
    **{shape: partial(make_html, shape) for shape in HTML_SHAPES},
    **{shape: partial(make_docx, shape) for shape in DOCX_SHAPES},
    **{shape: partial(make_pdf, shape) for shape in PDF_SHAPES},
}


def _make_scan(
    shape: str,
    gold: GoldReport,
    seed: int,
    damage: tuple[Change, ...] = (),
    severity: int = 1,
    dpi: int | None = None,
) -> RenderedCopy:
    """Load what pictures need only when one is made."""
    from gouji.evaluate.render.scan.shapes import make_scan  # noqa: PLC0415 - as said

    return make_scan(shape, gold, seed, damage, severity, dpi=dpi)


# Kept apart from SHAPES: groups of shapes that the program reads today do not grow by them.
SCANS: Mapping[str, Callable[..., RenderedCopy]] = {shape: partial(_make_scan, shape) for shape in SCAN_NAMES}
OUTSIDE: Mapping[str, Render] = {shape: partial(make_outside, shape) for shape in OUTSIDE_SHAPES}
_ALL: Mapping[str, Callable[..., RenderedCopy]] = {**SHAPES, **SCANS, **OUTSIDE}


def make_copy(
    shape: str, gold: GoldReport, seed: int, damage: tuple[Change, ...] = (), severity: int = 1
) -> RenderedCopy:
    """Render ``gold`` in ``shape``; ``damage`` is applied to the sheet before it is printed.

    ``severity`` is the dial from 0, official words and nothing but the shape's own change, over 1, as
    offices do it, and 2, wilder in words and structure, to 3, where something is lost or strays in.

    Scans and copies by other programs are made too; the latter raise ``OutsideError`` where it is absent.
    """
    return _ALL[shape](gold, seed, damage, severity)
