"""Gold reports: invented, consistent, and as varied as the offices that write them.

Leaf cells are drawn, totals derived, so all 42 equations of the form hold; ``audit`` tells those that
errors put in later break. What the text prints decides the identity: an agency that is stated
nowhere is None.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from gouji.evaluate.chance import chance, dice
from gouji.evaluate.copy import Identity, Injected, Statement
from gouji.evaluate.names import TITLES, Office, TitlePattern, make_office
from gouji.evaluate.prose import Prose, write_prose
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.rules import APPLICANTS, CASES, LEAVES
from gouji.report import Number
from gouji.rules import check

Kind = Literal[
    "town",
    "department",
    "county",
    "city",
    "dense",
    "ministry",
    "province",
    "street",
    "institution",
    "zone",
    "vertical",
    "all_zero",
]
"""Kinds of offices; ``dense`` and ``all_zero`` are reports without zeros or of nothing else."""
KINDS: tuple[Kind, ...] = (
    "town",
    "department",
    "county",
    "city",
    "dense",
    "ministry",
    "province",
    "street",
    "institution",
    "zone",
    "vertical",
)

# Share of leaf cells that are not zero, and the largest leaf of the natural persons' column.
_DENSITY: dict[Kind, tuple[float, int]] = {
    "all_zero": (0.0, 0),
    "town": (0.06, 12),
    "department": (0.35, 90),
    "county": (0.7, 900),
    "city": (0.95, 60_000),
    "dense": (1.0, 4_000),
    "ministry": (0.75, 6_000),
    "province": (0.9, 20_000),
    "street": (0.04, 6),
    "institution": (0.02, 4),
    "zone": (0.25, 60),
    "vertical": (0.15, 30),
}
# Most documents that such an office issues in a year, and most decisions that it takes.
_WORK: dict[Kind, tuple[int, int]] = {
    "all_zero": (0, 0),
    "town": (12, 60),
    "department": (60, 3_000),
    "county": (400, 90_000),
    "city": (9000, 900_000),
    "dense": (900, 99_999),
    "ministry": (600, 40_000),
    "province": (4_000, 500_000),
    "street": (6, 400),
    "institution": (4, 10),
    "zone": (30, 4_000),
    "vertical": (20, 60_000),
}
# How often such an office gets no application in a whole year.
_QUIET: dict[Kind, float] = {"street": 0.35, "institution": 0.6, "vertical": 0.2}
_LAWGIVERS = frozenset({"city", "ministry", "province"})


@dataclass(frozen=True, slots=True)
class GoldReport:
    """A report as its office wrote it: identity, 200 cells, narrative.

    ``identity`` is what title, period sentence and signature state, not what we know of the office.
    ``cells`` are what is printed; ``injected`` notes the office's errors among them.
    """

    seed: int
    kind: Kind
    office: Office
    identity: Identity
    period: tuple[str, str] | None
    cells: Mapping[str, Number]
    prose: Prose
    injected: tuple[Injected, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What the narrative states, held against the cells as printed."""
        return tuple(self._held(spoken.statement) for spoken in self.prose.spoken)

    def _held(self, statement: Statement) -> Statement:
        if statement.agrees is None or not statement.cells:
            return statement
        printed = sum(int(self.cells[path]) for path in statement.cells)
        return replace(statement, agrees=printed == statement.value)

    @property
    def agency(self) -> str | None:
        """The fullest name that the report states."""
        return self.identity.agency

    @property
    def title(self) -> str | None:
        """The title as printed."""
        return self.identity.title

    @property
    def year(self) -> int | None:
        """The report year."""
        return self.identity.year

    @property
    def sections(self) -> dict[str, str]:
        """The narrative sections: overview, problems, other."""
        return {
            "overview": "\n".join(self.prose.overview),
            "problems": "\n".join(self.prose.problems),
            "other": "\n".join(self.prose.other),
        }


def make_gold(seed: int, kind: Kind | None = None) -> GoldReport:
    """Draw the gold report number ``seed``; without ``kind`` the seed chooses one."""
    rng = dice("gold", seed, kind)
    drawn: Kind = rng.choice(KINDS) if kind is None else kind
    office = make_office(rng, {"dense": "county", "all_zero": "town"}.get(drawn, drawn))
    year = rng.randint(2021, 2025)
    cells = _cells(rng, drawn, office)
    pattern = rng.choices(TITLES, [6] * (len(TITLES) - 3) + [3, 2, 1])[0]
    title = None if chance(rng, 0.04) else _title(rng, pattern, office, year)
    prose = write_prose(rng, office, year, cells)
    stated = list(prose.agencies)
    if title and pattern.states_agency:
        stated.insert(0, office.short if office.short in title and office.full not in title else office.full)
    in_title = title is not None and pattern.states_year
    return GoldReport(
        seed=seed,
        kind=drawn,
        office=office,
        identity=Identity(
            title=title,
            agencies=tuple(sorted(dict.fromkeys(stated), key=len, reverse=True)),
            year=year,
            year_unsure=not (in_title or prose.states_year),
        ),
        period=prose.period,
        cells=cells,
        prose=prose,
    )


def audit(gold: GoldReport) -> tuple[str, ...]:
    """Names of the equations that the report's cells break; each is explained by an error in ``injected``."""
    return tuple(item.rule.name for item in check(FORM_2021.rules, gold.cells) if item.outcome != "pass")


def _title(rng: random.Random, pattern: TitlePattern, office: Office, year: int) -> str:
    name = office.short if chance(rng, 0.25) else office.full
    return pattern.text.format(agency=name, year=year)


def _cells(rng: random.Random, kind: Kind, office: Office) -> dict[str, Number]:
    values: dict[str, Number] = dict.fromkeys(FORM_2021.paths, 0)
    density, top = _DENSITY[kind]
    if kind in _QUIET and chance(rng, _QUIET[kind]):
        density, top = 0.0, 0
    _draw_requests(rng, values, density, top)
    _draw_cases(rng, values, density, max(top // 40, 3 if top else 0))
    _draw_disclosure(rng, values, kind, office)
    return values


def _draw_requests(rng: random.Random, values: dict[str, Number], density: float, top: int) -> None:
    concluded = dict.fromkeys(APPLICANTS, 0)
    scale = dict(zip(APPLICANTS, (1.0, 0.3, 0.06, 0.08, 0.12, 0.18), strict=True))
    for leaf in LEAVES:
        weight = rng.uniform(0.02, 1.0)
        for applicant in APPLICANTS:
            count = _count(rng, density, top * scale[applicant] * weight)
            values[f"requests.{leaf}.{applicant}"] = count
            concluded[applicant] += count
    for applicant in APPLICANTS:
        carried_out = _count(rng, density, top * scale[applicant] / 3)
        carried_in = min(_count(rng, density, top * scale[applicant] / 3), concluded[applicant] + carried_out)
        values[f"requests.concluded.{applicant}"] = concluded[applicant]
        values[f"requests.carried_out.{applicant}"] = carried_out
        values[f"requests.carried_in.{applicant}"] = carried_in
        values[f"requests.received.{applicant}"] = concluded[applicant] + carried_out - carried_in
    for row in ("received", "carried_in", *LEAVES, "concluded", "carried_out"):
        values[f"requests.{row}.total"] = sum(int(values[f"requests.{row}.{a}"]) for a in APPLICANTS)


def _draw_cases(rng: random.Random, values: dict[str, Number], density: float, top: int) -> None:
    for case in CASES:
        total = 0
        for outcome in ("upheld", "corrected", "other", "pending"):
            count = _count(rng, min(density * 1.5, 1.0), top)
            values[f"proceedings.{case}.{outcome}"] = count
            total += count
        values[f"proceedings.{case}.total"] = total


def _draw_disclosure(rng: random.Random, values: dict[str, Number], kind: Kind, office: Office) -> None:
    if kind == "all_zero":
        return
    can_regulate = kind in _LAWGIVERS or office.full.endswith(("市人民政府", "省人民政府"))
    top, deep = _WORK[kind]
    for row, allowed in (("regulations", can_regulate), ("normative_documents", chance(rng, 0.9))):
        if not allowed:
            continue
        size = top // 8 + 2 if row == "regulations" else top
        issued, repealed = rng.randint(0, max(size // 6, 2)), rng.randint(0, max(size // 9, 2))
        values[f"disclosure.{row}.issued"] = issued
        values[f"disclosure.{row}.repealed"] = repealed
        values[f"disclosure.{row}.in_force"] = issued + rng.randint(1, size)
    for row in ("licensing", "penalties", "coercion"):
        values[f"disclosure.{row}.decisions"] = _count(rng, 0.8, deep)
    values["disclosure.fees.amount"] = _fee(rng, deep) if chance(rng, 0.75) else 0


def _fee(rng: random.Random, top: int) -> Decimal:
    """An amount in 万元 with 0 to 6 decimals, the last of them not 0."""
    places = rng.choices(range(7), [3, 2, 6, 2, 3, 1, 2])[0]
    whole = int(10 ** rng.uniform(0, len(str(top))) - 1)
    if not places:
        return Decimal(max(whole, 1))
    fraction = rng.randrange(10 ** (places - 1)) * 10 + rng.randint(1, 9)
    return Decimal(f"{whole}.{fraction:0{places}d}")


def _count(rng: random.Random, density: float, top: float) -> int:
    """Zero with ``1 - density``; else up to ``top``: spread out in dense reports, mostly small in others."""
    if not chance(rng, density):
        return 0
    if density >= 0.7:
        return 1 + int(max(top, 9) * rng.uniform(0.05, 1.0) ** 2)
    return max(1, int(10 ** rng.uniform(0.0, len(str(int(max(top, 9)))) - 0.3)))
