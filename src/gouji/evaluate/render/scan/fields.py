"""Smooth random fields and grain: light, wear, paper and desk are made of them."""

from __future__ import annotations

import random

import numpy as np
from PIL import Image

Size = tuple[int, int]


def generator(rng: random.Random) -> np.random.Generator:
    """Fast dice for pixels, thrown by the slow ones: the same words give the same pixels."""
    return np.random.Generator(np.random.PCG64(rng.getrandbits(64)))


def field(size: Size, rng: random.Random, knots: int, low: float, high: float) -> Image.Image:
    """A smooth grey picture between ``low`` and ``high`` (1 is white), with ``knots`` bumps along its longer side."""
    width, height = size
    longer = max(width, height)
    shape = (max(2, round(knots * height / longer)), max(2, round(knots * width / longer)))
    levels = generator(rng).uniform(low * 255, high * 255, shape)
    small = Image.fromarray(levels.astype(np.uint8))
    return small.resize(size, Image.Resampling.BICUBIC)


def grainy(image: Image.Image, sigma: float, rng: random.Random) -> Image.Image:
    """Add noise with the standard deviation ``sigma`` in grey levels, the same in all colours."""
    if sigma < 0.3:
        return image
    levels = np.asarray(image)
    noise = generator(rng).standard_normal(levels.shape[:2], dtype=np.float32) * np.float32(sigma)
    steps = np.rint(noise).astype(np.int16)
    if levels.ndim == 3:
        steps = steps[:, :, None]
    return Image.fromarray(np.clip(levels.astype(np.int16) + steps, 0, 255).astype(np.uint8))


def dusted(image: Image.Image, share: float, radius: int, rng: random.Random) -> Image.Image:
    """Put dark and light specks of up to ``radius`` pixels on ``share`` of the picture."""
    dice = generator(rng)
    width, height = image.size
    count = int(dice.poisson(share * width * height))
    if not count:
        return image
    levels = np.array(image)
    xs, ys = dice.integers(0, width, count), dice.integers(0, height, count)
    wide, high = dice.integers(1, radius + 1, count), dice.integers(1, radius + 1, count)
    shades = np.where(dice.random(count) < 0.6, dice.integers(0, 90, count), dice.integers(225, 256, count))
    for x, y, w, h, shade in zip(xs, ys, wide, high, shades, strict=True):
        levels[y : y + h, x : x + w] = shade
    return Image.fromarray(levels)
