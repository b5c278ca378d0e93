"""Which row owns which numbers: an alignment of printed labels and runs of numbers with the form.

A run of numbers belongs to the label that ends where the run stands, or that is wrapped around it.
The cheapest alignment of labels and runs in form order wins; how much dearer every rival is, is the
certainty of an anchor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gouji.lexicon import TableWords
from gouji.read.alignment import cheapest
from gouji.read.candidates import Candidate, Runs, candidates, is_long
from gouji.read.labels import WEAK_LABEL, Hit, find_hits, label_ends
from gouji.read.regions import Region
from gouji.read.slots import Slot, find_slots
from gouji.read.stream import Stream

MARGIN = 2.5


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
    runs = Runs(stream, slots, hits, words, widths, order)
    nodes = candidates(runs)
    return _judge(runs, cheapest(nodes, runs), nodes)


def _sorted(hits: set[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.cost))


def _judge(runs: Runs, chosen: Sequence[Candidate], nodes: Sequence[Candidate]) -> Anchored:
    anchored = Anchored(hits=list(runs.hits))
    moved = _out_of_order([node.row for node in chosen], runs.order)
    best = min((node.through for node in chosen), default=0.0)
    doubts = _Doubts.of(runs, chosen)
    for position, node in enumerate(chosen):
        why = doubts.about(node) or _rival(node, nodes, best)
        anchored.anchors.append(Anchor(node.row, runs.slots[node.slot], node.hit, why, moved[position]))
    rows = {node.slot: node.row for node in chosen}
    for index, slot in enumerate(runs.slots):
        if index not in rows:
            near = next((rows[i] for i in range(index - 1, -1, -1) if i in rows), "")
            anchored.strays.append((slot, near))
    return anchored


@dataclass(frozen=True, slots=True)
class _Doubts:
    """What casts doubt on the chosen rows.

    ``unused`` labels own no numbers; ``loose`` counts, per run of several rows' numbers, those without
    a label on their own line; at ``direct`` whole labels end that do not own the numbers on their own
    line; ``wrapped`` labels stand around numbers; ``ahead`` tells that rows of a single number have
    their labels before it as a rule.
    """

    runs: Runs
    unused: Sequence[Hit]
    loose: Mapping[int, int]
    direct: set[int]
    wrapped: Mapping[Hit, int]
    ahead: bool

    @classmethod
    def of(cls, runs: Runs, chosen: Sequence[Candidate]) -> _Doubts:
        """Look the chosen rows over."""
        used = {node.hit for node in chosen}
        unused = [hit for hit in runs.hits if hit not in used and hit.row in runs.order]
        held = {
            node.slot: node.hit
            for node in chosen
            if node.hit is not None and _on_its_line(runs.stream, node.hit, runs.slots[node.slot])
        }
        loose = Counter(
            slot.pos
            for index, slot in enumerate(runs.slots)
            if slot.crowded and index not in held and len(slot.filled) > 1
        )
        owners = set(held.values())
        direct = {hit.end for hit in runs.hits if hit.cost == 0 and is_long(hit) and hit not in owners}
        single = [
            node.hit.start >= runs.slots[node.slot].pos
            for node in chosen
            if node.hit is not None and runs.widths.get(node.row) == 1
        ]
        return cls(runs, unused, loose, direct, runs.wrapped, ahead=2 * sum(single) <= len(single))

    def about(self, node: Candidate) -> str | None:
        """Why the label does not vouch for the numbers: by where both stand, and by how whole it is."""
        slot, hit = self.runs.slots[node.slot], node.hit
        if slot.doubt:
            return slot.doubt
        if hit is None:
            return "no_label"
        if self._between(hit, slot):
            return "between"
        if node.gap:
            return "gap"
        if node.cost > WEAK_LABEL:
            return "damaged_label"
        below = hit.start >= slot.pos and not self.runs.is_numbered(hit, node.slot)
        if below and self.ahead and self.runs.widths.get(node.row) == 1:
            # A lone number above a label may be a page's.
            return "page_number"
        below = below and slot.pos in self.direct
        return "rival" if below or self.wrapped.get(hit, slot.pos) != slot.pos else None

    def _between(self, hit: Hit, slot: Slot) -> bool:
        """A row or its numbers may be lacking; of several rows' numbers one may stand directly above its label."""
        stream = self.runs.stream
        loose = slot.crowded and not _on_its_line(stream, hit, slot)
        if loose and (self.loose[slot.pos] > 1 or hit.start != slot.pos):
            return True
        return _apart(stream, hit, slot) and _idle_label(stream, hit, slot, self.unused)


def _rival(node: Candidate, nodes: Sequence[Candidate], best: float) -> str | None:
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
