"""A document as two parallel streams: its CJK characters, and its numbers placed among them.

Labels torn by spaces, line breaks, cells or pages are whole again in the character stream; a
number knows between which two characters it stands (``Token.pos``), so tables of every carrier
and every text shape look alike from here on.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gouji.document import Cell, Document, Word
from gouji.lexicon import IDEOGRAPH
from gouji.numbers import COUNT_UNITS, ParsedNumber, normalise, parse_cell
from gouji.read.items import UNIT, items

Kind = Literal["number", "glued", "blank", "empty"]

_PAGE_NUMBER = re.compile(
    r"\s*(?:[-·~]+\s*\d{1,3}\s*[-·~]+|[-·~]+\s+\d{1,3}|\d{1,3}\s+[-·~]+|第\s*\d{1,3}\s*页.{0,12}|第\s+\d{1,3}|[第共]?\s*(?:\d{1,3}\s*页|页\s*\d{1,3})|[1-9]\d{0,2} ?/ ?[1-9]\d{0,2}|[1-9]\d{0,2}/|[Pp]age\s*\d+.{0,10})\s*"
)
_NOTE = re.compile(r"\s*(?:注|备注|说明|附注)\s*\d?\s*[:.、]")
# A number that a sentence goes on behind.
_QUOTED = re.compile(
    rf"[{IDEOGRAPH}] ?\d[\d.]{{0,12}} ?(?:[千百亿万]?元|人次|[{COUNT_UNITS}人])? ?[;。] ?[{IDEOGRAPH}]"
    rf"|[{IDEOGRAPH}] ?\d[\d.]{{0,12}} ?(?:[千百亿万]?元|人次|[{COUNT_UNITS}人]) ?, ?[{IDEOGRAPH}]"
)
_UNREADABLE = re.compile(r"[#*?×]+|#\S{1,8}|NaN|nan|null|None")
_RULE_LINE = re.compile(r"[\s|:+=_-]*-{3,}[\s|:+=_-]*")
_PIPES_ONLY = re.compile(r"\s*[|]+\s*")
_CSV_NUMBER = re.compile(rf"[\d.,]*(?:{UNIT})?|[-—/]|无|不适用")
_MASK = "\u25a1"
_GAP = re.compile(r" {2,}")
_CSV_SEPARATORS = 5


class Token:
    """A number, a printed blank, or an empty cell; ``start``/``end`` are offsets of the document.

    ``line`` and ``cell`` count physical lines and the cells in them; ``column`` is the declared
    grid column or None; ``pos`` the number of CJK characters before it.
    """

    __slots__ = (
        "cell", "celled", "column", "end", "kind", "line", "margin", "parsed", "pos", "start", "unwrapped",
    )  # fmt: skip

    def __init__(
        self,
        kind: Kind,
        span: tuple[int, int],
        line: int,
        cell: int,
        pos: int,
        *,
        column: int | None = None,
        celled: bool = False,
        parsed: ParsedNumber | str | None = None,
    ) -> None:
        self.kind = kind
        self.start, self.end = span
        self.line = line
        self.cell = cell
        self.pos = pos
        self.column = column
        self.celled = celled
        self.parsed = parsed
        self.margin = False
        self.unwrapped: ParsedNumber | str | None = None

    @property
    def filled(self) -> bool:
        """Something is printed here."""
        return self.kind != "empty"

    def __repr__(self) -> str:
        return f"<{self.kind} {self.start}:{self.end} line {self.line} pos {self.pos}>"


@dataclass(frozen=True, slots=True)
class Stream:
    """The two streams of ``text[start:end]``; ``spots[i]`` is the offset of ``chars[i]`` in the document.

    In ``chars`` running prose is masked, so that no sentence passes for a label; ``prose`` has it all.

    ``char_lines[i]`` and ``char_cells[i]`` are the line and the cell of ``chars[i]``, ``line_cells`` the
    number of cells of a line. Cells printed one per line make one line up to the next empty line.
    ``indexes`` are a label's own list numbers, with their offsets, by the position they stand at;
    ``tables`` are the offsets where declared tables begin, ``cells`` all their cells in text order.
    """

    text: str
    chars: str
    prose: str
    spots: tuple[int, ...]
    char_lines: tuple[int, ...]
    char_cells: tuple[int, ...]
    line_cells: Mapping[int, int]
    tokens: tuple[Token, ...]
    indexes: Mapping[int, Sequence[tuple[int, int]]]
    words: tuple[Word, ...]
    tables: tuple[int, ...]
    cells: tuple[Cell, ...]
    style: Literal["grid", "tabs", "pipes", "garbled", "plain"]

    def column_at(self, offset: int) -> int | None:
        """The declared column of the cell that holds ``offset``; None outside of declared tables."""
        at = bisect_right(self.cells, offset, key=lambda cell: cell.start) - 1
        if at < 0 or self.cells[at].end <= offset:
            return None
        return self.cells[at].column

    def index_before(self, token: Token) -> tuple[int, int] | None:
        """The last list number (its offset, its value) between the word before ``token`` and ``token``."""
        found = [index for index in self.indexes.get(token.pos, ()) if index[0] < token.start]
        return found[-1] if found else None

    def pos_at(self, offset: int) -> int:
        """How many CJK characters stand before ``offset``."""
        return bisect_left(self.spots, offset)


def scan(document: Document, start: int = 0, end: int | None = None) -> Stream:
    """Split ``document.text[start:end]`` into its two streams."""
    stop = len(document.text) if end is None else end
    builder = _Builder(document, start, stop)
    builder.run()
    return builder.stream()


class _Builder:
    """Walks the lines once and fills the streams."""

    def __init__(self, document: Document, start: int, end: int) -> None:
        self.document = document
        self.start = start
        self.text = normalise(document.text[start:end])
        self.chars: list[str] = []
        self.masked: list[str] = []
        self.in_prose = False
        self.spots: list[int] = []
        self.char_lines: list[int] = []
        self.char_cells: list[int] = []
        self.line_cells: dict[int, int] = {}
        self.row_line: int | None = None
        self.tokens: list[Token] = []
        self.indexes: dict[int, list[tuple[int, int]]] = {}
        self.length = 0
        self.grid: Mapping[int, Cell] = {
            cell.start: cell for table in document.tables for cell in table.cells
        }
        lines = self.text.split("\n")
        self.garbled = sum(1 for line in lines if _PIPES_ONLY.fullmatch(line)) >= 5
        self.lines = lines
        self.seen_pipe = False
        self.csv_counts: set[tuple[str, int]] = set()

    def run(self) -> None:
        offset = self.start
        for number, line in enumerate(self.lines):
            before = len(self.tokens)
            self._line(number, line, offset)
            if len(self.tokens) == before + 1 and line.strip(" \f\t").isdigit():
                self.tokens[-1].margin = self._beside_page_break(number)
            offset += len(line) + 1

    def _beside_page_break(self, number: int) -> bool:
        """The nearest lines with anything on them begin or end a page here."""
        if "\f" in self.lines[number]:
            return True
        for line in self.lines[number + 1 :]:
            if "\f" in line:
                return True
            if line.strip():
                return False
        return False

    def stream(self) -> Stream:
        return Stream(
            self.document.text,
            "".join(self.masked),
            "".join(self.chars),
            tuple(self.spots),
            tuple(self.char_lines),
            tuple(self.char_cells),
            self.line_cells,
            tuple(self.tokens),
            self.indexes,
            self.document.words,
            tuple(table.start for table in self.document.tables),
            tuple(cell for table in self.document.tables for cell in table.cells),
            self._style(),
        )

    def _style(self) -> Literal["grid", "tabs", "pipes", "garbled", "plain"]:
        if self.garbled:
            return "garbled"
        if any(token.column is not None for token in self.tokens):
            return "grid"
        if any("\t" in line for line in self.lines):
            return "tabs"
        return "pipes" if self.seen_pipe else "plain"

    def _line(self, number: int, line: str, offset: int) -> None:
        if "\f" in line:
            cut = line.index("\f")
            if line[:cut].strip():
                self._line(number, line[:cut], offset)
            self._line(number, line[cut + 1 :], offset + cut + 1)
            return
        if not line:
            self.row_line = None
            if not self.garbled:
                return
        if _PAGE_NUMBER.fullmatch(line) or ("-" in line and _RULE_LINE.fullmatch(line)):
            return
        if self.garbled and "\t" not in line:
            self._garbled_line(number, line, offset)
            return
        raw = self.document.text[offset : offset + len(line)]
        if "\t" not in line and "|" not in line and _is_prose(line):
            self._prose(number, line, offset)
            return
        if self._goes_on(line, offset):
            return
        if line.startswith("\t") and line.count("\t") == 1:
            # Cells printed one per line: they make one row up to the next empty line.
            if self.row_line is None:
                self.row_line = number
            index = self.line_cells.get(self.row_line, 0)
            self._cell(self.row_line, index, line[1:], offset + 1, celled=True)
            self.line_cells[self.row_line] = index + 1
            return
        for index, (begin, finish, celled) in enumerate(self._cells(line, raw)):
            self.line_cells[number] = index + 1
            self._cell(number, index, line[begin:finish], offset + begin, celled=celled)

    def _prose(self, number: int, line: str, offset: int) -> None:
        """Running prose: its words stay for headings, its numbers are no cells."""
        before = len(self.tokens)
        self.in_prose = True
        self._cell(number, 0, line, offset, celled=False)
        self.in_prose = False
        del self.tokens[before:]

    def _goes_on(self, line: str, offset: int) -> bool:
        """Digits that go on below in the same cell: the cell ended in a digit, the line has digits alone."""
        last = self.tokens[-1] if self.tokens else None
        if (
            self.row_line is None
            or not line.isdigit()
            or last is None
            or last.kind != "number"
            or last.line != self.row_line
            or last.end != offset - 1
            or not self.text[last.end - self.start - 1].isdigit()
        ):
            return False
        digits = self.text[last.start - self.start : last.end - self.start]
        joined = parse_cell(digits + line)
        if not isinstance(joined, ParsedNumber):
            return False
        last.unwrapped = last.parsed
        last.parsed = joined
        last.end = offset + len(line)
        return True

    def _cells(self, line: str, raw: str) -> Iterator[tuple[int, int, bool]]:
        """(start, end, celled) of the cells of one line: tabs, pipes, commas, or wide gaps part them.

        Commas part cells only as ASCII in ``raw`` and outside of quotes: full-width ones group digits.
        """
        if "\t" in line:
            yield from _split(line, "\t", celled=True)
            return
        if "|" in line:
            self.seen_pipe = True
            first = len(line) - len(line.lstrip())
            last = len(line.rstrip())
            first += line.startswith("|", first)
            last -= last > first and line[last - 1] == "|"
            for begin, finish, celled in _split(line[first:last], "|", celled=True):
                yield begin + first, finish + first, celled
            return
        for separator in ",;":
            if raw.count(separator) >= 2 and self._is_csv(raw, separator):
                yield from _split_quoted(raw, separator)
                return
        begin = len(line) - len(line.lstrip())
        for gap in _GAP.finditer(line, begin):
            if gap.end() == len(line):
                break
            yield begin, gap.start(), False
            begin = gap.end()
        yield begin, len(line), False

    def _is_csv(self, raw: str, separator: str) -> bool:
        """A line of separated values: mostly numbers, or as many separators as such a line had before."""
        count = sum(1 for _ in _split_quoted(raw, separator)) - 1
        if count >= _CSV_SEPARATORS and _mostly_numbers(raw, separator):
            self.csv_counts.add((separator, count))
            return True
        label, *values = raw.split(separator)
        if (raw.endswith(separator) and count >= 3) or (
            re.search(f"[{IDEOGRAPH}]$", label) and all(_CSV_NUMBER.fullmatch(value) for value in values)
        ):
            self.csv_counts.add((separator, count))
        return (separator, count) in self.csv_counts

    def _garbled_line(self, number: int, line: str, offset: int) -> None:
        """One line of pipes on their own lines: a pipe after a pipe with nothing between is an empty cell."""
        position = 0
        for index, part in enumerate(line.split("|")):
            if index:
                if self.pending_pipe:
                    self._empty(number, index, offset + position - 1)
                self.pending_pipe = True
            if part.strip():
                self._cell(number, index, part, offset + position, celled=True)
                self.pending_pipe = False
            position += len(part) + 1

    pending_pipe = False

    def _empty(self, number: int, index: int, offset: int) -> None:
        self.tokens.append(Token("empty", (offset, offset), number, index, self.length, celled=True))

    def _cell(self, number: int, index: int, text: str, offset: int, *, celled: bool) -> None:
        declared = self.grid.get(offset) if celled and self.grid else None
        column = declared.column if declared else None
        found = items(text, celled=celled)
        if not found and celled:
            if _UNREADABLE.fullmatch(text.strip()):
                start = offset + len(text) - len(text.lstrip())
                span = (start, start + len(text.strip()))
                self.tokens.append(
                    Token("glued", span, number, index, self.length, column=column, celled=True)
                )
            if not text.strip():
                self.tokens.append(
                    Token(
                        "empty", (offset, offset), number, index, self.length,
                        column=column, celled=True,
                    )
                )  # fmt: skip
            return
        for kind, begin, finish, parsed in found:
            if kind == "index":
                digits = text[begin:finish]
                if digits.isascii() and digits.isdigit():
                    self.indexes.setdefault(self.length, []).append((offset + begin, int(digits)))
                continue
            if kind == "text":
                piece = "".join(char for char in text[begin:finish] if "一" <= char <= "鿿")
                if len(piece) != finish - begin:
                    self._mixed(text[begin:finish], offset + begin, number, index)
                    continue
                self.chars.append(piece)
                self.masked.append(_MASK * len(piece) if self.in_prose else piece)
                self.spots.extend(range(offset + begin, offset + finish))
                self.char_lines.extend([number] * len(piece))
                self.char_cells.extend([index] * len(piece))
                self.length += len(piece)
                continue
            self.tokens.append(
                Token(
                    kind,  # type: ignore[arg-type]
                    (offset + begin, offset + finish), number, index, self.length,
                    column=column, celled=celled,
                    parsed=parsed,
                )
            )  # fmt: skip

    def _mixed(self, text: str, offset: int, number: int, index: int) -> None:
        for shift, char in enumerate(text):
            if "一" <= char <= "鿿":
                self.chars.append(char)
                self.masked.append(_MASK if self.in_prose else char)
                self.spots.append(offset + shift)
                self.char_lines.append(number)
                self.char_cells.append(index)
                self.length += 1


def _is_prose(line: str) -> bool:
    """Running prose: a full stop inside, a note, or numbers in a sentence."""
    stop = line.find("。")
    if stop >= 0 and any("一" <= char <= "鿿" for char in line[stop + 1 :]):
        return True
    if stop >= 0 and ("," in line or ";" in line) and any(char.isdigit() for char in line):
        return True
    return _NOTE.match(line) is not None or _QUOTED.search(line) is not None


def _split(line: str, separator: str, *, celled: bool) -> Iterator[tuple[int, int, bool]]:
    begin = 0
    while (cut := line.find(separator, begin)) >= 0:
        yield begin, cut, celled
        begin = cut + 1
    yield begin, len(line), celled


def _split_quoted(line: str, separator: str) -> Iterator[tuple[int, int, bool]]:
    """Cells of a line of separated values; quotes around a cell stay outside of it."""
    begin = 0
    quoted = False
    for index, char in enumerate(f"{line}{separator}"):
        if char == '"':
            quoted = not quoted
        elif char == separator and (not quoted or index == len(line)):
            cell = line[begin:index]
            wrapped = len(cell) > 1 and cell[0] == cell[-1] == '"'
            yield begin + wrapped, index - wrapped, True
            begin = index + 1


def _mostly_numbers(line: str, separator: str) -> bool:
    parts = [line[begin:end].strip() for begin, end, _ in _split_quoted(line, separator)]
    short = sum(1 for part in parts if _CSV_NUMBER.fullmatch(part))
    return 2 * short > len(parts)
