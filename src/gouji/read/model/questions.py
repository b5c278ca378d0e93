"""From a document to calls: which text is shown, what is asked about it, how long the answer may be.

The document's text stands between two lines that carry a hash of it, so that no text can close its own
fence, and nowhere else. A text too long for one call is cut at lines into overlapping pieces, all of
which are asked about; where even that is too much, ``Unaskable`` says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby
from typing import Literal

from pydantic import BaseModel

from gouji.document import Document
from gouji.families.disclosure.narrative import STATEMENT_KINDS
from gouji.models.call import Call, Message
from gouji.read.model.answers import (
    PARTS,
    TABLE_PARTS,
    AskedRow,
    Header,
    Statements,
    asked_rows,
    table_answer,
)
from gouji.read.model.prompts import load

Span = tuple[int, int]
Unaskable = Literal["no_text", "too_long"]

LIMIT = 24_000  # characters shown in one call
OVERLAP = 6_000  # a table stands whole in one of two neighbouring pieces
MOST_PIECES = 6
_LEAST_TEXT = 400  # statements: a shorter text is not halved
_GAP = "\n……\n"
_ROOM = {"header": 800, "statements": 4_000}
_PER_ROW, _PER_CELL, _BESIDE = 12, 11, 500


@dataclass(frozen=True)
class Plan:
    """What the model is asked of a document.

    ``parts`` are prompt ids. ``spans`` gives the stretches of the text that a part is shown, together in
    one call; a part without an entry is shown the whole text.
    """

    document: Document
    parts: frozenset[str] = PARTS
    spans: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    limit: int = LIMIT


@dataclass(frozen=True, slots=True)
class Question:
    """One part about one piece of the text; of a table the rows ``first`` to ``last`` (exclusive)."""

    part: str
    spans: tuple[Span, ...]
    first: int = 0
    last: int = 0

    @property
    def rows(self) -> tuple[AskedRow, ...]:
        """The rows that are asked for, none where it is not about a table."""
        return asked_rows(self.part)[self.first : self.last] if self.part in TABLE_PARTS else ()


def questions(plan: Plan, part: str) -> tuple[Question, ...] | Unaskable:
    """Everything that must be asked to have ``part`` answered, or why it cannot be asked."""
    text = plan.document.text
    spans = plan.spans.get(part, ((0, len(text)),))
    if not any(text[start:end].strip() for start, end in spans):
        return "no_text"
    pieces = _pieces(text, spans, plan.limit)
    if len(pieces) > MOST_PIECES:
        return "too_long"
    last = len(asked_rows(part)) if part in TABLE_PARTS else 0
    return tuple(Question(part, piece, 0, last) for piece in pieces)


def halves(question: Question, text: str) -> tuple[Question, ...]:
    """The same asked in two: half of the rows each, or half of the narrative; empty where it cannot be halved."""
    if question.last - question.first > 1:
        middle = (question.first + question.last) // 2
        return replace(question, last=middle), replace(question, first=middle)
    shown = sum(end - start for start, end in question.spans)
    if question.part == "statements" and shown > _LEAST_TEXT:
        pieces = _pieces(text, question.spans, shown // 2 + 1, overlap=0)
        return tuple(replace(question, spans=piece) for piece in pieces) if len(pieces) > 1 else ()
    return ()


def call(question: Question, document: Document, attempt: int = 0) -> Call:
    """The call that asks ``question`` for the ``attempt``-th time, in the same words each time."""
    prompt = load(question.part)
    shown = _GAP.join(document.text[start:end] for start, end in question.spans)
    values = {"document": fence(shown), **_words(question)}
    return Call(
        prompt=prompt.id,
        version=prompt.version,
        messages=(Message("system", prompt.system), Message("user", prompt.fill(values))),
        answer=_shape(question),
        max_tokens=_room(question),
        attempt=attempt,
    )


def _shape(question: Question) -> type[BaseModel]:
    if question.rows:
        return table_answer(question.part, question.first, question.last)
    return Header if question.part == "header" else Statements


def fence(text: str) -> str:
    """``text`` between two lines that carry its mark, which does not occur in it."""
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    while mark in text:
        mark = hashlib.sha256((mark + text).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"【文件开始 {mark}】\n{text}\n【文件结束 {mark}】"


def _words(question: Question) -> dict[str, str]:
    if question.part == "statements":
        return {"kinds": _kinds()}
    if not question.rows:
        return {}
    return {
        "rows": "\n".join(f"- {row.key}：{row.label}" for row in question.rows),
        "columns": _columns(question.rows),
    }


@cache
def _kinds() -> str:
    return "\n".join(f"{name}：{kind.title}" for name, kind in STATEMENT_KINDS.items())


def _columns(rows: Sequence[AskedRow]) -> str:
    """The order of the columns, once for all rows that share it: ``r01至r02：[…]``."""
    keys: dict[tuple[str, ...], list[str]] = {}
    for columns, run in groupby(rows, key=lambda row: row.columns):
        own = [row.key for row in run]
        keys.setdefault(columns, []).append(own[0] if len(own) == 1 else f"{own[0]}至{own[-1]}")
    return "\n".join(f"{'、'.join(runs)}：[{', '.join(columns)}]" for columns, runs in keys.items())


def _room(question: Question) -> int:
    """Tokens that the longest honest answer takes, every digit a token of its own."""
    if not question.rows:
        return _ROOM[question.part]
    return _BESIDE + sum(_PER_ROW + _PER_CELL * len(row.paths) for row in question.rows)


def _pieces(text: str, spans: Sequence[Span], limit: int, overlap: int = OVERLAP) -> list[tuple[Span, ...]]:
    """The stretches, cut where they are too long, gathered into pieces of at most ``limit`` characters."""
    pieces: list[tuple[Span, ...]] = []
    for start, end in (cut for span in spans for cut in _cut(text, span, limit, min(overlap, limit // 4))):
        shown = sum(e - s for s, e in pieces[-1]) if pieces else limit
        if pieces and shown + end - start <= limit:
            pieces[-1] = (*pieces[-1], (start, end))
        else:
            pieces.append(((start, end),))
    return pieces


def _cut(text: str, span: Span, limit: int, overlap: int) -> list[Span]:
    """Windows of at most ``limit`` characters that cover ``span``, each beginning before the last one's end."""
    start, end = span
    cuts = []
    while end - start > limit:
        stop = text.rfind("\n", start + limit // 2, start + limit) + 1 or start + limit
        cuts.append((start, stop))
        line = text.find("\n", stop - overlap, stop - 1) + 1 if overlap else 0
        start = line or stop - overlap
    return [*cuts, (start, end)]
