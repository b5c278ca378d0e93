from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.models.accounts import Account, account, by_prompt, cost_per, plain
from gouji.models.call import Usage
from gouji.store.calls import Sum

PRICED = {"input_price": "2", "output_price": "8", "cached_price": "0.5", "currency": "CNY"}


def row(**changes):
    values = {
        "prompt": "header",
        "model": "m",
        "input_price": None,
        "output_price": None,
        "cached_price": None,
        "currency": None,
        "calls": 0,
        "open": 0,
        "kept": 0,
        "rejected": 0,
        "lost": 0,
        "uncounted": 0,
        "input": 0,
        "output": 0,
        "cached": 0,
        "lost_input": 0,
        "lost_output": 0,
    }
    return Sum(**{**values, **changes})


def test_nothing_asked_costs_nothing():
    assert (account([]).cost, account([]).as_json()["cost"]) == (Decimal(0), "0")


def test_priced_replies_are_added_up_exactly():
    found = account(
        [
            row(kept=2, calls=2, input=3000, output=400, cached=1000, **PRICED),
            row(kept=1, calls=1, input=1000, output=100, **{**PRICED, "input_price": "4"}),
        ]
    )
    assert (found.cost, found.currency, found.calls) == (Decimal("0.0125"), "CNY", 3)
    assert found.tokens == Usage(4000, 500, 1000)


@pytest.mark.parametrize(
    ("unknown", "uncounted"),
    [
        (row(kept=1, input=10, output=1), 0),
        (row(kept=1, uncounted=1, **PRICED), 1),
        (row(kept=1, uncounted=1), 0),
    ],
    ids=["no price", "no tokens", "neither"],
)
def test_one_unknown_part_makes_the_whole_unknown_but_hides_nothing(unknown, uncounted):
    found = account([row(kept=1, input=1000, **PRICED), unknown])
    assert (found.cost, found.currency, found.unpriced, found.uncounted) == (None, None, 1, uncounted)
    assert found.as_json()["costs"] == {"CNY": "0.002"}


def test_currencies_are_not_mixed():
    found = account(
        [
            row(kept=1, input=1000, **PRICED),
            row(kept=1, input=1000, **{**PRICED, "currency": "USD"}),
        ]
    )
    assert (found.cost, found.costs) == (None, {"CNY": Decimal("0.002"), "USD": Decimal("0.002")})


def test_lost_calls_stand_beside_the_cost():
    found = account([row(calls=1, lost=1, lost_input=1000, lost_output=500, **PRICED)])
    assert (found.cost, found.lost, found.lost_costs) == (Decimal(0), 1, {"CNY": Decimal("0.006")})


def test_each_prompt_and_model_has_its_account():
    found = by_prompt([row(calls=1), row(calls=2, **PRICED), row(calls=4, model="n")])
    assert {key: one.calls for key, one in found.items()} == {("header", "m"): 3, ("header", "n"): 4}


@given(st.decimals(0, 10**6, places=8, allow_nan=False, allow_infinity=False))
def test_an_amount_is_written_exactly_and_without_exponent(amount):
    assert Decimal(plain(amount)) == amount
    assert "E" not in plain(amount)


def test_an_account_of_nothing_has_no_costs_at_all():
    assert Account().costs == {}


@pytest.mark.parametrize(
    ("spent", "count", "each"),
    [
        (Account(costs={"CNY": Decimal(1)}), 3, Decimal("0.33333333")),
        (Account(), 5, Decimal(0)),
        (Account(costs={"CNY": Decimal(1)}), 0, None),
        (Account(costs={"CNY": Decimal(1)}, unpriced=1), 3, None),
    ],
)
def test_the_cost_of_each_is_unknown_where_the_whole_is_or_there_are_none(spent, count, each):
    assert cost_per(spent, count) == each
