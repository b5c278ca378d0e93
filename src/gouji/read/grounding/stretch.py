"""A row's own numbers on the page."""

from __future__ import annotations

from dataclasses import dataclass

from gouji.read.labels import SHORT, Hit
from gouji.read.stream import Token


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
