"""A whole workspace: office by year, and what is found between its documents. No I/O.

Every report is loaded once, office by office, and let go again; what stays is a line per document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from gouji.panel.copies import against_copy
from gouji.panel.finding import CrossFinding
from gouji.panel.neighbours import against_earlier
from gouji.panel.offices import Office, Offices, nearest
from gouji.panel.sheet import BEST_FIRST, Entry, Sheet, office_key
from gouji.report import Number

RECEIVED = "requests.received.total"
BATCH = 100
"""Documents to load at a time; offices are not split."""

Load = Callable[[Sequence[Entry]], Iterable[Sheet]]


@dataclass(frozen=True, slots=True)
class Held:
    """The documents of one office and year, the one that speaks for it first, and its received total."""

    entries: tuple[Entry, ...]
    received: Number | None

    @property
    def best(self) -> Entry:
        """The document that speaks for the year."""
        return self.entries[0]


@dataclass(frozen=True, slots=True)
class Row:
    """One office: what it has handed in, by year, and which years the list requires of it.

    ``listed`` is None where the list does not have the office, or where there is no list.
    """

    office: str
    listed: Office | None
    years: Mapping[int, Held]
    required: tuple[int, ...] = ()

    @property
    def missing(self) -> tuple[int, ...]:
        """The required years of which there is no document."""
        return tuple(year for year in self.required if year not in self.years)


@dataclass(frozen=True, slots=True)
class Stranger:
    """An office that the list does not have; ``near`` is the listed name most like it, if one is near."""

    office: str
    near: str | None


@dataclass(frozen=True, slots=True)
class Panel:
    """Office by year. ``apart`` are the documents that state no office or no year, or that failed."""

    years: tuple[int, ...]
    rows: tuple[Row, ...]
    findings: tuple[CrossFinding, ...]
    strangers: tuple[Stranger, ...]
    apart: tuple[Entry, ...]


def survey(entries: Sequence[Entry], load: Load, offices: Offices | None, year: int | None) -> Panel:
    """Put the documents in order and hold them against each other.

    With ``year``: only this year's documents, and only findings that concern one of them.
    """
    groups, apart = _grouped(entries)
    if year is not None:
        groups = {key: group for key, group in groups.items() if any(each.year == year for each in group)}
    held: dict[str, dict[int, Held]] = {}
    findings: list[CrossFinding] = []
    for key, sheets in _loaded(groups, load):
        by_year = _by_year(sheets)
        held[key] = {
            each: Held(tuple(sheet.entry for sheet in twins), twins[0].value(RECEIVED))
            for each, twins in by_year.items()
        }
        findings += between(by_year)
    names = {key: group[0].agency or "" for key, group in groups.items()}
    if offices is not None:
        findings += _regions(held, offices)
    if year is not None:
        findings = [each for each in findings if any(entry.year == year for entry in each.entries)]
        held = {
            key: {each: found for each, found in years.items() if each == year} for key, years in held.items()
        }
    rows = tuple(_rows(held, names, offices, year))
    shown = {each for row in rows for each in (*row.years, *row.required)}
    return Panel(tuple(sorted(shown)), rows, tuple(findings), tuple(_strangers(rows, offices)), tuple(apart))


def between(by_year: Mapping[int, Sequence[Sheet]]) -> Iterator[CrossFinding]:
    """What is found between the documents of one office; the best copy of a year comes first in it."""
    earlier: list[Sheet] = []
    for year in sorted(by_year):
        best, *copies = by_year[year]
        for copy in copies:
            if (differing := against_copy(best, copy)) is not None:
                yield differing
        yield from against_earlier(best, earlier)
        earlier.append(best)


def concerning(entry: Entry, entries: Sequence[Entry], load: Load) -> tuple[CrossFinding, ...]:
    """What is found between one document and the others of its office."""
    if entry.agency is None or entry.year is None or entry.state == "failed":
        return ()
    groups, _ = _grouped(entries)
    by_year = _by_year(load(groups[office_key(entry.agency)]))
    return tuple(each for each in between(by_year) if entry in each.entries)


def _grouped(entries: Iterable[Entry]) -> tuple[dict[str, list[Entry]], list[Entry]]:
    """The entries by office, and those that stand apart."""
    groups: dict[str, list[Entry]] = {}
    apart = []
    for entry in entries:
        key = office_key(entry.agency or "")
        if not key or entry.year is None or entry.state == "failed":
            apart.append(entry)
        else:
            groups.setdefault(key, []).append(entry)
    return groups, apart


def _loaded(groups: Mapping[str, Sequence[Entry]], load: Load) -> Iterator[tuple[str, list[Sheet]]]:
    """Each office with its sheets; small offices are loaded together."""
    batch: list[Entry] = []
    for at, group in enumerate(groups.values(), start=1):
        batch += group
        if len(batch) >= BATCH or at == len(groups):
            for key, sheets in groupby(load(batch), key=lambda sheet: office_key(sheet.entry.agency or "")):
                yield key, list(sheets)
            batch = []


def _by_year(sheets: Iterable[Sheet]) -> dict[int, list[Sheet]]:
    """The sheets by year; of copies the one that is furthest along first, else the one that came first."""
    found: dict[int, list[Sheet]] = {}
    for sheet in sheets:
        if sheet.entry.year is not None:
            found.setdefault(sheet.entry.year, []).append(sheet)
    for twins in found.values():
        twins.sort(key=lambda sheet: BEST_FIRST[sheet.entry.state])
    return found


def _regions(held: Mapping[str, Mapping[int, Held]], offices: Offices) -> Iterator[CrossFinding]:
    """Regions that say they received fewer requests than the units below them published together."""
    for parent, units in offices.units.items():
        for year, whole in held.get(parent, {}).items():
            below = [found for unit in units if (found := held.get(unit.key, {}).get(year)) is not None]
            counted = [each for each in below if each.received is not None]
            together: Number = sum((each.received or 0 for each in counted), start=0)
            if whole.received is not None and counted and whole.received < together:
                yield CrossFinding(
                    "region_below_units",
                    "warning",
                    whole.best.agency or "",
                    whole.best,
                    tuple(each.best for each in counted),
                    params={"received": whole.received, "together": together, "units": len(counted)},
                )


def _rows(
    held: Mapping[str, Mapping[int, Held]],
    names: Mapping[str, str],
    offices: Offices | None,
    year: int | None,
) -> Iterator[Row]:
    """Listed offices in the list's order, then the others in the order in which their first document came."""
    by_key = offices.by_key if offices else {}
    for key, office in by_key.items():
        required = office.years
        if year is not None:
            required = (year,) if year in required or not required else ()
        yield Row(office.name, office, held.get(key, {}), required)
    for key, years in held.items():
        if key not in by_key:
            yield Row(names[key], None, years)


def _strangers(rows: Iterable[Row], offices: Offices | None) -> Iterator[Stranger]:
    if offices is None:
        return
    names = {key: office.name for key, office in offices.by_key.items()}
    for row in rows:
        if row.listed is None:
            yield Stranger(row.office, nearest(row.office, names))
