"""The printed form as an abstract sheet: paragraphs and tables whose cells know their place and path.

Renderers turn a sheet into bytes; moves and damage turn a sheet into another one and keep
``expected`` true: what a reader of the printed copy must find at every path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from gouji.evaluate.copy import Expected, Identity, Injected, Statement
from gouji.report import Status

Role = Literal["head", "group", "label", "number", "note", "stray"]
Block = Literal["title", "heading", "prose", "signature", "page", "hidden", "comment"]
# What an error in the copy says of itself where it stands in a place that nobody sees.
UNSEEN = ("hidden row", "hidden cell", "hidden paragraph", "comment")


@dataclass(frozen=True, slots=True)
class Slot:
    r"""A printed cell: ``column`` counts from 0, spans as the form draws them.

    ``text`` may hold ``\n`` where the copy breaks the text inside the cell. ``key`` names the
    label or the path of the number. ``hidden`` stands in the cell and is not to be seen.
    """

    text: str
    role: Role
    column: int
    columns: int = 1
    rows: int = 1
    key: str = ""
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table; ``head`` rows carry no numbers. ``key`` is the row of the form.

    ``veiled`` are the cells of an invisible row behind this one, which no merged cell covers.
    """

    slots: tuple[Slot, ...]
    head: bool = False
    key: str = ""
    veiled: tuple[str, ...] = ()

    @property
    def numbers(self) -> tuple[Slot, ...]:
        """The number cells from left to right."""
        return tuple(slot for slot in self.slots if slot.role == "number")

    @property
    def labels(self) -> tuple[Slot, ...]:
        """All cells with words from left to right."""
        return tuple(slot for slot in self.slots if slot.role not in {"number", "stray"})

    @property
    def strays(self) -> tuple[Slot, ...]:
        """Numbers that belong to no cell of the form: page numbers beside the row."""
        return tuple(slot for slot in self.slots if slot.role == "stray")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the form, or a part of one after a cut. A ``foreign`` one is not this report's."""

    name: str
    columns: int
    lines: tuple[Line, ...]
    part: int = 0
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text outside the tables."""

    text: str
    block: Block = "prose"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole printed report and what must be found in it."""

    pieces: tuple[Paragraph | Table, ...]
    expected: Mapping[str, Expected]
    identity: Identity
    office: str = ""
    damage: tuple[str, ...] = ()
    status: Status | None = "accepted"
    injected: tuple[Injected, ...] = ()
    statements: tuple[Statement, ...] = ()

    def with_pieces(self, pieces: Sequence[Paragraph | Table]) -> Sheet:
        """The same report printed with other pieces."""
        return replace(self, pieces=tuple(pieces))

    def damaged(self, *tags: str, status: Status | None = None) -> Sheet:
        """Note damage, and the outcome it leads to (None: more than one is right)."""
        return replace(self, damage=(*self.damage, *tags)).ending(status) if tags else self

    def noting(self, error: Injected, status: Status | None) -> Sheet:
        """Note an error put in on purpose, and the outcome that it leads to."""
        return replace(self, injected=(*self.injected, error)).ending(status)

    def ending(self, status: Status | None) -> Sheet:
        """The outcome with one more fault: what has to be reviewed stays so, what is in doubt is not accepted."""
        if self.status == "needs_review" or (self.status is None and status == "accepted"):
            return self
        return replace(self, status=status)

    def expecting(self, changed: Mapping[str, Expected]) -> Sheet:
        """Print other things at some paths."""
        return replace(self, expected={**self.expected, **changed})

    def tables(self, name: str = "") -> tuple[Table, ...]:
        """All tables of the report, or the parts of the one called ``name``."""
        own = (piece for piece in self.pieces if isinstance(piece, Table) and not piece.foreign)
        return tuple(piece for piece in own if name in {"", piece.name})

    def with_tables(self, changed: Mapping[int, Table | Sequence[Table | Paragraph]]) -> Sheet:
        """Replace pieces by index; a sequence takes the place of one piece."""
        pieces: list[Paragraph | Table] = []
        for index, piece in enumerate(self.pieces):
            new = changed.get(index, piece)
            pieces.extend([new] if isinstance(new, Paragraph | Table) else new)
        return self.with_pieces(pieces)


def grid(table: Table) -> list[list[tuple[Slot | None, Literal["", "right", "down"]]]]:
    """Expand spans: every position holds its slot once; covered ones say which way they are covered."""
    rows: list[list[tuple[Slot | None, Literal["", "right", "down"]]]] = [
        [(None, "")] * table.columns for _ in table.lines
    ]
    for index, line in enumerate(table.lines):
        for slot in line.slots:
            for down in range(min(slot.rows, len(table.lines) - index)):
                for right in range(slot.columns):
                    at = slot.column + right
                    if at < table.columns:
                        how: Literal["", "right", "down"] = "down" if down else "right" if right else ""
                        rows[index + down][at] = (slot if not down and not right else None, how)
    return rows


def seen(sheet: Sheet) -> Sheet:
    """The sheet in a carrier that hides nothing: what would be hidden is not there, nor is its note."""
    pieces: list[Paragraph | Table] = []
    for piece in sheet.pieces:
        if isinstance(piece, Table):
            pieces.append(replace(piece, lines=tuple(_seen_line(line) for line in piece.lines)))
        elif piece.block not in {"hidden", "comment"}:
            pieces.append(piece)
    injected = tuple(error for error in sheet.injected if error.note not in UNSEEN)
    return replace(sheet, pieces=tuple(pieces), injected=injected)


def _seen_line(line: Line) -> Line:
    slots = tuple(replace(slot, hidden="") if slot.hidden else slot for slot in line.slots)
    return replace(line, slots=slots, veiled=())
