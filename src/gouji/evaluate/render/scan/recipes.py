"""What each scan shape fixes: what is bad about it, and in which file it comes. Names only, nothing heavy."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gouji.evaluate.chance import chance
from gouji.evaluate.render.fonts import FontKind
from gouji.evaluate.render.scan.conditions import DIAL, Carrier, Seal, Tone

Rows = Literal["tight", "normal", "loose"]
_PAGED: tuple[Carrier, ...] = ("scan_pdf", "scan_tiff", "photos_zip")
_DPI = (150, 200, 300)
PICTURE_DPI = 150
"""Long pictures and pictures in web pages are made for screens, not by scanners."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a scan shape fixes; what it leaves open is drawn.

    ``worse`` names the conditions of the dial that stand at the copy's severity. ``turns`` are quarter
    turns that may be drawn, ``rows`` how tightly the tables are set.
    """

    worse: tuple[str, ...] = ()
    tones: tuple[Tone, ...] = ("grey", "colour")
    dpi: tuple[int, ...] = (200, 300)
    carriers: tuple[Carrier, ...] = ("scan_pdf",)
    font: FontKind | None = None
    rows: tuple[Rows, ...] = ("normal", "loose")
    turns: tuple[int, ...] = (0,)
    seal: Seal = ""
    desk: bool = False


_PHOTO = ("perspective", "shadow", "blur", "noise", "skew", "quality")
SCAN_SHAPES: Mapping[str, Recipe] = {
    "scan_clean": Recipe(),
    "scan_skewed": Recipe(("skew",), carriers=_PAGED),
    "scan_noisy": Recipe(("noise", "specks")),
    "scan_blurred": Recipe(("blur",)),
    "scan_pale": Recipe(("ink",)),
    "scan_turned": Recipe(("skew",), turns=(90, 180, 270), carriers=_PAGED),
    "scan_sealed": Recipe(("ink",), tones=("colour",), seal="transparent"),
    "scan_sealed_grey": Recipe(("ink",), tones=("grey",), seal="transparent"),
    "scan_sealed_opaque": Recipe(tones=("colour", "grey"), seal="opaque"),
    "scan_low_jpeg": Recipe(("quality",), carriers=("scan_pdf", "photos_zip")),
    "scan_shadow": Recipe(("shadow",)),
    "scan_photo": Recipe(_PHOTO, tones=("colour",), carriers=("photos_zip", "scan_pdf"), desk=True),
    "scan_grey_150": Recipe(("noise",), tones=("grey",), dpi=(150,)),
    "scan_fax": Recipe(("skew", "specks"), tones=("bilevel",), carriers=("scan_tiff", "scan_pdf")),
    "scan_tight_song": Recipe(font="song", rows=("tight",), dpi=_DPI),
    "scan_loose_kai": Recipe(font="kai", rows=("loose",), dpi=_DPI),
    "scan_hei": Recipe(font="hei", rows=("tight", "normal"), dpi=_DPI),
    "scan_long_picture": Recipe(("quality",), carriers=("long_png", "long_jpeg"), dpi=(PICTURE_DPI,)),
    "scan_html_pictures": Recipe(("quality",), carriers=("html_pictures",), dpi=(PICTURE_DPI,)),
}
COMPOSED = "scan_composed"
SCAN_NAMES = (*SCAN_SHAPES, COMPOSED)


def compose(rng: random.Random) -> Recipe:
    """A recipe drawn at random, photographs among them."""
    worse = tuple(name for name in DIAL if name != "perspective" and chance(rng, 0.45))
    desk = chance(rng, 0.2)
    tone: Tone = "colour" if desk else rng.choices(("colour", "grey", "bilevel"), (5, 6, 1))[0]
    carrier: tuple[Carrier, ...] = ("photos_zip", "scan_pdf") if desk else (*_PAGED, "scan_pdf", "long_jpeg")
    return Recipe(
        worse=(*worse, "perspective") if desk else worse,
        tones=(tone,),
        dpi=_DPI,
        carriers=carrier,
        rows=("tight", "normal", "loose"),
        turns=(0, 0, 0, 0, 0, 90, 180, 270),
        seal=rng.choices(("", "transparent", "opaque"), (6, 3, 1))[0],
        desk=desk,
    )
