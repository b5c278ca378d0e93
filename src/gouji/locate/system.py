"""Equations as a sparse system of integers, with unknown cells eliminated. No I/O here.

Cells become columns in reading order, numbers become integers (amounts are scaled by a power of ten),
every equation a row ``left - right`` with its residual. A cell without a number is unknown: free to
take any count. A printed blank counts as 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import gcd

from gouji.report import FACTS, CellReading, Number
from gouji.rules import LinearRule

LARGEST = 999_999_999
"""The largest count that a cell can hold."""

Row = dict[int, int]
Line = tuple[Row, int]
Pivot = tuple[int, Row, int]
"""A column, the row that was solved for it, and that row's residual."""


@dataclass(frozen=True)
class System:
    """The equations of cells that hang together.

    ``values`` are scaled integers, 0 for unknown cells; ``blank`` are cells whose 0 is a printed blank;
    ``lines[i]`` belongs to ``rules[i]``.
    """

    rules: tuple[LinearRule, ...]
    paths: tuple[str, ...]
    values: tuple[int, ...]
    unknown: frozenset[int]
    blank: frozenset[int]
    lines: tuple[Line, ...]
    scale: int

    @cached_property
    def column_of(self) -> dict[str, int]:
        """Column of each cell path."""
        return {path: column for column, path in enumerate(self.paths)}

    @cached_property
    def rows_with(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each column the rows that it is in, with its coefficient."""
        found: list[list[tuple[int, int]]] = [[] for _ in self.paths]
        for index, (row, _) in enumerate(self.lines):
            for column, coefficient in row.items():
                found[column].append((index, coefficient))
        return tuple(tuple(rows) for rows in found)

    @cached_property
    def broken(self) -> tuple[int, ...]:
        """Rows without unknown cells whose residual is not 0."""
        return tuple(
            index
            for index, (row, residual) in enumerate(self.lines)
            if residual and self.unknown.isdisjoint(row)
        )

    @cached_property
    def reduced(self) -> Reduced:
        """The system with its unknown cells eliminated."""
        return eliminate_unknown(self.lines, self.unknown)

    @cached_property
    def contradictory(self) -> tuple[str, ...]:
        """Names of the equations that are broken, or contradict each other about unknown cells."""
        tagged = tuple(({**row, -1 - index: 1}, residual) for index, (row, residual) in enumerate(self.lines))
        lines = eliminate_unknown(tagged, self.unknown).lines if self.unknown else tagged
        tags = {-1 - column for row, residual in lines if residual for column in row if column < 0}
        return tuple(self.rules[index].name for index in sorted(tags))

    def within_one(self, index: int, groups: Iterable[tuple[int, ...]]) -> bool:
        """Whether all cells of an equation are in one of the groups of columns."""
        row = self.lines[index][0].keys()
        return any(row <= set(group) for group in groups)

    def within(self, value: int) -> bool:
        """Whether a cell can hold ``value``."""
        return 0 <= value <= LARGEST * self.scale

    def number(self, value: int) -> Number:
        """The number of a scaled integer."""
        if value % self.scale == 0:
            return value // self.scale
        return Decimal(value) / Decimal(self.scale)


@dataclass(frozen=True, slots=True)
class Reduced:
    """Lines without unknown cells, and the rows that were solved for unknown cells, in order.

    ``open`` are unknown cells that no row was left to solve for: the equations do not determine them.
    """

    lines: tuple[Line, ...]
    pivots: tuple[Pivot, ...]
    open: frozenset[int]

    @property
    def violated(self) -> bool:
        """Whether no choice of the unknown cells satisfies every equation."""
        return any(residual for _, residual in self.lines)


def systems(
    rules: Iterable[LinearRule], cells: Mapping[str, CellReading], order: Sequence[str]
) -> tuple[System, ...]:
    """The equations, taken apart where they share no cell; those of the earliest cell in ``order`` first.

    Cells that the form does not have are left out of their equations.
    """
    ranks = {path: rank for rank, path in enumerate(order)}

    def rank(path: str) -> tuple[int, str]:
        return ranks.get(path, len(ranks)), path

    absent = {path for path, cell in cells.items() if cell.blank == "not_in_form"}
    groups = _groups(rules, absent)
    made = [_system(group, sorted(paths, key=rank), cells) for group, paths in groups]
    return tuple(sorted(made, key=lambda system: rank(system.paths[0])))


def _groups(rules: Iterable[LinearRule], absent: set[str]) -> list[tuple[list[LinearRule], set[str]]]:
    groups: list[tuple[list[LinearRule], set[str]]] = []
    for rule in rules:
        paths = {path for path in rule.cells if path not in absent}
        if not paths:
            continue
        members = [rule]
        apart = []
        for group in groups:
            if paths.isdisjoint(group[1]):
                apart.append(group)
            else:
                members += group[0]
                paths |= group[1]
        groups = [*apart, (members, paths)]
    return groups


def implied(system: System) -> dict[str, Number]:
    """What the equations force on unknown cells.

    All together where they hold together; else each equation with one unknown cell for itself, as far as
    those about one cell agree.
    """
    if not system.unknown:
        return {}
    if system.reduced.violated:
        found = _one_by_one(system)
    else:
        found = solve_back(system.reduced.pivots, {}, system.reduced.open) or {}
    return {
        system.paths[column]: system.number(value)
        for column, value in sorted(found.items())
        if system.within(value)
    }


def _one_by_one(system: System) -> dict[int, int]:
    asked: dict[int, set[int]] = {}
    for row, residual in system.lines:
        unknown = [column for column in row if column in system.unknown]
        if len(unknown) == 1:
            asked.setdefault(unknown[0], set()).add(-residual * row[unknown[0]])
    return {column: values.pop() for column, values in asked.items() if len(values) == 1}


def _system(rules: Sequence[LinearRule], paths: Sequence[str], cells: Mapping[str, CellReading]) -> System:
    numbers = [_number(cells.get(path)) for path in paths]
    scale = 10 ** max((_places(number) for number in numbers), default=0)
    values = tuple(0 if number is None else int(number * scale) for number in numbers)
    column_of = {path: column for column, path in enumerate(paths)}
    ordered = tuple(
        sorted(rules, key=lambda rule: (min(column_of.get(p, len(paths)) for p in rule.cells), rule.name))
    )
    return System(
        rules=ordered,
        paths=tuple(paths),
        values=values,
        unknown=frozenset(column for column, number in enumerate(numbers) if number is None),
        blank=frozenset(column for column, path in enumerate(paths) if _is_blank(cells.get(path))),
        lines=tuple(_line(rule, column_of, values) for rule in ordered),
        scale=scale,
    )


def _number(cell: CellReading | None) -> Number | None:
    if cell is None:
        return None
    return 0 if _is_blank(cell) else cell.value


def _is_blank(cell: CellReading | None) -> bool:
    return cell is not None and cell.value is None and cell.blank in FACTS


def _places(number: Number | None) -> int:
    if not isinstance(number, Decimal):
        return 0
    exponent = number.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _line(rule: LinearRule, column_of: Mapping[str, int], values: Sequence[int]) -> Line:
    row: Row = {}
    for sign, side in ((1, rule.left), (-1, rule.right)):
        for path in side:
            if path in column_of:
                row[column_of[path]] = sign
    return row, sum(sign * values[column] for column, sign in row.items())


def eliminate(lines: Iterable[Line], column: int, pivot: Line) -> tuple[Line, ...]:
    """All lines but ``pivot`` with ``column`` eliminated by it; rows that vanish with residual 0 are dropped."""
    left: list[Line] = []
    factor_row, factor_residual = pivot
    p = factor_row[column]
    for line in lines:
        row, residual = line
        a = row.get(column)
        if a is None:
            left.append(line)
        elif line is not pivot:
            merged, rest = _combine(row, residual, factor_row, factor_residual, p, a)
            if merged or rest:
                left.append((merged, rest))
    return tuple(left)


def _combine(row: Row, residual: int, other: Row, rest: int, p: int, a: int) -> Line:
    """``row * p - other * a`` without common factor."""
    if p in (1, -1):
        factor, merged, value = -a * p, dict(row), residual - a * p * rest
    else:
        factor, merged, value = -a, {k: c * p for k, c in row.items()}, residual * p - a * rest
    for column, coefficient in other.items():
        total = merged.get(column, 0) + factor * coefficient
        if total:
            merged[column] = total
        else:
            del merged[column]
    if p not in (1, -1) and (common := gcd(value, *merged.values())) > 1:
        merged = {k: c // common for k, c in merged.items()}
        value //= common
    return merged, value


def eliminate_unknown(lines: Iterable[Line], unknown: Iterable[int]) -> Reduced:
    """Solve for unknown cells as long as there are rows that contain them."""
    left = tuple(lines)
    pivots: list[Pivot] = []
    undetermined: set[int] = set()
    for column in sorted(unknown):
        rows = [line for line in left if column in line[0]]
        if not rows:
            undetermined.add(column)
            continue
        pivot = min(rows, key=lambda line: (len(line[0]), sorted(line[0])))
        pivots.append((column, *pivot))
        left = eliminate(left, column, pivot)
    return Reduced(left, tuple(pivots), frozenset(undetermined))


def solve_back(
    pivots: Sequence[Pivot], known: Mapping[int, int], undetermined: Iterable[int] = ()
) -> dict[int, int] | None:
    """Changes of the solved columns, last one first; ``known`` are changes of other columns, else 0.

    Columns that depend on an ``undetermined`` one are left out. None where a change is no integer.
    """
    found = dict(known)
    out = set(undetermined)
    for column, row, residual in reversed(pivots):
        if not out.isdisjoint(row):
            out.add(column)
            continue
        rest = residual + sum(c * found[k] for k, c in row.items() if k != column and k in found)
        change, remainder = divmod(-rest, row[column])
        if remainder:
            return None
        found[column] = change
    return found
