"""Digits printed without separators: every way to cut them that the sums allow.

A run of digits is a graph: from every place a number of one digit up to ``MAX_DIGITS`` leads to a
later place; a number of several digits never begins with 0. A cut into cells is a walk from the
first place to the last, one step a cell. Walks on which one cell is the sum of the others are found
by meeting in the middle: steps forward from the beginning and backward from the end are joined
where place and signed sum agree, so that a row costs thousands of steps instead of millions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gouji.numbers import Number, ParsedNumber, normalise
from gouji.read.stream import Token

MAX_DIGITS = 8  # no count of these forms has more; longer numbers stay unread
Cut = tuple[int, ...]  # places between the cells, the first and the last place included
Edges = tuple[tuple[tuple[int, Number], ...], ...]
Walks = dict[int, dict[Number, list[Cut]]]


@dataclass(frozen=True, slots=True)
class Run:
    """Digits in a row, and whole numbers that may stand among them.

    ``ahead[i]`` holds (end, value) of the numbers that can begin at place i, shortest first;
    ``behind[j]`` (begin, value) of those that can end there. ``spans[i]`` is where unit i is printed;
    ``whole`` maps the place of a token that is one cell as it stands to that token.
    """

    ahead: Edges
    behind: Edges
    spans: tuple[tuple[int, int], ...]
    whole: Mapping[int, Token]

    @property
    def end(self) -> int:
        """The last place."""
        return len(self.spans)


def run_of(tokens: Sequence[Token], text: str) -> Run | None:
    """The run that ``tokens`` print, gaps between them being hard; None where a token is no digits."""
    units: list[tuple[int, int]] = []
    digits: list[str] = []
    walls: list[int] = []
    whole: dict[int, Token] = {}
    for token in tokens:
        raw = normalise(text[token.start : token.end])
        if raw.isascii() and raw.isdigit():
            units += [(at, at + 1) for at in range(token.start, token.end)]
            digits += raw
        elif token.kind == "blank" or (token.kind == "number" and isinstance(token.parsed, ParsedNumber)):
            whole[len(units)] = token
            units.append((token.start, token.end))
            digits.append("")
        else:
            return None
        walls += [len(units)] * (len(units) - len(walls))
    ahead = tuple(_numbers_from(at, digits, walls[at], whole) for at in range(len(units)))
    behind: list[list[tuple[int, Number]]] = [[] for _ in range(len(units) + 1)]
    for begin in range(len(units) - 1, -1, -1):
        for end, value in ahead[begin]:
            behind[end].append((begin, value))
    return Run((*ahead, ()), tuple(map(tuple, behind)), tuple(units), whole)


def _numbers_from(
    at: int, digits: Sequence[str], wall: int, whole: Mapping[int, Token]
) -> tuple[tuple[int, Number], ...]:
    if at in whole:
        parsed = whole[at].parsed
        return ((at + 1, parsed.value if isinstance(parsed, ParsedNumber) else 0),)
    longest = 1 if digits[at] == "0" else min(MAX_DIGITS, wall - at)
    return tuple((at + size, int("".join(digits[at : at + size]))) for size in range(1, longest + 1))


def cuts_of(run: Run, width: int, total: int | None, most: int) -> list[Cut] | None:
    """All cuts into ``width`` cells, cell ``total`` being the sum of the others; None if more than ``most``."""
    found: list[Cut] = []
    if run.end < width or run.end > width * MAX_DIGITS:
        return found
    walks = _plain(run, 0, width) if total is None else _summing(run, width, total)
    for cut in walks:
        if len(found) == most:
            return None
        found.append(cut)
    return found


def _plain(run: Run, at: int, cells: int) -> Iterator[Cut]:
    if cells == 0:
        if at == run.end:
            yield (at,)
        return
    for end, _ in run.ahead[at]:
        if cells - 1 <= run.end - end <= (cells - 1) * MAX_DIGITS:
            for rest in _plain(run, end, cells - 1):
                yield (at, *rest)


def _summing(run: Run, width: int, total: int) -> Iterator[Cut]:
    signs = _signs(width, total)
    half = width // 2
    left = _walks(run.ahead, 0, signs[:half])
    right = _walks(run.behind, run.end, signs[: half - 1 : -1])
    for place, sums in right.items():
        heads = left.get(place)
        if heads:
            for balance, tails in sums.items():
                for head in heads.get(-balance, ()):
                    for tail in tails:
                        yield (*head, *tail[-2::-1])


def _signs(width: int, total: int) -> tuple[int, ...]:
    return tuple(-1 if cell == total else 1 for cell in range(width))


def _walks(edges: Edges, start: int, signs: Sequence[int]) -> Walks:
    """Walks of ``len(signs)`` steps from ``start``, by where they end and by their signed sum.

    Once the total has been passed, the parts may not exceed it.
    """
    states: list[tuple[int, Number, Cut]] = [(start, 0, (start,))]
    passed = False
    for sign in signs:
        passed = passed or sign < 0
        states = [
            (stop, balance, (*path, stop))
            for at, sofar, path in states
            for stop, value in edges[at]
            if (balance := sofar + value if sign > 0 else sofar - value) <= 0 or not passed
        ]
    found: Walks = {}
    for at, balance, path in states:
        found.setdefault(at, {}).setdefault(balance, []).append(path)
    return found


def block_cuts(run: Run, width: int, totals: Sequence[int]) -> list[list[Cut]]:
    """Cuts of consecutive blocks of ``width`` cells, cell ``totals[i]`` of block i being the others' sum.

    Per block the cuts that take part in at least one cut of the whole run; empty lists when there is none.
    """
    blocks = len(totals)
    if not blocks * width <= run.end <= blocks * width * MAX_DIGITS:
        return [[] for _ in totals]
    starts = {0}
    found: list[list[Cut]] = []
    for index, total in enumerate(totals):
        least = (blocks - index - 1) * width
        cuts = _blocks_from(run, starts, width, total)
        found.append([cut for cut in cuts if run.end - cut[-1] >= least])
        starts = {cut[-1] for cut in found[-1]}
    ends = {run.end}
    for index in range(blocks - 1, -1, -1):
        found[index] = [cut for cut in found[index] if cut[-1] in ends]
        ends = {cut[0] for cut in found[index]}
    return found


def _blocks_from(run: Run, starts: set[int], width: int, total: int) -> list[Cut]:
    signs = _signs(width, total)
    half = width // 2
    heads: dict[int, dict[Number, list[Cut]]] = {}
    for start in starts:
        for place, sums in _walks(run.ahead, start, signs[:half]).items():
            mine = heads.setdefault(place, {})
            for balance, paths in sums.items():
                mine.setdefault(balance, []).extend(paths)
    found: list[Cut] = []
    for end in range(min(starts, default=run.end) + width, run.end + 1):
        for place, sums in _walks(run.behind, end, signs[: half - 1 : -1]).items():
            mine = heads.get(place, {})
            for balance, tails in sums.items():
                for head in mine.get(-balance, ()):
                    found += [(*head, *tail[-2::-1]) for tail in tails]
    return found
