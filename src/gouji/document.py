r"""What a file says: text, tables and pages, each piece with its place. No I/O here.

``Document.text`` is exactly what ``gouji convert FILE --to text`` prints; every offset counts its
code points. Converters keep these promises:

* lines end in ``\n``; a page starts with ``\f`` (except the first);
* a table row is one line, its declared cells joined by ``\t``, empty cells kept; line breaks
  inside a cell are dropped between digits or between CJK characters and are a space elsewhere;
  numbers in paragraphs of their own stay apart by a space;
* hidden text (white, tiny, off the page, ``display:none``) is not in ``text`` but in ``hidden``.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Source:
    """A file's bytes and the name it came under."""

    name: str
    content: bytes
    sha256: str

    @classmethod
    def of(cls, name: str, content: bytes) -> Source:
        """Hash ``content`` and keep it with ``name``."""
        return cls(name, content, hashlib.sha256(content).hexdigest())

    @property
    def id(self) -> str:
        """The document's ID: the first 16 hex digits of the sha256."""
        return self.sha256[:16]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a span of the document's text and, where pages exist, a box.

    ``start``/``end`` are code points of ``Document.text``; ``page`` counts from 1; ``box`` is in
    points of the unrotated page (images: pixels), origin top left.
    """

    start: int
    end: int
    page: int | None = None
    box: Box | None = None

    def as_json(self) -> dict[str, object]:
        """Render the contract's place: page and box where known, else the span."""
        if self.page is not None and self.box is not None:
            return {"page": self.page, "box": [round(value, 2) for value in self.box]}
        return {"start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Page:
    """One page; ``start`` is the offset of its first character in ``Document.text``."""

    number: int
    width: float
    height: float
    unit: Literal["pt", "px"]
    start: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the carrier declares it; ``row``/``column`` count from 0 in the expanded grid."""

    start: int
    end: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table that the carrier declares (or the page's ruling lines draw); cells in reading order."""

    start: int
    end: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A run of text with its box on a page; words are ordered by ``start``."""

    start: int
    end: int
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Text that a reader of the page cannot see: reported, never a value."""

    text: str
    reason: Literal["invisible", "white", "tiny", "off_page", "covered"]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says. ``media_type`` is sniffed from the bytes, not from the name."""

    name: str
    sha256: str
    media_type: str
    text: str
    pages: tuple[Page, ...] = ()
    tables: tuple[Table, ...] = ()
    words: tuple[Word, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    _word_starts: tuple[int, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_word_starts", tuple(word.start for word in self.words))

    @property
    def id(self) -> str:
        """The document's ID: the first 16 hex digits of the sha256."""
        return self.sha256[:16]

    def place(self, start: int, end: int) -> Place:
        """Return the place of ``text[start:end]``: the union of its words' boxes on their first page."""
        words = self._words_in(start, end) if self.words else ()
        if not words:
            return Place(start, end)
        page = words[0].page
        return Place(start, end, page, _union([word.box for word in words if word.page == page]))

    def _words_in(self, start: int, end: int) -> Sequence[Word]:
        first = max(bisect_right(self._word_starts, start) - 1, 0)
        found: list[Word] = []
        for word in self.words[first:]:
            if word.start >= end:
                break
            if word.end > start:
                found.append(word)
        return found


def _union(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
