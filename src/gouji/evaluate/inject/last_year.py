"""The numbers that the same office may have had a year before: consistent, and near this year's."""

from __future__ import annotations

import random
from decimal import Decimal

from gouji.evaluate.chance import chance
from gouji.evaluate.inject.rewrite import Cells, Rewrite, leaves_of, rows_of, totals_of
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.rules import APPLICANTS
from gouji.report import Number

TABLES = ("disclosure", "requests", "proceedings")


def last_year(cells: Cells, table: str, rng: random.Random) -> dict[str, Number]:
    """Last year's numbers of one table at every path that is there; all equations hold among them."""
    if table == "requests":
        return _requests(cells, rng)
    drawn: dict[str, Number] = {
        path: _amount(value, rng) if path in FORM_2021.decimal_cells else _count(value, rng)
        for path, value in cells.items()
        if path.startswith(f"{table}.")
    }
    return {**drawn, **_totals(cells, table, drawn)}


def _totals(cells: Cells, table: str, drawn: dict[str, Number]) -> dict[str, Number]:
    """Printed totals of ``table`` from the parts drawn; column totals before the row totals they enter."""
    found = dict(drawn)
    for path, parts in sorted(totals_of(cells), key=lambda item: item[0].endswith(".total")):
        if path.startswith(f"{table}."):
            found[path] = sum(found.get(part, 0) for part in parts)
    return found


def _requests(cells: Cells, rng: random.Random) -> dict[str, Number]:
    """Leaves drawn near this year's; what was carried out then is what is carried in now."""
    if not all(
        f"requests.{row}.total" in cells for row in ("received", "carried_in", "concluded", "carried_out")
    ):
        return {}
    drawn: dict[str, Number] = {
        f"requests.{row}.{a}": _count(cells.get(f"requests.{row}.{a}"), rng)
        for row in leaves_of(cells)
        for a in APPLICANTS
    }
    for applicant in APPLICANTS:
        concluded = sum(int(drawn[f"requests.{row}.{applicant}"]) for row in leaves_of(cells))
        out = int(cells.get(f"requests.carried_in.{applicant}") or 0)
        before = min(_count(cells.get(f"requests.carried_in.{applicant}"), rng), concluded + out)
        drawn[f"requests.concluded.{applicant}"] = concluded
        drawn[f"requests.carried_out.{applicant}"] = out
        drawn[f"requests.carried_in.{applicant}"] = before
        drawn[f"requests.received.{applicant}"] = concluded + out - before
    for row in rows_of(cells):
        drawn[f"requests.{row}.total"] = sum(int(drawn[f"requests.{row}.{a}"]) for a in APPLICANTS)
    return drawn


def _count(value: Number | None, rng: random.Random) -> int:
    """A count near ``value``; where there was none, now and then one or two."""
    if not value:
        return rng.randint(1, 2) if chance(rng, 0.06) else 0
    return max(round(int(value) * rng.uniform(0.6, 1.3)), 0)


def _amount(value: Number | None, rng: random.Random) -> Number:
    if not value:
        return 0
    cents = max(round(int(Decimal(value) * 100) * rng.uniform(0.6, 1.3)), 1)
    return Decimal(cents).scaleb(-2)


def other_year(cells: Cells, rng: random.Random) -> Rewrite | None:
    """A whole table is that of the year before."""
    table = rng.choice(TABLES)
    return Rewrite(last_year(cells, table, rng))
