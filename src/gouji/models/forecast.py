"""What a run would ask and cost, before anything is spent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gouji.models.accounts import plain
from gouji.models.call import Call, Usage
from gouji.models.prices import Price, cost
from gouji.models.tokens import input_tokens, output_tokens, vocabulary_of
from gouji.store.calls import Measured

ASKED_AGAIN = 1
"""How often each call is asked once more in the high estimate: answers that are unusable or no copy."""

ENOUGH_REPLIES = 20
"""From how many replies on a model's own count corrects the estimate."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The calls that one document has open, and its pages (0 where it has none)."""

    pages: int
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """An estimate: ``known`` of the ``calls`` are in the ledger and cost nothing; tokens are of the others.

    ``low`` and ``high`` are None where no price is set: as estimated, and with every call asked
    ``ASKED_AGAIN`` times more. Answers to answers (a table split in two) are part of ``high`` only.
    """

    documents: int
    pages: int
    calls: int
    known: int
    input: int
    output: int
    low: Decimal | None
    high: Decimal | None
    currency: str | None

    def as_json(self) -> dict[str, Any]:
        """The estimate for programs; amounts are decimal texts."""
        return {
            "documents": self.documents,
            "pages": self.pages,
            "calls": self.calls,
            "known_calls": self.known,
            "input_tokens": self.input,
            "output_tokens": self.output,
            "cost_low": None if self.low is None else plain(self.low),
            "cost_high": None if self.high is None else plain(self.high),
            "currency": self.currency,
        }


def never(call: Call) -> bool:
    """No call is in the ledger."""
    del call
    return False


def forecast(
    asked: Iterable[Asked],
    model: str,
    price: Price | None,
    *,
    known: Callable[[Call], bool] = never,
    scale: float = 1.0,
) -> Forecast:
    """Estimate what ``asked`` costs with ``model``; documents are taken one by one, however many.

    ``scale`` corrects the estimated input, see ``scale_of``.
    """
    vocabulary = vocabulary_of(model)
    documents = pages = calls = free = read = written = 0
    for document in asked:
        documents += 1
        pages += document.pages
        for call in document.calls:
            calls += 1
            if known(call):
                free += 1
                continue
            read += input_tokens(call, vocabulary)
            written += output_tokens(call, vocabulary)
    read = round(read * scale)
    low = cost(Usage(read, written), price)
    high = None if low is None else low * (1 + ASKED_AGAIN)
    currency = None if price is None else price.currency
    return Forecast(documents, pages, calls, free, read, written, low, high, currency)


def scale_of(measured: Measured) -> float:
    """How many tokens a model counts for each that was estimated; 1 while too few replies tell."""
    if measured.replies < ENOUGH_REPLIES or measured.estimated == 0:
        return 1.0
    return measured.counted / measured.estimated
