"""Superscripts and subscripts: marks beside a number, never digits of it.

Their digits become Unicode's own superscripts and subscripts (``2267¹``), which no reader takes for
digits; other raised text (``[1]``, ``*``) is kept apart from what it stands behind by a space.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Literal

from gouji.convert.glyphs import Glyph

Way = Literal["super", "sub", "struck"]

_DIGITS = "0123456789０１２３４５６７８９"
_RAISED: dict[Way, str] = {"super": "⁰¹²³⁴⁵⁶⁷⁸⁹" * 2, "sub": "₀₁₂₃₄₅₆₇₈₉" * 2}
_TABLES = {way: str.maketrans(_DIGITS, marks) for way, marks in _RAISED.items()}
_MARKS = frozenset("".join(_RAISED.values()))

SMALLER = 0.75
"""A raised glyph is smaller than this share of the one that it stands beside."""

BESIDE = 0.3
OVERLAP = 0.1
"""How far apart, and how far into each other, neighbours may stand, as shares of the larger size."""

SHIFT = (0.12, 0.9)
"""How far a baseline is raised or lowered, as a share of the larger size; less is another font."""

_BUCKET = 8.0


def raised(piece: str, way: Way) -> str:
    """``piece`` as it stands above or below the line, or struck out (``~74~``): no digit of a number."""
    if way == "struck":
        return f"~{piece}~" if any(char.isdigit() for char in piece) else piece
    marks = piece.translate(_TABLES[way])
    return marks if not marks or marks[0] in _MARKS or marks[0].isspace() else f" {marks}"


def level(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Put raised and lowered ``glyphs`` on the baseline that they belong to, their digits as marks.

    A glyph is raised when it is smaller than the digit or character directly before it (a number:
    directly behind it, too) and stands off its baseline, or when it follows a raised one. Order is kept.
    """
    sizes = [glyph.size for glyph in glyphs if not glyph.blank]
    if not sizes or min(sizes) >= SMALLER * max(sizes):
        return list(glyphs)
    levelled = list(glyphs)
    _follow(levelled, ahead=False)
    _follow(levelled, ahead=True)
    return levelled


def _follow(glyphs: list[Glyph], *, ahead: bool) -> None:
    """Level those whose base stands before them or, with ``ahead``, is a digit behind them, in place."""
    side, other = (0, 2) if ahead else (2, 0)
    least = min(glyph.size for glyph in glyphs if not glyph.blank) / SMALLER
    near: dict[int, list[tuple[Glyph, Glyph]]] = defaultdict(list)  # what may stand beside, with its root
    for glyph in glyphs:
        if glyph.size > least and not glyph.blank and (not ahead or glyph.char.isdecimal()):
            near[int(glyph.box[side] // _BUCKET)].append((glyph, glyph))
    largest = SMALLER * max((glyph.size for pairs in near.values() for glyph, _ in pairs), default=0.0)
    for index in sorted(range(len(glyphs)), key=lambda index: glyphs[index].box[0], reverse=ahead):
        glyph = glyphs[index]
        if glyph.size >= largest or glyph.blank or (ahead and not glyph.char.isdecimal()):
            continue
        bucket = int(glyph.box[other] // _BUCKET)
        for base, root in chain.from_iterable(near.get(at, ()) for at in (bucket - 1, bucket, bucket + 1)):
            if _is_beside(glyph, base, root, ahead=ahead):
                near[int(glyph.box[side] // _BUCKET)].append((glyph, root))
                glyphs[index] = _levelled(glyph, root)
                break


def _is_beside(glyph: Glyph, base: Glyph, root: Glyph, *, ahead: bool) -> bool:
    if glyph is base or glyph.size >= SMALLER * root.size:
        return False
    gap = base.box[0] - glyph.box[2] if ahead else glyph.box[0] - base.box[2]
    if not -OVERLAP * root.size <= gap <= BESIDE * root.size:
        return False
    if base is not root:  # behind another raised one, on its baseline
        return abs(glyph.baseline - base.baseline) <= SHIFT[0] * root.size
    return SHIFT[0] <= abs(root.baseline - glyph.baseline) / root.size <= SHIFT[1]


def _levelled(glyph: Glyph, root: Glyph) -> Glyph:
    way: Way = "super" if glyph.baseline < root.baseline else "sub"
    return replace(glyph, char=glyph.char.translate(_TABLES[way]), baseline=root.baseline, mark=True)
