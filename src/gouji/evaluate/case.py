"""One document of a suite: what it is made from, and the making of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from gouji.evaluate.chance import dice
from gouji.evaluate.copy import (
    Identity,
    RenderedCopy,
    expected_from_json,
    injected_from_json,
    statements_from_json,
)
from gouji.evaluate.gold import KINDS as OFFICES
from gouji.evaluate.gold import Kind, make_gold
from gouji.evaluate.inject import kinds as inject
from gouji.evaluate.render.copies import two_reports
from gouji.evaluate.render.outside.shapes import make_original
from gouji.evaluate.render.registry import make_copy

ATTEMPTS = 40
"""Seeds to try until an error finds what it needs (a number with a 0, a carrier that can hide text)."""


@dataclass(frozen=True, slots=True)
class Case:
    """The recipe of one document; ``id`` is unique within its suite and stays when others are added.

    ``errors`` are names of ``inject.KINDS``. A case of the folder ``fixture`` is read, not made; of one
    that another program prints, ``printed`` is the path of that print.
    """

    id: str
    group: str
    shape: str = ""
    kind: Kind = "county"
    seed: int = 0
    severity: int = 1
    errors: tuple[str, ...] = ()
    fixture: str = ""
    printed: str = ""

    def as_json(self) -> dict[str, Any]:
        """The recipe as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Case:
        """Read ``as_json``'s object back."""
        return cls(**{**stored, "errors": tuple(stored["errors"])})


def copies(case: Case, render: Callable[..., RenderedCopy] = make_copy) -> Iterator[tuple[RenderedCopy, str]]:
    """Documents of this recipe with the kind of their office; the same case gives the same bytes.

    An error may need what a report lacks (a row of zeros, a number with a 0 in it): copies without it
    are left out, the next seed and kind of office take their turn, and the caller takes the first that
    also has what the errors in the reading need.
    """
    if case.fixture:
        yield from_folder(Path(case.fixture)), "fixture"
    elif case.printed:
        yield _printed(case), case.kind
    elif case.shape.startswith("two:"):
        second = make_gold(case.seed + 1, case.kind)
        yield two_reports(case.shape[4:], make_gold(case.seed, case.kind), second, case.seed), case.kind
    else:
        yield from _rendered(case, render)


def original(case: Case) -> RenderedCopy:
    """Our copy that another program prints."""
    return make_original(case.shape, make_gold(case.seed, case.kind), case.seed, severity=case.severity)


def _printed(case: Case) -> RenderedCopy:
    path = Path(case.printed)
    ours = original(case)
    name = f"{case.shape}-{ours.name}"
    return replace(ours, name=name, shape=case.shape, content=path.read_bytes(), suffix=path.suffix)


def _rendered(case: Case, render: Callable[..., RenderedCopy]) -> Iterator[tuple[RenderedCopy, str]]:
    wanted = [name for name in case.errors if inject.KINDS[name].level != "reading"]
    for attempt in range(ATTEMPTS):
        seed = case.seed + 1_000_000 * attempt
        kind = _office(case.kind, attempt)
        gold = inject.inject_office(make_gold(seed, kind), wanted, dice("inject", case.shape, seed, *wanted))
        changes = inject.copy_changes(wanted)
        copy = render(case.shape, gold, seed, changes, severity=case.severity)
        if {error.name for error in copy.injected} >= set(wanted):
            yield copy, kind


def _office(kind: Kind, attempt: int) -> Kind:
    """The kind asked for, then the others in turn."""
    if not attempt:
        return kind
    first = OFFICES.index(kind) if kind in OFFICES else 0
    return OFFICES[(first + attempt) % len(OFFICES)]


def from_folder(folder: Path) -> RenderedCopy:
    """A case of ``fixtures/``: ``source.*`` and ``gold.json``. Raises ``FileNotFoundError``, ``ValueError``."""
    sources = sorted(folder.glob("source.*"))
    if len(sources) != 1:
        raise FileNotFoundError(f"{folder}: one file source.* is needed, {len(sources)} are there")
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"), parse_float=Decimal)
    accepts = gold.get("agency_accepts", [gold["agency"]])
    years = gold.get("year_accepts", [gold["year"]])
    return RenderedCopy(
        name=folder.name,
        shape=gold.get("shape", "fixture"),
        content=sources[0].read_bytes(),
        suffix=sources[0].suffix,
        identity=Identity(
            title=gold["title"],
            agencies=tuple(name for name in accepts if name is not None),
            year=gold["year"],
            year_unsure=None in years and gold["year"] is not None,
            titles=tuple(gold.get("title_accepts", ())),
            years=tuple(year for year in years if year is not None),
        ),
        expected=expected_from_json(gold["cells"]),
        damage=tuple(gold.get("damage", ())),
        status=gold.get("expect"),
        statements=statements_from_json(gold.get("statements", ())),
        injected=injected_from_json(gold.get("injected", ())),
    )
