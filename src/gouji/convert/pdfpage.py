"""One page of a PDF: its characters as seen along the text, its ruling lines, what is hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from gouji.convert import bands, glyphs, rulings, text
from gouji.convert.glyphs import Glyph
from gouji.convert.pdfcover import find_cover
from gouji.convert.struck import mark_struck
from gouji.document import Box, HiddenText

TINY = 1.5
"""Font sizes below this cannot be read; a size is at least half the height of the characters' boxes,
since fonts that are drawn (Type 3) may state any size."""

NEAR_WHITE = 0xF5
VISIBLE_INK = 0x10 | 0x20
"""Span flags of filled and stroked characters; without either the render mode is invisible."""

DIAGONAL = 0.1
"""Text that leans more than this off both axes is a watermark or a stamp."""


@dataclass(slots=True)
class PageText:
    """What one page prints; glyphs and grids as seen along the text."""

    width: float
    height: float
    turn: Turn
    glyphs: list[Glyph] = field(default_factory=list)
    slanted: list[Glyph] = field(default_factory=list)
    grids: list[rulings.Grid] = field(default_factory=list)
    hidden: list[HiddenText] = field(default_factory=list)


def read_page(pymupdf: Any, page: Any) -> PageText:
    """Read a page in the direction in which most of its text runs, whatever its rotation flag says."""
    page.set_rotation(0)
    flags = pymupdf.TEXT_PRESERVE_WHITESPACE
    raw = page.get_text("rawdict", clip=pymupdf.INFINITE_RECT(), flags=flags)
    lines = [line for block in raw["blocks"] for line in block.get("lines", ())]
    seen: Box = tuple(page.rect)
    turn = Turn(_direction(lines), seen[2], seen[3])
    drawings = page.get_cdrawings()
    rules, fills = _drawings(drawings)
    cover = find_cover(pymupdf, page, drawings, flags)
    found = PageText(seen[2], seen[3], turn)
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
                if why is None and cover.hides(char):
                    why = "covered"
                if why is not None:
                    found.hidden.append(HiddenText(shown, why, page.number + 1))
                elif shown:
                    kept.append(_glyph(shown, char, span["size"], turn))
    boxes = [turn.seen(box) for box in rules]
    found.grids = _grids(rulings.segments(boxes), found.glyphs)
    found.glyphs = mark_struck(found.glyphs, boxes)
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
class Turn:
    """Turns a page so that its text runs to the right, and boxes back to the unrotated page."""

    direction: tuple[int, int]
    width: float
    height: float

    @property
    def seen_height(self) -> float:
        """Height of the page as seen along the text."""
        return self.height if self.direction[0] else self.width

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


def _glyph(shown: str, char: Any, size: float, turn: Turn) -> Glyph:
    box = turn.seen(char["bbox"])
    return Glyph(shown, box, turn.point(*char["origin"])[1], max(size, (box[3] - box[1]) / 2))


def _hidden_span(span: Any) -> Any:
    if not span["char_flags"] & VISIBLE_INK or span["alpha"] == 0:
        return "invisible"
    x0, y0, x1, y1 = span["bbox"]
    return "tiny" if max(span["size"], min(x1 - x0, y1 - y0) / 2) < TINY else None


def _is_white(color: int) -> bool:
    return min(color >> 16 & 0xFF, color >> 8 & 0xFF, color & 0xFF) >= NEAR_WHITE


def _hidden_char(box: Box, seen: Box, backgrounds: list[Box] | None) -> Any:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if not _holds(seen, x, y):
        return "off_page"
    if backgrounds is not None and not any(_holds(background, x, y) for background in backgrounds):
        return "white"
    return None


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _drawings(drawings: Sequence[Any]) -> tuple[list[Box], list[Box]]:
    """Return the thin boxes that may be ruling lines, and the filled areas that are not white."""
    lines: list[Box] = []
    fills: list[Box] = []
    for path in drawings:
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
