"""What the page prints in each cell, by its labels and heads alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gouji.numbers import Number, ParsedNumber
from gouji.read.grounding.blanks import Cells, Columns, with_blanks
from gouji.read.grounding.stretch import Stretch, is_torn
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
    """Digits without separators that hold all cells of ``paths``, in this order; ``sure`` of their rows."""

    start: int
    end: int
    digits: str
    paths: tuple[str, ...]
    sure: bool

    @property
    def certain(self) -> bool:
        """As many digits as cells, and they cannot be fewer numbers: ``866`` may be 8, blank, 66."""
        return len(self.digits) == len(self.paths) and not self.digits[:-1].strip("0")


@dataclass(frozen=True, slots=True)
class Misfit:
    """A row whose numbers do not fit its cells: which number stands in which cell is open."""

    paths: tuple[str, ...]
    tokens: tuple[Token, ...]


@dataclass(slots=True)
class Page:
    """Cells by path, glued rows, and rows whose numbers do not fit their cells.

    ``loose`` tells that the table prints numbers which no row owns for sure.
    """

    cells: dict[str, Printed] = field(default_factory=dict)
    glued: list[Glued] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)
    loose: bool = False


def printed_of(token: Token | None, text: str, *, sure: bool) -> Printed:
    """One token of ``text`` as a cell; None is an empty one."""
    if token is None or not token.filled:
        return Printed(-1, -1, None, sure)
    value = token.parsed.value if isinstance(token.parsed, ParsedNumber) else None
    readable = token.kind != "glued" and token.unwrapped is None
    return Printed(token.start, token.end, value, sure and readable and not is_torn(text, token))


def put_row(page: Page, stream: Stream, stretch: Stretch, paths: Sequence[str], columns: Columns) -> None:
    """Put a stretch's tokens under ``paths``, which are in printed order."""
    width = len(paths)
    filled = stretch.filled
    row = _fitting(stream, stretch, width, columns)
    if row is not None:
        sure = stretch.sure and not _fallen(stream, stretch) and (_regular(stretch) or _adds_up(row, paths))
        for path, token in zip(paths, row, strict=True):
            page.cells[path] = printed_of(token, stream.text, sure=sure)
        return
    digits = stream.text[filled[0].start : filled[0].end]
    if len(filled) == 1 and digits.isascii() and digits.isdigit() and len(digits) >= width > 1:
        page.glued.append(Glued(filled[0].start, filled[0].end, digits, tuple(paths), stretch.sure))
    else:
        page.misfits.append(Misfit(tuple(paths), filled))
        page.loose = True


def _fitting(stream: Stream, stretch: Stretch, width: int, columns: Columns) -> Cells | None:
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
    return with_blanks(stream, stretch, columns)


def _fallen(stream: Stream, stretch: Stretch) -> bool:
    """A number stands on another line, and its cell in the row's line is empty: which cell is open."""
    filled = stretch.filled
    own = stream.char_lines[stretch.hit.end - 1]
    if filled and {token.filled for token in stretch.tokens if token.line == own} == {False}:
        return True
    for line in {token.line for token in filled}:
        last = max(token.start for token in filled if token.line == line)
        if any(not token.filled and token.line == line and token.start < last for token in stretch.tokens):
            return len({token.line for token in filled}) > 1
    return False


def _regular(stretch: Stretch) -> bool:
    """All numbers of the row on one line or one on each, parted alike; else one may be a stray beside a blank."""
    filled = stretch.filled
    lines = {token.line for token in filled}
    if 1 < len(lines) < len(filled):
        return False
    cells = {(token.line, token.cell) for token in filled}
    return any(token.celled for token in filled) or len(cells) in {1, len(filled)}


def _adds_up(row: Cells, paths: Sequence[str]) -> bool:
    """The printed total is the sum of the row's other numbers; False for rows without a total."""
    values = {path.rpartition(".")[2]: token.parsed for path, token in zip(paths, row, strict=True) if token}
    counts = {column: parsed.value for column, parsed in values.items() if isinstance(parsed, ParsedNumber)}
    return "total" in counts and 2 * counts["total"] == sum(counts.values())


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
