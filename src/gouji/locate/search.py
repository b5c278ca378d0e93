"""All least-weight minimal sets of columns whose changes satisfy every line: best-first search. No I/O here.

A node holds the chosen columns and the system without them: for each one a violated line was solved and
eliminated. Every violated line needs one more column, so the lines' least share of a column's weight
bounds what is missing from below. A node branches on the violated line with the fewest columns; what an
earlier branch has taken is forbidden in the later ones, so that each set is met once.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gouji.locate.system import Line, Pivot, eliminate, solve_back

EFFORT = 100
"""What opening a node costs before any entry is looked at."""
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Solution:
    """Changes by column, in whole units, and their weight."""

    changes: Mapping[int, int]
    weight: float


@dataclass(frozen=True, slots=True)
class Bounds:
    """``best`` weight known before, how much more than the best is of interest, and how much to look at.

    ``work`` counts the entries of violated lines in the nodes opened: about 0.2 µs each.
    """

    best: float = float("inf")
    slack: float = 0.5
    work: int = 250_000


@dataclass(frozen=True, slots=True)
class _Node:
    lines: tuple[Line, ...]
    pivots: tuple[Pivot, ...]
    weight: float
    forbidden: frozenset[int]


@dataclass(order=True, slots=True)
class _Branch:
    """A node to be opened: ``parent`` with one of the ``columns`` eliminated by ``pivot``, those before it taken."""

    bound: float
    depth: int
    turn: int
    parent: _Node = field(compare=False)
    columns: Sequence[int] = field(compare=False)
    rank: int = field(compare=False)
    pivot: Line = field(compare=False)


def single_columns(lines: Iterable[Line]) -> dict[int, int]:
    """Columns that explain all residuals alone, each with its change.

    Such a column stands in every violated line and in no other one, and all lines ask for one change.
    """
    violated = [line for line in lines if line[1]]
    found: dict[int, int] = {}
    if not violated:
        return found
    first, residual = violated[0]
    for column, coefficient in first.items():
        change, remainder = divmod(-residual, coefficient)
        if not remainder and all(row.get(column, 0) * change == -rest for row, rest in lines):
            found[column] = change
    return found


def search(
    lines: tuple[Line, ...],
    costs: Sequence[float],
    weigh: Callable[[Mapping[int, int]], float | None],
    bounds: Bounds,
) -> tuple[list[Solution], bool]:
    """All minimal supports up to the best weight and ``slack``; and whether the search came to its end.

    ``costs`` are lower bounds of what a column adds to a weight; ``weigh`` gives the weight of a solution, None
    where its numbers are impossible. Sets whose changes the lines leave open are no solutions.
    """
    found: list[Solution] = []
    queue: list[_Branch] = []
    best, turn, work = bounds.best, 0, 0
    node: _Node | None = _Node(lines, (), 0.0, frozenset())
    while True:
        if node is not None:
            work += EFFORT + sum(len(row) for row, residual in node.lines if residual)
            if any(residual for _, residual in node.lines):
                for branch in _branches(node, costs, best + bounds.slack, turn):
                    heapq.heappush(queue, branch)
                    turn += 1
            elif (solution := _solution(node, weigh)) is not None:
                found.append(solution)
                best = min(best, solution.weight)
        if not queue or queue[0].bound > best + bounds.slack + _EPSILON:
            return found, True
        if work >= bounds.work:
            return found, False
        node = _open(heapq.heappop(queue), costs)


def _open(branch: _Branch, costs: Sequence[float]) -> _Node:
    parent, column = branch.parent, branch.columns[branch.rank]
    return _Node(
        lines=eliminate(parent.lines, column, branch.pivot),
        pivots=(*parent.pivots, (column, *branch.pivot)),
        weight=parent.weight + costs[column],
        forbidden=parent.forbidden.union(branch.columns[: branch.rank]),
    )


def _solution(node: _Node, weigh: Callable[[Mapping[int, int]], float | None]) -> Solution | None:
    changes = solve_back(node.pivots, {})
    if changes is None or not all(changes.values()):
        return None
    weight = weigh(changes)
    return None if weight is None else Solution(changes, weight)


def _branches(node: _Node, costs: Sequence[float], limit: float, turn: int) -> list[_Branch]:
    """One branch for each column of the violated line with the fewest of them."""
    violated = [line for line in node.lines if line[1]]
    free = [[column for column in row if column not in node.forbidden] for row, _ in violated]
    if not all(free):
        return []
    covers: dict[int, int] = {}
    for columns in free:
        for column in columns:
            covers[column] = covers.get(column, 0) + 1
    price = {column: costs[column] / count for column, count in covers.items()}
    shares = [min([price[column] for column in columns]) for columns in free]
    missing = sum(shares)
    if node.weight + missing > limit + _EPSILON:
        return []
    least = min(range(len(free)), key=lambda index: len(free[index]))
    covered: dict[int, float] = dict.fromkeys(free[least], 0.0)
    for share, columns in zip(shares, free, strict=True):
        for column in columns:
            if column in covered:
                covered[column] += share
    columns = sorted(free[least])
    branches: list[_Branch] = []
    for rank, column in enumerate(columns):
        bound = max(node.weight + missing, node.weight + costs[column] + missing - covered[column])
        if bound <= limit + _EPSILON:
            order = turn + len(branches)
            branches.append(_Branch(bound, -len(node.pivots), order, node, columns, rank, violated[least]))
    return branches
