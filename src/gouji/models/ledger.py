"""What the client writes down about its calls, as a protocol, and a ledger that forgets at exit.

The order of the three writes is the promise that no call is paid twice in silence: an *intent* is on
disk before the request leaves, the reply is on disk before anybody uses it, and an intent that brought
nothing is dropped with what is known about its price. An intent that stays open after a kill is a call
that was possibly paid and lost.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Literal, Protocol

from gouji.models.call import Call, Usage

Outcome = Literal["rejected", "lost"]
"""Why an attempt brought no completion: ``rejected``, the provider surely did not bill it (never sent, or
refused with a status below 500, or 503); ``lost``, it may have been billed (no answer in time, connection
dropped, another 5xx)."""


class Ledger(Protocol):
    """Where intents and replies are kept. Safe to use from threads; each call commits before it returns."""

    def find(self, key: str) -> str | None:
        """Return the raw completion (JSON text) kept under ``key``, or None."""
        ...

    def intend(self, key: str, call: Call, document: str, model: str) -> int:
        """Write down that ``call`` is about to be sent, once per HTTP attempt; returns the intent's number."""
        ...

    def keep(self, intent: int, raw: str, usage: Usage, seconds: float) -> None:
        """Close ``intent`` with the completion as it came, whatever it says: it is paid."""
        ...

    def drop(self, intent: int, outcome: Outcome, note: str) -> None:
        """Close ``intent``, which brought no completion; ``note`` says why, without secrets."""
        ...


@dataclass(slots=True)
class Attempt:
    """One intent of a ``MemoryLedger`` and how it ended; ``state`` is "open" until then."""

    key: str
    prompt: str
    document: str
    model: str
    state: Literal["open", "kept", "rejected", "lost"] = "open"
    raw: str | None = None
    note: str = ""
    usage: Usage = field(default_factory=Usage)


class MemoryLedger:
    """A ledger that lives as long as the process: for probes, commands that store nothing, and tests."""

    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self._kept: dict[str, str] = {}
        self._lock = threading.Lock()

    def find(self, key: str) -> str | None:
        """Return the raw completion kept under ``key``, or None."""
        with self._lock:
            return self._kept.get(key)

    def intend(self, key: str, call: Call, document: str, model: str) -> int:
        """Note an attempt; its number is its place in ``attempts``."""
        with self._lock:
            self.attempts.append(Attempt(key, call.prompt, document, model))
            return len(self.attempts) - 1

    def keep(self, intent: int, raw: str, usage: Usage, seconds: float) -> None:
        """Close the attempt with its completion."""
        del seconds
        with self._lock:
            attempt = self.attempts[intent]
            attempt.state, attempt.raw, attempt.usage = "kept", raw, usage
            self._kept[attempt.key] = raw

    def drop(self, intent: int, outcome: Outcome, note: str) -> None:
        """Close the attempt that brought nothing."""
        with self._lock:
            attempt = self.attempts[intent]
            attempt.state, attempt.note = outcome, note
