"""Text of a PDF page that something drawn later covers, or that the clipping of the page cuts off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gouji.convert.rulings import THIN
from gouji.document import Box

OPAQUE = 0.99
_CLIPS = re.compile(rb"\bW\*?\s+n\b|\bDo\b")
"""Clipping in a page's own commands, or in a form that they draw."""

Spot = tuple[str, float, float]


@dataclass(frozen=True, slots=True)
class Cover:
    """What may hide characters: opaque areas with the step at which each is drawn.

    ``steps`` are the steps at which characters are drawn, ``left`` the characters that clipping leaves;
    None where nothing is cut off.
    """

    areas: Sequence[tuple[int, Box]] = ()
    steps: dict[Spot, int] = field(default_factory=dict)
    left: frozenset[Spot] | None = None

    def hides(self, char: Any) -> bool:
        """Whether ``char`` (of rawdict) cannot be seen."""
        if not self.areas and self.left is None:
            return False
        spot = _spot(char["c"], char["origin"])
        if self.left is not None and spot not in self.left:
            return True
        step = self.steps.get(spot)
        x0, y0, x1, y1 = char["bbox"]
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        return step is not None and any(
            later > step and box[0] <= x <= box[2] and box[1] <= y <= box[3] for later, box in self.areas
        )


def find_cover(pymupdf: Any, page: Any, drawings: Iterable[Any], flags: int) -> Cover:
    """Look for what hides characters of ``page``; ``flags`` are those its text is taken with."""
    areas = _areas(page, drawings)
    steps: dict[Spot, int] = {}
    if areas:
        # A character drawn twice at one place is seen if its later print is.
        for trace in page.get_texttrace():
            for point, _, origin, _ in trace["chars"]:
                steps[_spot(chr(point), origin)] = trace["seqno"]
        if not steps or max(step for step, _ in areas) < min(steps.values()):
            areas = []
    return Cover(areas, steps, _left(pymupdf, page, flags))


def _areas(page: Any, drawings: Iterable[Any]) -> list[tuple[int, Box]]:
    """Opaque areas that are not all drawn before anything else."""
    found = []
    background = True
    for index, path in enumerate(drawings):
        background = background and path["seqno"] == index
        if background or "f" not in path["type"] or path.get("fill") is None:
            continue
        if (path.get("fill_opacity") or 0) < OPAQUE:
            continue
        for item in path["items"]:
            if item[0] == "re":
                x0, y0, x1, y1 = item[1]
                if min(x1 - x0, y1 - y0) > THIN:
                    found.append((path["seqno"], (x0, y0, x1, y1)))
    if page.get_images():
        log = enumerate(page.get_bboxlog())
        found += [(step, tuple(box)) for step, (kind, box) in log if kind == "fill-image"]
    return found


def _left(pymupdf: Any, page: Any, flags: int) -> frozenset[Spot] | None:
    """The characters that clipping leaves; None where it takes none away."""
    if not _CLIPS.search(page.read_contents()):
        return None
    endless = pymupdf.INFINITE_RECT()
    whole = page.get_text("text", clip=endless, flags=flags)
    left = page.get_text("text", clip=endless, flags=flags | pymupdf.TEXT_CLIP)
    if len(whole) == len(left):
        return None
    raw = page.get_text("rawdict", clip=endless, flags=flags | pymupdf.TEXT_CLIP)
    return frozenset(
        _spot(char["c"], char["origin"])
        for block in raw["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        for char in span["chars"]
    )


def _spot(char: str, origin: Sequence[float]) -> Spot:
    return char, round(origin[0], 1), round(origin[1], 1)
