"""The stand-in's own token counter, independent of any estimator: close to today's byte-pair vocabularies.

Rule: the text is cut into pieces (a run of Latin letters with the space before it, up to three digits,
a run of Chinese characters, a run of white space, a run of other signs). A Latin piece counts one
token for every six letters begun, digits one per piece, Chinese 0.7 per character rounded up, white space
one per piece, other signs one for every three begun. Each message costs four tokens more, and a reply three.
On answers like ours this lies between what the vocabularies of qwen and of the GPT models count.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import regex

PIECE = regex.compile(
    r"(?P<latin> ?\p{Latin}+)|(?P<digits>\p{N}{1,3})|(?P<han>[\p{Han}]+)|(?P<space>\s+)|(?P<signs>[^\s\p{Latin}\p{N}\p{Han}]+)|(?P<rest>.)"
)
PER_MESSAGE, PER_REPLY = 4, 3


def _cost(kind: str | None, length: int) -> int:
    if kind == "latin":
        return -(-length // 6)
    if kind == "han":
        return -(-length * 7 // 10)
    return -(-length // 3) if kind == "signs" else 1


@lru_cache(maxsize=256)
def count_tokens(text: str) -> int:
    """Tokens of a text."""
    return sum(_cost(piece.lastgroup, piece.end() - piece.start()) for piece in PIECE.finditer(text))


def count_messages(texts: Iterable[str]) -> int:
    """Tokens of a prompt whose messages hold these texts."""
    return PER_REPLY + sum(PER_MESSAGE + count_tokens(text) for text in texts)


def cut_to(text: str, tokens: int) -> str:
    """The beginning of ``text`` that ``tokens`` tokens hold, cut between pieces."""
    spent = 0
    for piece in PIECE.finditer(text):
        spent += _cost(piece.lastgroup, piece.end() - piece.start())
        if spent > tokens:
            return text[: piece.start()]
    return text
