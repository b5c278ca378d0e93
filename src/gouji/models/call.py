"""What is asked of a model and what comes back, as values. No I/O, no vendor library.

A ``Call`` is complete: whoever holds it can send it, and two equal calls have equal ``id``. The
answer's shape is a Pydantic class of a module (so that calls cross process borders by name).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, Protocol

from pydantic import BaseModel

Role = Literal["system", "user"]
Trouble = Literal["truncated", "malformed", "wrong_shape", "refused", "rejected", "unavailable"]
"""Why there is no answer: cut off at the token limit; no JSON; JSON of another shape; the model or a
filter refused; the provider rejects this very call (too long, forbidden); no reply after all retries."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Call:
    """One question to a model.

    ``prompt`` and ``version`` name the prompt file; ``answer`` is the shape of the answer;
    ``max_tokens`` bounds it. ``attempt`` counts from 0: an unusable answer is asked for again in the
    same words, and the number keeps the two apart in the ledger.
    """

    prompt: str
    version: str
    messages: tuple[Message, ...]
    answer: type[BaseModel]
    max_tokens: int
    attempt: int = 0

    @property
    def id(self) -> str:
        """Hash of all that is asked; the ledger's key adds the model and its parameters."""
        asked = [
            self.prompt,
            self.version,
            [[message.role, message.content] for message in self.messages],
            answer_schema(self.answer),
            self.max_tokens,
            self.attempt,
        ]
        return hashlib.sha256(json.dumps(asked, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one reply as the provider counted them; ``cached`` is the part of ``input`` billed as cached."""

    input: int = 0
    output: int = 0
    cached: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: an ``answer`` of the asked shape, or the ``trouble`` that there is none.

    ``text`` is the reply as it came, cut off or malformed as it may be. ``replayed`` tells that it
    came from the ledger and cost nothing now.
    """

    answer: BaseModel | None
    trouble: Trouble | None
    text: str
    usage: Usage = field(default_factory=Usage)
    replayed: bool = False


class Model(Protocol):
    """Whoever answers calls: the client, a replay of recorded replies, or a fake in tests."""

    def ask(self, call: Call, document: str) -> Reply:
        """Answer ``call``, asked on behalf of the document with hash ``document``. Safe to use from threads.

        Raises ``UsageError`` where the endpoint cannot be used as set (no key, wrong key, unknown
        model), ``Stopped`` where the provider stays down or the budget is spent.
        """
        ...


@cache
def answer_schema(answer: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of an answer, computed once per class (it costs half of a call's CPU time)."""
    return answer.model_json_schema()
