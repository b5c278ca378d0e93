"""What scanner, camera and years do to a printed page, in the order in which they do it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from gouji.evaluate.render.page import Box, PaperPage
from gouji.evaluate.render.scan.conditions import Conditions
from gouji.evaluate.render.scan.fields import dusted, field, grainy
from gouji.evaluate.render.scan.geometry import View, draw_view, turned, warp
from gouji.evaluate.render.scan.seal import stamp

Seals = Sequence[tuple[Image.Image, tuple[float, float]]]
"""Masks of seals and the points of the page (in points) that they are put on."""

_COVERED = 0.1
"""Share of a number's box under opaque ink from which its digits cannot be trusted to be legible."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A scanned page: its pixels, where each number stands in them, which ones are hidden by a seal."""

    image: Image.Image
    boxes: Mapping[str, Box]
    covered: tuple[str, ...]


def scan(
    ink: Image.Image, paper: PaperPage, conditions: Conditions, seals: Seals, rng: random.Random
) -> Picture:
    """Scan the page ``paper``, printed as ``ink`` (grey), under ``conditions``."""
    scale = ink.width / paper.width
    boxes = {path: _scaled(box, scale) for path, box in paper.numbers.items()}
    image = _on_paper(ink, conditions, rng)
    stamps = [
        stamp(image, conditions.seal, mask, (x * scale, y * scale))
        for mask, (x, y) in seals
        if conditions.seal
    ]
    covered: tuple[str, ...] = ()
    if conditions.seal == "opaque":
        covered = tuple(path for path, box in boxes.items() if any(s.covers(box) > _COVERED for s in stamps))
    view = draw_view(image.size, conditions, rng)
    image = _seen(image, view, conditions, rng)
    image = _exposed(image, conditions, rng)
    return Picture(turned(image, view), {path: view.place(box) for path, box in boxes.items()}, covered)


def _scaled(box: Box, scale: float) -> Box:
    return (box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale)


def _on_paper(ink: Image.Image, conditions: Conditions, rng: random.Random) -> Image.Image:
    """Ink of the given strength, weaker in places, on paper of a colour."""
    patches = field(ink.size, rng, 7, 0.0, 1.0) if conditions.ink < 0.9 else None

    def tinted(strength: float, white: int) -> Image.Image:
        return ink.point([round(white * (1 - strength * (255 - level) / 255)) for level in range(256)])

    def band(white: int) -> Image.Image:
        strong = tinted(conditions.ink, white)
        if patches is None:
            return strong
        return Image.composite(strong, tinted(conditions.ink * 0.75, white), patches)

    if conditions.tone != "colour":
        return band(round(sum(conditions.paper) / 3))
    return Image.merge("RGB", [band(white) for white in conditions.paper])


def _seen(image: Image.Image, view: View, conditions: Conditions, rng: random.Random) -> Image.Image:
    """The page as it lies: crooked on the glass, or on a desk before a camera."""
    lid = conditions.lid
    if view.flat:
        return image
    if conditions.desk:
        ground = _desk(view.frame, conditions.ground, rng)
        ground = ground if image.mode == "RGB" else ground.convert("L")
    else:
        ground = Image.new(image.mode, view.frame, (lid,) * 3 if image.mode == "RGB" else lid)
    mask = Image.new("L", view.frame, 0)
    ImageDraw.Draw(mask).polygon(list(view.corners), fill=255)
    seen = warp(image, view, 60 if conditions.desk else lid)
    return Image.composite(seen, ground, mask.filter(ImageFilter.BoxBlur(1)))


def _desk(size: tuple[int, int], colour: tuple[int, ...], rng: random.Random) -> Image.Image:
    """A table top: grain along it, light uneven over it."""
    width, height = size
    grain = field((max(width // 24, 2), height), rng, 160, 0.72, 1.0).resize(size, Image.Resampling.BILINEAR)
    light = field(size, rng, 4, 0.7, 1.0)
    grey = ImageChops.multiply(grain, light)
    return Image.merge(
        "RGB", [grey.point([round(level * part / 255) for level in range(256)]) for part in colour]
    )


def _exposed(image: Image.Image, conditions: Conditions, rng: random.Random) -> Image.Image:
    """Light, lens and sensor: shadow, blur, noise, dust, and the tones that are kept."""
    if conditions.shadow > 0.02:
        light = field(image.size, rng, 3, 1 - conditions.shadow, 1.0)
        image = ImageChops.multiply(image, light if image.mode == "L" else Image.merge("RGB", [light] * 3))
    sharp = conditions.dpi / 200
    if conditions.blur * sharp > 0.2:
        image = image.filter(ImageFilter.GaussianBlur(conditions.blur * sharp))
    image = grainy(image, conditions.noise, rng)
    image = dusted(image, conditions.specks, max(1, round(3 * sharp)), rng)
    if conditions.tone == "bilevel":
        return _bilevel(image, conditions.ink)
    return image


def _bilevel(image: Image.Image, ink: float) -> Image.Image:
    """Black where a dot is darker than the paper around it, by a third of what the ink is."""
    width, height = image.size
    paper = image.reduce(max(width // 40, 1)).filter(ImageFilter.MaxFilter(3)).resize((width, height))
    least = round(80 * ink)
    darker = ImageChops.subtract(paper, image)
    return darker.point([255 * (difference < least) for difference in range(256)]).convert("1")
