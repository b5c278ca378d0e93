"""Labels as copies print them: whole, damaged, torn by numbers or by pieces of their neighbours.

All labels are looked for in the character stream, where spaces, breaks and cells do not exist. Cost
0 is an exact label, 10 one of which nothing is left; foreign characters inside (a piece of the group
label beside it) count less than lost ones.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import Levenshtein

from gouji.lexicon import TableWords
from gouji.read.regions import Region, pattern
from gouji.read.stream import Token

UNREADABLE_LABEL = 10.0
WEAK_LABEL = 5.5
WRAPPED_LABEL = 4.0
REST_OF_LABEL = 5.0
_LOST = 5
_GOOD = 2.0
_CANDIDATES = 4
SHORT = 2  # characters of a label that heads and prose have, too
_WEIGHTS = (2, _LOST, _LOST)  # foreign, lost, replaced characters


@dataclass(frozen=True, slots=True)
class Hit:
    """A label as found in ``chars[start:end]``; ``cost`` 0 (exact) to 10 (nothing in common)."""

    start: int
    end: int
    row: str
    cost: float


def label_ends(tokens: Sequence[Token], width: int) -> list[int]:
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
    long_words = tuple(dict.fromkeys(word for word in (*rows, *words.fillers) if len(word) > SHORT))
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
    loose = [p for p in positions if p not in ends and not _straddled(covered, starts, p)]
    bare = _Bare.of(chars, region, words) if loose else None
    if bare:
        around = bare.labels(rows)
        hits += around
        covered = _with_spans(covered, around)
        ends |= {hit.end for hit in around}
        starts = [start for start, _ in covered]
    certain = certain_rows(chars, hits, words)
    open_rows = {label: row for label, row in rows.items() if row not in certain}
    floor = region.start
    for position in positions:
        if bare and position not in ends and not _straddled(covered, starts, position):
            before = bisect_right(starts, position - 1)
            left = max(floor, covered[before - 1][1] if before else floor)
            near = _near_hits(chars, left, position, region.end, open_rows)
            if not near or near[0].cost > _GOOD:
                near = _cheapest([*near, *bare.near(floor, position, open_rows)])
            hits += near
        floor = position
    return hits


@dataclass(frozen=True, slots=True)
class _Bare:
    """A table's text without heads and group labels: tall cells print them in the midst of the labels beside them.

    ``spots[i]`` is the place of ``chars[i]`` in the whole text.
    """

    chars: str
    spots: tuple[int, ...]

    @classmethod
    def of(cls, chars: str, region: Region, words: TableWords) -> _Bare:
        """The region's text without ``words.fillers``."""
        spots: list[int] = []
        at = region.start
        for match in pattern(words.fillers).finditer(chars, region.start, region.end):
            spots += range(at, match.start())
            at = match.end()
        spots += range(at, region.end)
        return cls("".join([chars[spot] for spot in spots]), tuple(spots))

    def labels(self, rows: Mapping[str, str]) -> list[Hit]:
        """Whole labels that become so only here."""
        long_words = tuple(word for word in rows if len(word) > SHORT)
        return [
            Hit(self.spots[match.start()], self.spots[match.end() - 1] + 1, rows[match.group()], 0.0)
            for match in pattern(long_words).finditer(self.chars)
            if self.spots[match.end() - 1] - self.spots[match.start()] >= match.end() - match.start()
        ]

    def near(self, floor: int, position: int, rows: Mapping[str, str]) -> list[Hit]:
        """Damaged labels between ``floor`` and ``position`` of the whole text, or around ``position``."""
        left, end = bisect_left(self.spots, floor), bisect_left(self.spots, position)
        found = _near_hits(self.chars, left, end, len(self.chars), rows)
        return [
            Hit(self.spots[hit.start], self.spots[hit.end - 1] + 1, hit.row, hit.cost)
            for hit in found
            if hit.start < hit.end
        ]


def _cheapest(hits: Sequence[Hit]) -> list[Hit]:
    """The cheapest hit of each row, and of these the cheapest."""
    best: dict[str, Hit] = {}
    for hit in hits:
        if hit.row not in best or hit.cost < best[hit.row].cost:
            best[hit.row] = hit
    return sorted(best.values(), key=lambda hit: hit.cost)[:_CANDIDATES]


def _with_spans(covered: Sequence[tuple[int, int]], hits: Sequence[Hit]) -> list[tuple[int, int]]:
    """``covered`` with the spans of ``hits`` in place of what lies inside of them."""
    spans = [(hit.start, hit.end) for hit in hits]
    outside = [(start, end) for start, end in covered if not any(a <= start and end <= b for a, b in spans)]
    return sorted([*outside, *spans])


def certain_rows(chars: str, hits: Sequence[Hit], words: TableWords) -> set[str]:
    """Rows whose label stands there in full: a short spelling may be the rest of a damaged long one."""
    return {hit.row for hit in hits if hit.cost == 0 and _in_full(chars, hit, words.fullest[hit.row])}


def _in_full(chars: str, hit: Hit, label: str) -> bool:
    size = hit.end - hit.start
    return size > SHORT and (size >= len(label) or chars[hit.start : hit.end] not in label)


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
    if text and min((hit.cost for hit in best.values()), default=UNREADABLE_LABEL) > _GOOD:
        for label, row in rows.items():
            hit = _wrapped_hit(chars, left, position, stop, label, row)
            if hit and (row not in best or hit.cost < best[row].cost):
                best[row] = hit
    return sorted(best.values(), key=lambda hit: hit.cost)[:_CANDIDATES]


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
        if head[0] not in label or Levenshtein.distance(label[: len(head)], head) > max(
            1, len(head) // 2 + 1
        ):
            continue
        for length in range(max(len(head) + 1, size - slack), size + slack + 1):
            if start + length > stop:
                break
            cost = _label_cost(label, chars[start : start + length], WRAPPED_LABEL)
            if cost is not None and (best is None or cost < best[0]):
                best = (cost, start, start + length)
    return Hit(best[1], best[2], row, best[0]) if best else None


def label_sequence(chars: str, floor: int, pos: int, hits: Sequence[Hit], words: TableWords) -> list[Hit]:
    """The row labels printed in ``chars[floor:pos]``, in order, short ones only among the long ones."""
    inside = [hit for hit in hits if floor < hit.end <= pos and hit.end - hit.start > 2]
    sequence: list[Hit] = []
    for hit in sorted(inside, key=lambda hit: (hit.cost, hit.start)):
        if hit.cost <= WEAK_LABEL and all(
            hit.end <= other.start or hit.start >= other.end for other in sequence
        ):
            sequence.append(hit)
    sequence.sort(key=lambda hit: hit.start)
    if not sequence or len(sequence) < 2:
        short = [hit for hit in hits if hit.end == pos and hit.start >= floor and hit not in sequence]
        if not sequence and short:
            return [min(short, key=lambda hit: hit.cost)]
    certain = certain_rows(chars, hits, words)
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
        first = _place(previous.row, order, words) + (previous.row in order) if previous else 0
        last = _place(following.row, order, words) if following else len(order)
        if right > left and first < last:
            wanted = [row for row in order[first:last] if row not in certain]
            result += _gap_labels(chars, left, right, wanted, words)
        if following:
            result.append(following)
        previous = following
    return _with_moved_labels(chars, pos, result, words, certain)


def _place(row: str, order: Sequence[str], words: TableWords) -> int:
    """The row's place in the form; an undivided row stands where the first of its rows does."""
    return order.index(row if row in order else words.replaces[row][0])


def _with_moved_labels(
    chars: str, pos: int, sequence: list[Hit], words: TableWords, certain: set[str]
) -> list[Hit]:
    """Add short labels out of the form's order: all that stands behind another label is such a label."""
    found = certain | {hit.row for hit in sequence}
    lost = {
        words.markers.get(row, "") * marked + labels[0]: row
        for row, labels in words.labels.items()
        for marked in (0, 1)
        if row not in found
    }
    bounds = [*(hit.start for hit in sequence[1:]), pos]
    moved = [
        Hit(hit.end, right, lost[chars[hit.end : right]], 0.0)
        for hit, right in zip(sequence, bounds, strict=True)
        if chars[hit.end : right] in lost
    ]
    return sorted([*sequence, *moved], key=lambda hit: hit.start)


def _gap_labels(chars: str, left: int, right: int, rows: Sequence[str], words: TableWords) -> list[Hit]:
    """Labels of ``rows`` in ``chars[left:right]``, in order, never inside a head or a group label."""
    found: list[Hit] = []
    taken = (
        [match.span() for match in pattern(words.fillers).finditer(chars, left, right)]
        if words.fillers
        else []
    )
    free: list[tuple[int, int]] = []
    at = left
    for begin, end in taken:
        if begin > at:
            free.append((at, begin))
        at = end
    if at < right:
        free.append((at, right))
    for at, row in enumerate(rows):
        best = _best_between(chars, free, row, words)
        if best is None or (best.cost > 0 and _better(chars, free, best, rows[at + 1 :], words)):
            continue
        found.append(best)
        free = [(max(begin, best.end), end) for begin, end in free if end > best.end]
    if len(rows) == 1 and not found:
        rest = _rest_of_label(chars, free, right, rows[0], words)
        return [rest] if rest else []
    return found


def _best_between(chars: str, free: Sequence[tuple[int, int]], row: str, words: TableWords) -> Hit | None:
    """The best label of ``row`` in one of the stretches ``free``."""
    best: Hit | None = None
    for begin, end in free:
        for label in words.labels[row]:
            best = _best_inside(chars, begin, end, label, row, best)
    return best


def _better(
    chars: str, free: Sequence[tuple[int, int]], hit: Hit, rows: Sequence[str], words: TableWords
) -> bool:
    """Whether the damaged label ``hit`` is rather that of one of ``rows``."""
    rivals = (_best_between(chars, free, row, words) for row in rows)
    return any(
        rival.cost < hit.cost and rival.start < hit.end and hit.start < rival.end
        for rival in rivals
        if rival is not None
    )


def _rest_of_label(
    chars: str, free: Sequence[tuple[int, int]], right: int, row: str, words: TableWords
) -> Hit | None:
    """Where one row alone is wanted between its neighbours, the few characters left there are its label."""
    if not free or free[-1][1] != right:
        return None
    begin, end = free[-1]
    marker = len(words.markers.get(row, ""))
    if any(chars[begin:end] in word for word in words.fillers):
        return None
    if 0 < end - begin <= max(len(label) for label in words.labels[row]) + marker:
        return Hit(begin, end, row, REST_OF_LABEL)
    return None


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
