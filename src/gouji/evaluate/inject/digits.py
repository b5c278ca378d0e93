"""Errors within single numbers: digits confused, lost, gained or transposed; totals and units wrong."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from gouji.evaluate.chance import chance
from gouji.evaluate.inject.rewrite import Cells, Pattern, Rewrite, row_paths, rows_of, totals_of
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.rules import APPLICANTS, rules_for
from gouji.report import Number

CONFUSIONS = ((1, 7), (3, 8), (0, 6), (5, 6))
_TEN_THOUSAND = 10_000

# All texts that one slip makes of the digits of a number.
_Slips = Callable[[str], list[str]]


def confused(first: int, second: int) -> Pattern:
    """One digit is taken for another one that looks like it."""
    pairs = {str(first): str(second), str(second): str(first)}

    def slips(text: str) -> list[str]:
        return [text[:at] + pairs[digit] + text[at + 1 :] for at, digit in enumerate(text) if digit in pairs]

    return partial(_one_number, slips)


def _zero_less(text: str) -> list[str]:
    return [text[:at] + text[at + 1 :] for at, digit in enumerate(text) if digit == "0"]


def _zero_more(text: str) -> list[str]:
    """A zero after any digit; 0 itself stays a single digit."""
    return [] if text == "0" else [text[: at + 1] + "0" + text[at + 1 :] for at in range(len(text))]


def _two_changed_over(text: str) -> list[str]:
    return [
        text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        for at in range(len(text) - 1)
        if text[at].isdigit() and text[at + 1].isdigit()
    ]


def _one_number(slips: _Slips, cells: Cells, rng: random.Random) -> Rewrite | None:
    """Apply a slip to one number in which it makes another one; every such cell is as likely, zeros less."""
    possible = {path: found for path in cells if (found := _others(cells[path], slips))}
    lively = [path for path in possible if cells[path] != 0]
    if not possible:
        return None
    path = rng.choice(lively if lively and chance(rng, 0.8) else list(possible))
    return Rewrite({path: rng.choice(possible[path])})


def _others(value: Number | None, slips: _Slips) -> list[Number]:
    """The other numbers that the slip makes of ``value``, written as a form would: no zeros in front."""
    if value is None:
        return []
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    numbers: list[Number] = []
    for slip in slips(text):
        whole = slip.partition(".")[0]
        if not whole or (len(whole) > 1 and whole[0] == "0") or slip.endswith("."):
            continue
        number: Number = Decimal(slip) if "." in slip else int(slip)
        if number != value:
            numbers.append(number)
    return numbers


lost_zero: Pattern = partial(_one_number, _zero_less)
gained_zero: Pattern = partial(_one_number, _zero_more)
transposed: Pattern = partial(_one_number, _two_changed_over)


def several(count: int) -> Pattern:
    """``count`` cells of one table are wrong at once; each is bound by an equation."""

    def pattern(cells: Cells, rng: random.Random) -> Rewrite | None:
        bound = {path for rule in rules_for(cells) for path in rule.cells}
        table = "requests" if chance(rng, 0.8) else "proceedings"
        lively = [p for p, v in cells.items() if p in bound and p.startswith(f"{table}.") and v]
        all_of = [p for p in cells if p in bound and p.startswith(f"{table}.") and cells[p] is not None]
        pool = lively if len(lively) >= count and chance(rng, 0.7) else all_of
        if len(pool) < count:
            return None
        return Rewrite({path: near(int(cells[path] or 0), rng) for path in rng.sample(pool, count)})

    return pattern


def near(value: int, rng: random.Random) -> int:
    """Another count that a slip of eye or hand makes of ``value``."""
    pairs = {str(a): str(b) for pair in CONFUSIONS for a, b in (pair, pair[::-1])}

    def alike(text: str) -> list[str]:
        return [text[:at] + pairs[d] + text[at + 1 :] for at, d in enumerate(text) if d in pairs]

    found = [n for slips in (alike, _zero_less, _zero_more, _two_changed_over) for n in _others(value, slips)]
    nearby = [value + 1, value + rng.randint(2, 9), *([value - 1] if value else [])]
    return int(rng.choice(found if found and chance(rng, 0.7) else nearby))


def wrong_total(cells: Cells, rng: random.Random) -> Rewrite | None:
    """A printed total is not the sum of its parts."""
    totals = [path for path, _ in totals_of(cells) if cells.get(path) is not None]
    if not totals:
        return None
    lively = [path for path in totals if cells[path]]
    path = rng.choice(lively if lively and chance(rng, 0.8) else totals)
    return Rewrite({path: near(int(cells[path] or 0), rng)})


def forgotten_total(cells: Cells, rng: random.Random) -> Rewrite | None:
    """A total is 0 although its parts are not."""
    totals = [path for path, parts in totals_of(cells) if cells.get(path) and any(map(cells.get, parts))]
    return Rewrite({rng.choice(totals): 0}) if totals else None


def repaired_total(cells: Cells, rng: random.Random) -> Rewrite | None:
    """A total that does not fit its parts is overwritten by their sum: laundering."""
    broken: dict[str, Number] = {}
    for path, parts in totals_of(cells):
        numbers = [cells.get(part) for part in parts]
        known = [number for number in numbers if number is not None]
        if len(known) == len(parts) and sum(known) != cells.get(path):
            broken[path] = sum(known)
    if not broken:
        return None
    path = rng.choice(list(broken))
    return Rewrite({path: broken[path]})


def wrong_applicant(cells: Cells, rng: random.Random) -> Rewrite | None:
    """A row counts k cases under another applicant: +k, -k, the total is right."""
    givers = [
        (row, applicant)
        for row in rows_of(cells)
        for applicant in APPLICANTS
        if _filled(cells, row, applicant)
    ]
    if not givers:
        return None
    row, giver = rng.choice(givers)
    takers = [a for a in APPLICANTS if a != giver and cells.get(f"requests.{row}.{a}") is not None]
    if not takers:
        return None
    give, take = f"requests.{row}.{giver}", f"requests.{row}.{rng.choice(takers)}"
    held = int(cells[give] or 0)
    count = rng.randint(1, min(held, 3)) if chance(rng, 0.7) else held
    return Rewrite({give: held - count, take: int(cells[take] or 0) + count})


def _filled(cells: Cells, row: str, applicant: str) -> bool:
    return bool(cells.get(f"requests.{row}.{applicant}"))


def fee_in_yuan(cells: Cells, rng: random.Random) -> Rewrite | None:
    """An amount in 元 stands where 万元 are counted."""
    amounts = [path for path in sorted(FORM_2021.decimal_cells) if cells.get(path)]
    if not amounts:
        return None
    path = rng.choice(amounts)
    return Rewrite({path: _plain(Decimal(cells[path] or 0) * _TEN_THOUSAND)})


def fee_unit_misread(cells: Cells, rng: random.Random) -> Rewrite | None:
    """An amount is taken in the wrong unit, one way or the other."""
    if chance(rng, 0.5):
        return fee_in_yuan(cells, rng)
    amounts = [path for path in sorted(FORM_2021.decimal_cells) if cells.get(path)]
    if not amounts:
        return None
    path = rng.choice(amounts)
    return Rewrite({path: _plain(Decimal(cells[path] or 0) / _TEN_THOUSAND)})


def _plain(amount: Decimal) -> Number:
    """An amount without needless zeros, a whole one as an integer."""
    return int(amount) if amount == amount.to_integral_value() else amount.normalize()


def blanks_as_zeros(cells: Cells, rng: random.Random) -> Rewrite | None:
    """One cell or all cells without a number are taken for 0."""
    blank = [path for path, value in cells.items() if value is None]
    if not blank:
        return None
    return Rewrite(dict.fromkeys([rng.choice(blank)] if chance(rng, 0.5) else blank, 0))


def default_zeros(cells: Cells, rng: random.Random) -> Rewrite | None:
    """From some row of table 3 on, all numbers are zeros that nobody read: a reply that broke off."""
    rows = rows_of(cells)
    starts = [at for at in range(1, len(rows)) if _any_left(cells, rows[at:])]
    if not starts:
        return None
    lost = rows[rng.choice(starts) :]
    return Rewrite({path: 0 for row in lost for path in row_paths(row) if path in cells})


def _any_left(cells: Cells, rows: Sequence[str]) -> bool:
    return any(cells.get(path) for row in rows for path in row_paths(row))
