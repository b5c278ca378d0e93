from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.errors import UsageError
from gouji.models.call import Usage
from gouji.models.prices import Price, cost, parse_price

PRICE = Price(Decimal("2.4"), Decimal("9.6"), Decimal("0.24"))


@st.composite
def usages(draw):
    read = draw(st.integers(0, 10**7))
    return Usage(read, draw(st.integers(0, 10**6)), draw(st.integers(0, read)))


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (Usage(1_000_000, 0, 0), "2.4"),
        (Usage(0, 1_000_000, 0), "9.6"),
        (Usage(1_000_000, 0, 1_000_000), "0.24"),
        (Usage(3000, 400, 1000), "0.00888"),
        (Usage(), "0"),
    ],
)
def test_a_cost_is_exact(usage, expected):
    assert cost(usage, PRICE) == Decimal(expected)


def test_without_a_price_the_cost_is_unknown_not_zero():
    assert cost(Usage(1000, 100), None) is None


@given(st.lists(usages(), max_size=8))
def test_the_cost_of_a_sum_is_the_sum_of_the_costs(parts):
    whole = Usage(*(sum(getattr(part, name) for part in parts) for name in ("input", "output", "cached")))
    assert cost(whole, PRICE) == sum((cost(part, PRICE) for part in parts), Decimal(0))


def test_a_price_table_entry_is_read():
    entry = {"input": 2.4, "output": "9.6", "cached": "0.24", "currency": "cny"}
    assert parse_price(entry, "x") == PRICE


def test_cached_tokens_cost_what_input_costs_unless_said():
    assert parse_price({"input": 2, "output": 8}, "x").cached == Decimal(2)


def test_calls_in_a_batch_cost_the_set_part_and_the_same_where_none_is_set():
    entry = {"input": 2, "output": 8, "cached": 1, "currency": "USD"}
    half = parse_price({**entry, "batch": "0.5"}, "x").batched()
    assert half == Price(Decimal(1), Decimal(4), Decimal("0.5"), "USD")
    assert parse_price(entry, "x").batched() == parse_price(entry, "x")


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        ({"input": 1}, "output"),
        ({"output": 1}, "input"),
        ({"input": 1, "output": 2, "inptu": 3}, "inptu"),
        ({"input": "free", "output": 2}, "free"),
        ({"input": -1, "output": 2}, "-1"),
        ({"input": "nan", "output": 2}, "nan"),
        ({"input": True, "output": 2}, "True"),
        ({"input": 1, "output": 2, "currency": "元"}, "元"),
        ({"input": 1, "output": 2, "batch": 50}, "50"),
        ({"input": 1, "output": 2, "batch": "half"}, "half"),
    ],
)
def test_a_bad_entry_is_named(entry, named):
    with pytest.raises(UsageError) as caught:
        parse_price(entry, "gouji.toml 的 prices")
    assert named in caught.value.message
    assert "gouji.toml" in caught.value.message
