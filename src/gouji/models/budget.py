"""A limit on what a run may spend, in money or in tokens, that calls in flight cannot overshoot.

A call reserves the most that it can cost before it is sent and settles what it did cost when it has
ended. Where it does not fit beside the reservations of others it waits for them; where nobody else
is in flight it does not fit at all, and the run stops, resumably.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from decimal import Decimal

from gouji.errors import Stopped, UsageError
from gouji.models.call import Call, Usage
from gouji.models.kept import counted
from gouji.models.ledger import Ledger, Outcome
from gouji.models.prices import Price, cost
from gouji.models.tokens import most_tokens

WAIT = 1.0
"""Seconds between two looks while waiting for others, so that an interrupt comes through."""
TOKENS = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([km万]?)\s*(?:t|tok|tokens?|词元)", re.IGNORECASE)
MONEY = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([a-z]{3}|元)?", re.IGNORECASE)
SCALES = {"": 1, "k": 1000, "m": 1_000_000, "万": 10_000}


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that may be spent: an amount in ``currency``, or in tokens where that is None."""

    amount: Decimal
    currency: str | None = None

    def shown(self, amount: Decimal) -> str:
        """Write ``amount`` with this limit's unit."""
        return f"{amount.normalize():f} {self.currency or '词元'}"


def parse_limit(text: str, price: Price | None) -> Limit:
    """Read ``5.00`` (in the currency of ``price``), ``5 CNY``, ``5元``, ``200000t`` or ``2M tokens``.

    Raises ``UsageError`` where it is neither, or money without a known price.
    """
    if found := TOKENS.fullmatch(text.strip()):
        return Limit(Decimal(found[1]) * SCALES[found[2].lower()])
    found = MONEY.fullmatch(text.strip())
    if not found:
        raise UsageError(
            "budget", f"--budget 不认识“{text}”。", "写金额，如 5.00；或写词元数，如 200000t、2M tokens。"
        )
    if price is None:
        raise UsageError(
            "budget_without_price",
            "没有设置这个模型的价格，不能按金额限制花费。",
            "请设置 GOUJI_MODEL_PRICE_INPUT 和 GOUJI_MODEL_PRICE_OUTPUT，或按词元数限制，如 --budget 2Mt。",
        )
    currency = "CNY" if found[2] == "元" else (found[2] or price.currency).upper()
    if currency != price.currency:
        raise UsageError(
            "budget", f"--budget 的货币是 {currency}，而价格是 {price.currency} 的。", "请写成同一种货币。"
        )
    return Limit(Decimal(found[1]), currency)


@dataclass(frozen=True, slots=True, eq=False)
class Reservation:
    """What one call may cost at most; part of the budget until it is settled."""

    amount: Decimal


@dataclass
class Budget:
    """What is spent and what is reserved of ``limit``. Safe to use from threads.

    ``spent`` starts with what counts already. A usage that the provider did not report counts as the
    reservation: as the most that it can have been.
    """

    limit: Limit
    price: Price | None = None
    spent: Decimal = Decimal(0)
    _flying: set[Reservation] = field(default_factory=set)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _stopped: bool = False

    def reserve(self, call: Call) -> Reservation:
        """Set aside the most that ``call`` can cost; waits for calls in flight where it does not fit yet.

        Raises ``Stopped`` where it cannot fit, for this call and for all that follow.
        """
        wanted = Reservation(self.amount(Usage(most_tokens(call), call.max_tokens)))
        with self._changed:
            while not self._stopped and self.reserved + self.spent + wanted.amount > self.limit.amount:
                if not self._flying:
                    self._stopped = True
                    self._changed.notify_all()
                    break
                self._changed.wait(WAIT)
            if self._stopped:
                raise self._spent_up()
            self._flying.add(wanted)
        return wanted

    def settle(self, reservation: Reservation, usage: Usage | None) -> None:
        """Replace a reservation by what the call cost; by all that it reserved where that is not known."""
        amount = reservation.amount if usage is None else self.amount(usage)
        self.end(reservation, amount)

    def release(self, reservation: Reservation) -> None:
        """Give a reservation back: the call was not billed."""
        self.end(reservation, Decimal(0))

    def hold(self, amount: Decimal) -> Reservation:
        """Set aside ``amount`` whether it fits or not: what a batch can cost at most that is under way."""
        held = Reservation(amount)
        with self._changed:
            self._flying.add(held)
        return held

    def end(self, reservation: Reservation, amount: Decimal) -> None:
        """Replace a reservation by ``amount``."""
        with self._changed:
            self._flying.remove(reservation)
            self.spent += amount
            self._changed.notify_all()

    @property
    def room(self) -> Decimal:
        """What is neither spent nor reserved; below 0 where more is held than fits."""
        with self._changed:
            return self.limit.amount - self.spent - self.reserved

    @property
    def reserved(self) -> Decimal:
        """The most that the calls in flight can cost together."""
        return sum((each.amount for each in self._flying), Decimal(0))

    def amount(self, usage: Usage, *, batched: bool = False) -> Decimal:
        """What ``usage`` takes from this budget, in its unit; ``batched`` at the price of calls in a batch."""
        if self.limit.currency is None:
            return Decimal(usage.input + usage.output)
        spent = cost(usage, self.price.batched() if batched and self.price else self.price)
        if spent is None:
            raise UsageError("budget_without_price", "没有设置这个模型的价格。", "请按词元数限制花费。")
        return spent

    def _spent_up(self) -> Stopped:
        return Stopped(
            "budget_spent",
            f"已到花费上限：上限 {self.limit.shown(self.limit.amount)}，已用 {self.limit.shown(self.spent)}，"
            "余下的不够再问一次模型。",
            "已完成的都已保存；提高 --budget 后用同一命令继续，问过的不会再付费。",
        )


@dataclass(frozen=True, slots=True)
class Budgeted:
    """A ledger whose intents come out of a budget: each HTTP attempt reserves before it is sent.

    Replayed replies never reach it. An attempt that is lost counts with all that it reserved, since
    it may have been billed; one that was surely not billed counts nothing.
    """

    ledger: Ledger
    budget: Budget
    _reserved: dict[int, Reservation] = field(default_factory=dict)

    def find(self, key: str) -> str | None:
        """Return the raw completion kept under ``key``: it costs nothing again."""
        return self.ledger.find(key)

    def intend(self, key: str, call: Call, document: str, model: str) -> int:
        """Reserve, then commit the intent. Raises ``Stopped`` where the budget does not hold the call."""
        reservation = self.budget.reserve(call)
        try:
            intent = self.ledger.intend(key, call, document, model)
        except BaseException:
            self.budget.release(reservation)
            raise
        self._reserved[intent] = reservation
        return intent

    def keep(self, intent: int, raw: str, usage: Usage, seconds: float) -> None:
        """Keep the reply, then settle what it cost; a reply that could not be kept is still to be dropped."""
        self.ledger.keep(intent, raw, usage, seconds)
        self.budget.settle(self._reserved.pop(intent), usage if counted(usage) else None)

    def drop(self, intent: int, outcome: Outcome, note: str) -> None:
        """Settle an attempt without reply, and drop it."""
        reservation = self._reserved.pop(intent)
        if outcome == "rejected":
            self.budget.release(reservation)
        else:
            self.budget.settle(reservation, None)
        self.ledger.drop(intent, outcome, note)
