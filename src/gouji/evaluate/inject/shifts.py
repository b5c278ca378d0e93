"""Errors that put right numbers into wrong cells: swaps, shifts, numbers split and joined."""

from __future__ import annotations

import random
from itertools import pairwise

from gouji.evaluate.chance import chance
from gouji.evaluate.inject.rewrite import (
    Cells,
    Pattern,
    Rewrite,
    leaves_of,
    row_paths,
    rows_of,
    swapped,
)
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.rules import APPLICANTS, CASES, rules_for

_Pair = tuple[tuple[str, ...], tuple[str, ...]]
_LONGEST = 9  # digits that a count can have


def _values(cells: Cells, paths: tuple[str, ...]) -> tuple[object, ...]:
    return tuple(cells.get(path) for path in paths)


def _swap(pairs: list[_Pair], cells: Cells, rng: random.Random) -> Rewrite | None:
    """Swap one of the pairs that differ."""
    differing = [pair for pair in pairs if _values(cells, pair[0]) != _values(cells, pair[1])]
    return Rewrite(moved=swapped(*rng.choice(differing))) if differing else None


def rows_swapped(cells: Cells, rng: random.Random) -> Rewrite | None:
    """Two outcome rows of table 3 have each other's numbers, mostly neighbours; or two rows of table 2."""
    if chance(rng, 0.15) and (found := _swap(_alike_in_disclosure(cells), cells, rng)):
        return found
    rows = [row_paths(row) for row in leaves_of(cells)]
    near = list(pairwise(rows))
    far = [(a, b) for at, a in enumerate(rows) for b in rows[at + 1 :]]
    return (_swap(near, cells, rng) if chance(rng, 0.7) else None) or _swap(far, cells, rng)


def _alike_in_disclosure(cells: Cells) -> list[_Pair]:
    """Pairs of rows of table 2 with the same columns."""
    rows: dict[str, list[str]] = {}
    for path in FORM_2021.paths:
        if path.startswith("disclosure.") and path in cells and path not in FORM_2021.decimal_cells:
            rows.setdefault(path.rpartition(".")[0], []).append(path)
    listed = [tuple(paths) for paths in rows.values()]
    return [
        (a, b)
        for at, a in enumerate(listed)
        for b in listed[at + 1 :]
        if [p.rpartition(".")[2] for p in a] == [p.rpartition(".")[2] for p in b]
    ]


def columns_swapped(cells: Cells, rng: random.Random) -> Rewrite | None:
    """Two applicant columns of table 3 have each other's numbers in every row."""
    columns = [tuple(f"requests.{row}.{a}" for row in rows_of(cells)) for a in APPLICANTS]
    return _swap([(a, b) for at, a in enumerate(columns) for b in columns[at + 1 :]], cells, rng)


def received_swapped(cells: Cells, rng: random.Random) -> Rewrite | None:
    """一 and 二 change places: the two rows whose sum the flow equation sees."""
    flows = [rule.left for rule in rules_for(cells) if rule.id == "flow"]
    first, second = tuple(left[0] for left in flows), tuple(left[1] for left in flows)
    return _swap([(first, second)], cells, rng) if all(path in cells for path in first + second) else None


def outcomes_swapped(cells: Cells, rng: random.Random) -> Rewrite | None:
    """维持 and 纠正 change places, in one kind of case or in all three."""
    parts = [rule.right for rule in rules_for(cells) if rule.id == "cases"]
    single: list[_Pair] = [((part[0],), (part[1],)) for part in parts]
    whole = (tuple(part[0] for part in parts), tuple(part[1] for part in parts))
    return _swap([whole] if chance(rng, 0.5) else single, cells, rng)


def case_blocks_swapped(cells: Cells, rng: random.Random) -> Rewrite | None:
    """Two kinds of cases change places."""
    outcomes = [
        p.rpartition(".")[2] for p in FORM_2021.paths if p.startswith(f"proceedings.{next(iter(CASES))}.")
    ]
    blocks = [tuple(f"proceedings.{case}.{outcome}" for outcome in outcomes) for case in CASES]
    return _swap([(a, b) for at, a in enumerate(blocks) for b in blocks[at + 1 :]], cells, rng)


def rows_shifted(cells: Cells, rng: random.Random) -> Rewrite | None:
    """An all-zero outcome row is lost, the rest moves up, zeros come in at the end: all sums hold."""
    leaves = [row_paths(row) for row in leaves_of(cells)]
    zero = [not any(_values(cells, row)) for row in leaves]
    starts = [at for at, is_zero in enumerate(zero) if is_zero and not all(zero[at:])]
    if not starts:
        return None
    start = rng.choice(starts)
    moved: dict[str, str | None] = {}
    for here, below in zip(leaves[start:], [*leaves[start + 1 :], leaves[start]], strict=True):
        moved.update(zip(here, below, strict=True))
    return Rewrite(moved=moved)


def row_lost(cells: Cells, rng: random.Random) -> Rewrite | None:
    """A row of table 3 is lost and all below move up; nothing is left for the last one."""
    rows = [row_paths(row) for row in rows_of(cells)]
    if len(rows) < 2:
        return None
    start = rng.randrange(len(rows) - 1)
    moved: dict[str, str | None] = dict.fromkeys(rows[-1])
    for here, below in zip(rows[start:], rows[start + 1 :], strict=False):
        moved.update(zip(here, below, strict=True))
    return Rewrite(moved=moved)


def number_split(cells: Cells, rng: random.Random) -> Rewrite | None:
    """A number stands in two cells (20 as 2 and 0); its neighbours move on, the last one falls out."""
    rows = [row_paths(row) for row in rows_of(cells)]
    spots = [(row, at) for row in rows for at in range(len(row) - 1) if (cells.get(row[at]) or 0) > 9]
    if not spots:
        return None
    row, at = rng.choice(spots)
    text = str(cells[row[at]])
    cut = rng.randint(1, len(text) - 1)
    moved: dict[str, str | None] = dict(zip(row[at + 2 :], row[at + 1 :], strict=False))
    return Rewrite({row[at]: int(text[:cut]), row[at + 1]: int(text[cut:])}, moved)


def numbers_joined(cells: Cells, rng: random.Random) -> Rewrite | None:
    """Two neighbours are read as one number (12 and 3 as 123); the rest moves up, the last cell stays empty."""
    rows = [row_paths(row) for row in rows_of(cells)]
    spots = [(row, at) for row in rows for at in range(len(row) - 1) if _joins(cells, row[at], row[at + 1])]
    if not spots:
        return None
    row, at = rng.choice(spots)
    moved: dict[str, str | None] = {row[-1]: None, **dict(zip(row[at + 1 :], row[at + 2 :], strict=False))}
    return Rewrite({row[at]: int(f"{cells[row[at]]}{cells[row[at + 1]]}")}, moved)


def _joins(cells: Cells, first: str, second: str) -> bool:
    return (
        bool(cells.get(first))
        and cells.get(second) is not None
        and len(f"{cells[first]}{cells[second]}") <= _LONGEST
    )


def columns_shifted(cells: Cells, rng: random.Random) -> Rewrite | None:
    """In one to four rows of table 3 the numbers stand one column further on; the last one falls out."""
    rows = [row_paths(row) for row in rows_of(cells)]
    lively = [row for row in rows if any(_values(cells, row))]
    if not lively:
        return None
    moved: dict[str, str | None] = {}
    for row in rng.sample(lively, min(rng.randint(1, 4), len(lively))):
        moved.update({row[0]: None, **dict(zip(row[1:], row, strict=False))})
    return Rewrite(moved=moved)


def stray_counted(cells: Cells, rng: random.Random) -> Rewrite | None:
    """A page number is counted as a cell: every number of table 3 behind it stands one cell too far."""
    paths = [path for row in rows_of(cells) for path in row_paths(row)]
    if len(paths) < 2:
        return None
    at = rng.randrange(len(paths) - 1)
    moved: dict[str, str | None] = dict(zip(paths[at + 1 :], paths[at:], strict=False))
    return Rewrite({paths[at]: rng.randint(1, 30)}, moved)


def swaps() -> dict[str, Pattern]:
    """The swaps that keep all or most sums, by the name of their kind."""
    return {
        "row_shift": rows_shifted,
        "row_swap": rows_swapped,
        "column_swap": columns_swapped,
        "received_carried_in_swap": received_swapped,
        "upheld_corrected_swap": outcomes_swapped,
        "case_blocks_swap": case_blocks_swapped,
    }
