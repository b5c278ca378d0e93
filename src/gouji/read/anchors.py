"""Which row owns which numbers: an alignment of printed labels and runs of numbers with the form.

Labels are found as approximate substrings of the character stream; a run of numbers belongs to the
label that ends where the run stands, or that is wrapped around it. The cheapest alignment of labels
and runs in form order wins; how much dearer every rival is, is the certainty of an anchor.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from rapidfuzz.distance import Levenshtein

from gouji.lexicon import TableWords
from gouji.read.regions import Region, pattern
from gouji.read.stream import Stream, Token

# Prices of the alignment. A label counts 10 when nothing of it is left; the others are set so that
# one damaged character never outweighs a row of numbers, and order breaks ties between labels.
UNREADABLE_LABEL = 10.0
WEAK_LABEL = 5.5
GAP = 2.0
MAX_GAP = 6
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
WRAPPED_LABEL = 4.0
_LOOK_BACK = 8
_LOST = 5
_WEIGHTS = (2, _LOST, _LOST)  # foreign, lost, replaced characters


@dataclass(frozen=True, slots=True)
class Hit:
    """A label as found in ``chars[start:end]``; ``cost`` 0 (exact) to 10 (nothing in common)."""

    start: int
    end: int
    row: str
    cost: float


@dataclass(slots=True)
class Slot:
    """Numbers that stand together and want a row; ``floor`` is where the text before them begins.

    ``own`` is the label they were dealt to as part of a block; ``doubt`` why that is unsure;
    ``aside`` marks page numbers; ``crowded`` that several rows' numbers follow fewer labels.
    """

    tokens: list[Token]
    pos: int
    floor: int
    own: Hit | None = None
    doubt: str | None = None
    aside: bool = False
    crowded: bool = False

    @property
    def filled(self) -> list[Token]:
        """The printed tokens."""
        return [token for token in self.tokens if token.kind != "empty"]

    @property
    def digits(self) -> int:
        """How many characters its tokens print."""
        return sum(token.end - token.start for token in self.tokens)


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


def anchor_rows(
    stream: Stream, region: Region, words: TableWords, widths: Mapping[str, int]
) -> Anchored:
    """Give every run of numbers in ``region`` its row of the form. ``widths``: numbers per row."""
    order = {row: index for index, row in enumerate(widths)}
    tokens = [token for token in stream.tokens if region.start < token.pos <= region.end]
    hits = find_hits(stream.chars, region, words, _positions(tokens, min(widths.values())))
    slots = _slots(stream, region, tokens, hits, words, widths)
    hits = _sorted({*hits, *(slot.own for slot in slots if slot.own)})
    nodes = _nodes(stream, slots, hits, words, widths, order)
    chosen = _cheapest(nodes, slots, order, widths)
    return _judge(stream, chosen, nodes, slots, hits, order)


def _sorted(hits: set[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.cost))


def _positions(tokens: Sequence[Token], width: int) -> list[int]:
    """Where a label may end: before printed numbers, and before a whole row of empty cells."""
    empties: dict[int, int] = {}
    for token in tokens:
        empties[token.pos] = empties.get(token.pos, 0) + (not token.filled)
    filled = {token.pos for token in tokens if token.filled}
    return sorted({*filled, *(pos for pos, count in empties.items() if count >= max(width, 2))})


@cache
def _rows_by_word(key: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    return {label: row for row, labels in key for label in labels}


def _vocabulary(words: TableWords) -> dict[str, str]:
    return _rows_by_word((*words.labels.items(), *words.optional.items()))


def find_hits(chars: str, region: Region, words: TableWords, positions: Sequence[int]) -> list[Hit]:
    """Exact labels anywhere in the region; damaged and short ones in the text before each run."""
    rows = _vocabulary(words)
    long_words = tuple(dict.fromkeys(word for word in (*rows, *words.fillers) if len(word) > 2))
    hits: list[Hit] = []
    covered: list[tuple[int, int]] = []
    for match in pattern(long_words).finditer(chars, region.start, region.end):
        covered.append(match.span())
        row = rows.get(match.group())
        if row is None and match.group()[1:] in rows:
            row = rows[match.group()[1:]]
        if row is not None:
            hits.append(Hit(match.start(), match.end(), row, 0.0))
    ends = {end for _, end in covered}
    starts = [start for start, _ in covered]
    certain = {hit.row for hit in hits}
    open_rows = {label: row for label, row in rows.items() if row not in certain}
    floor = region.start
    for position in positions:
        if position not in ends and not _straddled(covered, starts, position):
            before = bisect_right(starts, position - 1)
            left = max(floor, covered[before - 1][1] if before else floor)
            hits += _near_hits(chars, left, position, region.end, open_rows)
        floor = position
    return hits


def _straddled(covered: Sequence[tuple[int, int]], starts: Sequence[int], position: int) -> bool:
    index = bisect_right(starts, position - 1) - 1
    return index >= 0 and covered[index][0] < position < covered[index][1]


def _near_hits(chars: str, left: int, position: int, stop: int, rows: Mapping[str, str]) -> list[Hit]:
    """Approximate labels that end at ``position`` or are wrapped around it, the best per row."""
    text = chars[left:position]
    best: dict[str, Hit] = {}
    for label, row in rows.items():
        hit = _suffix_hit(text, left, label, row)
        if hit and (row not in best or hit.cost < best[row].cost):
            best[row] = hit
    if text and min((hit.cost for hit in best.values()), default=UNREADABLE_LABEL) > 2.0:
        for label, row in rows.items():
            hit = _wrapped_hit(chars, left, position, stop, label, row)
            if hit and (row not in best or hit.cost < best[row].cost):
                best[row] = hit
    return sorted(best.values(), key=lambda hit: hit.cost)[:4]


def _suffix_hit(text: str, left: int, label: str, row: str) -> Hit | None:
    size = len(label)
    best: tuple[float, int] | None = None
    for length in range(1, min(len(text), size + _slack(size)) + 1):
        if length < size - _slack(size) and length < len(text):
            continue
        cost = _label_cost(label, text[-length:], WEAK_LABEL)
        if cost is not None and (best is None or cost < best[0]):
            best = (cost, length)
    if best is None:
        return None
    end = left + len(text)
    return Hit(end - best[1], end, row, best[0])


def _slack(size: int) -> int:
    """How many foreign characters a label may hold: pieces of the group label beside it, typos."""
    return 1 if size < 4 else 5


def _label_cost(label: str, printed: str, limit: float) -> float | None:
    """How little of ``label`` is left in ``printed``, 0 to 10; foreign characters count less than lost ones."""
    size = len(label)
    if size < 4:
        distance = Levenshtein.distance(label, printed)
        cost = UNREADABLE_LABEL * distance / size
    else:
        weighted = Levenshtein.distance(
            label, printed, weights=_WEIGHTS, score_cutoff=int(limit * size * _LOST / UNREADABLE_LABEL) + 1
        )
        cost = UNREADABLE_LABEL * weighted / (size * _LOST)
    return cost if cost <= limit else None


def _wrapped_hit(chars: str, left: int, position: int, stop: int, label: str, row: str) -> Hit | None:
    size = len(label)
    if size < 4:
        return None
    slack = _slack(size)
    best: tuple[float, int, int] | None = None
    for start in range(max(left, position - size - slack), position):
        head = chars[start:position]
        # The part before the numbers must look like the label's own beginning, else the rest is noise.
        if head[0] not in label or Levenshtein.distance(label[: len(head)], head) > max(1, len(head) // 2 + 1):
            continue
        for length in range(max(len(head) + 1, size - slack), size + slack + 1):
            if start + length > stop:
                break
            cost = _label_cost(label, chars[start : start + length], WRAPPED_LABEL)
            if cost is not None and (best is None or cost < best[0]):
                best = (cost, start, start + length)
    return Hit(best[1], best[2], row, best[0]) if best else None


def _slots(
    stream: Stream,
    region: Region,
    tokens: Sequence[Token],
    hits: Sequence[Hit],
    words: TableWords,
    widths: Mapping[str, int],
) -> list[Slot]:
    slots: list[Slot] = []
    floor = region.start
    run: list[Token] = []
    for index, token in enumerate(tokens):
        run.append(token)
        if index + 1 < len(tokens) and tokens[index + 1].pos == token.pos:
            continue
        if any(item.filled for item in run):
            dealt = {slot.own for slot in slots if slot.pos == floor and slot.own}
            free = [hit for hit in hits if not dealt or hit not in dealt]
            if not dealt:
                free = [hit for hit in hits if hit.start >= floor]
            slots += _slots_of_run(stream, run, floor, free, words, widths)
            # A lone number among labels is a page number: the block of labels goes on behind it.
            lone = min(widths.values()) > 1 and 2 * _filled_count(run) < max(widths.values())
            if not lone or sum(item.end - item.start for item in run) > 4:
                floor = token.pos
        run = []
    return slots


def _slots_of_run(
    stream: Stream,
    run: list[Token],
    floor: int,
    hits: Sequence[Hit],
    words: TableWords,
    widths: Mapping[str, int],
) -> list[Slot]:
    """One slot per row of numbers: a run between two texts may hold several."""
    chars = stream.chars
    pos = run[0].pos
    common = max(widths.values())
    every = _label_sequence(chars, floor, pos, hits, words)
    if len(every) > 1 and _inline(stream, every[-1], run):
        every = every[-1:]
    block = [hit for hit in every if hit.row not in words.optional or hit.end == pos]
    rows = {hit.row for hit in every}
    undivided = not any(row in rows for hit in every for row in words.replaces.get(hit.row, ()))
    # The undivided row's label counts where its three rows are absent; at the end of a block it may
    # also be the group label of rows that follow on the next page.
    candidates = (block,) if not undivided or block == every else (every, block) if every[-1] not in block else (every,)
    margin = [token for token in run if token.margin]
    body = [token for token in run if not token.margin]
    aside = [Slot([token], pos, floor, aside=True) for token in margin]
    for tokens, rest in ((run, []), (body, aside)) if margin else ((run, []),):
        filled = [token for token in tokens if token.filled]
        for labels in candidates:
            dealt = _deal(filled, [widths.get(hit.row, common) for hit in labels]) if len(labels) > 1 else None
            if dealt:
                doubt = "between" if _unexplained(chars[floor:pos], floor, labels, words) else None
                own = [Slot(part, pos, floor, hit, doubt) for part, hit in zip(dealt[0], labels, strict=True)]
                return [*own, *(Slot(stray, pos, floor, aside=True) for stray in dealt[1]), *rest]
        width = widths.get(block[-1].row, common) if block else common
        if len(filled) == width:
            return [Slot(tokens, pos, floor), *rest]
    return [*_unlabelled_slots(body, pos, floor, width), *aside]


def _inline(stream: Stream, label: Hit, run: Sequence[Token]) -> bool:
    """The first numbers stand on their label's line and more on others: rows, not a block of labels."""
    filled = [token for token in run if token.filled and not token.margin]
    lines = {token.line for token in filled}
    return len(lines) > 1 and stream.char_lines[label.end - 1] == filled[0].line


def _unlabelled_slots(run: list[Token], pos: int, floor: int, width: int) -> list[Slot]:
    """Rows of a run that no block of labels explains: by lines, or by whole multiples of a row."""
    lines = [line for line in _by_line(run) if _filled_count(line)]
    filled = [token for token in run if token.filled]
    if len(lines) > 1 and max(map(_filled_count, lines)) > 1:
        crowded = sum(_filled_count(line) == width for line in lines) > 1
        return [Slot(line, pos, floor, crowded=crowded) for line in lines]
    if len(filled) > width and len(filled) % width == 0:
        starts = range(0, len(filled), width)
        return [Slot(filled[i : i + width], pos, floor, crowded=True) for i in starts]
    return [Slot(run, pos, floor)] if filled else []


def _unexplained(text: str, floor: int, labels: Sequence[Hit], words: TableWords) -> bool:
    """Text in a block of labels that is no label and no piece of a head or group label: a label may be lost."""
    kept = list(text)
    for hit in labels:
        for index in range(max(hit.start - floor, 0), hit.end - floor):
            kept[index] = " "
    left = "".join(kept)
    for word in sorted(words.fillers, key=len, reverse=True):
        left = left.replace(word, " ")
    first = min((hit.start - floor for hit in labels), default=0)
    return any(
        len(piece) > 2 and not any(piece in word for word in words.fillers)
        for piece in left[max(first, 0) :].split()
    )


def _filled_count(tokens: Sequence[Token]) -> int:
    return sum(1 for token in tokens if token.filled)


def _by_line(run: Sequence[Token]) -> list[list[Token]]:
    lines: list[list[Token]] = []
    for token in run:
        if lines and lines[-1][-1].line == token.line:
            lines[-1].append(token)
        else:
            lines.append([token])
    return lines


def _deal(
    filled: Sequence[Token], sizes: Sequence[int]
) -> tuple[list[list[Token]], list[list[Token]]] | None:
    """Deal numbers to several labels in order, and what is left over.

    Only if counts, and lines where they tell, agree exactly; lone numbers between whole lines are
    left over.
    """
    lines = _by_line(filled)
    if len(lines) > len(sizes) and len(set(sizes)) == 1 and sizes[0] > 1:
        rows = [line for line in lines if len(line) == sizes[0]]
        rest = [line for line in lines if len(line) != sizes[0]]
        if len(rows) == len(sizes) and all(len(line) == 1 for line in rest):
            return rows, rest
    fitting = sum(len(line) == size or _glued(line) for line, size in zip(lines, sizes, strict=False))
    if len(lines) == len(sizes) and 2 * fitting > len(sizes):
        return lines, []
    if len(filled) != sum(sizes):
        return None
    parts: list[list[Token]] = []
    at = 0
    for size in sizes:
        parts.append(list(filled[at : at + size]))
        at += size
    return parts, []


def _glued(line: Sequence[Token]) -> bool:
    return sum(token.end - token.start for token in line) > 1 and any(token.kind == "glued" for token in line)


def _label_sequence(
    chars: str, floor: int, pos: int, hits: Sequence[Hit], words: TableWords
) -> list[Hit]:
    """The row labels printed in ``chars[floor:pos]``, in order, short ones only among the long ones."""
    inside = [hit for hit in hits if floor < hit.end <= pos and hit.end - hit.start > 2]
    sequence: list[Hit] = []
    for hit in sorted(inside, key=lambda hit: (hit.cost, hit.start)):
        if hit.cost <= WEAK_LABEL and all(hit.end <= other.start or hit.start >= other.end for other in sequence):
            sequence.append(hit)
    sequence.sort(key=lambda hit: hit.start)
    if not sequence or len(sequence) < 2:
        short = [hit for hit in hits if hit.end == pos and hit.start >= floor and hit not in sequence]
        if not sequence and short:
            return [min(short, key=lambda hit: hit.cost)]
    certain = {hit.row for hit in hits if hit.cost == 0 and hit.end - hit.start > 2}
    return _with_short_labels(chars, floor, pos, sequence, words, certain)


def _with_short_labels(
    chars: str, floor: int, pos: int, sequence: list[Hit], words: TableWords, certain: set[str]
) -> list[Hit]:
    """Add two-character and damaged labels that stand in the gaps of a block of labels."""
    order = list(words.labels)
    if not sequence:
        return sequence
    result: list[Hit] = []
    bounds = [*sequence, None]
    previous: Hit | None = None
    for following in bounds:
        left = previous.end if previous else floor
        right = following.start if following else pos
        first = order.index(previous.row) + 1 if previous and previous.row in order else 0
        last = order.index(following.row) if following and following.row in order else len(order)
        if right > left and first < last:
            wanted = [row for row in order[first:last] if row not in certain]
            result += _gap_labels(chars, left, right, wanted, words)
        if following:
            result.append(following)
        previous = following
    return result


def _gap_labels(chars: str, left: int, right: int, rows: Sequence[str], words: TableWords) -> list[Hit]:
    """Labels of ``rows`` in ``chars[left:right]``, in order, never inside a head or a group label."""
    found: list[Hit] = []
    taken = [match.span() for match in pattern(words.fillers).finditer(chars, left, right)] if words.fillers else []
    free: list[tuple[int, int]] = []
    at = left
    for begin, end in taken:
        if begin > at:
            free.append((at, begin))
        at = end
    if at < right:
        free.append((at, right))
    for row in rows:
        best: Hit | None = None
        for begin, end in free:
            for label in words.labels[row]:
                best = _best_inside(chars, begin, end, label, row, best)
        if best:
            found.append(best)
            free = [(max(begin, best.end), end) for begin, end in free if end > best.end]
    return found


def _best_inside(chars: str, left: int, right: int, label: str, row: str, best: Hit | None) -> Hit | None:
    spot = chars.find(label, left, right)
    if spot >= 0:
        return Hit(spot, spot + len(label), row, 0.0) if best is None or best.cost > 0 else best
    size = len(label)
    if size < 3:
        return best
    for start in range(left, max(left, right - size // 2) + 1):
        for length in range(size - 1, size + 2):
            if start + length > right:
                break
            cost = _label_cost(label, chars[start : start + length], WRAPPED_LABEL)
            if cost is not None and (best is None or cost < best.cost):
                best = Hit(start, start + length, row, cost)
    return best


@dataclass(slots=True)
class _Node:
    """One way to give a slot a row."""

    slot: int
    hit: Hit | None
    row: str
    cost: float
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
    chars = stream.chars
    for index, slot in enumerate(slots):
        own: list[_Node] = []
        if slot.aside:
            continue
        if slot.own is not None:
            own.append(_Node(index, slot.own, slot.own.row, slot.own.cost))
        else:
            fresh = index == 0 or slots[index - 1].pos != slot.pos or _is_scrap(slots[index - 1], widths)
            for hit in hits:
                if hit.end < slot.pos - MAX_GAP or hit.end <= slot.floor or hit.start > slot.pos + MAX_BELOW:
                    continue
                if (not fresh and hit.start < slot.pos) or (hit.start >= slot.pos and hit.row in words.optional):
                    continue
                gap = _gap_cost(chars, hit, slot.pos, words)
                if hit.start >= slot.pos:
                    gap = _below_cost(stream, hit, slot.pos, words)
                cost = hit.cost + gap + _count_cost(slot, widths.get(hit.row, max(widths.values())))
                own.append(_Node(index, hit, hit.row, cost))
            _prefer_same_line(stream, slot, own)
        count = max(len(slot.filled), slot.digits)
        if count >= max(widths.values()) / 2 and not any(node.cost <= WEAK_LABEL for node in own):
            own += [
                _Node(index, None, row, UNREADABLE_LABEL - 1 + _count_cost(slot, width))
                for row, width in widths.items()
                if row not in certain and row in order and row not in words.optional
            ]
        nodes += own
    return nodes


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


def _is_scrap(slot: Slot, widths: Mapping[str, int]) -> bool:
    """A lone number on its own line before the row's own line: a page number, not a row."""
    return len(slot.filled) < max(widths.values()) / 2


def _gap_cost(chars: str, hit: Hit, pos: int, words: TableWords) -> float:
    if hit.end >= pos:
        return 0.0
    between = chars[hit.end : pos]
    for word in words.fillers:
        between = between.replace(word, "")
    return FILLED_GAP + GAP * len(between)


def _below_cost(stream: Stream, hit: Hit, pos: int, words: TableWords) -> float:
    """A label wholly below its numbers, as a tall cell prints it; its list number may stand above."""
    number = words.numbers.get(hit.row)
    here = number is not None and stream.indexes.get(pos) == number
    return (BELOW_WITH_NUMBER if here else BELOW) + BELOW_GAP * (hit.start - pos)


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
    return first.hit is None or second.hit is None or first.hit.end <= second.hit.start or first.hit.start >= second.hit.end


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
    _sweep(by_slot, skip, order, forward=True)
    _sweep(by_slot, skip, order, forward=False)
    last = min(nodes, key=lambda node: node.forward + skip[-1] - skip[node.slot + 1], default=None)
    path: list[_Node] = []
    while last is not None:
        path.append(last)
        last = last.previous
    return path[::-1]


def _sweep(
    by_slot: list[list[_Node]], skip: Sequence[float], order: Mapping[str, int], *, forward: bool
) -> None:
    count = len(by_slot)
    for index in range(count) if forward else range(count - 1, -1, -1):
        for node in by_slot[index]:
            if forward:
                best = skip[index] + _step(None, node.row, order)
                node.previous = None
            else:
                best = skip[-1] - skip[index + 1]
            reach = range(index - 1, max(-1, index - _LOOK_BACK), -1) if forward else range(index + 1, min(count, index + _LOOK_BACK))
            for other_index in reach:
                between = abs(skip[index] - skip[other_index + 1]) if forward else skip[other_index] - skip[index + 1]
                for other in by_slot[other_index]:
                    earlier, later = (other, node) if forward else (node, other)
                    if not _compatible(earlier, later):
                        continue
                    cost = between + _step(earlier.row, later.row, order)
                    cost += other.forward if forward else other.backward + other.cost
                    if cost < best:
                        best = cost
                        if forward:
                            node.previous = other
            if forward:
                node.forward = best + node.cost
            else:
                node.backward = best


def _judge(
    stream: Stream,
    chosen: Sequence[_Node],
    nodes: Sequence[_Node],
    slots: Sequence[Slot],
    hits: Sequence[Hit],
    order: Mapping[str, int],
) -> Anchored:
    anchored = Anchored(hits=list(hits))
    moved = _out_of_order([node.row for node in chosen], order)
    best = min((node.through for node in chosen), default=0.0)
    taken = {node.slot for node in chosen}
    for position, node in enumerate(chosen):
        why = slots[node.slot].doubt
        if why:
            pass
        elif node.hit is None:
            why = "no_label"
        elif slots[node.slot].crowded and _apart(stream, node.hit, slots[node.slot]):
            why = "between"
        elif node.cost > WEAK_LABEL:
            why = "damaged_label"
        else:
            rivals = (
                other.through - best
                for other in nodes
                if other is not node
                and ((other.slot == node.slot) != (other.row == node.row))
            )
            if min(rivals, default=MARGIN) < MARGIN:
                why = "rival"
        anchored.anchors.append(Anchor(node.row, slots[node.slot], node.hit, why, moved[position]))
    rows = {node.slot: node.row for node in chosen}
    for index, slot in enumerate(slots):
        if index not in taken:
            near = next((rows[i] for i in range(index - 1, -1, -1) if i in rows), "")
            anchored.strays.append((slot, near))
    return anchored


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
