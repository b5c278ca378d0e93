"""Column heads are read, not assumed: in which order do the printed heads stand?

Evidence in turn: one line that prints all heads; the flattened head text held against every order
of its words (damage costs all orders alike, an exchange moves whole words); the first pieces of
wrapped heads on one line; wrapped heads put together by the character columns that they share.
What none of these settles is a doubt, and named wherever it could change a value.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import permutations

from rapidfuzz.distance import Levenshtein

from gouji.lexicon import Lexicon
from gouji.read.stream import Stream

MARGIN = 2
POOR = 0.25
CLEAR = 0.14
NOTHING = 0.7
_CAPTION = re.compile("本列数据的?勾.{0,30}?第四项之和|本列数据的?勾稽关系")
_SPANNING = re.compile("申请人情况|三?收到[和及]处理政府信息公开申请情况")
_MASK = "〓"
_GONE = "＝"
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


@cache
def _orders(columns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Every order of the columns, the form's own first."""
    return tuple(permutations(columns))


def read_order(names: _Names, head: str, *, noise: Sequence[str] = ()) -> HeadOrder:
    """Order of the columns ``names`` as the flattened head text ``head`` prints them.

    ``names`` maps columns in form order to their spellings (fullest first); ``noise`` are words to
    take out first, such as the group head over some of the columns.
    """
    return _weigh(names, _without(head, noise))[0]


def _without(text: str, noise: Sequence[str]) -> str:
    for word in sorted(noise, key=len, reverse=True):
        text = text.replace(word, "")
    return text


def _weigh(names: _Names, text: str) -> tuple[HeadOrder, float]:
    """The cheapest order of whole words for ``text``, and its cost relative to the words' length."""
    columns = tuple(names)
    full = {column: spellings[0] for column, spellings in names.items()}
    size = sum(map(len, full.values()))
    canonical = int(Levenshtein.distance("".join(full.values()), text))
    if canonical == 0:
        return HeadOrder(columns), 0.0
    best, runner, order = canonical, 10**6, columns
    for rival in _orders(columns)[1:]:
        words = "".join([full[column] for column in rival])
        cost = int(Levenshtein.distance(words, text, score_cutoff=runner))
        if cost < best:
            best, runner, order = cost, best, rival
        elif cost < runner:
            runner = cost
    if best >= NOTHING * size:
        return HeadOrder(columns, "no_head", columns), 1.0
    changed = tuple(a for a, b in zip(order, columns, strict=True) if a != b)
    if order == columns:
        return HeadOrder(columns), best / size
    if canonical - best >= MARGIN and runner - best >= 1:
        return HeadOrder(order, moved=True), best / size
    return HeadOrder(columns, "heads_unclear", changed), best / size


@dataclass(frozen=True, slots=True)
class _Spot:
    """A head word as printed: its column, its first character, its line."""

    column: str
    at: int
    line: int


def applicant_order(stream: Stream, start: int, end: int, lexicon: Lexicon) -> HeadOrder:
    """Order of table 3's seven columns as the head ``chars[start:end]`` prints them."""
    head = stream.chars[start:end]
    masked = _mask_pattern(_SPANNING, _mask_pattern(_CAPTION, _mask(head, (lexicon.applicant_group,))))
    spots = _spots(masked, lexicon.applicants, stream.char_lines[start:end])
    group_line = next((line for char, line in zip(masked, stream.char_lines[start:end], strict=True) if char == _MASK), -1)
    flat = _one_line([spot for spot in spots if spot.line != group_line], lexicon.applicants)
    if flat:
        return HeadOrder(flat, moved=flat != tuple(lexicon.applicants))
    six = {column: names for column, names in lexicon.applicants.items() if column != "total"}
    text = _without(masked, ("总计", "合计", _MASK, _GONE))
    order, cost = _weigh(six, text)
    if cost > (CLEAR if order.moved else POOR) or order.why:
        better = _by_stems(stream, start, masked, six) or _by_clusters(
            stream, start, end, six, (lexicon.applicant_group, "申请人情况", "总计")
        )
        if better is None and (order.moved or order.why):
            changed = order.doubtful or tuple(a for a, b in zip(order.columns, six, strict=True) if a != b)
            better = HeadOrder(tuple(six), order.why or "heads_unclear", changed)
        order = better or order
    group_at = masked.find(_MASK * len(lexicon.applicant_group))
    laid_out = any(piece.x0 > 0 for piece in _pieces(stream, start, end, _characters)) and stream.style == "plain"
    order = _beside_group(order, spots, group_at, group_line, tuple(six), laid_out=laid_out)
    return _with_total(order, spots, masked, grouped=group_at >= 0)


def _mask(text: str, words: Sequence[str]) -> str:
    for word in words:
        text = text.replace(word, _MASK * len(word))
    return text


def _mask_pattern(expression: re.Pattern[str], text: str) -> str:
    return expression.sub(lambda match: _GONE * len(match.group()), text)


def _spots(text: str, names: _Names, lines: Sequence[int]) -> list[_Spot]:
    """Every full head word in ``text``."""
    found = []
    for column, spellings in names.items():
        word = spellings[0]
        at = text.find(word)
        while at >= 0:
            found.append(_Spot(column, at, lines[at]))
            at = text.find(word, at + 1)
    return sorted(found, key=lambda spot: spot.at)


def _one_line(spots: Sequence[_Spot], names: _Names) -> tuple[str, ...] | None:
    """All heads on one line, each once: read literally."""
    by_line: dict[int, list[str]] = {}
    for spot in spots:
        by_line.setdefault(spot.line, []).append(spot.column)
    for columns in by_line.values():
        if len(columns) == len(names) and len(set(columns)) == len(names):
            return tuple(columns)
    return None


def _by_stems(stream: Stream, start: int, masked: str, names: _Names) -> HeadOrder | None:
    """Wrapped heads: the first pieces of all organisation heads stand on one line."""
    by_line: dict[int, dict[str, int]] = {}
    for column, spellings in names.items():
        for match in re.finditer(f"(?:{'|'.join(spellings)})(?!组织)", masked):
            by_line.setdefault(stream.char_lines[start + match.start()], {}).setdefault(column, match.start())
    best = [(at, column) for column, at in max(by_line.values(), key=len, default={}).items()]
    rest = [column for column in names if column not in {name for _, name in best}]
    if len(best) < len(names) - 1 or (rest and rest != [next(iter(names))]):
        return None
    columns = (*rest, *(column for _, column in sorted(best)))
    return HeadOrder(columns, moved=columns != tuple(names))


def _beside_group(
    order: HeadOrder,
    spots: Sequence[_Spot],
    group_at: int,
    group_line: int,
    canonical: tuple[str, ...],
    *,
    laid_out: bool,
) -> HeadOrder:
    """A single applicant head that follows the group head in its row stands behind the group's columns."""
    if group_at < 0 or order.why or not order.columns:
        return order
    first = order.columns[0]
    before = [spot for spot in spots if spot.at < group_at and spot.column != "total"]
    own = [spot for spot in spots if spot.column == first]
    others = [spot.line for spot in spots if spot.column in order.columns[1:]]
    if before or not own or not others or first != canonical[0] or own[0].line in others:
        return order
    if own[0].line != group_line and laid_out:
        return order
    columns = (*order.columns[1:], first)
    return replace(order, columns=columns, moved=columns != canonical)


def _with_total(order: HeadOrder, spots: Sequence[_Spot], masked: str, *, grouped: bool) -> HeadOrder:
    """Place the total: behind the others, unless a head of one row prints it elsewhere."""
    last = (*order.columns, "total")
    total_at = masked.rfind("总计")
    firsts = {spot.column: spot.at for spot in reversed(spots) if spot.column != "total"}
    before = sum(1 for column in order.columns if firsts.get(column, -1) < total_at and column in firsts)
    first = ("total", *order.columns)
    if total_at < 0:
        return replace(order, columns=last, rivals=(first,))
    if before == len(order.columns) or len(firsts) < len(order.columns):
        return replace(order, columns=last)
    literal = (*order.columns[:before], "total", *order.columns[before:])
    if grouped or before <= 1:
        return replace(order, columns=last, rivals=(literal, first))
    return replace(order, columns=literal, rivals=(last, first), moved=True)


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
    """The order of wrapped heads by the columns of characters, or of the page, that they share."""
    for pieces in _laid_out(stream, start, end):
        order = [
            column
            for text in _cluster(pieces, noise)
            if (column := _nearest(text, names)) is not None
        ]
        if sorted(order) == sorted(names):
            columns = tuple(order)
            return HeadOrder(columns, moved=columns != tuple(names))
    return None


def _laid_out(stream: Stream, start: int, end: int) -> Iterator[list[_Piece]]:
    """The head's pieces with their places sideways: on the page where known, else in laid-out text."""
    if stream.words:
        yield _word_pieces(stream, start, end)
    elif stream.style == "plain":
        for measure in (_characters, _display_width):
            yield _pieces(stream, start, end, measure)


def _word_pieces(stream: Stream, start: int, end: int) -> list[_Piece]:
    """Pieces by the boxes of the page's words; a line is counted by the word's top, in points."""
    starts = [word.start for word in stream.words]
    pieces: dict[int, _Piece] = {}
    for index in range(start, end):
        at = bisect_right(starts, stream.spots[index]) - 1
        if at < 0 or stream.words[at].end <= stream.spots[index]:
            continue
        word = stream.words[at]
        if at in pieces:
            pieces[at].text += stream.chars[index]
        else:
            line = round(word.page * 10_000 + word.box[1])
            pieces[at] = _Piece(line, word.box[0], word.box[2], stream.chars[index])
    return list(pieces.values())


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
    pairs = _paired(head, lexicon)
    if pairs:
        return pairs
    blocks = block_order(head, lexicon)
    row = _one_row(head, stream.char_lines[start:end], lexicon)
    if row:
        canonical_row = tuple(lexicon.outcomes) * len(blocks)
        columns = tuple((blocks[index // len(lexicon.outcomes)], outcome) for index, outcome in enumerate(row))
        if len(set(columns)) == len(columns):
            return CaseHeads(columns, columns_moved=row != canonical_row, blocks_moved=blocks != tuple(lexicon.cases))
    titles = (*(names[0] for names in lexicon.cases.values()), lexicon.case_group)
    leaves = _without(head, titles)
    printed = _printed_blocks(stream, start, end, blocks, lexicon)
    orders, why, changed, cost = _outcome_orders(leaves, printed, lexicon)
    if why or cost > POOR:
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


def _one_row(head: str, lines: Sequence[int], lexicon: Lexicon) -> tuple[str, ...] | None:
    """All fifteen outcome heads on one line: read literally."""
    words = {names[0]: outcome for outcome, names in lexicon.outcomes.items()}
    by_line: dict[int, list[str]] = {}
    for match in re.finditer("|".join(words), head):
        by_line.setdefault(lines[match.start()], []).append(words[match.group()])
    full = len(words) * len(lexicon.cases)
    return next((tuple(found) for found in by_line.values() if len(found) == full), None)


def _paired(head: str, lexicon: Lexicon) -> CaseHeads | None:
    """Heads of one row, each outcome behind its own title: read literally."""
    cases = {names[0]: case for case, names in lexicon.cases.items()}
    outcomes = {names[0]: outcome for outcome, names in lexicon.outcomes.items()}
    found = re.findall(f"({'|'.join(cases)})({'|'.join(outcomes)})", head)
    columns = tuple((cases[title], outcomes[leaf]) for title, leaf in found)
    if len(columns) != len(cases) * len(outcomes) or len(set(columns)) != len(columns):
        return None
    blocks = tuple(dict.fromkeys(case for case, _ in columns))
    canonical = tuple((case, outcome) for case in blocks for outcome in lexicon.outcomes)
    return CaseHeads(
        columns, columns_moved=columns != canonical, blocks_moved=blocks != tuple(lexicon.cases)
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


def _printed_blocks(
    stream: Stream, start: int, end: int, blocks: Sequence[str], lexicon: Lexicon
) -> tuple[str, ...]:
    """The blocks as their outcome heads follow one another: the review's stand one row higher."""
    review = next(iter(lexicon.cases))
    if blocks[0] == review:
        return tuple(blocks)
    head = stream.chars[start:end]
    lines = stream.char_lines[start:end]
    first_leaf = min((at for names in lexicon.outcomes.values() if (at := head.find(names[0])) >= 0), default=-1)
    title = head.find(lexicon.cases[blocks[0]][0])
    if first_leaf < 0 or title < 0:
        return tuple(blocks)
    same_row = lines[first_leaf] == lines[title]
    after_titles = first_leaf > head.find(lexicon.cases[blocks[1]][0])
    if same_row or (stream.style in {"tabs", "garbled"} and after_titles):
        return (review, *(block for block in blocks if block != review))
    return tuple(blocks)


def _outcome_orders(
    leaves: str, blocks: Sequence[str], lexicon: Lexicon
) -> tuple[dict[str, tuple[str, ...]], str | None, tuple[tuple[str, str], ...], float]:
    canonical = tuple(lexicon.outcomes)
    words = {outcome: names[0] for outcome, names in lexicon.outcomes.items()}
    plain = dict.fromkeys(blocks, canonical)
    texts = {order: "".join([words[outcome] for outcome in order]) for order in _orders(canonical)}
    own = texts[canonical]
    size = len(own) * len(blocks)
    base = int(Levenshtein.distance(own * len(blocks), leaves))
    if base == 0:
        return plain, None, (), 0.0
    best, runner, chosen = base, 10**6, plain
    for order, text in texts.items():
        if order == canonical:
            continue
        for changed in (range(len(blocks)), *([index] for index in range(len(blocks)))):
            parts = [text if index in changed else own for index in range(len(blocks))]
            cost = int(Levenshtein.distance("".join(parts), leaves, score_cutoff=runner))
            if cost < best:
                best, runner = cost, best
                chosen = {b: order if i in changed else canonical for i, b in enumerate(blocks)}
            elif cost < runner:
                runner = cost
    if best >= NOTHING * size:
        every = tuple((block, outcome) for block in blocks for outcome in canonical)
        return plain, "no_head", every, 1.0
    if chosen == plain:
        return plain, None, (), best / size
    if base - best >= MARGIN and runner - best >= 1 and best <= POOR * size:
        return chosen, None, (), best / size
    moved = tuple(
        (block, outcome)
        for block in blocks
        for outcome, other in zip(chosen[block], canonical, strict=True)
        if outcome != other
    )
    return plain, "heads_unclear", moved, best / size


def _case_clusters(
    stream: Stream, start: int, end: int, lexicon: Lexicon, titles: Sequence[str]
) -> list[tuple[str, ...]] | None:
    width = len(lexicon.outcomes)
    for pieces in _laid_out(stream, start, end):
        texts = _cluster(pieces, titles)
        found = [column for text in texts if (column := _nearest(text, lexicon.outcomes)) is not None]
        groups = [tuple(found[i : i + width]) for i in range(0, len(found), width)]
        if len(groups) == len(lexicon.cases) and all(sorted(g) == sorted(lexicon.outcomes) for g in groups):
            return groups
    return None
