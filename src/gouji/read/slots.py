"""Runs of numbers as slots that want a row: by lines, or dealt out to a block of labels.

Where all labels of a table (or of a page of it) come before all its numbers, the numbers are dealt
to the labels in order, and only if counts and lines agree exactly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gouji.lexicon import TableWords
from gouji.read.labels import Hit, certain_rows, label_sequence
from gouji.read.regions import Region
from gouji.read.stream import Stream, Token

_NUMERALS = "一二三四五六七果"
_PIECE = re.compile(r"\S{3,}")


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


def find_slots(
    stream: Stream,
    region: Region,
    tokens: Sequence[Token],
    hits: Sequence[Hit],
    words: TableWords,
    widths: Mapping[str, int],
) -> list[Slot]:
    """All slots of a region, in reading order. ``hits`` are the labels found in it."""
    slots: list[Slot] = []
    floor = region.start
    dealt: set[Hit] = set()
    owed: Hit | None = None  # a label torn by the last block's numbers, which these did not count
    block: list[Slot] = []
    run: list[Token] = []
    for index, token in enumerate(tokens):
        run.append(token)
        if index + 1 < len(tokens) and tokens[index + 1].pos == token.pos:
            continue
        if any(item.filled for item in run):
            free = [hit for hit in hits if (hit not in dealt if dealt else hit.start >= floor)]
            found = _slots_of_run(stream, run, floor, free, words, widths)
            slots += found
            # A lone number among labels is a page number: the block of labels goes on behind it.
            lone = min(widths.values()) > 1 and 2 * _filled_count(run) < max(widths.values())
            if not lone or sum(item.end - item.start for item in run) > 4:
                dealt = {slot.own for slot in found if slot.own}
                floor = max([token.pos, *(hit.end for hit in dealt)])
                if owed and owed not in dealt:
                    _doubt(block)
                owed = _torn_label(stream.chars, token.pos, free, words) if dealt else None
                owed = None if owed in dealt else owed
                block = found
        run = []
    if owed:
        _doubt(block)
    return slots


def _doubt(block: Sequence[Slot]) -> None:
    """A row's numbers are lacking in the block, or in the one behind it: which rows these are is open."""
    for slot in block:
        slot.doubt = slot.doubt or "between"


def _slots_of_run(
    stream: Stream,
    run: list[Token],
    floor: int,
    hits: Sequence[Hit],
    words: TableWords,
    widths: Mapping[str, int],
) -> list[Slot]:
    """One slot per row of numbers: a run between two texts may hold several."""
    pos = run[0].pos
    torn = _torn_label(stream.chars, pos, hits, words)
    common = max(widths.values())
    every = label_sequence(stream.chars, floor, pos, hits, words)
    if len(every) > 1 and _inline(stream, every, run):
        every = every[-1:]
    block = [hit for hit in every if hit.row not in words.optional or hit.end == pos]
    candidates = _blocks(every, block, torn, certain_rows(stream.chars, hits, words), words)
    body = [token for token in run if not token.margin]
    aside = [Slot([token], pos, floor, aside=True) for token in run if token.margin]
    for tokens, rest in ((run, []), (body, aside)) if aside else ((run, []),):
        filled = [token for token in tokens if token.filled]
        for labels in candidates:
            sizes = [widths.get(hit.row, common) for hit in labels]
            dealt = _deal(filled, sizes) if len(labels) > 1 else None
            if dealt:
                end = torn.start if torn and torn is not labels[-1] else pos
                doubt = "between" if _unexplained(stream, floor, min(end, pos), labels, words) else None
                own = [Slot(part, pos, floor, hit, doubt) for part, hit in zip(dealt[0], labels, strict=True)]
                return [*own, *(Slot(stray, pos, floor, aside=True) for stray in dealt[1]), *rest]
        width = widths.get(block[-1].row, common) if block else common
        if len(filled) == width and not _overfull(tokens, width):
            doubt = "between" if _idle(stream, block, pos) else None
            return [Slot(tokens, pos, floor, doubt=doubt), *rest]
    return [*_unlabelled_slots(body, pos, floor, width), *aside]


def _blocks(
    every: list[Hit], block: list[Hit], torn: Hit | None, certain: set[str], words: TableWords
) -> list[list[Hit]]:
    """The labels that a run of numbers may follow as a block, the likeliest first.

    The undivided row's label counts where its three rows are absent; at the end of a block it may
    also be the group label of rows that follow on the next page. A page may break inside the last
    label: its numbers then stand above its rest.
    """
    rows = {hit.row for hit in every} | certain
    if any(row in rows for hit in every for row in words.replaces.get(hit.row, ())):
        found = [[hit for hit in block if hit.row not in words.optional]]
    elif block == every:
        found = [block]
    else:
        found = [every, block] if every[-1] not in block else [every]
    if torn is not None:
        whole = [[hit for hit in labels if hit.end <= torn.start and hit.row != torn.row] for labels in found]
        found = [*whole, *([*labels, torn] for labels in whole if labels)]
    return found


def _torn_label(chars: str, pos: int, hits: Sequence[Hit], words: TableWords) -> Hit | None:
    """The whole label that begins before ``pos`` and ends behind it, or stands behind its marker there."""
    for hit in hits:
        if hit.cost > 0 or hit.end <= pos or hit.row in words.optional:
            continue
        if hit.start < pos:
            return hit
        marker = words.markers.get(hit.row)
        if hit.start == pos and marker is not None and chars[:pos].endswith(marker):
            return hit
    return None


def _idle(stream: Stream, block: Sequence[Hit], pos: int) -> bool:
    """A label directly above the one before a single row's numbers has no cells of its own: they may be its."""
    if len(block) < 2 or block[-1].end != pos or block[-2].cost > 0:
        return False
    same_line = stream.char_lines[block[-2].end - 1] == stream.char_lines[pos - 1]
    return not same_line and not any(token.pos == block[-2].end for token in stream.tokens)


def _overfull(tokens: Sequence[Token], width: int) -> bool:
    """One line has all the row's cells, some of them blank: numbers on other lines are no part of it."""
    lines = _by_line(tokens)
    return sum(_filled_count(line) > 0 for line in lines) > 1 and any(len(line) >= width for line in lines)


def _inline(stream: Stream, labels: Sequence[Hit], run: Sequence[Token]) -> bool:
    """The first numbers stand on the last label's line, and other labels or numbers on other lines.

    Such labels are rows of their own, not a block that numbers follow.
    """
    filled = [token for token in run if token.filled and not token.margin]
    line = filled[0].line if filled else -1
    others = {token.line for token in filled} | {stream.char_lines[label.end - 1] for label in labels[:-1]}
    return stream.char_lines[labels[-1].end - 1] == line and others != {line}


def _unlabelled_slots(run: list[Token], pos: int, floor: int, width: int) -> list[Slot]:
    """Rows of a run that no block of labels explains: by lines, or by whole multiples of a row."""
    lines = [line for line in _by_line(run) if _filled_count(line)]
    filled = [token for token in run if token.filled]
    if len(lines) > 1 and max(map(_filled_count, lines)) > 1:
        crowded = len(filled) >= 2 * width > 2
        return [Slot(line, pos, floor, crowded=crowded) for line in lines]
    if len(filled) > width and len(filled) % width == 0:
        starts = range(0, len(filled), width)
        return [Slot(filled[i : i + width], pos, floor, crowded=True) for i in starts]
    return [Slot(run, pos, floor)] if filled else []


def _unexplained(stream: Stream, floor: int, pos: int, labels: Sequence[Hit], words: TableWords) -> bool:
    """Text in a block of labels that is no label and no piece of a head or group label: a label may be lost."""
    kept = list(stream.chars[floor:pos])
    for hit in labels:
        for index in range(max(hit.start - floor, 0), min(hit.end - floor, len(kept))):
            kept[index] = " "
    left = "".join(kept)
    for word in sorted(words.fillers, key=len, reverse=True):
        left = left.replace(word, " " * len(word))
    first = max(min((hit.start - floor for hit in labels), default=0), 0)
    return any(not _explained(stream, piece, floor, words) for piece in _PIECE.finditer(left, first)) or any(
        left[one.end - floor : other.start - floor].strip(" " + _NUMERALS)
        for one, other in _with_rows_between(labels, words)
    )


def _explained(stream: Stream, piece: re.Match[str], floor: int, words: TableWords) -> bool:
    """The text is made of pieces of heads and group labels, as a whole or line by line."""
    return _of_fillers(piece[0], words.fillers) or all(
        _of_fillers(part, words.fillers) or any(part in word for word in words.fillers)
        for part in _lines_of(stream, floor + piece.start(), floor + piece.end())
    )


def _with_rows_between(labels: Sequence[Hit], words: TableWords) -> list[tuple[Hit, Hit]]:
    """Neighbours in a block between which the form has rows that the block lacks."""
    order = {row: at for at, row in enumerate(words.labels)}
    found = {hit.row for hit in labels}
    found |= {row for hit in labels for row in words.replaces.get(hit.row, ())}
    lost = [at for row, at in order.items() if row not in found]
    known = [hit for hit in labels if hit.row in order]
    return [
        (one, other)
        for one, other in pairwise(known)
        if any(order[one.row] < at < order[other.row] for at in lost)
    ]


def _lines_of(stream: Stream, start: int, end: int) -> list[str]:
    """``chars[start:end]`` line by line."""
    lines: dict[int, str] = {}
    for index in range(start, end):
        line = stream.char_lines[index]
        lines[line] = lines.get(line, "") + stream.chars[index]
    return list(lines.values())


def _of_fillers(piece: str, fillers: Sequence[str]) -> bool:
    """The text is nothing but torn pieces of heads and group labels, run together."""
    at = 0
    while at < len(piece):
        size = next(
            (n for n in range(len(piece) - at, 0, -1) if any(piece[at : at + n] in word for word in fillers)),
            0,
        )
        if size < 2 and piece[at] not in _NUMERALS:
            return False
        at += max(size, 1)
    return True


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

    Only if there are as many lines as labels, most of them whole and none a lone number, or if the
    numbers are exactly as many as the labels want; lone numbers between whole lines are left over.
    """
    lines = _by_line(filled)
    if len(lines) > len(sizes) and len(set(sizes)) == 1 and sizes[0] > 1:
        rows = [line for line in lines if len(line) == sizes[0]]
        rest = [line for line in lines if len(line) != sizes[0]]
        if len(rows) == len(sizes) and all(len(line) == 1 for line in rest):
            return rows, rest
    pairs = list(zip(lines, sizes, strict=False))
    fitting = sum(len(line) == size or _glued(line) for line, size in pairs)
    lone = any(2 * len(line) < size and not _glued(line) for line, size in pairs)
    if len(lines) == len(sizes) and 2 * fitting > len(sizes) and not lone:
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
