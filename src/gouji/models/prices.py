"""What tokens cost, in exact decimals. A price that nobody has set stays unknown; it is never 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from gouji.errors import UsageError
from gouji.models.call import Usage

MILLION = Decimal(1_000_000)
FIELDS = ("input", "output", "cached", "currency", "batch")
HIGHEST = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Price:
    """Price of a million tokens in ``currency``: read as input, written as output, read from the cache.

    ``batch`` is the part of it that is billed for calls in a batch, such as 0.5.
    """

    input: Decimal
    output: Decimal
    cached: Decimal
    currency: str = "CNY"
    batch: Decimal = Decimal(1)

    def batched(self) -> Price:
        """The price of a call that goes in a batch."""
        return Price(
            self.input * self.batch, self.output * self.batch, self.cached * self.batch, self.currency
        )


def cost(usage: Usage, price: Price | None) -> Decimal | None:
    """What ``usage`` costs, exactly; None where the price is not known.

    Cached tokens are part of the input and billed at their own price. Cost is linear in the tokens,
    so the cost of a sum is the sum of the costs.
    """
    if price is None:
        return None
    fresh = usage.input - usage.cached
    return (fresh * price.input + usage.cached * price.cached + usage.output * price.output) / MILLION


def parse_price(entry: Mapping[str, object], origin: str) -> Price:
    """Read one entry of the price table; ``origin`` names it in errors.

    ``input`` and ``output`` are required; ``cached`` is the input price where it is not given (never
    less than what is billed), ``currency`` is CNY, ``batch`` is 1: calls in batches cost the same. Raises ``UsageError`` naming the entry and the key.
    """
    for key in entry:
        if key not in FIELDS:
            raise UsageError("price", f"{origin} 里的“{key}”不认识。", f"可用：{'、'.join(FIELDS)}。")
    for key in ("input", "output"):
        if key not in entry:
            raise UsageError("price", f"{origin} 没有写 {key}。", "请写明每百万词元的价格。")
    paid = _amount(entry["input"], f"{origin} 的 input")
    return Price(
        input=paid,
        output=_amount(entry["output"], f"{origin} 的 output"),
        cached=_amount(entry["cached"], f"{origin} 的 cached") if "cached" in entry else paid,
        currency=_currency(entry.get("currency", "CNY"), origin),
        batch=_share(entry.get("batch", 1), f"{origin} 的 batch"),
    )


def _amount(value: object, origin: str) -> Decimal:
    amount = _decimal(value)
    if amount is None or amount > HIGHEST:
        raise UsageError(
            "price", f"{origin} 的值“{value}”不是可用的价格。", "请写每百万词元的价格，例如 2.4。"
        )
    return amount


def _share(value: object, origin: str) -> Decimal:
    share = _decimal(value)
    if share is None or share > 1:
        raise UsageError(
            "price", f"{origin} 的值“{value}”不是可用的比例。", "请写批量调用按原价的几成计费，例如 0.5。"
        )
    return share


def _decimal(value: object) -> Decimal | None:
    """A finite number that is not below 0; None where it is none."""
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None


def _currency(value: object, origin: str) -> str:
    text = str(value).strip().upper()
    if not (text.isascii() and text.isalpha() and len(text) == 3):
        raise UsageError(
            "price", f"{origin} 的货币“{value}”不可用。", "请写三个字母的货币代码，例如 CNY 或 USD。"
        )
    return text
