"""The equations choose among the readings of the rows: only what every joint solution shares is read.

A balance says that two groups of rows have the same sum in every column. First each column's least
and greatest sums rule readings out, again and again until nothing changes; then sums are laid row by
row, forward and back, and a reading stays if some path of equal sums uses it. The two balances of
the form share one row, so both hold together as soon as that row's readings fit both. Where the
sums grow too many the second step is left out: more readings stay than need to, never fewer.

Vectors of counts travel as one integer with 64 bits a column: adding integers adds all columns.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gouji.numbers import whole
from gouji.read.cuts import Options, Part
from gouji.report import FACTS

MAX_STEPS = 100_000
LANE = 64
Readings = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """The rows on either side add up to the same in every column."""

    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def rows(self) -> tuple[str, ...]:
        """All rows, left side first."""
        return self.left + self.right


Vector = tuple[int, ...]
Domains = dict[str, dict[int, Vector]]


def balances(leaves: Sequence[str]) -> tuple[Balance, ...]:
    """Column sums and flows of table 3."""
    return (
        Balance(tuple(leaves), ("concluded",)),
        Balance(("received", "carried_in"), ("concluded", "carried_out")),
    )


def solve(
    options: Mapping[str, Options], leaves: Sequence[str], without: Collection[int] = ()
) -> dict[str, list[Readings]]:
    """Readings per row that take part in a joint solution; columns ``without`` are left out of account.

    A balance counts when all its rows are there. Rows of no such balance are absent from the answer;
    the answer is empty when nothing satisfies all balances that count.
    """
    vectors = {row: _vectors(one.rows, without) for row, one in options.items()}
    usable = [b for b in balances(leaves) if all(vectors.get(row) for row in b.rows)]
    domains: Domains = {
        row: {_pack(vector): vector for vector, _ in vectors[row]}
        for balance in usable
        for row in balance.rows
    }
    if not _narrow(domains, usable) or not all(_support(domains, balance) for balance in usable):
        return {}
    # What one balance left of the row they share, the other must hear.
    if len(usable) > 1 and not all(_support(domains, balance) for balance in usable):
        return {}
    return {
        row: [parts for vector, parts in vectors[row] if _pack(vector) in domain]
        for row, domain in domains.items()
    }


def _vectors(rows: Sequence[Readings], without: Collection[int]) -> list[tuple[Vector, Readings]]:
    """The readings with their counts, printed blanks adding nothing; none where one is no count."""
    found = []
    for parts in rows:
        vector = []
        for index, part in enumerate(parts):
            count = whole(part.value) if part.value is not None else 0 if part.blank in FACTS else None
            if count is None:
                return []
            if index not in without:
                vector.append(count)
        found.append((tuple(vector), parts))
    return found


def _pack(vector: Vector) -> int:
    packed = 0
    for count in reversed(vector):
        packed = packed << LANE | count
    return packed


def _guard(width: int) -> int:
    return _pack((1 << (LANE - 1),) * width)


def _least(vectors: Collection[Vector]) -> int:
    return _pack(tuple(map(min, zip(*vectors, strict=True))))


def _most(vectors: Collection[Vector]) -> int:
    return _pack(tuple(map(max, zip(*vectors, strict=True))))


def _narrow(domains: Domains, usable: Sequence[Balance]) -> bool:
    """Drop readings that no sums within bounds allow, until nothing changes; False when a row is left bare."""
    changed = True
    while changed:
        changed = False
        for balance in usable:
            for side, other in ((balance.left, balance.right), (balance.right, balance.left)):
                least, most = _bounds(domains, side)
                floor, ceiling = _bounds(domains, other)
                for row in side:
                    kept = _within(domains[row], least, most, floor, ceiling)
                    if not kept:
                        return False
                    changed = changed or len(kept) < len(domains[row])
                    domains[row] = kept
    return True


def _bounds(domains: Domains, rows: Sequence[str]) -> tuple[int, int]:
    return sum(_least(domains[row].values()) for row in rows), sum(
        _most(domains[row].values()) for row in rows
    )


def _within(domain: dict[int, Vector], least: int, most: int, floor: int, ceiling: int) -> dict[int, Vector]:
    """Readings of a row with which its side, from ``least`` to ``most``, can still meet the other side."""
    guard = _guard(len(next(iter(domain.values()))))
    rest_least = least - _least(domain.values())
    rest_most = most - _most(domain.values())
    return {
        packed: vector
        for packed, vector in domain.items()
        if ((ceiling | guard) - (packed + rest_least)) & guard == guard
        and (((packed + rest_most) | guard) - floor) & guard == guard
    }


def _support(domains: Domains, balance: Balance) -> bool:
    """Keep readings on some path of equal sums; False when there is no path. Untouched where sums are too many."""
    left = _layers(domains, balance.left, _bounds(domains, balance.right))
    right = _layers(domains, balance.right, _bounds(domains, balance.left))
    if left is None or right is None:
        return True
    meeting = left.sums[-1] & right.sums[-1]
    if not meeting:
        return False
    for side in (left, right):
        alive = meeting
        for row, before in zip(reversed(side.rows), reversed(side.sums[:-1]), strict=True):
            domain = domains[row]
            steps = [
                (total - packed, packed) for total in alive for packed in domain if total - packed in before
            ]
            used = {packed for _, packed in steps}
            alive = {total for total, _ in steps}
            domains[row] = {packed: domain[packed] for packed in domain if packed in used}
    return True


@dataclass(frozen=True, slots=True)
class _Layers:
    """``sums[i]`` are the sums that the first i rows can have."""

    rows: tuple[str, ...]
    sums: tuple[set[int], ...]


def _layers(domains: Domains, rows: Sequence[str], target: tuple[int, int]) -> _Layers | None:
    """Sums row by row, widest rows first, that can still end within ``target``; None where they are too many."""
    floor, ceiling = target
    least = {row: _least(domains[row].values()) for row in rows}
    most = {row: _most(domains[row].values()) for row in rows}
    ordered = tuple(sorted(rows, key=lambda row: (-len(domains[row]), row)))
    guard = _guard(len(next(iter(domains[rows[0]].values()))))
    rest_least, rest_most = sum(least.values()), sum(most.values())
    sums = [{0}]
    steps = 0
    for row in ordered:
        steps += len(sums[-1]) * len(domains[row])
        if steps > MAX_STEPS:
            return None
        rest_least -= least[row]
        rest_most -= most[row]
        reached = {
            total
            for sofar in sums[-1]
            for packed in domains[row]
            if ((ceiling | guard) - ((total := sofar + packed) + rest_least)) & guard == guard
            and ((total + rest_most | guard) - floor) & guard == guard
        }
        sums.append(reached)
    return _Layers(ordered, tuple(sums))
