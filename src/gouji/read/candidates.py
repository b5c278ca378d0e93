"""Which rows a run of numbers may be: every label near it, at the price of what speaks against it.

A label right before the numbers on their own line costs nothing; damage, foreign words between,
another line, a place below the numbers, and a count that does not fit all have their prices.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gouji.lexicon import TableWords
from gouji.numbers import ParsedNumber
from gouji.read.labels import SHORT, UNREADABLE_LABEL, WEAK_LABEL, Hit
from gouji.read.slots import Slot
from gouji.read.stream import Stream

# Prices in the units of a label's cost (0 exact, 10 nothing left): set so that one damaged character
# never outweighs a row of numbers, and order breaks ties between labels.
OPTIONAL_LABEL = 2.5
GAP = 2.0
MAX_GAP = 6
MAX_REACH = 30  # heads and group labels between a label and its numbers do not count as a gap
FILLED_GAP = 1.0
OTHER_LINE = 6.0
BELOW = 4.5
BELOW_WITH_NUMBER = 1.5
BELOW_GAP = 0.4
MAX_BELOW = 8
WRONG_COUNT = 1.5
GLUED = 0.5
BLANKS = 0.5
_POINT = re.compile(r"\s*[.、．]\s*")
_UNIT_WORDS = ("单位件", "单位万元", "单位", "数量", "件数", "万元", "件", "宗", "项", "个")


@dataclass(frozen=True, slots=True)
class Runs:
    """A table's runs of numbers and the labels found among them.

    ``widths`` are the numbers of each row, ``order`` its place in the form.
    """

    stream: Stream
    slots: Sequence[Slot]
    hits: Sequence[Hit]
    words: TableWords
    widths: Mapping[str, int]
    order: Mapping[str, int]

    @property
    def wrapped(self) -> dict[Hit, int]:
        """Whole labels that begin before a run of numbers and end behind it, with the run's place."""
        places = {slot.pos for slot in self.slots if not slot.aside and not is_scrap(slot, self.widths)}
        return {
            hit: pos
            for hit in self.hits
            if hit.cost == 0 and is_long(hit)
            for pos in places
            if hit.start < pos < hit.end
        }

    def is_numbered(self, hit: Hit, slot: int) -> bool:
        """The label's own list number or marker stands alone before the run, whose numbers stand above the label."""
        number = list_number(self.stream, self.slots, slot)
        return _is_own(self.stream, hit.row, self.slots[slot], number, self.words)


@dataclass(slots=True)
class Candidate:
    """One way to give a slot a row."""

    slot: int
    hit: Hit | None
    row: str
    cost: float
    gap: bool = False
    forward: float = 0.0
    backward: float = 0.0
    previous: Candidate | None = None

    @property
    def through(self) -> float:
        """What the cheapest alignment costs that takes this way."""
        return self.forward + self.backward


def candidates(runs: Runs) -> list[Candidate]:
    """Every way to give a run of numbers a row."""
    found: list[Candidate] = []
    certain = {hit.row for hit in runs.hits if hit.cost == 0 and is_long(hit)}
    divided = {row for row, leaves in runs.words.replaces.items() if certain & set(leaves)}
    wrapped = runs.wrapped
    width = max(runs.widths.values())
    for index, slot in enumerate(runs.slots):
        if slot.aside:
            continue
        if slot.own is not None:
            own = [Candidate(index, slot.own, slot.own.row, slot.own.cost)]
        else:
            own = _labelled(runs, index, divided)
            _prefer_same_line(runs.stream, slot, own)
            _weigh_sides(runs.stream, slot, own, list_number(runs.stream, runs.slots, index), runs.words)
            _weigh_wrapped(slot, own, wrapped)
        count = max(len(slot.filled), slot.digits)
        if count >= width / 2 and not any(one.cost <= WEAK_LABEL for one in own):
            own += [
                Candidate(index, None, row, UNREADABLE_LABEL - 1 + count_cost(slot, cells))
                for row, cells in runs.widths.items()
                if row not in certain and row in runs.order and row not in runs.words.optional
            ]
        found += own
    return found


def _labelled(runs: Runs, index: int, divided: set[str]) -> list[Candidate]:
    """The labels in reach of a run; ``divided`` are undivided rows whose own rows are printed."""
    slot, words = runs.slots[index], runs.words
    before = runs.slots[index - 1] if index else None
    fresh = before is None or before.pos != slot.pos or is_scrap(before, runs.widths)
    number = list_number(runs.stream, runs.slots, index)
    own = []
    for hit in runs.hits:
        below = hit.start >= slot.pos
        if not _in_reach(hit, slot) or not (fresh or below):
            continue
        if hit.row in words.optional and (below or hit.row in divided or hit.cost > OPTIONAL_LABEL):
            continue
        foreign = 0 if below else _foreign_between(runs.stream.chars, hit, slot.pos, words)
        if foreign > MAX_GAP:
            continue
        gap = (
            _below_cost(runs.stream, hit, slot, number, words) if below else _gap_cost(hit, slot.pos, foreign)
        )
        cost = hit.cost + gap + count_cost(slot, runs.widths.get(hit.row, max(runs.widths.values())))
        own.append(Candidate(index, hit, hit.row, cost, gap=foreign > 0))
    return own


def _in_reach(hit: Hit, slot: Slot) -> bool:
    """The label stands near enough before, around or below the numbers."""
    return slot.pos - MAX_REACH <= hit.end and hit.end > slot.floor and hit.start <= slot.pos + MAX_BELOW


def _prefer_same_line(stream: Stream, slot: Slot, nodes: Sequence[Candidate]) -> None:
    """Where a label ends on the numbers' own line of cells, labels of other lines do not own them."""
    line = slot.filled[0].line
    if not slot.filled[0].celled:
        return
    here = [node for node in nodes if node.hit and stream.char_lines[node.hit.end - 1] == line]
    if any(node.hit and node.hit.end <= slot.pos for node in here):
        for node in nodes:
            if node not in here:
                node.cost += OTHER_LINE


def _weigh_wrapped(slot: Slot, nodes: Sequence[Candidate], wrapped: Mapping[Hit, int]) -> None:
    """A label wrapped around numbers owns these, and no others."""
    here = slot.pos in wrapped.values()
    for node in nodes:
        at = wrapped.get(node.hit) if node.hit else None
        if node.hit and at != slot.pos and (here or at is not None):
            node.cost += OTHER_LINE


def _is_own(stream: Stream, row: str, slot: Slot, number: int | None, words: TableWords) -> bool:
    """The row's list number, or its marker (二), stands alone before the numbers."""
    if number is not None and words.numbers.get(row) == number:
        return True
    marker = words.markers.get(row)
    return marker is not None and stream.chars.endswith(marker, 0, slot.pos)


def _weigh_sides(
    stream: Stream, slot: Slot, nodes: Sequence[Candidate], number: int | None, words: TableWords
) -> None:
    """Numbers right behind a whole label are not those of a label below, unless its list number stands between."""
    ends = {node.hit.end for node in nodes if node.hit and node.hit.cost == 0 and is_long(node.hit)}
    for node in nodes:
        if node.hit is None:
            continue
        mine = _is_own(stream, node.row, slot, number, words)
        below = node.hit.start >= slot.pos
        if (below and not mine and slot.pos in ends) or (not below and number is not None and not mine):
            node.cost += OTHER_LINE


def list_number(stream: Stream, slots: Sequence[Slot], at: int) -> int | None:
    """The list number that stands alone between the word before a run of numbers and the run.

    It may have lost its point to the word below: 6, numbers, .属于四类过程性信息.
    """
    slot = slots[at]
    first = slot.filled[0]
    index = stream.index_before(first)
    if index is not None:
        return index[1]
    before = slots[at - 1] if at else None
    if before is None or before.pos != slot.pos or len(before.filled) > 1 or len(slot.filled) == 1:
        return None
    parsed = before.filled[0].parsed
    value = parsed.value if isinstance(parsed, ParsedNumber) else None
    rest = stream.text[slot.filled[-1].end : stream.spots[slot.pos]] if slot.pos < len(stream.spots) else ""
    return value if isinstance(value, int) and _POINT.fullmatch(rest) else None


def is_long(hit: Hit) -> bool:
    """A label that no column head can be mistaken for."""
    return hit.end - hit.start > SHORT


def is_scrap(slot: Slot, widths: Mapping[str, int]) -> bool:
    """A lone number on its own line before the row's own line: a page number, not a row."""
    return len(slot.filled) < max(widths.values()) / 2


def _foreign_between(chars: str, hit: Hit, pos: int, words: TableWords) -> int:
    """How many characters stand between a label and its numbers that are no head, group label or unit."""
    between = chars[hit.end : pos]
    for word in (*words.fillers, *_UNIT_WORDS):
        between = between.replace(word, "")
    return len(between)


def _gap_cost(hit: Hit, pos: int, foreign: int) -> float:
    return 0.0 if hit.end >= pos else FILLED_GAP + GAP * foreign


def _below_cost(stream: Stream, hit: Hit, slot: Slot, number: int | None, words: TableWords) -> float:
    """A label wholly below its numbers, as a tall cell prints it; its list number may stand above."""
    between = stream.chars[slot.pos : hit.start]
    for word in words.fillers:
        between = between.replace(word, "")
    mine = _is_own(stream, hit.row, slot, number, words)
    return (BELOW_WITH_NUMBER if mine else BELOW) + BELOW_GAP * len(between)


def count_cost(slot: Slot, width: int) -> float:
    """What it costs that a run has not as many numbers as a row."""
    count = len(slot.filled)
    if count == width:
        return 0.0
    if count < width <= slot.digits:
        return GLUED
    if count < width <= len(slot.tokens):
        return BLANKS
    return WRONG_COUNT if 2 * count >= width else 2 * WRONG_COUNT
