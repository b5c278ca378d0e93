"""The equations choose among the readings of a row: only what every solution shares is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from gouji.read.cuts import Options, Part, counts

MAX_STATES = 60_000
Vector = tuple[int, ...]
FLOW_ROWS = ("received", "carried_in", "concluded", "carried_out")


def solve(
    options: Mapping[str, Options], leaves: Sequence[str]
) -> dict[str, list[tuple[Part, ...]]] | None:
    """Readings per row that take part in a joint solution of column sums and flows.

    Rows are tuples of seven parts. Returns None when the system is too large or a row that the
    equations need is absent; an empty dict when nothing satisfies them all.
    """
    vectors: dict[str, dict[Vector, list[tuple[Part, ...]]]] = {}
    for row in (*leaves, *FLOW_ROWS):
        if row not in options:
            return None
        by_vector: dict[Vector, list[tuple[Part, ...]]] = {}
        for parts in options[row].rows:
            values = counts(parts)
            if any(value is None for value in values):
                continue
            by_vector.setdefault(tuple(value for value in values if value is not None), []).append(parts)
        if not by_vector:
            return None
        vectors[row] = by_vector
    kept = _flows(vectors)
    if kept is None:
        return None
    if not kept["concluded"]:
        return {}
    sums = _column_sums(vectors, leaves, kept["concluded"])
    if sums is None:
        return None
    leaf_kept, concluded = sums
    final = _flows({**vectors, "concluded": {v: vectors["concluded"][v] for v in concluded}})
    if not concluded or final is None or not final["concluded"]:
        return {}
    result = {row: [p for v in leaf_kept[row] for p in vectors[row][v]] for row in leaves}
    result |= {row: [p for v in final[row] for p in vectors[row][v]] for row in FLOW_ROWS}
    return result


def _flows(vectors: Mapping[str, Mapping[Vector, object]]) -> dict[str, set[Vector]] | None:
    """Vectors of the four flow rows that satisfy received + carried_in = concluded + carried_out."""
    received, carried, concluded, out = (list(vectors[row]) for row in FLOW_ROWS)
    if max(len(received) * len(carried), len(concluded) * len(out)) > MAX_STATES * 4:
        return None
    by_sum: dict[Vector, list[tuple[Vector, Vector]]] = {}
    for a, b in product(received, carried):
        by_sum.setdefault(_add(a, b), []).append((a, b))
    kept: dict[str, set[Vector]] = {row: set() for row in FLOW_ROWS}
    for c, d in product(concluded, out):
        pairs = by_sum.get(_add(c, d))
        if pairs:
            kept["concluded"].add(c)
            kept["carried_out"].add(d)
            for a, b in pairs:
                kept["received"].add(a)
                kept["carried_in"].add(b)
    return kept


def _column_sums(
    vectors: Mapping[str, Mapping[Vector, object]], leaves: Sequence[str], targets: set[Vector]
) -> tuple[dict[str, set[Vector]], set[Vector]] | None:
    """Forward sets of partial sums over the leaf rows, then a backward pass keeps what reaches a target."""
    width = len(next(iter(targets)))
    bound = tuple(max(target[i] for target in targets) for i in range(width))
    layers: list[set[Vector]] = [{(0,) * width}]
    for row in leaves:
        layer = {
            total
            for partial in layers[-1]
            for vector in vectors[row]
            if all(map(int.__le__, total := _add(partial, vector), bound))
        }
        if len(layer) > MAX_STATES:
            return None
        layers.append(layer)
    reached = layers[-1] & targets
    alive = set(reached)
    kept: dict[str, set[Vector]] = {}
    for index in range(len(leaves) - 1, -1, -1):
        row = leaves[index]
        used: set[Vector] = set()
        before: set[Vector] = set()
        for total in alive:
            for vector in vectors[row]:
                previous = tuple(t - v for t, v in zip(total, vector, strict=True))
                if previous in layers[index]:
                    used.add(vector)
                    before.add(previous)
        kept[row] = used
        alive = before
    return kept, reached


def _add(first: Vector, second: Vector) -> Vector:
    return tuple(map(int.__add__, first, second))
