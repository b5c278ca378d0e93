"""Sums of calls as money: exact where prices are known, openly unknown where they are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from gouji.models.call import Usage
from gouji.models.prices import Price, cost
from gouji.store.calls import Line, Sum


@dataclass(frozen=True, slots=True)
class Account:
    """What some calls cost. ``costs`` is by currency; it lacks what ``unpriced`` replies cost.

    ``unpriced`` are replies without a price or without reported tokens, ``uncounted`` those of them that
    have a price. ``lost`` calls may have been
    billed too: ``lost_costs`` is what they cost by estimated input and longest answer.
    """

    calls: int = 0
    open: int = 0
    kept: int = 0
    rejected: int = 0
    lost: int = 0
    unpriced: int = 0
    uncounted: int = 0
    tokens: Usage = field(default_factory=Usage)
    costs: Mapping[str, Decimal] = field(default_factory=dict)
    lost_costs: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def cost(self) -> Decimal | None:
        """The whole cost in its one currency; None where a part of it is unknown or currencies are mixed."""
        amounts = list(self.costs.values())
        if self.unpriced or len(amounts) > 1:
            return None
        return amounts[0] if amounts else Decimal(0)

    @property
    def currency(self) -> str | None:
        """The currency of ``cost``, where there is one."""
        return next(iter(self.costs), None) if self.cost is not None else None

    def as_json(self) -> dict[str, Any]:
        """The account for programs; amounts are decimal texts."""
        return {
            "calls": self.calls,
            "open": self.open,
            "kept": self.kept,
            "rejected": self.rejected,
            "lost": self.lost,
            "input_tokens": self.tokens.input,
            "output_tokens": self.tokens.output,
            "cached_tokens": self.tokens.cached,
            "cost": None if self.cost is None else plain(self.cost),
            "currency": self.currency,
            "costs": {currency: plain(amount) for currency, amount in self.costs.items()},
            "unpriced": self.unpriced,
            "lost_costs": {currency: plain(amount) for currency, amount in self.lost_costs.items()},
        }


def account(sums: Iterable[Sum]) -> Account:
    """Add up ``sums``."""
    rows = list(sums)
    costs: dict[str, Decimal] = {}
    lost_costs: dict[str, Decimal] = {}
    unpriced = uncounted = 0
    for row in rows:
        price = price_of(row)
        if price is None:
            unpriced += row.kept
            continue
        unpriced += row.uncounted
        uncounted += row.uncounted
        if row.kept > row.uncounted:
            _add(costs, price, Usage(row.input, row.output, row.cached))
        if row.lost:
            _add(lost_costs, price, Usage(row.lost_input, row.lost_output))

    def total(name: str) -> int:
        return sum(getattr(row, name) for row in rows)

    return Account(
        calls=total("calls"),
        open=total("open"),
        kept=total("kept"),
        rejected=total("rejected"),
        lost=total("lost"),
        unpriced=unpriced,
        uncounted=uncounted,
        tokens=Usage(total("input"), total("output"), total("cached")),
        costs=costs,
        lost_costs=lost_costs,
    )


def by_prompt(sums: Iterable[Sum]) -> dict[tuple[str, str], Account]:
    """One account for each (prompt, model)."""
    groups: dict[tuple[str, str], list[Sum]] = {}
    for row in sums:
        groups.setdefault((row.prompt, row.model), []).append(row)
    return {key: account(rows) for key, rows in groups.items()}


def line_cost(line: Line) -> Decimal | None:
    """What one call cost; None where that is unknown or it has no reply."""
    if line.input_tokens is None or line.output_tokens is None:
        return None
    return cost(Usage(line.input_tokens, line.output_tokens, line.cached_tokens or 0), price_of(line))


def price_of(row: Sum | Line) -> Price | None:
    """The price at the time of a call; None where none was set."""
    if row.input_price is None or row.output_price is None or row.cached_price is None:
        return None
    prices = (Decimal(row.input_price), Decimal(row.output_price), Decimal(row.cached_price))
    return Price(*prices, currency=row.currency or "CNY")


def cost_per(spent: Account, count: int) -> Decimal | None:
    """What each of ``count`` documents or verified cells cost, to eight decimals; None where that is unknown."""
    if spent.cost is None or count <= 0:
        return None
    return (spent.cost / count).quantize(Decimal("0.00000001"))


def plain(amount: Decimal) -> str:
    """Write an amount without exponent and trailing zeros."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _add(costs: dict[str, Decimal], price: Price, usage: Usage) -> None:
    costs[price.currency] = costs.get(price.currency, Decimal(0)) + (cost(usage, price) or Decimal(0))
