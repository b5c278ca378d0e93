"""From the tokens beside a label to the cells of its row: every way to read them, cheapest first.

As many tokens as cells is the ordinary case. Otherwise cells are blank, a stray number stands
among them, one number is split, or separators are lost; then every consistent reading is kept and
the equations choose among them later (and are no witness for what they chose).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Literal

from gouji.numbers import ParsedNumber, whole
from gouji.read.glued import Cut, Run, cuts_of, run_of
from gouji.read.stream import Token
from gouji.report import Blank, Number

How = Literal["exact", "placed", "joined", "cut", "none"]
MAX_OPTIONS = 2000
MAX_SURPLUS = 4


@dataclass(frozen=True, slots=True)
class Part:
    """What one cell holds: ``value`` or a kind of blank, and its span in the document."""

    start: int
    end: int
    value: Number | None
    blank: Blank | None = None
    parsed: ParsedNumber | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """All ways to read a row; ``how`` tells what had to be assumed."""

    rows: tuple[tuple[Part, ...], ...]
    how: How


def row_options(tokens: Sequence[Token], width: int, text: str, *, total: int | None) -> Options:
    """All readings of ``tokens`` as ``width`` cells; cell ``total``, if any, is the sum of the others."""
    filled = [token for token in tokens if token.filled]
    if len(filled) == width and not any(_cuttable(token, text) for token in filled):
        row = tuple(part_of(token) for token in filled)
        if any(token.unwrapped is not None for token in filled):
            return Options((row, tuple(_unwrapped(token) for token in filled)), "joined")
        return Options((row,), "placed" if _holes(tokens) else "exact")
    if width == 1 and _repeated(filled, text):
        return Options(((part_of(filled[0]),),), "exact")
    if len(filled) > width:
        return _too_many(filled, width, text)
    if len(filled) < width and not any(token.kind == "glued" for token in filled):
        placed = _windows(tokens, width)
        if placed:
            return Options(tuple(placed), "placed")
    if not _may_be_glued(filled):
        return Options((), "none")
    rows = _cuts(filled, width, text, total)
    return Options(rows, "cut" if rows else "none")


def _holes(tokens: Sequence[Token]) -> bool:
    """An empty cell stands between filled ones."""
    kinds = [token.filled for token in tokens]
    first = kinds.index(True)
    last = len(kinds) - 1 - kinds[::-1].index(True)
    return not all(kinds[first : last + 1])


def _may_be_glued(filled: Sequence[Token]) -> bool:
    """Separators may be lost: hardly any are left. Several numbers in cells of their own are not cut."""
    numbers = [token for token in filled if token.kind != "blank"]
    if any(token.kind == "glued" for token in numbers) or len(numbers) == 1:
        return True
    return len(numbers) == 2 and not all(token.celled for token in numbers)


def _repeated(filled: Sequence[Token], text: str) -> bool:
    """A merged cell that the copy repeats in every column it spanned."""
    return (
        len({text[token.start : token.end].strip() for token in filled}) == 1
        and len({token.line for token in filled}) == 1
        and all(token.celled for token in filled)
    )


def _cuttable(token: Token, text: str) -> bool:
    """Digits that are no single number; with other characters among them they are simply unread."""
    return token.kind == "glued" and text[token.start : token.end].strip().isdigit()


def _unwrapped(token: Token) -> Part:
    """The token without the digits on the line below, which may be a page number."""
    if isinstance(token.unwrapped, ParsedNumber):
        return Part(token.start, token.end, token.unwrapped.value, None, token.unwrapped)
    return part_of(token)


def part_of(token: Token) -> Part:
    """One token as one cell."""
    parsed = token.parsed
    if isinstance(parsed, ParsedNumber):
        return Part(token.start, token.end, parsed.value, None, parsed)
    if token.kind == "blank":
        return Part(token.start, token.end, None, "dash" if parsed == "dash" else "not_applicable")
    return Part(token.start, token.end, None, "unread")


def _too_many(filled: Sequence[Token], width: int, text: str) -> Options:
    surplus = len(filled) - width
    if surplus > MAX_SURPLUS:
        return Options((), "none")
    found: dict[tuple[object, ...], tuple[Part, ...]] = {}
    for row in _joined_or_dropped(list(filled), surplus, text):
        key = tuple((part.value, part.blank) for part in row)
        found.setdefault(key, row)
        if len(found) > MAX_OPTIONS:
            return Options((), "none")
    return Options(tuple(found.values()), "joined")


def _joined_or_dropped(filled: list[Token], surplus: int, text: str) -> Iterator[tuple[Part, ...]]:
    """Drop stray tokens or join the digits of neighbours until the count fits."""
    for drops in range(surplus, -1, -1):
        for dropped in combinations(range(len(filled)), drops):
            kept = [token for index, token in enumerate(filled) if index not in dropped]
            for joined in combinations(range(len(kept) - 1), surplus - drops):
                row = _join(kept, set(joined), text)
                if row is not None:
                    yield row


def _join(kept: Sequence[Token], joined: set[int], text: str) -> tuple[Part, ...] | None:
    """Join token i with token i + 1 for every i in ``joined``."""
    row: list[Part] = []
    index = 0
    while index < len(kept):
        last = index
        while last in joined:
            last += 1
        if last == index:
            part = part_of(kept[index])
            if part.blank == "unread":
                return None
            row.append(part)
        else:
            digits = "".join(text[token.start : token.end] for token in kept[index : last + 1])
            if not digits.isdigit() or digits[0] == "0":
                return None
            row.append(Part(kept[index].start, kept[last].end, int(digits)))
        index = last + 1
    return tuple(row)


def _windows(tokens: Sequence[Token], width: int) -> list[tuple[Part, ...]]:
    """Blank cells: every stretch of ``width`` neighbouring cells that holds all printed ones."""
    printed = [index for index, token in enumerate(tokens) if token.filled]
    if not printed or len(tokens) < width:
        return []
    first, last = printed[0], printed[-1]
    found = []
    for begin in range(max(0, last - width + 1), min(first, len(tokens) - width) + 1):
        window = tokens[begin : begin + width]
        found.append(
            tuple(
                part_of(token) if token.filled else Part(token.start, token.end, None, "empty")
                for token in window
            )
        )
    return found


def _cuts(filled: Sequence[Token], width: int, text: str, total: int | None) -> tuple[tuple[Part, ...], ...]:
    """Cuts of glued digits into ``width`` numbers without leading zeros; spaces between tokens are hard.

    Either all of them or, beyond ``MAX_OPTIONS``, none: a part of them would pass for all.
    """
    run = run_of(filled, text)
    cuts = cuts_of(run, width, total, MAX_OPTIONS) if run else None
    return tuple(cut_parts(run, cut) for cut in cuts) if run and cuts else ()


def certain_cut(tokens: Sequence[Token], width: int, text: str) -> bool:
    """As many digits as cells, and they cannot be fewer numbers: ``866`` may be 8, blank, 66.

    ``0026`` has only one cut into three, but one digit too many makes it of 0, 2, 6.
    """
    run = run_of([token for token in tokens if token.filled], text)
    if run is None or run.end != width:
        return False
    return all(cuts_of(run, cells, None, 1) == [] for cells in range(1, width))


def cut_parts(run: Run, cut: Cut) -> tuple[Part, ...]:
    """The cells of one cut, with their spans and values."""
    return tuple(_cut_part(run, begin, end) for begin, end in pairwise(cut))


def _cut_part(run: Run, begin: int, end: int) -> Part:
    if begin in run.whole:
        return part_of(run.whole[begin])
    value = next(value for stop, value in run.ahead[begin] if stop == end)
    return Part(run.spans[begin][0], run.spans[end - 1][1], value)


def shared(rows: Sequence[tuple[Part, ...]]) -> tuple[Part, ...]:
    """Cells on which all readings of a row agree; the others are unread."""
    merged = []
    for parts in zip(*rows, strict=True):
        if len({(part.value, part.blank) for part in parts}) == 1:
            merged.append(parts[0])
        else:
            start = min(part.start for part in parts)
            end = max(part.end for part in parts)
            merged.append(Part(start, end, None, "unread"))
    return tuple(merged)


def counts(row: Sequence[Part]) -> tuple[int | None, ...]:
    """The parts as counts; None where blank or no whole number."""
    return tuple(whole(part.value) if part.value is not None else None for part in row)
