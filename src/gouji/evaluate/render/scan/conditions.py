"""Under which conditions a page was scanned, and the dial that makes them worse."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

Tone = Literal["colour", "grey", "bilevel"]
Seal = Literal["", "transparent", "opaque"]
Colour = tuple[int, int, int]
Carrier = Literal["scan_pdf", "scan_tiff", "photos_zip", "long_png", "long_jpeg", "html_pictures"]
PAPERS: tuple[Colour, ...] = ((255, 255, 255), (253, 251, 246), (248, 244, 233), (244, 247, 250))
DESKS: tuple[Colour, ...] = ((121, 85, 58), (88, 84, 80), (150, 140, 128), (46, 60, 74), (176, 148, 112))
LIDS = (255, 255, 255, 236, 208, 24)


@dataclass(frozen=True, slots=True)
class Conditions:
    """How a page is printed and scanned.

    ``skew`` in degrees; ``turn`` in degrees clockwise, a multiple of 90; ``noise`` the standard deviation in
    grey levels; ``specks`` the share of pixels under dust; ``blur`` the radius in pixels at 200 dpi;
    ``ink`` 1 is black, 0 none; ``quality`` of JPEG, 100 loses nothing; ``shadow`` the share of light
    that the darkest place lacks; ``perspective`` how far a corner of the page is off, as a share of its
    width; ``desk`` shows what the page lies on, of the colour ``ground``; ``lid`` is the grey level that a
    scanner shows beside the page.
    """

    dpi: int = 200
    tone: Tone = "grey"
    turn: int = 0
    skew: float = 0.0
    noise: float = 0.0
    specks: float = 0.0
    blur: float = 0.0
    ink: float = 1.0
    quality: int = 100
    shadow: float = 0.0
    perspective: float = 0.0
    desk: bool = False
    paper: Colour = (255, 255, 255)
    ground: Colour = (150, 140, 128)
    lid: int = 255
    seal: Seal = ""
    seals: int = 0


# For each condition the range it is drawn from, by severity 0 to 3.
DIAL: Mapping[str, tuple[tuple[float, float], ...]] = {
    "skew": ((0.0, 0.15), (0.4, 1.5), (1.5, 4.0), (4.0, 7.0)),
    "noise": ((0.0, 1.0), (4.0, 8.0), (10.0, 16.0), (20.0, 30.0)),
    "specks": ((0.0, 0.0), (2e-5, 6e-5), (1e-4, 3e-4), (6e-4, 1.5e-3)),
    "blur": ((0.0, 0.25), (0.6, 0.9), (1.1, 1.5), (1.8, 2.4)),
    "ink": ((0.92, 1.0), (0.6, 0.8), (0.38, 0.5), (0.2, 0.28)),
    "quality": ((90, 96), (60, 80), (25, 40), (8, 16)),
    "shadow": ((0.0, 0.04), (0.15, 0.3), (0.35, 0.5), (0.55, 0.7)),
    "perspective": ((0.0, 0.004), (0.01, 0.03), (0.04, 0.07), (0.08, 0.12)),
}
_SIGNED = frozenset({"skew"})


def draw_dials(worse: Collection[str], severity: int, rng: random.Random) -> dict[str, float]:
    """Draw every condition of the dial: those in ``worse`` at ``severity``, the others two steps below."""
    drawn: dict[str, float] = {}
    for name, ranges in DIAL.items():
        low, high = ranges[severity if name in worse else max(severity - 2, 0)]
        value = rng.uniform(low, high)
        sign = rng.choice((-1, 1))
        drawn[name] = value * sign if name in _SIGNED else value
    if "perspective" not in worse:
        drawn["perspective"] = 0.0  # a flatbed has none, however bad it is
    return drawn
