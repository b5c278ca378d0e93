"""A budget that calls in flight cannot overshoot, in money or in tokens."""

import threading
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from gouji.errors import Stopped, UsageError
from gouji.models.budget import Budget, Budgeted, Limit, parse_limit
from gouji.models.call import Call, Message, Usage
from gouji.models.ledger import MemoryLedger
from gouji.models.prices import Price
from gouji.models.tokens import most_tokens

PRICE = Price(Decimal(2), Decimal(8), Decimal(1))


class Answer(BaseModel):
    value: int


def call(text="问题", most=100):
    return Call("p", "1", (Message("user", text),), Answer, most)


MOST = most_tokens(call()) + 100
"""Tokens that ``call()`` reserves."""


class FullLedger(MemoryLedger):
    """A ledger that cannot be written."""

    def intend(self, key, call, document, model):
        raise Stopped("disk_full", "磁盘已满。", "请腾出空间。")


class BrokenKeep(MemoryLedger):
    """A ledger whose disk is full when the reply comes."""

    def keep(self, intent, raw, usage, seconds):
        raise Stopped("disk_full", "磁盘已满。", "请腾出空间。")


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("5.00", Limit(Decimal("5.00"), "CNY")),
        ("5 CNY", Limit(Decimal(5), "CNY")),
        ("5元", Limit(Decimal(5), "CNY")),
        ("200000t", Limit(Decimal(200000))),
        ("200000tokens", Limit(Decimal(200000))),
        ("2M tokens", Limit(Decimal(2000000))),
        ("1.5k t", Limit(Decimal(1500))),
        ("20万词元", Limit(Decimal(200000))),
        ("0", Limit(Decimal(0), "CNY")),
    ],
)
def test_a_limit_is_money_or_tokens(text, limit):
    assert parse_limit(text, PRICE) == limit


@pytest.mark.parametrize("text", ["", "five", "-5", "5 USD", "5 t 3", "1e5", "nan", "t"])
def test_what_is_neither_is_refused(text):
    with pytest.raises(UsageError) as caught:
        parse_limit(text, PRICE)
    assert caught.value.code == "budget"


def test_money_needs_a_price_and_tokens_do_not():
    with pytest.raises(UsageError) as caught:
        parse_limit("5.00", None)
    assert (caught.value.code, parse_limit("5t", None).amount) == ("budget_without_price", 5)


def test_a_call_that_does_not_fit_stops_the_run_resumably():
    budget = Budget(Limit(Decimal(MOST * 2 - 1)))
    budget.settle(budget.reserve(call()), None)
    with pytest.raises(Stopped) as caught:
        budget.reserve(call())
    assert (caught.value.code, caught.value.exit_code) == ("budget_spent", 5)


def test_once_stopped_no_smaller_call_slips_in():
    budget = Budget(Limit(Decimal(MOST)))
    with pytest.raises(Stopped):
        budget.reserve(call("长" * 1000))
    with pytest.raises(Stopped):
        budget.reserve(call())


def test_what_a_call_did_not_use_is_there_for_the_next():
    budget = Budget(Limit(Decimal(MOST + 50)))
    budget.settle(budget.reserve(call()), Usage(30, 20))
    budget.settle(budget.reserve(call()), Usage(1, 1))
    assert budget.spent == 52


def test_what_was_spent_before_counts():
    with pytest.raises(Stopped):
        Budget(Limit(Decimal(MOST)), spent=Decimal(1)).reserve(call())


def test_money_is_counted_exactly():
    budget = Budget(Limit(Decimal(1), "CNY"), PRICE)
    budget.settle(budget.reserve(call()), Usage(1000, 100, 400))
    assert budget.spent == Decimal("0.0024")


def test_a_call_that_does_not_fit_beside_others_waits_for_them():
    budget = Budget(Limit(Decimal(MOST + 10)))
    first = budget.reserve(call())
    got = []
    waiting = threading.Thread(target=lambda: got.append(budget.reserve(call())))
    waiting.start()
    budget.settle(first, Usage(5, 5))
    waiting.join()
    assert (len(got), budget.spent, budget.reserved) == (1, 10, MOST)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 100)), min_size=1, max_size=30), st.integers(0, 9)
)
def test_calls_in_flight_never_overshoot(used, calls):
    """Eight threads ask until the budget stops them; each reply stays within what its call could cost."""
    budget = Budget(Limit(Decimal(MOST * calls + 7)))
    peaks = []

    def ask(mine):
        try:
            for read, written in mine:
                reservation = budget.reserve(call())
                peaks.append(budget.spent + budget.reserved)
                budget.settle(reservation, Usage(read, written))
        except Stopped:
            return

    threads = [threading.Thread(target=ask, args=(used[start::8],)) for start in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert budget.spent <= budget.limit.amount
    assert all(peak <= budget.limit.amount for peak in peaks)
    assert budget.reserved == 0


def test_each_attempt_of_a_ledger_comes_out_of_the_budget():
    budget = Budget(Limit(Decimal(10 * MOST)))
    ledger = Budgeted(MemoryLedger(), budget)
    ledger.keep(ledger.intend("a", call(), "d", "m"), "{}", Usage(40, 2), 0.1)
    assert (ledger.find("a"), budget.spent) == ("{}", 42)
    ledger.drop(ledger.intend("b", call(), "d", "m"), "rejected", "429")
    assert budget.spent == 42
    ledger.drop(ledger.intend("c", call(), "d", "m"), "lost", "timeout")
    assert (budget.spent, budget.reserved) == (42 + MOST, 0)


def test_a_reply_without_counted_tokens_counts_as_the_most_it_can_have():
    budget = Budget(Limit(Decimal(10 * MOST)))
    ledger = Budgeted(MemoryLedger(), budget)
    ledger.keep(ledger.intend("a", call(), "d", "m"), "{}", Usage(), 0.1)
    assert budget.spent == MOST


def test_an_intent_that_could_not_be_written_reserves_nothing():
    budget = Budget(Limit(Decimal(10 * MOST)))
    with pytest.raises(Stopped):
        Budgeted(FullLedger(), budget).intend("a", call(), "d", "m")
    assert (budget.spent, budget.reserved) == (0, 0)


def test_a_reply_that_could_not_be_kept_can_still_be_dropped():
    budget = Budget(Limit(Decimal(10 * MOST)))
    ledger = Budgeted(BrokenKeep(), budget)
    intent = ledger.intend("a", call(), "d", "m")
    with pytest.raises(Stopped):
        ledger.keep(intent, "{}", Usage(3, 4), 0.1)
    ledger.drop(intent, "lost", "interrupted")
    assert (budget.spent, budget.reserved) == (MOST, 0)
