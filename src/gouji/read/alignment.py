"""The cheapest way to give runs of numbers rows in form order, and what every other way would cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gouji.read.candidates import Candidate, Runs, count_cost
from gouji.read.slots import Slot

OUT_OF_ORDER = 6.0
SKIPPED_ROW = 0.4
SKIPPED_RUN = 12.0
_LOOK_BACK = 8


def cheapest(nodes: Sequence[Candidate], runs: Runs) -> list[Candidate]:
    """The cheapest path over the slots, and for every node the cheapest path through it."""
    by_slot: list[list[Candidate]] = [[] for _ in runs.slots]
    for node in nodes:
        by_slot[node.slot].append(node)
    skip = [0.0]
    for slot, own in zip(runs.slots, by_slot, strict=True):
        skip.append(skip[-1] + _skip_cost(slot, own, runs.widths))
    _sweep_forward(by_slot, skip, runs.order)
    _sweep_backward(by_slot, skip, runs.order)
    last = min(nodes, key=lambda node: node.forward + skip[-1] - skip[node.slot + 1], default=None)
    path: list[Candidate] = []
    while last is not None:
        path.append(last)
        last = last.previous
    return path[::-1]


def _sweep_forward(by_slot: list[list[Candidate]], skip: Sequence[float], order: Mapping[str, int]) -> None:
    """The cheapest way to each node from the first slot on, its own cost included."""
    for index, nodes in enumerate(by_slot):
        for node in nodes:
            best = skip[index] + _step(None, node.row, order)
            node.previous = None
            for before in range(index - 1, max(-1, index - _LOOK_BACK), -1):
                between = skip[index] - skip[before + 1]
                if between >= best:
                    break
                for other in by_slot[before]:
                    cost = other.forward + between
                    if cost < best and _compatible(other, node):
                        cost += _step(other.row, node.row, order)
                        if cost < best:
                            best, node.previous = cost, other
            node.forward = best + node.cost


def _sweep_backward(by_slot: list[list[Candidate]], skip: Sequence[float], order: Mapping[str, int]) -> None:
    """The cheapest way from each node to the last slot, its own cost not included."""
    for index in range(len(by_slot) - 1, -1, -1):
        for node in by_slot[index]:
            best = skip[-1] - skip[index + 1]
            for after in range(index + 1, min(len(by_slot), index + _LOOK_BACK)):
                between = skip[after] - skip[index + 1]
                if between >= best:
                    break
                for other in by_slot[after]:
                    cost = other.backward + other.cost + between
                    if cost < best and _compatible(node, other):
                        best = min(best, cost + _step(node.row, other.row, order))
            node.backward = best


def _skip_cost(slot: Slot, nodes: Sequence[Candidate], widths: Mapping[str, int]) -> float:
    """What it costs to call numbers a stray: a whole row's price where they fit a label beside them."""
    if slot.aside:
        return 0.0
    width = max(widths.values())
    if any(node.hit and count_cost(slot, widths.get(node.row, width)) == 0 for node in nodes):
        return SKIPPED_RUN
    return SKIPPED_RUN * min(1.0, max(len(slot.filled), min(slot.digits, width)) / width)


def _step(previous: str | None, row: str, order: Mapping[str, int]) -> float:
    if row not in order:
        return 0.5
    index = order[row]
    before = order.get(previous, -1) if previous is not None else -1
    if previous is not None and previous not in order:
        return 0.5
    if index > before:
        return SKIPPED_ROW * min(index - before - 1, 6)
    return OUT_OF_ORDER


def _compatible(first: Candidate, second: Candidate) -> bool:
    if first.row == second.row and first.hit is not None and first.hit == second.hit:
        return False
    return (
        first.hit is None
        or second.hit is None
        or first.hit.end <= second.hit.start
        or first.hit.start >= second.hit.end
    )
