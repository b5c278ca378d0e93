"""Colours of style sheets, as far as they can hide text: white, transparent, or that of the ground."""

from __future__ import annotations

import re
from collections.abc import Mapping

NEAR_WHITE = 245
PICTURE = "picture"
"""The ground under text on an image or a gradient: unlike any ink."""

URL = re.compile(r"url\([^)]*\)")
NAMED: Mapping[str, tuple[int, int, int]] = {
    "white": (255, 255, 255),
    "snow": (255, 250, 250),
    "ghostwhite": (248, 248, 255),
    "floralwhite": (255, 250, 240),
    "mintcream": (245, 255, 250),
    "azure": (240, 255, 255),
    "whitesmoke": (245, 245, 245),
    "black": (0, 0, 0),
    "red": (255, 0, 0),
    "blue": (0, 0, 255),
    "green": (0, 128, 0),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "yellow": (255, 255, 0),
    "orange": (255, 165, 0),
    "navy": (0, 0, 128),
    "silver": (192, 192, 192),
}
_SAYS_NOTHING = frozenset({"none", "inherit", "initial", "unset", "transparent"})


def is_white(colour: str) -> bool:
    """Whether ``colour`` is white or nearly so."""
    found = levels(colour)
    return found is not None and min(found) >= NEAR_WHITE


def is_clear(colour: str) -> bool:
    """Whether ``colour`` lets everything through."""
    if colour == "transparent" or re.fullmatch(r"#[0-9a-f]{6}00|#[0-9a-f]{3}0", colour):
        return True
    return re.fullmatch(r"(?:rgb|hsl)a?\(.*[,/]\s*(?:0|0?\.0+|0%)\s*\)", colour) is not None and (
        "/" in colour or colour.count(",") == 3
    )


def paper(value: str) -> str | None:
    """The colour that a background gives the ground under text, ``PICTURE`` for images, None for nothing."""
    if value in _SAYS_NOTHING:
        return None
    if "url(" in value or "gradient" in value:
        return PICTURE
    parts: list[str] = re.findall(r"(?:rgb|hsl)a?\([^)]*\)|[^\s]+", URL.sub("", value))
    for part in parts:
        if is_clear(part):
            return None
        if levels(part) is not None:
            return part
    # One word is a colour that is not known by name; several are where and how an image lies.
    return PICTURE if len(parts) == 1 and not value.startswith("no-repeat") else None


def levels(colour: str) -> tuple[int, int, int] | None:
    """Red, green and blue, 0 to 255; None for colours in other notations."""
    if colour in NAMED:
        return NAMED[colour]
    if short := re.fullmatch(r"#?([0-9a-f])([0-9a-f])([0-9a-f])[0-9a-f]?", colour):
        red, green, blue = (int(digit * 2, 16) for digit in short.groups())
        return red, green, blue
    if long := re.fullmatch(r"#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})(?:[0-9a-f]{2})?", colour):
        red, green, blue = (int(pair, 16) for pair in long.groups())
        return red, green, blue
    if triple := re.fullmatch(r"rgba?\(\s*(\d+)(?![%.\d])\D+(\d+)(?![%.\d])\D+(\d+)(?![%.\d]).*\)", colour):
        red, green, blue = (int(level) for level in triple.groups())
        return red, green, blue
    if percent := re.fullmatch(r"rgba?\(\s*([\d.]+)%\D+([\d.]+)%\D+([\d.]+)%.*\)", colour):
        red, green, blue = (round(float(share) * 2.55) for share in percent.groups())
        return red, green, blue
    if lightness := re.fullmatch(r"hsla?\([^,\s]+[,\s]+([\d.]+)%[,\s]+([\d.]+)%.*\)", colour):
        level = float(lightness[2])
        return (255, 255, 255) if level >= 98 else (0, 0, 0) if level <= 2 else None
    return None
