"""From a sheet to the file of its scan: printed, sealed, scanned page by page, packed."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from gouji.evaluate.chance import chance
from gouji.evaluate.render.fonts import Typeface
from gouji.evaluate.render.layout import Sheet
from gouji.evaluate.render.page import Box, PageStyle, PaperPage
from gouji.evaluate.render.paper import set_pages
from gouji.evaluate.render.scan import carriers
from gouji.evaluate.render.scan.conditions import Carrier, Conditions
from gouji.evaluate.render.scan.degrade import Picture, Seals, scan
from gouji.evaluate.render.scan.press import print_pages
from gouji.evaluate.render.scan.recipes import PICTURE_DPI
from gouji.evaluate.render.scan.seal import DIAMETER_MM, carve

_SEAL_RADIUS = DIAMETER_MM / 2 / 25.4 * 72
_TALL = 14_000.0
"""Height in points of paper on which any report finds room."""


@dataclass
class Scanner:
    """What all pages of a copy share."""

    conditions: Conditions
    face: Typeface
    style: PageStyle
    rng: random.Random

    def pages(self, sheet: Sheet) -> list[Picture]:
        """The report page by page."""
        return self.scanned(sheet, set_pages(sheet, self.style, self.face.advance))

    def cropped(self, sheet: Sheet) -> Picture:
        """The whole sheet as one picture, as high as it must be; flat, since no scanner made it."""
        style = replace(self.style, width=595.0, height=_TALL, page_number="")
        self.conditions = replace(
            self.conditions, dpi=min(self.conditions.dpi, PICTURE_DPI), skew=0.0, turn=0
        )
        [page] = set_pages(sheet, style, self.face.advance)
        page.height = page.end + style.margin
        return self.scanned(sheet, [page])[0]

    def scanned(self, sheet: Sheet, pages: Sequence[PaperPage]) -> list[Picture]:
        """Print the pages and scan them, no two alike."""
        printed = print_pages(pages, self.face, self.conditions.dpi, self.style.rule_width)
        seals = self.seals(sheet, pages)
        some = self.conditions.turn and chance(self.rng, 0.3)
        found = []
        for ink, page, put in zip(printed, pages, seals, strict=True):
            own = replace(self.conditions, skew=self.conditions.skew * self.rng.uniform(0.6, 1.0))
            if some and chance(self.rng, 0.5):
                own = replace(own, turn=0)
            found.append(scan(ink, page, own, put, self.rng))
        return found

    def seals(self, sheet: Sheet, pages: Sequence[PaperPage]) -> list[Seals]:
        """Where seals stand: one over the signature, ``conditions.seals`` more over numbers."""
        put: list[Seals] = [() for _ in pages]
        if not self.conditions.seal:
            return put
        mask = carve(sheet.office, self.face, self.conditions.dpi, self.rng)
        signed = [at for at, page in enumerate(pages) if page.signature is not None]
        numbered = [at for at, page in enumerate(pages) if page.numbers]
        over = [(at, pages[at].signature) for at in signed]
        for _ in range(self.conditions.seals if numbered else 0):
            at = self.rng.choice(numbered)
            over.append((at, self.rng.choice(list(pages[at].numbers.values()))))
        for at, box in over:
            if box is not None:
                put[at] = (*put[at], (mask, self.middle(box, pages[at])))
        return put

    def middle(self, box: Box, page: PaperPage) -> tuple[float, float]:
        """Near the middle of ``box``, the whole seal on the page."""
        x = (box[0] + box[2]) / 2 + self.rng.uniform(-30, 30)
        y = (box[1] + box[3]) / 2 + self.rng.uniform(-12, 12)
        return (
            min(max(x, _SEAL_RADIUS), page.width - _SEAL_RADIUS),
            min(max(y, _SEAL_RADIUS), page.height - _SEAL_RADIUS),
        )


Made = tuple[bytes, str, list[Picture]]


def _as_pdf(scanner: Scanner, sheet: Sheet) -> Made:
    pictures = scanner.pages(sheet)
    return carriers.pdf([each.image for each in pictures], scanner.conditions), ".pdf", pictures


def _as_tiff(scanner: Scanner, sheet: Sheet) -> Made:
    pictures = scanner.pages(sheet)
    return carriers.tiff([each.image for each in pictures], scanner.conditions), ".tiff", pictures


def _as_photos(scanner: Scanner, sheet: Sheet) -> Made:
    pictures = scanner.pages(sheet)
    return carriers.photos([p.image for p in pictures], scanner.conditions, scanner.rng), ".zip", pictures


def _as_png(scanner: Scanner, sheet: Sheet) -> Made:
    picture = scanner.cropped(sheet)
    return carriers.encode(picture.image, replace(scanner.conditions, quality=100))[0], ".png", [picture]


def _as_jpeg(scanner: Scanner, sheet: Sheet) -> Made:
    picture = scanner.cropped(sheet)
    image = replace(picture, image=picture.image.convert("L") if picture.image.mode == "1" else picture.image)
    return carriers.encode(image.image, scanner.conditions)[0], ".jpg", [image]


def _as_html(scanner: Scanner, sheet: Sheet) -> Made:
    pictures = [scanner.cropped(replace(sheet, pieces=(table,))) for table in sheet.tables()]
    images = [each.image for each in pictures]
    return carriers.html(sheet, images, scanner.conditions, scanner.rng), ".html", pictures


CARRIERS: Mapping[Carrier, Callable[[Scanner, Sheet], Made]] = {
    "scan_pdf": _as_pdf,
    "scan_tiff": _as_tiff,
    "photos_zip": _as_photos,
    "long_png": _as_png,
    "long_jpeg": _as_jpeg,
    "html_pictures": _as_html,
}
"""What puts a sheet into each kind of file."""
