"""PDF files with a text layer: pages, ruled tables, lines in reading order, what is hidden.

A cell's text is built from the characters whose centre lies in the cell, by baseline and x: the
library's own table text drops points out of numbers. Each page has its own tables; the reader
joins them. Places are in points of the unrotated page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from gouji.convert import bands, glyphs, rulings, text
from gouji.convert.compose import PROSE_LENGTH, Composer, Slot, merged_hidden
from gouji.convert.glyphs import Glyph, Printed
from gouji.document import Box, Document, HiddenText, Source
from gouji.errors import ConvertError

MAX_PAGES = 500
TINY = 1.5
NEAR_WHITE = 0xF5
FEWEST_CHARACTERS = 20
MOSTLY_UNKNOWN = 0.3
VISIBLE_INK = 0x10 | 0x20
"""Span flags of filled and stroked characters; without either the render mode is invisible."""

DIAGONAL = 0.1
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
            for number, page in enumerate(pdf, start=1):
                read = _read_page(pymupdf, page)
                printed.update(_is_unknown(glyph.char) for glyph in read.glyphs if not glyph.blank)
                _compose(composer, read, number)
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
        raise _broken() from error
    _refuse_unreadable(known=printed[False], unknown=printed[True])
    return composer.document(source, "application/pdf")


def _refuse(pdf: Any, content: bytes) -> None:
    if pdf.needs_pass and not pdf.authenticate(""):
        raise ConvertError("encrypted", "PDF 加了打开密码。", "请用密码打开，另存为不加密的 PDF 后再试。")
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
        "broken_pdf", "PDF 不完整或已损坏，打不开。", "请重新下载，或用 PDF 阅读器打开并另存后再试。"
    )


def _refuse_unreadable(known: int, unknown: int) -> None:
    if known + unknown < FEWEST_CHARACTERS:
        raise ConvertError("no_text_layer", "PDF 没有可读的文字，看来是扫描件或图片。", REMEDY_SCAN)
    if unknown > MOSTLY_UNKNOWN * (known + unknown):
        raise ConvertError("unreadable_fonts", "PDF 的字体没有编码信息，文字无法还原。", REMEDY_SCAN)


def _is_unknown(char: str) -> bool:
    return char == "\ufffd" or "\ue000" <= char <= "\uf8ff"


@dataclass(slots=True)
class _PageText:
    """What one page prints; glyphs and grids as seen along the text."""

    width: float
    height: float
    turn: _Turn
    glyphs: list[Glyph] = field(default_factory=list)
    slanted: list[Glyph] = field(default_factory=list)
    grids: list[rulings.Grid] = field(default_factory=list)
    hidden: list[HiddenText] = field(default_factory=list)


def _read_page(pymupdf: Any, page: Any) -> _PageText:
    """Read a page in the direction in which most of its text runs, whatever its rotation flag says."""
    page.set_rotation(0)
    raw = page.get_text("rawdict", clip=pymupdf.INFINITE_RECT(), flags=pymupdf.TEXT_PRESERVE_WHITESPACE)
    lines = [line for block in raw["blocks"] for line in block.get("lines", ())]
    seen: Box = tuple(page.rect)
    turn = _Turn(_direction(lines), seen[2], seen[3])
    rules, fills = _drawings(page)
    found = _PageText(
        seen[2],
        seen[3],
        turn,
    )
    backgrounds: list[Box] | None = None
    for line in lines:
        kept = found.slanted if min(map(abs, line["dir"])) > DIAGONAL else found.glyphs
        for span in line["spans"]:
            white = _is_white(span["color"])
            if white and backgrounds is None:
                backgrounds = fills + [tuple(image["bbox"]) for image in page.get_image_info()]
            reason = _hidden_span(span)
            for char in span["chars"]:
                if char.get("synthetic"):  # a space that the library guessed; ``glyphs`` judges gaps
                    continue
                shown = char["c"] if char["c"].isprintable() else text.clean(char["c"])
                why = reason or _hidden_char(char["bbox"], seen, backgrounds if white else None)
                if why is not None:
                    found.hidden.append(HiddenText(shown, why, page.number + 1))
                elif shown:
                    kept.append(_glyph(shown, char, span["size"], turn))
    found.grids = _grids(rulings.segments(map(turn.seen, rules)), found.glyphs)
    return found


def _grids(pieces: tuple[list[rulings.Line], list[rulings.Line]], printed: list[Glyph]) -> list[rulings.Grid]:
    """Find the tables that lines draw; where lines run only across, the text tells the columns."""
    grids, loose = rulings.grids(pieces)
    if len(loose) >= bands.FEWEST_LINES:
        grids += bands.grids(loose, pieces[0], glyphs.text_boxes(printed))
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _direction(lines: Sequence[Any]) -> tuple[int, int]:
    """Return the direction, one of four, in which most characters run."""
    weight: Counter[tuple[int, int]] = Counter()
    for line in lines:
        x, y = line["dir"]
        weight[round(x), round(y)] += sum(len(span["chars"]) for span in line["spans"])
    straight = {(1, 0), (0, 1), (-1, 0), (0, -1)}
    return next((way for way, _ in weight.most_common() if way in straight), (1, 0))


@dataclass(frozen=True, slots=True)
class _Turn:
    """Turns a page so that its text runs to the right, and boxes back to the unrotated page."""

    direction: tuple[int, int]
    width: float
    height: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of the unrotated page as seen along the text."""
        if self.direction == (1, 0):
            return x, y
        return {
            (0, -1): (self.height - y, x),
            (0, 1): (y, self.width - x),
            (-1, 0): (self.width - x, self.height - y),
        }[self.direction]

    def back(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of the unrotated page."""
        return {
            (0, -1): (y, self.height - x),
            (0, 1): (self.width - y, x),
            (-1, 0): (self.width - x, self.height - y),
        }[self.direction]

    def seen(self, box: Box) -> Box:
        """Return a box as seen along the text."""
        return box if self.direction == (1, 0) else _box(self.point(*box[:2]), self.point(*box[2:]))

    def page_box(self, box: Box) -> Box:
        """Return the box on the unrotated page."""
        return box if self.direction == (1, 0) else _box(self.back(*box[:2]), self.back(*box[2:]))


def _box(a: tuple[float, float], b: tuple[float, float]) -> Box:
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


def _glyph(shown: str, char: Any, size: float, turn: _Turn) -> Glyph:
    return Glyph(shown, turn.seen(char["bbox"]), turn.point(*char["origin"])[1], max(size, 1.0))


def _hidden_span(span: Any) -> Any:
    if not span["char_flags"] & VISIBLE_INK or span["alpha"] == 0:
        return "invisible"
    return "tiny" if span["size"] < TINY else None


def _is_white(color: int) -> bool:
    return min(color >> 16 & 0xFF, color >> 8 & 0xFF, color & 0xFF) >= NEAR_WHITE


def _hidden_char(box: Box, seen: Box, backgrounds: list[Box] | None) -> Any:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if not _holds(seen, x, y):
        return "off_page"
    if backgrounds is not None and not any(_holds(background, x, y) for background in backgrounds):
        return "white"
    return None


def _centre(first: Glyph, last: Glyph) -> tuple[float, float]:
    return (first.box[0] + last.box[2]) / 2, (first.box[1] + first.box[3]) / 2


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _drawings(page: Any) -> tuple[list[Box], list[Box]]:
    """Return the thin boxes that may be ruling lines, and the filled areas that are not white."""
    lines: list[Box] = []
    fills: list[Box] = []
    for path in page.get_cdrawings():
        stroke, fill = path.get("color"), path.get("fill")
        stroked = "s" in path["type"] and stroke is not None and min(stroke) * 255 < NEAR_WHITE
        filled = "f" in path["type"] and fill is not None and min(fill) * 255 < NEAR_WHITE
        if not stroked and not filled:
            continue
        for item in path["items"]:
            for box in _boxes(item):
                x0, y0, x1, y1 = box
                if min(x1 - x0, y1 - y0) <= rulings.THIN:
                    lines.append(box)
                elif item[0] != "l":
                    if stroked:
                        lines += [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
                    if filled:
                        fills.append(box)
    return lines, fills


def _boxes(item: Any) -> Iterator[Box]:
    if item[0] == "l":
        (ax, ay), (bx, by) = item[1], item[2]
        yield (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
    elif item[0] == "re":
        x0, y0, x1, y1 = item[1]
        yield (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    elif item[0] == "qu":
        xs, ys = zip(*item[1], strict=True)
        yield (min(xs), min(ys), max(xs), max(ys))


def _compose(composer: Composer, page: _PageText, number: int) -> None:
    composer.page(page.width, page.height)
    inside, outside = _assign(page)
    items: list[tuple[float, Callable[[], None]]] = [
        (line[0].baseline, _LineOf(composer, page, number, line)) for line in glyphs.lines(outside)
    ]
    for grid, contents in zip(page.grids, inside, strict=True):
        if contents is not None:
            items.append((grid.ys[0], _TableOf(composer, page, number, grid, contents)))
    for _, add in sorted(items, key=lambda item: item[0]):
        add()
    for line in glyphs.lines(page.slanted):
        _LineOf(composer, page, number, line)()
    for hidden in merged_hidden(page.hidden):
        composer.hide(hidden)


def _assign(page: _PageText) -> tuple[list[list[list[Glyph]] | None], list[Glyph]]:
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
    page: _PageText
    number: int
    line: list[Glyph]

    def __call__(self) -> None:
        printed = glyphs.spell(self.line, columns=True)
        start = self.composer.length
        self.composer.line("".join(char for char, _ in printed))
        _add_words(self.composer, self.page, self.number, start, printed)


@dataclass(frozen=True, slots=True)
class _TableOf:
    """Adds one ruled table of a page."""

    composer: Composer
    page: _PageText
    number: int
    grid: rulings.Grid
    contents: list[list[Glyph]]

    def __call__(self) -> None:
        rows: list[list[Slot]] = [[] for _ in range(len(self.grid.ys) - 1)]
        spelled: list[list[Printed]] = []
        for cell, contents in zip(self.grid.cells, self.contents, strict=True):
            printed = glyphs.spell_cell(contents, cell.box[2] - cell.box[0])
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
    composer: Composer, page: _PageText, number: int, start: int, printed: Sequence[Printed]
) -> None:
    for first, last, box in glyphs.words(printed):
        composer.word(start + first, start + last, number, page.turn.page_box(box))
