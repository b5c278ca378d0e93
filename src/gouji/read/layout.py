"""Wrapped heads put together again by the columns of characters, or of the page, that they share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from gouji.read.stream import Stream

_ONE_SPACE = 2
_TWO_SPACES = 3


@dataclass(slots=True)
class Piece:
    """Neighbouring characters of one line."""

    line: int
    x0: float
    x1: float
    text: str


def laid_out(stream: Stream, start: int, end: int, hidden: Container[int] = ()) -> Iterator[list[Piece]]:
    """The head's pieces with their places sideways: on the page where known, else in the text or its cells.

    Characters at the places ``hidden`` are left out.
    """
    if stream.words:
        yield _word_pieces(stream, start, end, hidden)
    elif not has_cells(stream, start, end):
        for apart in (_TWO_SPACES, _ONE_SPACE):
            for measure in (characters, _display_width):
                yield pieces(stream, start, end, measure, apart, hidden)
    else:
        yield _cell_pieces(stream, start, end)


def has_cells(stream: Stream, start: int, end: int) -> bool:
    """Tabs or pipes part cells in the lines of ``chars[start:end]``, so that columns of characters mean nothing."""
    text = stream.text[stream.spots[start] : stream.spots[end - 1] + 1] if end > start else ""
    return "\t" in text or "|" in text


def _word_pieces(stream: Stream, start: int, end: int, hidden: Container[int]) -> list[Piece]:
    """Pieces by the boxes of the page's words; a line is counted by the word's top, in points."""
    starts = [word.start for word in stream.words]
    by_word: dict[int, Piece] = {}
    for index in range(start, end):
        at = bisect_right(starts, stream.spots[index]) - 1
        if at < 0 or stream.words[at].end <= stream.spots[index] or index in hidden:
            continue
        word = stream.words[at]
        if at in by_word:
            by_word[at].text += stream.chars[index]
        else:
            line = round(word.page * 10_000 + word.box[1])
            by_word[at] = Piece(line, word.box[0], word.box[2], stream.chars[index])
    return list(by_word.values())


def _cell_pieces(stream: Stream, start: int, end: int) -> list[Piece]:
    """Pieces by the index of their cell; none unless all lines of several cells have the same number."""
    by_cell: dict[tuple[int, int], Piece] = {}
    for index in range(start, end):
        line, cell = stream.char_lines[index], stream.char_cells[index]
        if stream.line_cells.get(line, 1) > 1:
            piece = by_cell.setdefault((line, cell), Piece(line, cell, cell + 1, ""))
            piece.text += stream.chars[index]
    counts = {stream.line_cells[line] for line, _ in by_cell}
    return list(by_cell.values()) if len(counts) == 1 else []


def across(stream: Stream, index: int) -> tuple[float, ...]:
    """How far to the right ``chars[index]`` stands: on the page, or in its line by each way to measure one."""
    spot = stream.spots[index]
    if stream.words:
        at = bisect_right(stream.words, spot, key=lambda word: word.start) - 1
        return (stream.words[at].box[0],) if at >= 0 else ()
    before = stream.text[stream.text.rfind("\n", 0, spot) + 1 : spot]
    return characters(before), _display_width(before)


def nearest(text: str, names: Mapping[str, tuple[str, ...]]) -> str | None:
    """The column whose head ``text`` is, give or take a third of its characters."""
    best = min(names, key=lambda column: Levenshtein.distance(names[column][0], text))
    distance = Levenshtein.distance(names[best][0], text)
    return best if distance <= max(1, len(names[best][0]) // 3) else None


def characters(line: str) -> float:
    """Width of a text in characters."""
    return float(len(line))


def _display_width(line: str) -> float:
    return float(sum(2 if char >= "\u2e80" else 1 for char in line))


def pieces(
    stream: Stream,
    start: int,
    end: int,
    measure: Callable[[str], float],
    apart: int = _TWO_SPACES,
    hidden: Container[int] = (),
) -> list[Piece]:
    """Neighbouring characters of ``chars[start:end]``, placed in their lines by ``measure``.

    Characters ``apart`` offsets or more from each other belong to different pieces.
    """
    found: list[Piece] = []
    last_spot = -2
    for index in range(start, end):
        if index in hidden:
            continue
        spot = stream.spots[index]
        line = stream.char_lines[index]
        begin = stream.text.rfind("\n", 0, spot) + 1
        x = measure(stream.text[begin:spot])
        wide = measure(stream.text[spot])
        if found and found[-1].line == line and spot - last_spot < apart:
            found[-1].text += stream.chars[index]
            found[-1].x1 = x + wide
        else:
            found.append(Piece(line, x, x + wide, stream.chars[index]))
        last_spot = spot
    return found


def clusters(pieces: Sequence[Piece], noise: Sequence[str]) -> list[str]:
    """Texts of the clusters of pieces that overlap sideways, from left to right."""
    kept = [piece for piece in pieces if not any(_like(piece.text, word) for word in noise)]
    clusters: list[list[Piece]] = []
    for piece in sorted(kept, key=lambda piece: piece.x0):
        home = next((c for c in clusters if any(p.x0 < piece.x1 and piece.x0 < p.x1 for p in c)), None)
        if home is None:
            clusters.append([piece])
        else:
            home.append(piece)
    texts = ["".join(p.text for p in sorted(cluster, key=lambda p: p.line)) for cluster in clusters]
    return _spaced_out(texts)


def _spaced_out(texts: Sequence[str]) -> list[str]:
    """A head printed with space between its two characters (总 计) makes two clusters: one word again."""
    joined: list[str] = []
    for text in texts:
        if joined and len(joined[-1]) == len(text) == 1:
            joined[-1] += text
        else:
            joined.append(text)
    return joined


def _like(text: str, word: str) -> bool:
    return len(text) > 1 and int(Levenshtein.distance(text, word)) <= len(word) // 3
