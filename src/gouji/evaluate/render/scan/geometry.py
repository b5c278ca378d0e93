"""Where points of a page come to stand in its picture: skew, perspective and quarter turns as one map."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from gouji.evaluate.render.page import Box
from gouji.evaluate.render.scan.conditions import Conditions

Size = tuple[int, int]
Point = tuple[float, float]
Matrix = npt.NDArray[np.float64]

_KEPT_MARGIN = 0.04
"""Share of the page's width at its edges that a skewed scan may cut off."""


@dataclass(frozen=True, slots=True)
class View:
    """How a page of ``page`` pixels is seen in a picture of ``frame`` pixels, which is then turned.

    ``corners`` are where the page's corners stand in the unturned picture, clockwise from the top
    left; ``matrix`` maps page pixels to it (homogeneous coordinates).
    """

    page: Size
    frame: Size
    corners: tuple[Point, ...]
    matrix: Matrix
    turn: int

    @property
    def flat(self) -> bool:
        """The page fills the picture as it is."""
        return self.page == self.frame and bool(np.array_equal(self.matrix, np.eye(3)))

    def place(self, box: Box) -> Box:
        """The upright box around ``box`` of the page, in the finished picture."""
        x0, y0, x1, y1 = box
        corners = np.array([(x0, y0, 1), (x1, y0, 1), (x1, y1, 1), (x0, y1, 1)], dtype=float).T
        x, y, scale = self.matrix @ corners
        found = [self._turned(px, py) for px, py in zip(x / scale, y / scale, strict=True)]
        xs, ys = [point[0] for point in found], [point[1] for point in found]
        return (min(xs), min(ys), max(xs), max(ys))

    def _turned(self, x: float, y: float) -> Point:
        width, height = self.frame
        match self.turn:
            case 90:
                return (height - y, x)
            case 180:
                return (width - x, height - y)
            case 270:
                return (y, width - x)
            case _:
                return (x, y)


_TRANSPOSE = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def turned(image: Image.Image, view: View) -> Image.Image:
    """The picture after its quarter turns, clockwise."""
    return image.transpose(_TRANSPOSE[view.turn]) if view.turn else image


def draw_view(page: Size, conditions: Conditions, rng: random.Random) -> View:
    """Draw how a page is seen; without skew and desk it fills the picture."""
    width, height = page
    jitter = [(rng.uniform(-1, 1), rng.uniform(-1, 1)) for _ in range(4)]
    margins = [rng.uniform(0.02, 0.12) for _ in range(4)]
    if abs(conditions.skew) < 0.02 and not conditions.perspective and not conditions.desk:
        return View(page, page, _rectangle(width, height), np.eye(3), conditions.turn)
    angle = math.radians(conditions.skew)
    cos, sin = math.cos(angle), math.sin(angle)
    corners = [
        (cos * (x - width / 2) - sin * (y - height / 2), sin * (x - width / 2) + cos * (y - height / 2))
        for x, y in _rectangle(width, height)
    ]
    reach = conditions.perspective * width
    corners = [(x + reach * dx, y + reach * dy) for (x, y), (dx, dy) in zip(corners, jitter, strict=True)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    if conditions.desk:
        left, top, right, bottom = (width * margin for margin in margins)
        origin = (min(xs) - left, min(ys) - top)
        frame = (round(max(xs) + right - origin[0]), round(max(ys) + bottom - origin[1]))
    else:
        spare = 2 * _KEPT_MARGIN * width
        frame = (
            max(width, round(max(xs) - min(xs) - spare)),
            max(height, round(max(ys) - min(ys) - spare)),
        )
        origin = (-frame[0] / 2, -frame[1] / 2)
    seen = tuple((x - origin[0], y - origin[1]) for x, y in corners)
    return View(page, frame, seen, _homography(_rectangle(width, height), seen), conditions.turn)


def warp(image: Image.Image, view: View, outside: int) -> Image.Image:
    """The page as the unturned picture shows it; what is not page has the level ``outside``."""
    inverse = np.linalg.inv(view.matrix)
    inverse /= inverse[2, 2]
    return image.transform(
        view.frame,
        Image.Transform.PERSPECTIVE,
        data=[float(value) for value in inverse.flatten()[:8]],
        resample=Image.Resampling.BICUBIC,
        fillcolor=(outside,) * 3 if image.mode == "RGB" else outside,
    )


def _rectangle(width: float, height: float) -> tuple[Point, ...]:
    return ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))


def _homography(source: tuple[Point, ...], target: tuple[Point, ...]) -> Matrix:
    rows: list[list[float]] = []
    right: list[float] = []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    solved = np.linalg.solve(np.array(rows, dtype=float), np.array(right, dtype=float))
    return np.append(solved, 1.0).reshape(3, 3)
