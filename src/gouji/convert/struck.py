"""Text of a PDF page that a line strikes out: its words stay, its digits are no number.

Word processors print deletions so that are still tracked. A line strikes a run of characters out
where it goes through their middles and ends with them; a ruling goes on beyond them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from gouji.convert.glyphs import Glyph
from gouji.document import Box

THROUGH = (0.14, 0.5)
"""How far above the baseline a line goes through a character, as shares of its size."""

THICKEST = 2.0
BEYOND = 0.5
"""How far a line may go beyond the characters that it strikes out, as a share of their size."""

EDGE = 0.02
"""Puts a mark before what begins at the same place, in points."""


def mark_struck(glyphs: Sequence[Glyph], boxes: Iterable[Box]) -> list[Glyph]:
    """Put ``~`` around the digits that thin ``boxes`` strike out."""
    across = [box for box in boxes if box[3] - box[1] <= THICKEST < box[2] - box[0]]
    if not across or not glyphs:
        return list(glyphs)
    by_baseline: dict[float, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        by_baseline[glyph.baseline].append(glyph)
    baselines = sorted(by_baseline)
    largest = max(glyph.size for glyph in glyphs)
    marks: list[Glyph] = []
    for box in across:
        y = (box[1] + box[3]) / 2
        first, last = bisect_left(baselines, y), bisect_right(baselines, y + THROUGH[1] * largest)
        for baseline in baselines[first:last]:
            marks += _marks(by_baseline[baseline], box, baseline - y)
    return [*glyphs, *marks]


def _marks(line: Sequence[Glyph], box: Box, above: float) -> list[Glyph]:
    """The marks around what ``box``, so far ``above`` the baseline, strikes out of a line."""
    low, high = THROUGH
    run = [
        glyph
        for glyph in line
        if box[0] <= (glyph.box[0] + glyph.box[2]) / 2 <= box[2] and low <= above / glyph.size <= high
    ]
    if not any(glyph.char.isdigit() for glyph in run):
        return []
    first, last = min(run, key=lambda glyph: glyph.box[0]), max(run, key=lambda glyph: glyph.box[2])
    reach = BEYOND * first.size
    if box[0] < first.box[0] - reach or box[2] > last.box[2] + reach:
        return []
    return [_mark(first, first.box[0] - EDGE), _mark(last, last.box[2] - EDGE)]


def _mark(glyph: Glyph, x: float) -> Glyph:
    return replace(glyph, char="~", box=(x, glyph.box[1], x, glyph.box[3]))
