"""Which row owns which numbers: an alignment of printed labels and runs of numbers with the form.

A run of numbers belongs to the label that ends where the run stands, or that is wrapped around it.
The cheapest alignment of labels and runs in form order wins; how much dearer every rival is, is the
certainty of an anchor.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gouji.lexicon import TableWords
from gouji.numbers import ParsedNumber
from gouji.read.labels import SHORT, UNREADABLE_LABEL, WEAK_LABEL, Hit, find_hits, label_ends
from gouji.read.regions import Region
from gouji.read.slots import Slot, find_slots
from gouji.read.stream import Stream

# Prices of the alignment, in the units of a label's cost (0 exact, 10 nothing left): set so that one
# damaged character never outweighs a row of numbers, and order breaks ties between labels.
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
OUT_OF_ORDER = 6.0
SKIPPED_ROW = 0.4
SKIPPED_RUN = 12.0
WRONG_COUNT = 1.5
GLUED = 0.5
BLANKS = 0.5
MARGIN = 2.5
_LOOK_BACK = 8
_POINT = re.compile(r"\s*[.、．]\s*")
_UNIT_WORDS = ("单位件", "单位万元", "单位", "数量", "件数", "万元", "件", "宗", "项", "个")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A row and its numbers; ``sure`` unless ``why`` (a key of the doubt's sentence) is given."""

    row: str
    slot: Slot
    hit: Hit | None
    why: str | None = None
    moved: bool = False

    @property
    def sure(self) -> bool:
        """No rival reading of the labels is nearly as cheap."""
        return self.why is None


@dataclass(slots=True)
class Anchored:
    """The rows of one table with their numbers, and what is left over."""

    anchors: list[Anchor] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    strays: list[tuple[Slot, str]] = field(default_factory=list)


def anchor_rows(stream: Stream, region: Region, words: TableWords, widths: Mapping[str, int]) -> Anchored:
    """Give every run of numbers in ``region`` its row of the form. ``widths``: numbers per row."""
    order = {row: index for index, row in enumerate(widths)}
    tokens = [token for token in stream.tokens if region.start < token.pos <= region.end]
    hits = find_hits(stream.chars, region, words, label_ends(tokens, min(widths.values())))
    slots = find_slots(stream, region, tokens, hits, words, widths)
    hits = _sorted({*hits, *(slot.own for slot in slots if slot.own)})
    nodes = _nodes(stream, slots, hits, words, widths, order)
    chosen = _cheapest(nodes, slots, order, widths)
    return _judge(stream, chosen, nodes, slots, hits, words, order)


def _sorted(hits: set[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.cost))


@dataclass(slots=True)
class _Node:
    """One way to give a slot a row."""

    slot: int
    hit: Hit | None
    row: str
    cost: float
    gap: bool = False
    forward: float = 0.0
    backward: float = 0.0
    previous: _Node | None = None

    @property
    def through(self) -> float:
        return self.forward + self.backward


def _nodes(
    stream: Stream,
    slots: Sequence[Slot],
    hits: Sequence[Hit],
    words: TableWords,
    widths: Mapping[str, int],
    order: Mapping[str, int],
) -> list[_Node]:
    nodes: list[_Node] = []
    certain = {hit.row for hit in hits if hit.cost == 0 and hit.end - hit.start > 2}
    divided = {row for row, leaves in words.replaces.items() if certain & set(leaves)}
    chars = stream.chars
    wrapped = _wrapped(slots, hits, widths)
    for index, slot in enumerate(slots):
        own: list[_Node] = []
        if slot.aside:
            continue
        number = _list_number(stream, slots, index)
        if slot.own is not None:
            own.append(_Node(index, slot.own, slot.own.row, slot.own.cost))
        else:
            fresh = index == 0 or slots[index - 1].pos != slot.pos or _is_scrap(slots[index - 1], widths)
            for hit in hits:
                below = hit.start >= slot.pos
                if not _in_reach(hit, slot) or not (fresh or below):
                    continue
                if hit.row in words.optional and (below or hit.row in divided or hit.cost > OPTIONAL_LABEL):
                    continue
                foreign = 0 if below else _foreign_between(chars, hit, slot.pos, words)
                if foreign > MAX_GAP:
                    continue
                gap = (
                    _below_cost(stream, hit, slot, number, words)
                    if below
                    else _gap_cost(hit, slot.pos, foreign)
                )
                cost = hit.cost + gap + _count_cost(slot, widths.get(hit.row, max(widths.values())))
                own.append(_Node(index, hit, hit.row, cost, gap=foreign > 0))
            _prefer_same_line(stream, slot, own)
            _weigh_sides(slot, own, number, words)
            _weigh_wrapped(slot, own, wrapped)
        count = max(len(slot.filled), slot.digits)
        if count >= max(widths.values()) / 2 and not any(node.cost <= WEAK_LABEL for node in own):
            own += [
                _Node(index, None, row, UNREADABLE_LABEL - 1 + _count_cost(slot, width))
                for row, width in widths.items()
                if row not in certain and row in order and row not in words.optional
            ]
        nodes += own
    return nodes


def _in_reach(hit: Hit, slot: Slot) -> bool:
    """The label stands near enough before, around or below the numbers."""
    return slot.pos - MAX_REACH <= hit.end and hit.end > slot.floor and hit.start <= slot.pos + MAX_BELOW


def _prefer_same_line(stream: Stream, slot: Slot, nodes: Sequence[_Node]) -> None:
    """Where a label ends on the numbers' own line of cells, labels of other lines do not own them."""
    line = slot.filled[0].line
    if not slot.filled[0].celled:
        return
    here = [node for node in nodes if node.hit and stream.char_lines[node.hit.end - 1] == line]
    if any(node.hit and node.hit.end <= slot.pos for node in here):
        for node in nodes:
            if node not in here:
                node.cost += OTHER_LINE


def _wrapped(slots: Sequence[Slot], hits: Sequence[Hit], widths: Mapping[str, int]) -> dict[Hit, int]:
    """Whole labels that begin before a run of numbers and end behind it, with the run's place."""
    places = {slot.pos for slot in slots if not slot.aside and not _is_scrap(slot, widths)}
    return {
        hit: pos
        for hit in hits
        if hit.cost == 0 and _is_long(hit)
        for pos in places
        if hit.start < pos < hit.end
    }


def _weigh_wrapped(slot: Slot, nodes: Sequence[_Node], wrapped: Mapping[Hit, int]) -> None:
    """A label wrapped around numbers owns these, and no others."""
    here = slot.pos in wrapped.values()
    for node in nodes:
        at = wrapped.get(node.hit) if node.hit else None
        if node.hit and at != slot.pos and (here or at is not None):
            node.cost += OTHER_LINE


def _weigh_sides(slot: Slot, nodes: Sequence[_Node], number: int | None, words: TableWords) -> None:
    """Numbers right behind a whole label are not those of a label below, unless its list number stands between."""
    ends = {node.hit.end for node in nodes if node.hit and node.hit.cost == 0 and _is_long(node.hit)}
    for node in nodes:
        if node.hit is None:
            continue
        mine = number is not None and words.numbers.get(node.row) == number
        below = node.hit.start >= slot.pos
        if (below and not mine and slot.pos in ends) or (not below and number is not None and not mine):
            node.cost += OTHER_LINE


def _list_number(stream: Stream, slots: Sequence[Slot], at: int) -> int | None:
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


def _is_long(hit: Hit) -> bool:
    return hit.end - hit.start > SHORT


def _is_scrap(slot: Slot, widths: Mapping[str, int]) -> bool:
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
    mine = number is not None and words.numbers.get(hit.row) == number
    return (BELOW_WITH_NUMBER if mine else BELOW) + BELOW_GAP * len(between)


def _count_cost(slot: Slot, width: int) -> float:
    count = len(slot.filled)
    if count == width:
        return 0.0
    if count < width <= slot.digits:
        return GLUED
    if count < width <= len(slot.tokens):
        return BLANKS
    return WRONG_COUNT if 2 * count >= width else 2 * WRONG_COUNT


def _skip_cost(slot: Slot, nodes: Sequence[_Node], widths: Mapping[str, int]) -> float:
    """What it costs to call numbers a stray: a whole row's price where they fit a label beside them."""
    if slot.aside:
        return 0.0
    width = max(widths.values())
    if any(node.hit and _count_cost(slot, widths.get(node.row, width)) == 0 for node in nodes):
        return SKIPPED_RUN
    return SKIPPED_RUN * min(1.0, max(len(slot.filled), min(slot.digits, width)) / width)


def _step(previous: str | None, row: str, order: Mapping[str, int]) -> float:
    if row not in order:
        return 0.5
    index = order[row]
    before = order.get(previous, -1) if previous is not None else -1
    if previous is not None and previous not in order:
        return 0.5
    if index > before:
        return SKIPPED_ROW * min(index - before - 1, 6)
    return OUT_OF_ORDER


def _compatible(first: _Node, second: _Node) -> bool:
    if first.row == second.row and first.hit is not None and first.hit == second.hit:
        return False
    return (
        first.hit is None
        or second.hit is None
        or first.hit.end <= second.hit.start
        or first.hit.start >= second.hit.end
    )


def _cheapest(
    nodes: Sequence[_Node], slots: Sequence[Slot], order: Mapping[str, int], widths: Mapping[str, int]
) -> list[_Node]:
    """The cheapest path over the slots, and for every node the cheapest path through it."""
    by_slot: list[list[_Node]] = [[] for _ in slots]
    for node in nodes:
        by_slot[node.slot].append(node)
    skip = [0.0]
    for slot, own in zip(slots, by_slot, strict=True):
        skip.append(skip[-1] + _skip_cost(slot, own, widths))
    _sweep_forward(by_slot, skip, order)
    _sweep_backward(by_slot, skip, order)
    last = min(nodes, key=lambda node: node.forward + skip[-1] - skip[node.slot + 1], default=None)
    path: list[_Node] = []
    while last is not None:
        path.append(last)
        last = last.previous
    return path[::-1]


def _sweep_forward(by_slot: list[list[_Node]], skip: Sequence[float], order: Mapping[str, int]) -> None:
    """The cheapest way to each node from the first slot on, its own cost included."""
    for index, nodes in enumerate(by_slot):
        for node in nodes:
            best = skip[index] + _step(None, node.row, order)
            node.previous = None
            for before in range(index - 1, max(-1, index - _LOOK_BACK), -1):
                between = skip[index] - skip[before + 1]
                if between >= best:
                    break
                for other in by_slot[before]:
                    cost = other.forward + between
                    if cost < best and _compatible(other, node):
                        cost += _step(other.row, node.row, order)
                        if cost < best:
                            best, node.previous = cost, other
            node.forward = best + node.cost


def _sweep_backward(by_slot: list[list[_Node]], skip: Sequence[float], order: Mapping[str, int]) -> None:
    """The cheapest way from each node to the last slot, its own cost not included."""
    for index in range(len(by_slot) - 1, -1, -1):
        for node in by_slot[index]:
            best = skip[-1] - skip[index + 1]
            for after in range(index + 1, min(len(by_slot), index + _LOOK_BACK)):
                between = skip[after] - skip[index + 1]
                if between >= best:
                    break
                for other in by_slot[after]:
                    cost = other.backward + other.cost + between
                    if cost < best and _compatible(node, other):
                        best = min(best, cost + _step(node.row, other.row, order))
            node.backward = best


def _judge(
    stream: Stream,
    chosen: Sequence[_Node],
    nodes: Sequence[_Node],
    slots: Sequence[Slot],
    hits: Sequence[Hit],
    words: TableWords,
    order: Mapping[str, int],
) -> Anchored:
    anchored = Anchored(hits=list(hits))
    moved = _out_of_order([node.row for node in chosen], order)
    best = min((node.through for node in chosen), default=0.0)
    taken = {node.slot for node in chosen}
    used = {node.hit for node in chosen}
    unused = [hit for hit in hits if hit not in used and hit.row in order]
    loose = _loose_rows(stream, chosen, slots)
    direct = _labels_before(stream, chosen, slots, hits)
    wrapped = _wrapped(
        slots, hits, {row: max(len(slot.filled) for slot in slots) for row in order} if slots else {}
    )
    for position, node in enumerate(chosen):
        why = _doubt(stream, node, slots[node.slot], unused, loose) or _rival(node, nodes, best)
        if why is None and node.hit is not None and node.hit.start >= slots[node.slot].pos:
            number = _list_number(stream, slots, node.slot)
            mine = number is not None and words.numbers.get(node.row) == number
            why = "rival" if slots[node.slot].pos in direct and not mine else None
        if why is None and node.hit in wrapped and wrapped[node.hit] != slots[node.slot].pos:
            why = "rival"
        anchored.anchors.append(Anchor(node.row, slots[node.slot], node.hit, why, moved[position]))
    rows = {node.slot: node.row for node in chosen}
    for index, slot in enumerate(slots):
        if index not in taken:
            near = next((rows[i] for i in range(index - 1, -1, -1) if i in rows), "")
            anchored.strays.append((slot, near))
    return anchored


def _labels_before(
    stream: Stream, chosen: Sequence[_Node], slots: Sequence[Slot], hits: Sequence[Hit]
) -> set[int]:
    """Where whole labels end that do not own the numbers on their own line."""
    held = {
        node.hit
        for node in chosen
        if node.hit is not None and _on_its_line(stream, node.hit, slots[node.slot])
    }
    return {hit.end for hit in hits if hit.cost == 0 and _is_long(hit) and hit not in held}


def _loose_rows(stream: Stream, chosen: Sequence[_Node], slots: Sequence[Slot]) -> Counter[int]:
    """Per run of several rows' numbers: how many of them have no label on their own line."""
    held = {
        node.slot
        for node in chosen
        if node.hit is not None and _on_its_line(stream, node.hit, slots[node.slot])
    }
    return Counter(
        slot.pos
        for index, slot in enumerate(slots)
        if slot.crowded and index not in held and len(slot.filled) > 1
    )


def _doubt(
    stream: Stream, node: _Node, slot: Slot, unused: Sequence[Hit], loose: Mapping[int, int]
) -> str | None:
    """Why the label does not vouch for the numbers: by where both stand, and by how whole it is.

    Of several rows' numbers in a run, one may stand directly above its label.
    """
    if slot.doubt:
        return slot.doubt
    hit = node.hit
    if hit is None:
        return "no_label"
    if (
        slot.crowded
        and not _on_its_line(stream, hit, slot)
        and (loose[slot.pos] > 1 or hit.start != slot.pos)
    ):
        return "between"
    if _apart(stream, hit, slot) and _idle_label(stream, hit, slot, unused):
        return "between"
    if node.gap:
        return "gap"
    return "damaged_label" if node.cost > WEAK_LABEL else None


def _rival(node: _Node, nodes: Sequence[_Node], best: float) -> str | None:
    """Whether another row for the same numbers, or other numbers for the row, is nearly as cheap."""
    rivals = (
        other.through - best
        for other in nodes
        if other is not node and ((other.slot == node.slot) != (other.row == node.row))
    )
    return "rival" if min(rivals, default=MARGIN) < MARGIN else None


def _idle_label(stream: Stream, hit: Hit, slot: Slot, unused: Sequence[Hit]) -> bool:
    """Another whole label stands before this one with no numbers of its own: they may be these."""
    return any(
        other.cost == 0
        and other.end - other.start > 2
        and slot.floor <= other.start
        and other.end <= hit.start
        and other.row != hit.row
        and not any(token.pos == other.end and not token.filled for token in stream.tokens)
        for other in unused
    )


def _on_its_line(stream: Stream, hit: Hit, slot: Slot) -> bool:
    """Some part of the label stands on the numbers' line."""
    return slot.filled[0].line in stream.char_lines[hit.start : hit.end]


def _apart(stream: Stream, hit: Hit, slot: Slot) -> bool:
    """The label, or its part before the numbers, stands above them, not on their line."""
    return hit.start < slot.pos and stream.char_lines[min(hit.end, slot.pos) - 1] != slot.filled[0].line


def _out_of_order(rows: Sequence[str], order: Mapping[str, int]) -> list[bool]:
    """True for rows outside the longest increasing run of form positions."""
    places = [order.get(row, -1) for row in rows]
    lengths = [1] * len(places)
    before = [-1] * len(places)
    for index, place in enumerate(places):
        for other in range(index):
            if places[other] < place and lengths[other] + 1 > lengths[index]:
                lengths[index] = lengths[other] + 1
                before[index] = other
    keep: set[int] = set()
    at = max(range(len(places)), key=lengths.__getitem__, default=-1)
    while at >= 0:
        keep.add(at)
        at = before[at]
    return [index not in keep and places[index] >= 0 for index in range(len(places))]
