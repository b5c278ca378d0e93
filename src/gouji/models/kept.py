"""The client's ledger over SQLite: calls become intents, usage becomes tokens, prices stand beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from gouji.models.call import Call, Usage
from gouji.models.ledger import Outcome
from gouji.models.prices import Price
from gouji.models.tokens import input_tokens, vocabulary_of
from gouji.store import ledger
from gouji.store.ledger import Counted, Intent
from gouji.store.workspace import Workspace

MOST_TOKENS = 10**9
"""More than a reply can have: a provider that counts more (or less than nothing) has not counted."""


@dataclass(frozen=True, slots=True)
class KeptLedger:
    """A ``models.ledger.Ledger`` on disk. ``price`` is written beside each call as it is at the time."""

    kept: ledger.Ledger
    price: Price | None = None
    _prices: dict[str, str] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Spell the price once: every row has it."""
        if self.price is not None:
            self._prices.update(
                input_price=str(self.price.input),
                output_price=str(self.price.output),
                cached_price=str(self.price.cached),
                currency=self.price.currency,
            )

    def find(self, key: str) -> str | None:
        """Return the raw completion kept under ``key``, or None."""
        return self.kept.find(key)

    def intend(self, key: str, call: Call, document: str, model: str) -> int:
        """Commit that ``call`` is about to be sent; returns the intent's number."""
        return self.kept.intend(self.intent(key, call, document, model))

    def intent(self, key: str, call: Call, document: str, model: str) -> Intent:
        """What stands in the ledger of a call that is about to be sent."""
        return Intent(
            key=key,
            question=call.id,
            document=document,
            prompt=call.prompt,
            version=call.version,
            model=model,
            attempt=call.attempt,
            messages=_messages(call),
            input_estimate=input_tokens(call, vocabulary_of(model)),
            output_limit=call.max_tokens,
            **self._prices,
        )

    def keep(self, intent: int, raw: str, usage: Usage, seconds: float) -> None:
        """Commit the completion of ``intent`` as it came."""
        self.kept.keep(intent, raw, counted(usage), seconds)

    def drop(self, intent: int, outcome: Outcome, note: str) -> None:
        """Commit that ``intent`` brought no completion."""
        self.kept.drop(intent, outcome, note)


def counted(usage: Usage) -> Counted | None:
    """What the provider counted; None where it did not say, or said what cannot be."""
    sound = 0 < usage.input <= MOST_TOKENS and 0 <= usage.output <= MOST_TOKENS
    if not (sound and 0 <= usage.cached <= usage.input):
        return None
    return Counted(usage.input, usage.output, usage.cached)


@contextmanager
def kept_in(workspace: Workspace, price: Price | None = None) -> Iterator[KeptLedger]:
    """Open the ledger of a workspace; calls that a killed process left on the wire become lost."""
    with ledger.opened(workspace) as opened:
        yield KeptLedger(opened, price)


@contextmanager
def kept_alone(path: Path, price: Price | None = None) -> Iterator[KeptLedger]:
    """Open a ledger that is a file of its own, for runs outside of a workspace."""
    with ledger.opened_alone(path) as (opened, _):
        yield KeptLedger(opened, price)


def _messages(call: Call) -> str:
    return json.dumps([[each.role, each.content] for each in call.messages], ensure_ascii=False)
