"""Office seals: a red ring with a star and the office's name around it, as stamped or as a program sets it."""

from __future__ import annotations

import io
import math
import random
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFont

from gouji.evaluate.render.fonts import Typeface
from gouji.evaluate.render.page import Box
from gouji.evaluate.render.scan.conditions import Seal
from gouji.evaluate.render.scan.fields import field

DIAMETER_MM = 42
RED = (208, 28, 36)
_OVER = 2
"""The seal is drawn this many times larger, for smooth edges."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A seal in place: its ink as a mask, and the left top corner of that on the page, in pixels."""

    mask: Image.Image
    corner: tuple[int, int]

    def covers(self, box: Box) -> float:
        """Share of ``box`` under dense ink."""
        left, top = self.corner
        x0, y0, x1, y1 = (round(value) for value in box)
        part = self.mask.crop((x0 - left, y0 - top, x1 - left, y1 - top))
        levels = part.histogram()
        return sum(levels[150:]) / max(sum(levels), 1)


def carve(name: str, face: Typeface, dpi: int, rng: random.Random) -> Image.Image:
    """The ink of a seal as a mask: 255 where it is full, with the gaps that a stamp leaves."""
    size = round(DIAMETER_MM / 25.4 * dpi) * _OVER
    mask = Image.new("L", (size, size), 0)
    pen = ImageDraw.Draw(mask)
    edge = size * 0.02
    pen.ellipse((edge, edge, size - edge, size - edge), outline=255, width=round(size * 0.03))
    pen.polygon(_star(size / 2, size / 2, size * 0.15), fill=255)
    _letter(mask, name, face)
    small = mask.rotate(rng.uniform(-12, 12), Image.Resampling.BICUBIC).resize(
        (size // _OVER, size // _OVER), Image.Resampling.LANCZOS
    )
    worn = field(small.size, rng, 9, 0.72, 1.0)
    return ImageChops.multiply(small, worn)


def stamp(page: Image.Image, seal: Seal, mask: Image.Image, middle: tuple[float, float]) -> Stamp:
    """Put a seal on ``page``, in place: transparent ink darkens what is under it, opaque ink hides it."""
    corner = (round(middle[0] - mask.width / 2), round(middle[1] - mask.height / 2))
    strength = 0.8 if seal == "transparent" else 0.97
    ink = mask.point(lambda level: level * strength)
    region = (*corner, corner[0] + mask.width, corner[1] + mask.height)
    under = page.crop(region)
    red: int | tuple[int, ...] = RED if page.mode == "RGB" else 84
    if seal == "transparent":
        layer = Image.composite(
            Image.new(page.mode, mask.size, red), Image.new(page.mode, mask.size, "white"), ink
        )
        page.paste(ImageChops.multiply(under, layer), corner)
    else:
        under.paste(red, (0, 0, *mask.size), ink)
        page.paste(under, corner)
    return Stamp(ink, corner)


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = math.radians(36 * corner - 90)
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return points


def _letter(mask: Image.Image, name: str, face: Typeface) -> None:
    """Write ``name`` along the inside of the ring, from the left over the top to the right."""
    size = mask.width
    step = min(26.0, 270 / max(len(name), 1))
    height = min(size * 0.15, math.radians(step) * size * 0.36 * 0.98)
    font = ImageFont.truetype(io.BytesIO(face.content), round(height), layout_engine=ImageFont.Layout.BASIC)
    radius = size * 0.455 - height / 2
    for at, char in enumerate(name):
        angle = (at - (len(name) - 1) / 2) * step
        tile = Image.new("L", (round(height * 2), round(height * 2)), 0)
        ImageDraw.Draw(tile).text(
            (height, height), char, font=font, fill=255, anchor="mm", stroke_width=1, stroke_fill=255
        )
        tile = tile.resize((round(tile.width * 0.8), tile.height)).rotate(
            -angle, Image.Resampling.BICUBIC, expand=True
        )
        x = size / 2 + radius * math.sin(math.radians(angle)) - tile.width / 2
        y = size / 2 - radius * math.cos(math.radians(angle)) - tile.height / 2
        corner = (round(x), round(y))
        region = (*corner, corner[0] + tile.width, corner[1] + tile.height)
        mask.paste(ImageChops.lighter(mask.crop(region), tile), corner)
