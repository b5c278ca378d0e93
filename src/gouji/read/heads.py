"""Column heads are read, not assumed: in which order do the printed heads stand?

The text of a head is held against the form's own order and against every exchange and every move
of a column. Damage costs all hypotheses alike; an exchange shows, because it moves whole words.
Where wide gaps part wrapped heads, they are first put together by the character columns they share.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations

from rapidfuzz.distance import Levenshtein

from gouji.lexicon import Lexicon
from gouji.read.stream import Stream

MARGIN = 2
POOR = 0.3
NOTHING = 0.7
_CAPTION = re.compile("本列数据的?勾.{0,30}?第四项之和|本列数据的?勾稽关系")
_Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class HeadOrder:
    """The columns in printed order.

    ``why`` names the doubt about ``doubtful`` columns; ``rivals`` are other orders that the head
    allows (a total head that spans rows may stand before its column); ``moved`` tells that the
    order is not the form's.
    """

    columns: tuple[str, ...]
    why: str | None = None
    doubtful: tuple[str, ...] = ()
    rivals: tuple[tuple[str, ...], ...] = ()
    moved: bool = False


def read_order(names: _Names, head: str, *, noise: Sequence[str] = ()) -> HeadOrder:
    """Order of the columns ``names`` as the flattened head text ``head`` prints them.

    ``names`` maps columns in form order to their spellings (fullest first); ``noise`` are words to
    take out first, such as the group head over some of the columns.
    """
    return _weigh(names, _without(head, noise))


def _without(text: str, noise: Sequence[str]) -> str:
    for word in sorted(noise, key=len, reverse=True):
        text = text.replace(word, "")
    return text


def _weigh(names: _Names, text: str) -> HeadOrder:
    columns = tuple(names)
    full = {column: spellings[0] for column, spellings in names.items()}
    canonical = _cost(columns, full, text)
    size = sum(map(len, full.values()))
    if canonical == 0:
        return HeadOrder(columns)
    best, runner, order = canonical, 10**6, columns
    for rival in _orders(columns):
        cost = _cost(rival, full, text)
        if cost < best:
            best, runner, order = cost, best, rival
        elif cost < runner and rival != order:
            runner = cost
    if best >= NOTHING * size:
        return HeadOrder(columns, "no_head", columns)
    if order == columns:
        return HeadOrder(columns)
    changed = tuple(a for a, b in zip(order, columns, strict=True) if a != b)
    if canonical - best >= MARGIN:
        unclear = runner - best < 1
        return HeadOrder(order, "heads_unclear" if unclear else None, changed if unclear else (), moved=True)
    return HeadOrder(columns, "heads_unclear", changed)


@cache
def _orders(columns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Every exchange of two columns, and every move of one column."""
    orders: dict[tuple[str, ...], None] = {}
    for first, second in combinations(range(len(columns)), 2):
        swapped = list(columns)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        orders[tuple(swapped)] = None
    for source in range(len(columns)):
        rest = [*columns[:source], *columns[source + 1 :]]
        for target in range(len(columns)):
            orders[(*rest[:target], columns[source], *rest[target:])] = None
    orders.pop(columns, None)
    return tuple(orders)


def _cost(order: Sequence[str], full: Mapping[str, str], text: str) -> int:
    return int(Levenshtein.distance("".join(full[column] for column in order), text))


def applicant_order(stream: Stream, start: int, end: int, lexicon: Lexicon) -> HeadOrder:
    """Order of table 3's seven columns as the head ``chars[start:end]`` prints them."""
    head = _CAPTION.sub("", stream.chars[start:end])
    group = lexicon.applicant_group
    grouped = group in head
    flat = _without(head, ("申请人情况", group))
    six = {column: names for column, names in lexicon.applicants.items() if column != "total"}
    total_at = flat.rfind("总计")
    order = _weigh(six, flat.replace("总计", "").replace("合计", ""))
    rest = flat.replace("总计", "")
    poor = _cost(order.columns, {c: n[0] for c, n in six.items()}, rest) > POOR * max(1, len(rest))
    if poor and stream.style == "plain":
        order = _by_clusters(stream, start, end, six, (group, "申请人情况", "总计")) or order
    return _with_total(order, flat, total_at, lexicon, grouped=grouped)


def _with_total(
    order: HeadOrder, flat: str, total_at: int, lexicon: Lexicon, *, grouped: bool
) -> HeadOrder:
    """Place the total: behind the others, unless a head of one row prints it elsewhere."""
    last = (*order.columns, "total")
    found = [(flat.find(lexicon.applicants[column][0]), column) for column in order.columns]
    before = sum(1 for at, _ in found if 0 <= at < total_at)
    if total_at < 0 or before == len(order.columns) or any(at < 0 for at, _ in found):
        return replace(order, columns=last)
    literal = (*order.columns[:before], "total", *order.columns[before:])
    if grouped or before <= 1:
        return replace(order, columns=last, rivals=(literal,))
    return replace(order, columns=literal, rivals=(last,), moved=True)


@dataclass(slots=True)
class _Piece:
    """Neighbouring characters of one line."""

    line: int
    x0: float
    x1: float
    text: str


def _by_clusters(
    stream: Stream, start: int, end: int, names: _Names, noise: Sequence[str]
) -> HeadOrder | None:
    """The order of wrapped heads by the columns of characters that they share."""
    for measure in (_characters, _display_width):
        clusters = _cluster(_pieces(stream, start, end, measure), noise)
        order: list[str] = []
        for cluster in clusters:
            column = _nearest(cluster, names)
            if column is not None:
                order.append(column)
        if sorted(order) == sorted(names):
            columns = tuple(order)
            return HeadOrder(columns, moved=columns != tuple(names))
    return None


def _nearest(text: str, names: _Names) -> str | None:
    best = min(names, key=lambda column: Levenshtein.distance(names[column][0], text))
    distance = Levenshtein.distance(names[best][0], text)
    return best if distance <= max(1, len(names[best][0]) // 3) else None


def _characters(line: str) -> float:
    return float(len(line))


def _display_width(line: str) -> float:
    return float(sum(2 if char >= "\u2e80" else 1 for char in line))


def _pieces(stream: Stream, start: int, end: int, measure: Callable[[str], float]) -> list[_Piece]:
    pieces: list[_Piece] = []
    last_spot = -2
    for index in range(start, end):
        spot = stream.spots[index]
        line = stream.char_lines[index]
        begin = stream.text.rfind("\n", 0, spot) + 1
        x = measure(stream.text[begin:spot])
        wide = measure(stream.text[spot])
        if pieces and pieces[-1].line == line and spot - last_spot <= 2:
            pieces[-1].text += stream.chars[index]
            pieces[-1].x1 = x + wide
        else:
            pieces.append(_Piece(line, x, x + wide, stream.chars[index]))
        last_spot = spot
    return pieces


def _cluster(pieces: Sequence[_Piece], noise: Sequence[str]) -> list[str]:
    """Texts of the clusters of pieces that overlap sideways, from left to right."""
    kept = [piece for piece in pieces if not any(_like(piece.text, word) for word in noise)]
    clusters: list[list[_Piece]] = []
    for piece in sorted(kept, key=lambda piece: piece.x0):
        home = next((c for c in clusters if any(p.x0 < piece.x1 and piece.x0 < p.x1 for p in c)), None)
        if home is None:
            clusters.append([piece])
        else:
            home.append(piece)
    return ["".join(p.text for p in sorted(cluster, key=lambda p: p.line)) for cluster in clusters]


def _like(text: str, word: str) -> bool:
    return len(text) > 1 and int(Levenshtein.distance(text, word)) <= len(word) // 3


@dataclass(frozen=True, slots=True)
class CaseHeads:
    """Table 4's fifteen columns in printed order, with what is in doubt about them."""

    columns: tuple[tuple[str, str], ...]
    why: str | None = None
    doubtful: tuple[tuple[str, str], ...] = ()
    columns_moved: bool = False
    blocks_moved: bool = False


def case_heads(stream: Stream, start: int, end: int, lexicon: Lexicon) -> CaseHeads:
    """The order of blocks and of outcomes in the head ``chars[start:end]`` of table 4."""
    head = stream.chars[start:end]
    blocks = block_order(head, lexicon)
    titles = (*(names[0] for names in lexicon.cases.values()), lexicon.case_group)
    leaves = _without(head, titles)
    orders, why, changed = _outcome_orders(leaves, blocks, lexicon)
    full = sum(len(names[0]) for names in lexicon.outcomes.values()) * len(blocks)
    if stream.style == "plain" and (why or _case_cost(orders, blocks, lexicon, leaves) > POOR * full):
        clustered = _case_clusters(stream, start, end, lexicon, titles)
        if clustered is not None:
            orders = dict(zip(blocks, clustered, strict=True))
            why, changed = None, ()
    canonical = tuple(lexicon.outcomes)
    return CaseHeads(
        tuple((block, outcome) for block in blocks for outcome in orders[block]),
        why,
        changed,
        columns_moved=any(order != canonical for order in orders.values()),
        blocks_moved=blocks != tuple(lexicon.cases),
    )


def block_order(head: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The three blocks of table 4 as their titles stand in the head."""
    canonical = tuple(lexicon.cases)
    spots = {case: head.find(names[0]) for case, names in lexicon.cases.items()}
    group = head.find(lexicon.case_group)
    review, direct, after = canonical
    courts = [direct, after]
    if 0 <= spots[after] < spots[direct]:
        courts = [after, direct]
    court_at = group if group >= 0 else min((at for at in (spots[direct], spots[after]) if at >= 0), default=-1)
    if 0 <= court_at < spots[review]:
        return (*courts, review)
    return (review, *courts)


def _outcome_orders(
    leaves: str, blocks: Sequence[str], lexicon: Lexicon
) -> tuple[dict[str, tuple[str, ...]], str | None, tuple[tuple[str, str], ...]]:
    canonical = tuple(lexicon.outcomes)
    plain = dict.fromkeys(blocks, canonical)
    base = _case_cost(plain, blocks, lexicon, leaves)
    if base == 0:
        return plain, None, ()
    size = sum(len(names[0]) for names in lexicon.outcomes.values())
    if base >= NOTHING * size * len(blocks):
        every = tuple((block, outcome) for block in blocks for outcome in canonical)
        return plain, "no_head", every
    best, chosen = base, plain
    for order in _orders(canonical):
        for changed in ([*blocks], *([block] for block in blocks)):
            rival = {block: order if block in changed else canonical for block in blocks}
            cost = _case_cost(rival, blocks, lexicon, leaves)
            if cost < best:
                best, chosen = cost, rival
    if chosen == plain:
        return plain, None, ()
    if base - best >= MARGIN:
        return chosen, None, ()
    moved = tuple(
        (block, outcome)
        for block in blocks
        for outcome, other in zip(chosen[block], canonical, strict=True)
        if outcome != other
    )
    return plain, "heads_unclear", moved


def _case_cost(
    orders: Mapping[str, Sequence[str]], blocks: Sequence[str], lexicon: Lexicon, leaves: str
) -> int:
    expected = "".join(lexicon.outcomes[outcome][0] for block in blocks for outcome in orders[block])
    return int(Levenshtein.distance(expected, leaves))


def _case_clusters(
    stream: Stream, start: int, end: int, lexicon: Lexicon, titles: Sequence[str]
) -> list[tuple[str, ...]] | None:
    width = len(lexicon.outcomes)
    for measure in (_characters, _display_width):
        texts = _cluster(_pieces(stream, start, end, measure), titles)
        found = [column for text in texts if (column := _nearest(text, lexicon.outcomes)) is not None]
        groups = [tuple(found[i : i + width]) for i in range(0, len(found), width)]
        if len(groups) == len(lexicon.cases) and all(sorted(g) == sorted(lexicon.outcomes) for g in groups):
            return groups
    return None
