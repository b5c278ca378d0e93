"""PDF files with a text layer: pages, ruled tables, lines in reading order, what is hidden.

A cell's text is built from the characters whose centre lies in the cell, by baseline and x: the
library's own table text drops points out of numbers. Each page has its own tables; the reader
joins them. Places are in points of the unrotated page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from gouji.convert import glyphs, rulings
from gouji.convert.compose import PROSE_LENGTH, Composer, Slot, merged_hidden
from gouji.convert.glyphs import Glyph, Printed
from gouji.convert.pdfpage import PageText, read_page
from gouji.convert.raised import level
from gouji.convert.running import PageLines, running
from gouji.convert.unruled import reflow
from gouji.document import Document, Source
from gouji.errors import ConvertError

MAX_PAGES = 500
MIDDLE = 0.35
"""Height of a digit's or character's middle above the baseline, as a share of the font size."""

FEWEST_CHARACTERS = 20
MOSTLY_UNKNOWN = 0.3
REMEDY_SCAN = "扫描件要等文字识别（OCR）功能加入后才能读取；如有 Word、网页或直接导出的 PDF，请改用它。"


def convert(source: Source) -> Document:
    """Read a PDF.

    Raises ``ConvertError``: ``broken_pdf``, ``encrypted``, ``too_many_pages``, ``no_text_layer``,
    ``unreadable_fonts``.
    """
    import pymupdf  # noqa: PLC0415 - start-up stays fast

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    composer = Composer()
    try:
        with pymupdf.open(stream=source.content, filetype="pdf") as pdf:
            _refuse(pdf, source.content)
            printed = Counter[bool]()
            pages: list[_Laid] = []
            for page in pdf:
                read = read_page(pymupdf, page)
                printed.update(_is_unknown(glyph.char) for glyph in read.glyphs if not glyph.blank)
                inside, outside = _assign(read)
                pages.append(_Laid(read, inside, glyphs.lines(level(outside))))
            _compose(composer, pages)
    except (RuntimeError, pymupdf.mupdf.FzErrorBase) as error:
        raise _broken() from error
    _refuse_unreadable(known=printed[False], unknown=printed[True])
    return composer.document(source, "application/pdf")


def _refuse(pdf: Any, content: bytes) -> None:
    if pdf.needs_pass and not pdf.authenticate(""):
        raise ConvertError(
            "encrypted",
            "PDF 加了打开密码。",
            "请用密码打开，另存为不加密的 PDF 后再试。",
        )
    if pdf.page_count == 0 or (pdf.is_repaired and b"%%EOF" not in content[-4096:]):
        raise _broken()
    if pdf.page_count > MAX_PAGES:
        raise ConvertError(
            "too_many_pages",
            f"PDF 有 {pdf.page_count} 页，超过 {MAX_PAGES} 页的上限。",
            "请确认选对了文件；如是合订本，请把其中的报告单独导出。",
        )


def _broken() -> ConvertError:
    return ConvertError(
        "broken_pdf",
        "PDF 不完整或已损坏，打不开。",
        "请重新下载，或用 PDF 阅读器打开并另存后再试。",
    )


def _refuse_unreadable(known: int, unknown: int) -> None:
    if known + unknown < FEWEST_CHARACTERS:
        raise ConvertError("no_text_layer", "PDF 没有可读的文字，看来是扫描件或图片。", REMEDY_SCAN)
    if unknown > MOSTLY_UNKNOWN * (known + unknown):
        raise ConvertError("unreadable_fonts", "PDF 的字体没有编码信息，文字无法还原。", REMEDY_SCAN)


def _is_unknown(char: str) -> bool:
    return char == "\ufffd" or "\ue000" <= char <= "\uf8ff"


@dataclass(frozen=True, slots=True)
class _Laid:
    """A page with what stands in the cells of its ruled tables, and the lines outside of them."""

    page: PageText
    inside: list[list[list[Glyph]] | None]
    lines: list[list[Glyph]]


def _compose(composer: Composer, pages: Sequence[_Laid]) -> None:
    """Print the pages one after another, lines that run through all of them only once."""
    upright = [PageLines(laid.lines, laid.page.turn.seen_height) for laid in pages]
    left, late = running(upright)
    for number, (laid, lines) in enumerate(zip(pages, left, strict=True), start=1):
        _compose_page(composer, laid, lines, number)
    for index, line in late:
        _LineOf(composer, pages[index].page, index + 1, glyphs.spell(line, columns=True))()


def _compose_page(composer: Composer, laid: _Laid, lines: Sequence[Sequence[Glyph]], number: int) -> None:
    page = laid.page
    composer.page(page.width, page.height)
    items: list[tuple[float, Callable[[], None]]] = [
        (at, _LineOf(composer, page, number, printed)) for at, printed in reflow(lines)
    ]
    for grid, contents in zip(page.grids, laid.inside, strict=True):
        if contents is not None:
            items.append((grid.ys[0], _TableOf(composer, page, number, grid, contents)))
    for _, add in sorted(items, key=lambda item: item[0]):
        add()
    for line in glyphs.lines(page.slanted):
        _LineOf(composer, page, number, glyphs.spell(line, columns=True))()
    for hidden in merged_hidden(page.hidden):
        composer.hide(hidden)


def _centre(first: Glyph, last: Glyph) -> tuple[float, float]:
    """Return the middle of a run; from the baseline, since fonts state heights of every kind."""
    return (first.box[0] + last.box[2]) / 2, first.baseline - MIDDLE * first.size


def _assign(page: PageText) -> tuple[list[list[list[Glyph]] | None], list[Glyph]]:
    """Give each glyph to the cell that holds its centre; a grid around prose is only a frame.

    A number goes as a whole, so that digits that run over a ruling stay with the others.
    """
    inside: list[list[list[Glyph]] | None] = [[[] for _ in grid.cells] for grid in page.grids]
    outside: list[Glyph] = []
    for run in glyphs.runs(page.glyphs) if page.grids else [page.glyphs]:
        x, y = _centre(run[0], run[-1]) if run else (0.0, 0.0)
        for grid, contents in zip(page.grids, inside, strict=True):
            index = grid.cell_at(x, y)
            if index is not None and contents is not None:
                contents[index] += run
                break
        else:
            outside += run
    for position, contents in enumerate(inside):
        if contents and max(map(len, contents)) > PROSE_LENGTH:
            outside += [glyph for cell in contents for glyph in cell]
            inside[position] = None
    return inside, outside


@dataclass(frozen=True, slots=True)
class _LineOf:
    """Adds one line outside of tables."""

    composer: Composer
    page: PageText
    number: int
    printed: list[Printed]

    def __call__(self) -> None:
        start = self.composer.length
        self.composer.line("".join(char for char, _ in self.printed))
        _add_words(self.composer, self.page, self.number, start, self.printed)


@dataclass(frozen=True, slots=True)
class _TableOf:
    """Adds one ruled table of a page."""

    composer: Composer
    page: PageText
    number: int
    grid: rulings.Grid
    contents: list[list[Glyph]]

    def __call__(self) -> None:
        rows: list[list[Slot]] = [[] for _ in range(len(self.grid.ys) - 1)]
        spelled: list[list[Printed]] = []
        for cell, contents in zip(self.grid.cells, self.contents, strict=True):
            printed = glyphs.spell_cell(level(contents), cell.box[2] - cell.box[0])
            spelled.append(printed)
            rows[cell.row].append(
                Slot(
                    "".join(char for char, _ in printed),
                    cell.column_span,
                    cell.row_span,
                    cell.column,
                    self.number,
                    self.page.turn.page_box(cell.box),
                )
            )
        table = self.composer.table(rows)
        if table is not None:
            for placed, printed in zip(table.cells, spelled, strict=True):
                _add_words(self.composer, self.page, self.number, placed.start, printed)


def _add_words(
    composer: Composer,
    page: PageText,
    number: int,
    start: int,
    printed: Sequence[Printed],
) -> None:
    for first, last, box in glyphs.words(printed):
        composer.word(start + first, start + last, number, page.turn.page_box(box))
