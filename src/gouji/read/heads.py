"""Column heads are read, not assumed: in which order the printed heads stand.

Evidence in turn: one line that prints all heads; the flattened head text held against every order
of its words (damage costs all orders alike, an exchange moves whole words); the first pieces of
wrapped heads on one line; wrapped heads put together by the character columns that they share.
What none of these settles is a doubt, and named wherever it could change a value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import permutations

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from gouji.lexicon import Lexicon
from gouji.read.layout import across, clusters, has_cells, laid_out, nearest
from gouji.read.stream import Stream

MARGIN = 2
POOR = 0.25
CLEAR = 0.14
NOTHING = 0.7
MOST_LOST = 1  # characters of all heads that another order than the form's may lack in print
# The caption of the first column, whole or torn by what stands beside it.
_CAPTION = re.compile(
    "本列数据的?勾.{0,30}?第四项之和|本列数据的?勾?稽?关?系?为?|第一项加第二项之?和?|等于第三项|加?第四项之和|加第四|项之和"
)
# What the heads of the organisations begin with, and what is left of their group's head.
_STEMS = re.compile("商业|科研|社会|法律服?")
_GROUP_PIECE = re.compile("法人|人或|或其他?|其他组织")
_ALIKE = 72
_SPANNING = re.compile("申请人情况|三?收到[和及]处理政府信息公开申请情况")
_FIRST_MARKER = "一"  # of the first row's label
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
def every_order(columns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Every order of the columns, the form's own first."""
    return tuple(permutations(columns))


def read_order(names: _Names, head: str, *, noise: Sequence[str] = ()) -> HeadOrder:
    """Order of the columns ``names`` as the flattened head text ``head`` prints them.

    ``names`` maps columns in form order to their spellings (fullest first); ``noise`` are words to
    take out first, such as the group head over some of the columns.
    """
    return weigh(names, without(head, noise))[0]


def without(text: str, noise: Sequence[str]) -> str:
    """``text`` with every word of ``noise`` taken out, the longest first."""
    for word in sorted(noise, key=len, reverse=True):
        text = text.replace(word, "")
    return text


def weigh(names: _Names, text: str) -> tuple[HeadOrder, float]:
    """The cheapest order of whole words for ``text``, and its cost relative to the words' length.

    A cost above ``CLEAR`` is no evidence of another order: torn heads look like exchanged ones. Nor is
    a text that lacks a head: what else is printed there would pass for it, at a place of its own.
    """
    columns = tuple(names)
    full = {column: spellings[0] for column, spellings in names.items()}
    size = sum(map(len, full.values()))
    canonical = int(Levenshtein.distance("".join(full.values()), text))
    if canonical == 0:
        return HeadOrder(columns), 0.0
    best, runner, order = canonical, 10**6, columns
    for rival in every_order(columns)[1:]:
        words = "".join([full[column] for column in rival])
        cost = int(Levenshtein.distance(words, text, score_cutoff=runner))
        if cost < best:
            best, runner, order = cost, best, rival
        elif cost < runner:
            runner = cost
    if best >= NOTHING * size:
        return HeadOrder(columns, "no_head", columns), 1.0
    if order == columns:
        return HeadOrder(columns), best / size
    if canonical - best >= MARGIN and runner - best >= 1 and lost("".join(full.values()), text) <= MOST_LOST:
        return HeadOrder(order, moved=True), best / size
    return HeadOrder(columns, "heads_unclear", columns), best / size


def lost(words: str, text: str) -> int:
    """How many characters of ``words`` are not printed in ``text``, wherever they stand."""
    return (Counter(words) - Counter(text)).total()


@dataclass(frozen=True, slots=True)
class _Spot:
    """A head word as printed: its column, its first character, its line."""

    column: str
    at: int
    line: int


def applicant_order(stream: Stream, start: int, end: int, lexicon: Lexicon) -> HeadOrder:
    """Order of table 3's seven columns as the head ``chars[start:end]`` prints them."""
    head = stream.chars[start:end]
    lines = stream.char_lines[start:end]
    masked = _mask_pattern(_SPANNING, _mask_pattern(_CAPTION, _mask(head, (lexicon.applicant_group,))))
    masked = _mask_group(masked, lexicon.applicant_group, lexicon.applicants["natural_person"][0])
    spots = _spots(masked, lexicon.applicants, lines)
    group = _group_spot(masked, lines)
    flat = _one_line([spot for spot in spots if group is None or spot.line != group.line], lexicon.applicants)
    if flat:
        return HeadOrder(flat, moved=flat != tuple(lexicon.applicants))
    six = {column: names for column, names in lexicon.applicants.items() if column != "total"}
    own_text = masked[: _heads_end(stream, start, masked, "".join(map("".join, lexicon.applicants.values())))]
    text = without(own_text, ("总计", "合计", _MASK, _GONE)).removesuffix(_FIRST_MARKER)
    order, cost = weigh(six, text)
    if cost > (CLEAR if order.moved else POOR) or order.why:
        better = _by_stems(stream, start, masked, six) or by_clusters(
            stream, start, end, six, _around(lexicon)
        )
        if better is None and (order.moved or order.why):
            better = HeadOrder(tuple(six), order.why or "heads_unclear", tuple(six))
        order = better or order
    elif order.moved and stream.words:
        # Tall and wrapped heads stand on lines of their own: on a page their places tell the order.
        order = by_clusters(stream, start, end, six, _around(lexicon)) or order
    if group is not None and not order.why:
        own = _first_spot(masked, spots, six, lines)
        order = _beside_group(stream, start, masked, order, own, group)
    with_total = _with_total(order, spots, masked, grouped=group is not None and not group.column)
    side = _side_of_total(head, masked, spots, group, lines)
    if side == "first":
        return _total_first(with_total)
    return replace(order, columns=(*order.columns, "total")) if side == "last" else with_total


def _heads_end(stream: Stream, start: int, masked: str, letters: str) -> int:
    """Where the heads end: the last lines or cells that hold hardly a character of a head are none.

    Units, captions of a continued table and pieces of the first label stand there.
    """
    end = len(masked)
    while end:
        last = stream.char_lines[start + end - 1], stream.char_cells[start + end - 1]
        begin = end
        while begin and (stream.char_lines[start + begin - 1], stream.char_cells[start + begin - 1]) == last:
            begin -= 1
        if 2 * sum(char in letters or char in {_MASK, _GONE} for char in masked[begin:end]) > end - begin:
            break
        end = begin
    return end


def _side_of_total(
    head: str, masked: str, spots: Sequence[_Spot], group: _Spot | None, lines: Sequence[int]
) -> str | None:
    """Whether the total stands first or last on its line among heads that span or divide the columns."""
    at = masked.rfind("总计")
    if at < 0:
        return None
    beside = [match.start() for match in re.finditer("申请人情况", head)]
    beside += [spot.at for spot in spots if spot.column not in {"total", "natural_person"}]
    beside += [group.at] if group is not None and not group.column else []
    same = [other for other in beside if lines[other] == lines[at]]
    if not same:
        return None
    return "first" if at < min(same) else "last" if at > max(same) else None


def _total_first(order: HeadOrder) -> HeadOrder:
    """The total stands left of the organisations: before all columns, or behind the single applicant's."""
    rest = tuple(column for column in order.columns if column != "total")
    return replace(order, columns=("total", *rest), rivals=((rest[0], "total", *rest[1:]),), moved=True)


def _mask_group(masked: str, group: str, beside: str) -> str:
    """The group head masked where the caption's pieces, the head ``beside`` it or a damaged character part it, too."""
    if _MASK in masked:
        return masked
    hidden = masked.replace(beside, _GONE * len(beside))
    places = [index for index, char in enumerate(hidden) if char != _GONE]
    rest = "".join([masked[index] for index in places])
    found = fuzz.partial_ratio_alignment(group, rest, score_cutoff=_ALIKE) if rest else None
    if found is None:
        return masked
    start, end = found.dest_start, found.dest_end
    # The window is as long as the group head: at its ends may be letters of its neighbours.
    while start < end and rest[start] not in group:
        start += 1
    while start < end and rest[end - 1] not in group:
        end -= 1
    chars = list(masked)
    for index in places[start:end]:
        chars[index] = _MASK
    return "".join(chars)


def _group_spot(masked: str, lines: Sequence[int]) -> _Spot | None:
    """Where the organisations' group head stands; one in pieces has the column ``torn``."""
    at = masked.find(_MASK)
    if at >= 0:
        return _Spot("", at, lines[at])
    piece = _GROUP_PIECE.search(masked)
    return _Spot("torn", piece.start(), lines[piece.start()]) if piece else None


def _first_spot(masked: str, spots: Sequence[_Spot], names: _Names, lines: Sequence[int]) -> _Spot | None:
    """Where the single applicant's head stands, if need be with one of its characters damaged."""
    first = next(iter(names))
    own = next((spot for spot in spots if spot.column == first), None)
    if own is None:
        word = names[first][0]
        damaged = re.search("|".join((word[:2], word[1:], f"{word[0]}[^{_GONE}{_MASK}]?{word[2]}")), masked)
        own = _Spot(first, damaged.start(), lines[damaged.start()]) if damaged else None
    return own


def _around(lexicon: Lexicon) -> tuple[str, ...]:
    """What stands among the applicant heads and is none."""
    return lexicon.applicant_group, "申请人情况", "总计"


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
    single = next(iter(names))
    if len(best) < len(names) - 1 or (rest and (rest != [single] or names[single][0] not in masked)):
        return None
    columns = (*rest, *(column for _, column in sorted(best)))
    return HeadOrder(columns, moved=columns != tuple(names))


def _beside_group(
    stream: Stream, start: int, masked: str, order: HeadOrder, own: _Spot | None, group: _Spot
) -> HeadOrder:
    """The single applicant's head, if it follows the group head in its row, stands behind the group's columns.

    Where heads stand free in space (a page, text laid out with spaces) they are told by how far to
    the right they stand; elsewhere only one line is one row.
    """
    unclear = replace(order, why="heads_unclear", doubtful=order.columns)
    if own is None:
        return unclear
    five = tuple(column for column in order.columns if column != own.column)
    first = replace(order, columns=(own.column, *five))
    behind = replace(order, columns=(*five, own.column), moved=True)
    others = [match.start() for match in _STEMS.finditer(masked)]
    other_lines = {stream.char_lines[start + at] for at in others}
    one_row = own.line == group.line and not group.column and own.line not in other_lines
    if one_row:
        return first if own.at < group.at else behind
    # Free in space stand heads of which several share a line, without bars or tabs between them.
    in_space = bool(stream.words) or (
        len(other_lines) < len(others) and not has_cells(stream, start, start + len(masked))
    )
    side = _side(stream, start, own, others) if in_space else None
    if side:
        return first if side == "first" else behind
    if own.at < group.at:
        return order if order.columns[0] == own.column else unclear
    # Both rows of the head run on in one line, or the heads stand one a line: the text does not tell.
    literal = own.line in other_lines and own.line != group.line and not group.column
    return order if literal else unclear


def _side(stream: Stream, start: int, own: _Spot, others: Sequence[int]) -> str | None:
    """Whether the head stands left of all others (first) or right of them (last).

    Amid them it cannot stand, so a measure that puts it there is not the one by which the text was laid out.
    """
    mine = across(stream, start + own.at)
    places = list(zip(*(across(stream, start + at) for at in others), strict=True))
    sides = {
        "first" if x < min(xs) else "last" if x > max(xs) else None
        for x, xs in zip(mine, places, strict=False)
    }
    sides.discard(None)
    return sides.pop() if len(sides) == 1 else None


def _with_total(order: HeadOrder, spots: Sequence[_Spot], masked: str, *, grouped: bool) -> HeadOrder:
    """Place the total: behind the others, unless a head of one row prints it elsewhere."""
    last = (*order.columns, "total")
    total_at = masked.rfind("总计")
    firsts = {spot.column: spot.at for spot in reversed(spots) if spot.column != "total"}
    before = sum(1 for column in order.columns if firsts.get(column, -1) < total_at and column in firsts)
    first = ("total", *order.columns)
    if total_at < 0:
        return replace(order, columns=last, rivals=(first,))
    if before == len(order.columns):
        return replace(order, columns=last)
    if len(firsts) < len(order.columns):
        return replace(order, columns=last, rivals=(first,))
    literal = (*order.columns[:before], "total", *order.columns[before:])
    if grouped or before <= 1:
        return replace(order, columns=last, rivals=(literal, first))
    return replace(order, columns=literal, rivals=(last, first), moved=True)


def by_clusters(
    stream: Stream,
    start: int,
    end: int,
    names: _Names,
    noise: Sequence[str],
    hidden: Container[int] = (),
) -> HeadOrder | None:
    """The order of wrapped heads by the columns of characters, or of the page, that they share."""
    for placed in laid_out(stream, start, end, hidden):
        order = [column for text in clusters(placed, noise) if (column := nearest(text, names)) is not None]
        if sorted(order) == sorted(names):
            columns = tuple(order)
            return HeadOrder(columns, moved=columns != tuple(names))
    return None
