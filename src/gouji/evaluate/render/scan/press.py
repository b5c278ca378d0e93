"""Pages printed in a typeface: grey pictures, black on white, before any scanner saw them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pymupdf
from PIL import Image

from gouji.evaluate.render.fonts import Typeface
from gouji.evaluate.render.page import PaperPage, Words


def print_pages(
    pages: Sequence[PaperPage], face: Typeface, dpi: int, rule_width: float
) -> Iterator[Image.Image]:
    """Draw each page at ``dpi`` dots per inch; ``rule_width`` in points."""
    with pymupdf.open() as document:
        for paper in pages:
            page = document.new_page(width=paper.width, height=paper.height)
            _print(page, paper, face, rule_width)
            dots = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY, alpha=False)
            yield Image.frombytes("L", (dots.width, dots.height), dots.samples)


def _print(page: pymupdf.Page, paper: PaperPage, face: Typeface, rule_width: float) -> None:
    writer = pymupdf.TextWriter(page.rect)
    shape = page.new_shape()
    rules = False
    for mark in paper.marks:
        if isinstance(mark, Words):
            writer.append((mark.x, mark.y), mark.text, font=face.font, fontsize=mark.size)
        else:
            for x0, y0, x1, y1 in mark.lines:
                shape.draw_line((x0, y0), (x1, y1))
            rules = True
    if rules:
        shape.finish(width=rule_width)
        shape.commit()
    writer.write_text(page)
