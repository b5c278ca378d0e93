"""PDF with a text layer: a sheet set on pages and written with the fonts of every PDF reader."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import pymupdf

from gouji.evaluate.chance import chance, dice
from gouji.evaluate.copy import RenderedCopy
from gouji.evaluate.gold import GoldReport
from gouji.evaluate.render.carrier import Carried, draw_sheet
from gouji.evaluate.render.copies import finish
from gouji.evaluate.render.layout import seen
from gouji.evaluate.render.page import PageStyle, PaperPage, Rules, Words
from gouji.evaluate.render.paper import set_pages
from gouji.evaluate.render.structure import Change

_FONT = "china-s"
_LATIN = "helv"
_WIDE_NUMBERS = (0.06, 0.10, 0.20)

PDF_SHAPES = (
    "pdf",
    "pdf_repeated_heads",
    "pdf_torn_rows",
    "pdf_half_ruled",
    "pdf_unruled",
    "pdf_narrow",
    "pdf_landscape",
    "pdf_hidden",
)


def draw_style(shape: str, rng: random.Random) -> PageStyle:
    """The style of a named PDF shape, details from dice."""
    style = PageStyle(
        margin=rng.choice([36.0, 50.0, 70.0]),
        size=rng.choice([7.5, 9.0, 10.5]),
        padding=rng.choice([1.5, 3.0, 5.0]),
        repeat_heads=chance(rng, 0.3),
        page_number=rng.choice(["- {} -", "{}", "— {} —", "第 {} 页", ""]),
        align=rng.choice(["centre", "centre", "left", "right"]),
        label_widths=rng.choice([(0.10, 0.14, 0.26), (0.06, 0.10, 0.20), (0.08, 0.12, 0.36)]),
    )
    match shape:
        case "pdf_repeated_heads":
            return replace(style, repeat_heads=True)
        case "pdf_torn_rows":
            return replace(style, split_rows=True, label_widths=(0.05, 0.08, 0.16), size=10.5)
        case "pdf_half_ruled":
            return replace(style, ruling="rows", label_widths=_WIDE_NUMBERS)
        case "pdf_unruled":
            return replace(style, ruling="none", label_widths=_WIDE_NUMBERS)
        case "pdf_narrow":
            return replace(style, narrow=True, margin=70.0, size=10.5)
        case "pdf_landscape":
            return replace(style, width=842.0, height=595.0)
        case _:
            return style


def make_pdf(
    shape: str, gold: GoldReport, seed: int, damage: tuple[Change, ...] = (), severity: int = 1
) -> RenderedCopy:
    """Render ``gold`` as a PDF of the style ``shape``."""
    rng = dice("pdf", shape, gold.kind, gold.seed, seed)
    style = draw_style(shape, rng)
    carried = Carried(0.0 if shape == "pdf" else 0.6, hides=True, severity=severity)
    sheet = draw_sheet(gold, rng, carried, damage)
    if sheet != seen(sheet):
        style = replace(style, veil=rng.choice(("white", "tiny", "off_page")))
    hidden = _hidden(style, rng) if shape == "pdf_hidden" else None
    content = write(set_pages(sheet, style, _advance, hidden))
    return finish(sheet, content, ".pdf", f"{shape}-{gold.kind}-{gold.seed}-{seed}", shape, severity)


def write(pages: list[PaperPage]) -> bytes:
    """The pages as a PDF; the same pages give the same bytes."""
    with pymupdf.open() as document:
        for paper in pages:
            # One drawing per page: each commit reads and closes the page's contents again.
            shape = document.new_page(width=paper.width, height=paper.height).new_shape()
            for mark in paper.marks:
                if isinstance(mark, Words):
                    _write_words(shape, mark)
                else:
                    _draw_rules(shape, mark)
            shape.commit()
        content: bytes = document.tobytes(garbage=4, deflate=True, no_new_id=True)
    return content


def _hidden(style: PageStyle, rng: random.Random) -> Words:
    """A row of the form that nobody sees: white, tiny, or beside the page."""
    row = " ".join(str(rng.randint(1, 99)) for _ in range(7))
    words, how = f"本年新收政府信息公开申请数量 {row}", rng.randrange(3)
    x = style.margin if how < 2 else style.width + 20
    return Words(x, style.margin, words, 0.4 if how == 1 else 8, white=how == 0)


@cache
def _advance(char: str) -> float:
    """Width in ems: the CJK font draws ASCII a full em wide, so it stands in a Latin font."""
    return float(pymupdf.Font(_LATIN).text_length(char, 1)) if " " <= char <= "~" else 1.0


def _runs(text: str) -> list[tuple[str, str]]:
    """Split ``text`` into runs of one font."""
    runs: list[tuple[str, str]] = []
    for char in text:
        font = _LATIN if " " <= char <= "~" else _FONT
        if runs and runs[-1][0] == font:
            runs[-1] = (font, runs[-1][1] + char)
        else:
            runs.append((font, char))
    return runs


def _write_words(shape: pymupdf.Shape, words: Words) -> None:
    color = (1, 1, 1) if words.white else (0, 0, 0)
    x = words.x
    for font, run in _runs(words.text):
        shape.insert_text((x, words.y), run, fontname=font, fontsize=words.size, color=color)
        x += words.size * sum(map(_advance, run))


def _draw_rules(shape: pymupdf.Shape, rules: Rules) -> None:
    for x0, y0, x1, y1 in rules.lines:
        shape.draw_line((x0, y0), (x1, y1))
    shape.finish(width=0.5)
