"""Which of two documents is more likely wrong where they disagree. No I/O.

Their own equations decide. Two numbers that should agree can be brought together in two ways: either
document takes the other's. Where every way that leaves no equation of either document broken changes the
same one of them, and an equation of that one is broken now, that one is likely wrong. Otherwise nothing
is decided.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from gouji.panel.finding import Difference, Side
from gouji.panel.sheet import Sheet
from gouji.report import CellReading
from gouji.review.equations import assess
from gouji.rules import LinearRule

MOST = 8
"""Differences that equations tie together, up to which all ways are tried; beyond, all of one side at once."""

Way = tuple[Side, ...]


def decided(one: Sheet, other: Sheet, differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """Say per difference which side is likely wrong."""
    sides: dict[int, Side] = {}
    for tied in _tied(one, other, differences):
        sides |= _decide(one, other, {at: differences[at] for at in tied})
    return tuple(replace(each, likely=sides.get(at)) for at, each in enumerate(differences))


def _decide(one: Sheet, other: Sheet, tied: Mapping[int, Difference]) -> dict[int, Side]:
    of_one = _over(one, {each.path for each in tied.values()})
    of_other = _over(other, {each.other_path for each in tied.values()})
    broken_in_one = _cells_of(rule for rule in of_one if _broken([rule], one.cells))
    broken_in_other = _cells_of(rule for rule in of_other if _broken([rule], other.cells))
    if not broken_in_one and not broken_in_other:
        return {}
    mended: list[Way] = []
    for way in _ways(len(tied)):
        to_one, to_other = _swaps(one, other, list(tied.values()), way)
        if not _broken(of_one, {**one.cells, **to_one}) and not _broken(
            of_other, {**other.cells, **to_other}
        ):
            mended.append(way)
    agreed = {at: {way[place] for way in mended} for place, at in enumerate(tied)}
    sides: dict[int, Side] = {}
    for at, each in tied.items():
        if agreed[at] == {"one"} and each.path in broken_in_one:
            sides[at] = "one"
        elif agreed[at] == {"other"} and each.other_path in broken_in_other:
            sides[at] = "other"
    return sides


def _ways(count: int) -> Iterator[Way]:
    """Who gives in, per difference."""
    sides: tuple[Side, Side] = ("one", "other")
    if count <= MOST:
        yield from product(sides, repeat=count)
    else:
        yield from ((side,) * count for side in sides)


def _swaps(
    one: Sheet, other: Sheet, differences: Sequence[Difference], way: Way
) -> tuple[dict[str, CellReading], dict[str, CellReading]]:
    """The cells that each document takes from the other."""
    to_one: dict[str, CellReading] = {}
    to_other: dict[str, CellReading] = {}
    for each, side in zip(differences, way, strict=True):
        if side == "one":
            to_one[each.path] = other.cells[each.other_path]
        else:
            to_other[each.other_path] = one.cells[each.path]
    return to_one, to_other


def _tied(one: Sheet, other: Sheet, differences: Sequence[Difference]) -> list[list[int]]:
    """The differences in groups that no equation of either document ties to one another."""
    groups: list[tuple[set[str], list[int]]] = []
    for at, each in enumerate(differences):
        rules = {"one " + rule.name for rule in _over(one, {each.path})}
        rules |= {"other " + rule.name for rule in _over(other, {each.other_path})}
        members = [at]
        apart = []
        for group in groups:
            if group[0].isdisjoint(rules):
                apart.append(group)
            else:
                rules |= group[0]
                members = group[1] + members
        groups = [*apart, (rules, members)]
    return [members for _, members in groups]


def _over(sheet: Sheet, paths: Collection[str]) -> list[LinearRule]:
    wanted = set(paths)
    return [rule for rule in sheet.rules.values() if not wanted.isdisjoint(rule.cells)]


def _broken(rules: Sequence[LinearRule], cells: Mapping[str, CellReading]) -> bool:
    return any(assess(rule, cells)[0] == "fail" for rule in rules)


def _cells_of(rules: Iterator[LinearRule]) -> set[str]:
    return {path for rule in rules for path in rule.cells}
