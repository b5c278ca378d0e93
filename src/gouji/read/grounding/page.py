"""What the page prints in each cell, by its labels and heads alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gouji.numbers import Number, ParsedNumber
from gouji.read.grounding.stretches import Stretch
from gouji.read.stream import Stream, Token


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands in one cell: its span, and the number where it is one; ``sure`` of row and column.

    An empty cell has no span (``start`` -1).
    """

    start: int
    end: int
    value: Number | None
    sure: bool

    @property
    def filled(self) -> bool:
        """Something is printed here."""
        return self.start >= 0


@dataclass(frozen=True, slots=True)
class Glued:
    """Digits without separators that hold all cells of ``paths``, in this order."""

    start: int
    end: int
    digits: str
    paths: tuple[str, ...]


@dataclass(slots=True)
class Page:
    """Cells by path, glued rows, and rows whose numbers do not fit their cells."""

    cells: dict[str, Printed] = field(default_factory=dict)
    glued: list[Glued] = field(default_factory=list)
    loose: dict[str, tuple[Token, ...]] = field(default_factory=dict)


def printed_of(token: Token | None, *, sure: bool) -> Printed:
    """One token as a cell; None is an empty one."""
    if token is None or not token.filled:
        return Printed(-1, -1, None, sure)
    value = token.parsed.value if isinstance(token.parsed, ParsedNumber) else None
    readable = token.kind != "glued" and token.unwrapped is None
    return Printed(token.start, token.end, value, sure and readable)


def put_row(
    page: Page,
    stream: Stream,
    stretch: Stretch,
    paths: Sequence[str],
    patterns: Mapping[tuple[int, int], tuple[int, ...]],
) -> None:
    """Put a stretch's tokens under ``paths``, which are in printed order."""
    width = len(paths)
    filled = stretch.filled
    row = fitting(stream, stretch, width, patterns)
    if row is not None:
        for path, token in zip(paths, row, strict=True):
            page.cells[path] = printed_of(token, sure=stretch.sure and not _fallen(stretch))
        return
    text = stream.text[filled[0].start : filled[-1].end] if filled else ""
    digits = "".join(text.split())
    if len(filled) == 1 and digits.isascii() and digits.isdigit() and len(digits) >= width > 1:
        page.glued.append(Glued(filled[0].start, filled[-1].end, digits, tuple(paths)))
        return
    for path in paths:
        page.loose[path] = filled


def fitting(
    stream: Stream,
    stretch: Stretch,
    width: int,
    patterns: Mapping[tuple[int, int], tuple[int, ...]],
) -> tuple[Token | None, ...] | None:
    """The row's cells in printed order where tokens and cells agree; None where they do not."""
    filled = stretch.filled
    if any(_cuttable(stream, token) for token in filled):
        return None
    if len(filled) == width:
        return filled
    if not filled:
        return (None,) * width
    if len(filled) > width:
        return _one_whole_line(stream, stretch, width)
    return _by_cells(stream, stretch, patterns)


def _fallen(stretch: Stretch) -> bool:
    """A number stands on another line, and its cell in the row's line is empty: which cell is open."""
    filled = stretch.filled
    for line in {token.line for token in filled}:
        last = max(token.start for token in filled if token.line == line)
        if any(not token.filled and token.line == line and token.start < last for token in stretch.tokens):
            return len({token.line for token in filled}) > 1
    return False


def _cuttable(stream: Stream, token: Token) -> bool:
    """Digits that are no single number; with other characters among them they are simply unread."""
    return token.kind == "glued" and stream.text[token.start : token.end].strip().isdigit()


def _one_whole_line(stream: Stream, stretch: Stretch, width: int) -> tuple[Token, ...] | None:
    """The label's own line has all the row's numbers, other lines a single one each: page numbers.

    Without the label beside them a lone number may as well be the next row's list number.
    """
    lines: dict[int, list[Token]] = {}
    for token in stretch.filled:
        lines.setdefault(token.line, []).append(token)
    own = [line for line in stream.char_lines[stretch.hit.start : stretch.hit.end] if line in lines]
    whole = lines[own[0]] if own else []
    if (
        width > 1
        and len(whole) == width
        and all(len(line) == 1 for line in lines.values() if line is not whole)
    ):
        return tuple(whole)
    return None


def cell_patterns(
    stream: Stream, rows: Sequence[Stretch], width: int
) -> dict[tuple[int, int], tuple[int, ...]]:
    """Per kind of line: which cells complete rows fill; kinds with several answers are left out."""
    found: dict[tuple[int, int], Counter[tuple[int, ...]]] = {}
    for stretch in rows:
        filled = stretch.filled
        if len(filled) == width and len({token.line for token in filled}) == 1:
            key, origin = _kind(stream, stretch)
            cells = tuple(_coordinate(token) - origin for token in filled)
            found.setdefault(key, Counter())[cells] += 1
    return {key: next(iter(several)) for key, several in found.items() if len(several) == 1}


def _kind(stream: Stream, stretch: Stretch) -> tuple[tuple[int, int], int]:
    """Rows alike in this print their numbers in the same cells, counted from the returned origin.

    In declared tables columns are columns; elsewhere cells are counted from the label's own.
    """
    token = stretch.filled[0]
    if token.column is not None:
        table = sum(start <= token.start for start in stream.tables)
        return (-1, table), 0
    label = -1
    if stream.char_lines[stretch.hit.end - 1] == token.line:
        label = stream.char_cells[stretch.hit.end - 1]
    return (min(label, 0), stream.line_cells.get(token.line, 0) - label), label


def _coordinate(token: Token) -> int:
    return token.column if token.column is not None else token.cell


def _by_cells(
    stream: Stream, stretch: Stretch, patterns: Mapping[tuple[int, int], tuple[int, ...]]
) -> tuple[Token | None, ...] | None:
    """A row with blank cells: its numbers stand in the cells that complete rows fill."""
    filled = stretch.filled
    if len({token.line for token in filled}) != 1 or not all(token.celled for token in filled):
        return None
    key, origin = _kind(stream, stretch)
    cells = patterns.get(key)
    if cells is None:
        return None
    at = {_coordinate(token) - origin: token for token in stretch.tokens if token.line == filled[0].line}
    if not set(cells) <= set(at) or any(_coordinate(token) - origin not in cells for token in filled):
        return None
    return tuple(at[cell] for cell in cells)
