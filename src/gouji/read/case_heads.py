"""The heads of table 4: the order of its three blocks and of the five outcomes in each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from gouji.lexicon import Lexicon
from gouji.read.heads import MARGIN, MOST_LOST, NOTHING, POOR, every_order, lost, without
from gouji.read.layout import clusters, laid_out, nearest
from gouji.read.stream import Stream

_ALIKE = 75
_PAIR = 5  # a title and an outcome are longer than any outcome alone


@dataclass(frozen=True, slots=True)
class CaseHeads:
    """Table 4's fifteen columns in printed order, with what is in doubt about them."""

    columns: tuple[tuple[str, str], ...]
    why: str | None = None
    doubtful: tuple[tuple[str, str], ...] = ()
    blocks_unclear: bool = False
    columns_moved: bool = False
    blocks_moved: bool = False


def case_heads(stream: Stream, start: int, end: int, lexicon: Lexicon) -> CaseHeads:
    """The order of blocks and of outcomes in the head ``chars[start:end]`` of table 4."""
    head = stream.chars[start:end]
    literal = _paired(head, lexicon)
    if literal is None and lexicon.case_group not in head:
        # Titles beside their outcomes need no head over both courts.
        literal = (
            _titled(head, lexicon)
            or _paired_clusters(stream, start, end, lexicon)
            or _titled_clusters(stream, start, end, lexicon)
        )
    if literal:
        return literal
    found = _under_titles(stream, start, end, lexicon)
    if not tells_blocks(head, lexicon):
        why = found.why or "heads_unclear"
        return replace(found, why=why, doubtful=found.columns, blocks_unclear=True)
    return found


def _under_titles(stream: Stream, start: int, end: int, lexicon: Lexicon) -> CaseHeads:
    """Heads whose titles stand in rows of their own above the outcomes."""
    head = stream.chars[start:end]
    blocks = block_order(head, lexicon)
    row = _one_row(head, stream.char_lines[start:end], lexicon)
    if row:
        canonical_row = tuple(lexicon.outcomes) * len(blocks)
        columns = tuple(
            (blocks[index // len(lexicon.outcomes)], outcome) for index, outcome in enumerate(row)
        )
        if len(set(columns)) == len(columns):
            return CaseHeads(
                columns, columns_moved=row != canonical_row, blocks_moved=blocks != tuple(lexicon.cases)
            )
    titles = (*(names[0] for names in lexicon.cases.values()), lexicon.case_group)
    leaves = without(head, titles)
    printed = _printed_blocks(stream, start, end, blocks, lexicon)
    orders, why, changed, cost = _outcome_orders(leaves, printed, lexicon)
    pieces = _by_pieces(stream, start, end, printed, lexicon) if cost > 0 else None
    if pieces is not None:
        orders = pieces
        why, changed = None, ()
    elif why or cost > POOR:
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
    return _literal(columns, lexicon)


def _titled(head: str, lexicon: Lexicon) -> CaseHeads | None:
    """Heads of one row where one outcome of each block carries the block's title: read literally."""
    cases = {names[0]: case for case, names in lexicon.cases.items()}
    outcomes = {names[0]: outcome for outcome, names in lexicon.outcomes.items()}
    found = list(re.finditer(f"({'|'.join(cases)})?({'|'.join(outcomes)})", head))
    if sum(len(match[0]) for match in found) != len(head):
        return None
    return _by_titled([(cases.get(match[1]), outcomes[match[2]]) for match in found], lexicon)


def _titled_clusters(stream: Stream, start: int, end: int, lexicon: Lexicon) -> CaseHeads | None:
    """The same where the heads are wrapped and stand free in space."""
    names = _pair_names(lexicon)
    for placed in laid_out(stream, start, end):
        found: list[tuple[str | None, str | None]] = []
        for text in clusters(placed, ()):
            pair = _nearest_pair(text, names) if len(text) > _PAIR else None
            found.append(pair or (None, nearest(text, lexicon.outcomes)))
        order = _by_titled(found, lexicon)
        if order is not None:
            return order
    return None


def _by_titled(found: Sequence[tuple[str | None, str | None]], lexicon: Lexicon) -> CaseHeads | None:
    """Columns of (title or None, outcome): in each block's five all outcomes and one title."""
    width = len(lexicon.outcomes)
    columns: list[tuple[str, str]] = []
    for at in range(0, len(found), width):
        titles = [case for case, _ in found[at : at + width] if case]
        if len(titles) != 1:
            return None
        columns += [(titles[0], outcome) for _, outcome in found[at : at + width] if outcome]
    whole = {(case, outcome) for case in lexicon.cases for outcome in lexicon.outcomes}
    if len(columns) != len(whole) or set(columns) != whole:
        return None
    return _literal(tuple(columns), lexicon)


def _literal(columns: tuple[tuple[str, str], ...], lexicon: Lexicon) -> CaseHeads:
    """Heads that name block and outcome of every column."""
    blocks = tuple(dict.fromkeys(case for case, _ in columns))
    canonical = tuple((case, outcome) for case in blocks for outcome in lexicon.outcomes)
    return CaseHeads(columns, columns_moved=columns != canonical, blocks_moved=blocks != tuple(lexicon.cases))


def _paired_clusters(stream: Stream, start: int, end: int, lexicon: Lexicon) -> CaseHeads | None:
    """The same where the heads are wrapped and stand free in space."""
    names = _pair_names(lexicon)
    for placed in laid_out(stream, start, end):
        texts = clusters(placed, ())
        found = [
            pair for text in texts if len(text) > _PAIR and (pair := _nearest_pair(text, names)) is not None
        ]
        if len(found) == len(names) == len(set(found)):
            return _literal(tuple(found), lexicon)
    return None


def _pair_names(lexicon: Lexicon) -> dict[tuple[str, str], tuple[str, ...]]:
    return {
        (case, outcome): (f"{titles[0]}{words[0]}",)
        for case, titles in lexicon.cases.items()
        for outcome, words in lexicon.outcomes.items()
    }


def _nearest_pair(text: str, names: Mapping[tuple[str, str], tuple[str, ...]]) -> tuple[str, str] | None:
    best = min(names, key=lambda pair: Levenshtein.distance(names[pair][0], text))
    return best if Levenshtein.distance(names[best][0], text) <= 1 else None


def block_order(head: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The three blocks of table 4 as their titles stand in the head."""
    canonical = tuple(lexicon.cases)
    spots = {case: _spot(names[0], head) for case, names in lexicon.cases.items()}
    group = head.rfind(lexicon.case_group)
    review, direct, after = canonical
    courts = [direct, after]
    if 0 <= spots[after] < spots[direct]:
        courts = [after, direct]
    court_at = (
        group if group >= 0 else min((at for at in (spots[direct], spots[after]) if at >= 0), default=-1)
    )
    if 0 <= court_at < spots[review]:
        return (*courts, review)
    return (review, *courts)


def tells_blocks(head: str, lexicon: Lexicon) -> bool:
    """Whether the head shows in which order the blocks stand.

    The two courts by their own titles, give or take a character; the review by the courts' group head,
    or by its outcomes, which stand a row above theirs.
    """
    review, direct, after = (_spot(names[0], head) for names in lexicon.cases.values())
    if direct < 0 or after < 0:
        return False
    group = head.rfind(lexicon.case_group)
    if group >= 0 and review >= 0:
        return True
    court = min(direct, after)
    words = [names[0] for names in lexicon.outcomes.values()]
    above = len(re.findall("|".join(words), head[:court]))
    return above >= len(words) or 0 <= review < _spot(lexicon.case_group, head[:court])


def _spot(title: str, head: str) -> int:
    """Where a title stands last, whole or with a character damaged; -1 where it does not."""
    at = head.rfind(title)
    if at < 0 and head:
        found = fuzz.partial_ratio_alignment(title, head, score_cutoff=_ALIKE)
        return found.dest_start if found else -1
    return at


def _printed_blocks(
    stream: Stream, start: int, end: int, blocks: Sequence[str], lexicon: Lexicon
) -> tuple[str, ...]:
    """The blocks as their outcome heads follow one another: the review's stand one row higher."""
    review = next(iter(lexicon.cases))
    if blocks[0] == review:
        return tuple(blocks)
    head = stream.chars[start:end]
    lines = stream.char_lines[start:end]
    first_leaf = min(
        (at for names in lexicon.outcomes.values() if (at := head.find(names[0])) >= 0), default=-1
    )
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
    texts = {order: "".join([words[outcome] for outcome in order]) for order in every_order(canonical)}
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
    every = tuple((block, outcome) for block in blocks for outcome in canonical)
    if best >= NOTHING * size:
        return plain, "no_head", every, 1.0
    if chosen == plain:
        return plain, None, (), best / size
    printed = lost(own * len(blocks), leaves) <= MOST_LOST
    if printed and base - best >= MARGIN and runner - best >= 1 and best <= POOR * size:
        return chosen, None, (), best / size
    return plain, "heads_unclear", every, best / size


def _by_pieces(
    stream: Stream, start: int, end: int, blocks: Sequence[str], lexicon: Lexicon
) -> dict[str, tuple[str, ...]] | None:
    """Fifteen heads in cells of their own, some torn or cut: the one order that fits what is left of each."""
    titles = {*(names[0] for names in lexicon.cases.values()), lexicon.case_group}
    found: dict[tuple[int, int], str] = {}
    for index in range(start, end):
        cell = (stream.char_lines[index], stream.char_cells[index])
        found[cell] = found.get(cell, "") + stream.chars[index]
    words = [names[0] for names in lexicon.outcomes.values()]
    leaves = [
        text
        for text in found.values()
        if not any(text in title for title in titles) or any(text in word for word in words)
    ]
    width = len(lexicon.outcomes)
    if len(leaves) != width * len(blocks):
        return None
    orders: dict[str, tuple[str, ...]] = {}
    for index, block in enumerate(blocks):
        own = leaves[index * width : (index + 1) * width]
        fitting = [order for order in every_order(tuple(lexicon.outcomes)) if _fits(own, order, lexicon)]
        # The form's own order comes first; another one must be the only one that fits.
        if not fitting or (fitting[0] != tuple(lexicon.outcomes) and len(fitting) > 1):
            return None
        orders[block] = fitting[0]
    return orders


def _fits(pieces: Sequence[str], order: Sequence[str], lexicon: Lexicon) -> bool:
    return all(
        piece in lexicon.outcomes[outcome][0]
        or (len(piece) > 2 and Levenshtein.distance(piece, lexicon.outcomes[outcome][0]) <= 1)
        for piece, outcome in zip(pieces, order, strict=True)
    )


def _whole_heads(texts: Sequence[str], lexicon: Lexicon) -> list[str]:
    """The outcomes of a row of clusters; two halves side by side that share no column are one head."""
    words = {names[0]: outcome for outcome, names in lexicon.outcomes.items()}
    found: list[str] = []
    half = ""
    for text in texts:
        outcome = nearest(text, lexicon.outcomes)
        joined = words.get(half + text) or words.get(text + half)
        if outcome is not None and not half:
            found.append(outcome)
        elif half and joined:
            found.append(joined)
            half = ""
        elif half:
            return []
        else:
            half = text
    return found if not half else []


def _case_clusters(
    stream: Stream, start: int, end: int, lexicon: Lexicon, titles: Sequence[str]
) -> list[tuple[str, ...]] | None:
    width = len(lexicon.outcomes)
    for placed in laid_out(stream, start, end):
        found = _whole_heads(clusters(placed, titles), lexicon)
        groups = [tuple(found[i : i + width]) for i in range(0, len(found), width)]
        if len(groups) == len(lexicon.cases) and all(sorted(g) == sorted(lexicon.outcomes) for g in groups):
            return groups
    return None
