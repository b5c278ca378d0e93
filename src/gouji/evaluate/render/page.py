"""A printed page as values: its style, the marks on it, and where its numbers stand. In points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Box = tuple[float, float, float, float]
Advance = Callable[[str], float]
"""Width of a character in ems."""


@dataclass(frozen=True, slots=True)
class PageStyle:
    """Page, letters and rulings, in points. ``ruling``: all lines, horizontal ones only (rows), or none.

    ``split_rows`` lets a page break run through a row: its label goes on over the page.
    ``narrow`` makes table 4 so narrow that numbers wrap inside their cells. ``signed_right`` sets
    the signature where offices set it. ``veil`` is how text that nobody sees is hidden.
    """

    width: float = 595.0
    height: float = 842.0
    margin: float = 50.0
    size: float = 9.0
    leading: float = 1.35
    padding: float = 3.0
    ruling: str = "all"
    rule_width: float = 0.5
    repeat_heads: bool = False
    split_rows: bool = False
    page_number: str = "- {} -"
    narrow: bool = False
    align: str = "centre"
    label_widths: tuple[float, ...] = (0.10, 0.14, 0.26)
    signed_right: bool = False
    veil: Literal["white", "tiny", "off_page"] = "white"


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text: left end of its baseline, size, and whether it is printed white on white."""

    x: float
    y: float
    text: str
    size: float
    white: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """Straight lines, each from (x0, y0) to (x1, y1)."""

    lines: tuple[Box, ...]


@dataclass
class PaperPage:
    """A page with its marks in the order of drawing, and where numbers and signature stand on it."""

    width: float
    height: float
    marks: list[Words | Rules] = field(default_factory=list)
    numbers: dict[str, Box] = field(default_factory=dict)
    signature: Box | None = None
    end: float = 0.0


def length(text: str, size: float, advance: Advance) -> float:
    """Width of a line of text."""
    return size * sum(map(advance, text))


def wrap(text: str, width: float, size: float, advance: Advance) -> list[str]:
    """Break ``text`` into lines that fit ``width``, anywhere between two characters."""
    lines: list[str] = []
    for part in text.split("\n"):
        line, used = "", 0.0
        for char in part:
            wide = advance(char) * size
            if line and used + wide > width:
                lines.append(line)
                line, used = "", 0.0
            line += char
            used += wide
        lines.append(line)
    return lines


def around(first: Box | None, second: Box) -> Box:
    """The smallest box around both."""
    if first is None:
        return second
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )
