"""Running heads and feet of a PDF's pages: printed once, so that tables go on from page to page.

A browser prints date and title above each page, address and ``1/5`` below it; offices print their
name. Such lines stand at the same height on neighbouring pages and say the same but for numbers
that count the pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gouji.convert.glyphs import Glyph

SAME_HEIGHT = 2.0
MOST_LINES = 3
"""Lines of a running head, or foot; more of them are the repeated head of a table."""

REACH = 2
"""Pages with heads of two kinds, left and right, are so far apart."""

MARGIN = 0.12
"""Share of a page's height within which its heads and feet stand."""

APART = 2.2
"""Space between a running head and what stands below it, as a share of its size."""

_PARTS = re.compile(r"\d+|\D+")
Line = Sequence[Glyph]


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page that stand in no ruled table, from top to bottom, and the page's height."""

    lines: Sequence[Line]
    height: float

    def from_edge(self, *, foot: bool) -> Sequence[Line]:
        """The lines from the top down or, for the ``foot``, from the bottom up."""
        return self.lines[::-1] if foot else self.lines

    def in_margin(self, line: Line, *, foot: bool) -> bool:
        """Whether ``line`` stands where heads, or feet, do."""
        share = line[0].baseline / max(self.height, 1.0)
        return share > 1 - MARGIN if foot else share < MARGIN


def running(pages: Sequence[PageLines]) -> tuple[list[list[Line]], list[tuple[int, Line]]]:
    """Return the lines of each page without the running ones, and those to print last, with their page.

    A head stays on the first page, a foot on the last. What that page lacks is printed behind
    everything, once; pages are counted from 0.
    """
    left = [list(page.lines) for page in pages]
    late: list[tuple[int, Line]] = []
    if len(pages) < 2:
        return left, late
    for foot in (False, True):
        kept = len(pages) - 1 if foot else 0
        counts = [_count(pages, number, foot=foot) for number in range(len(pages))]
        for number, count in enumerate(counts):
            if number != kept and count:
                left[number] = left[number][:-count] if foot else left[number][count:]
        most = max(counts)
        if counts[kept] < most:
            last = max(number for number, count in enumerate(counts) if count == most)
            lines = pages[last].from_edge(foot=foot)[counts[kept] : most]
            late += [(last, line) for line in (reversed(lines) if foot else lines)]
    return left, late


def _count(pages: Sequence[PageLines], number: int, *, foot: bool) -> int:
    """How many lines of a page, from its edge, are those of a neighbouring page."""
    own = pages[number].from_edge(foot=foot)
    others = [other for other in range(number - REACH, number + REACH + 1) if 0 <= other < len(pages)]
    alike = max(
        (
            _alike(own, number, pages[other].from_edge(foot=foot), other)
            for other in others
            if other != number
        ),
        default=0,
    )
    fits = [
        count
        for count in range(1, min(alike, MOST_LINES) + 1)
        if pages[number].in_margin(own[count - 1], foot=foot)
        and (count == alike or _is_apart(own[count - 1], own[count]))
    ]
    return max(fits, default=0)


def _is_apart(line: Line, following: Line) -> bool:
    return abs(following[0].baseline - line[0].baseline) >= APART * max(glyph.size for glyph in line)


def _alike(own: Sequence[Line], number: int, others: Sequence[Line], other: int) -> int:
    count = 0
    for one, two in zip(own, others, strict=False):
        if abs(one[0].baseline - two[0].baseline) > SAME_HEIGHT:
            break
        if not _says_the_same(_text(one), _text(two), number - other):
            break
        count += 1
    return count


def _text(line: Line) -> str:
    return "".join(glyph.char for glyph in line if not glyph.blank)


def _says_the_same(one: str, other: str, apart: int) -> bool:
    """Whether two lines differ only in numbers that count pages so far ``apart``; there must be words."""
    ours, theirs = _PARTS.findall(one), _PARTS.findall(other)
    if len(ours) != len(theirs) or not any(char.isalpha() for char in one):
        return False
    return all(_counts(*pair, apart) for pair in zip(ours, theirs, strict=True))


def _counts(one: str, other: str, apart: int) -> bool:
    return one == other or (one.isdigit() and other.isdigit() and int(one) - int(other) == apart)
