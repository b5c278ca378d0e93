"""A row's own numbers on the page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gouji.read.items import MARKS
from gouji.read.labels import SHORT, Hit
from gouji.read.stream import Token

# What stands where a character could not be read, and letters, which may be digits, as in l，l15.
_UNREAD = f"A-Za-z{MARKS}"
_UNREAD_BEFORE = re.compile(f"[{_UNREAD}][.,，．]?$")
_UNREAD_AFTER = re.compile(f"[.,，．、]?[{_UNREAD}]")
_HOLE = re.compile(f"[{MARKS}]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A row's own numbers; ``sure`` where no other row can own them.

    ``block`` counts the rows of the block that they were dealt out to, 1 for a row by itself; ``bare``
    tells that nothing but the label stands between the numbers before it and its own.
    """

    row: str
    hit: Hit
    tokens: tuple[Token, ...]
    sure: bool
    block: int = 1
    bare: bool = False

    @property
    def filled(self) -> tuple[Token, ...]:
        """The printed tokens."""
        return tuple(token for token in self.tokens if token.filled)

    @property
    def tells(self) -> bool:
        """No column head can be mistaken for the label."""
        return is_long(self.hit) or self.bare


def is_long(hit: Hit) -> bool:
    """A label that no column head can be mistaken for."""
    return hit.end - hit.start > SHORT


def is_torn(text: str, token: Token) -> bool:
    """Signs that could not be read touch the number: it may be a piece of one, or a list number."""
    before, after = text[max(token.start - 2, 0) : token.start], text[token.end : token.end + 2]
    return bool(_UNREAD_BEFORE.search(before) or _UNREAD_AFTER.match(after))


def has_holes(text: str) -> bool:
    """Some of its characters could not be read."""
    return _HOLE.search(text) is not None
