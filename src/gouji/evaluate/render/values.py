"""How numbers are printed: plain, or in the variants that offices use; always the same value."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from decimal import Decimal

from gouji.evaluate.chance import chance
from gouji.report import Number

_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


@dataclass(frozen=True, slots=True)
class ValueStyle:
    """Chances per cell of each variant; ``zero_fee`` is how a fee of 0 is printed."""

    full_width: float = 0.0
    thousands: str = ""
    unit: float = 0.0
    fee_unit: str = ""
    remark: float = 0.0
    zero_fee: str = "0"
    letters: float = 0.0

    def count(self, value: Number, rng: random.Random) -> str:
        """Print a count."""
        text = f"{value:,}".replace(",", self.thousands) if self.thousands else str(value)
        if chance(rng, self.full_width):
            text = text.translate(_FULL_WIDTH)
        if chance(rng, self.letters):
            text = text.replace("0", "O").replace("1", "l")
        if chance(rng, self.unit):
            text += "件"
        elif value and chance(rng, self.remark):
            text += rng.choice(["（其中修订 {} 件）", "（含转办{}件）", "(其中修改{}件)"]).format(
                rng.randint(1, max(1, int(value)))
            )
        return text

    def fee(self, value: Number, rng: random.Random) -> str:
        """Print an amount in 万元, all decimals kept."""
        if not value:
            return self.zero_fee
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        whole, dot, fraction = text.partition(".")
        if self.thousands:
            whole = f"{int(whole):,}".replace(",", self.thousands)
        text = whole + dot + fraction
        if chance(rng, self.full_width):
            text = text.translate(_FULL_WIDTH)
        return text + self.fee_unit


def draw_cell_values(rng: random.Random, wild: float = 0.5) -> ValueStyle:
    """Draw a style for copies that keep cells: there thousands may be set off by a space."""
    drawn = draw_values(rng, wild)
    return replace(drawn, thousands=" ") if drawn.thousands and chance(rng, 0.3) else drawn


def draw_values(rng: random.Random, wild: float = 0.5) -> ValueStyle:
    """Draw a style; ``wild`` 0 gives plain digits."""
    if not chance(rng, wild * 1.4):
        return ValueStyle(zero_fee=rng.choice(["0", "0", "0.00", "0.0"]))
    return ValueStyle(
        full_width=rng.choice([0.1, 1.0]) if chance(rng, wild * 0.3) else 0.0,
        thousands=rng.choice([",", "，"]) if chance(rng, wild * 0.4) else "",
        unit=rng.choice([0.05, 0.3, 1.0]) if chance(rng, wild * 0.3) else 0.0,
        fee_unit=rng.choice(["万元", " 万元"]) if chance(rng, wild * 0.4) else "",
        remark=0.03 if chance(rng, wild * 0.3) else 0.0,
        zero_fee=rng.choice(["0", "0.00", "0.0", "0.000000"]),
    )
