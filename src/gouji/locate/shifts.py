"""Numbers of one row, or of all cells from one on, that stand one place off. No I/O here."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.locate.grid import Cells, Grid
from gouji.locate.moves import Placed, Proposal
from gouji.locate.scales import Scales
from gouji.locate.system import System

DROPPED = 0.2
"""What speaks against a move that leaves a printed number over."""
_JOINED_ROWS = 2


def row_shifts(weighed: Scales, grid: Grid) -> Iterator[Proposal]:
    """Rows whose sum is off or cannot be told: their numbers one column back or on, one number cut or joined."""
    for name, row in _in_question(weighed.system, grid):
        yield from _back(weighed, name, row)
        yield from _on(weighed, name, row)
        yield from _rejoined(weighed, name, row)
        yield from _recut(weighed, name, row)
    yield from _several(weighed, grid)


def _in_question(system: System, grid: Grid) -> list[tuple[str, Cells]]:
    """Rows with a cell without number, or the one row whose own sum is broken; none where several are."""
    broken = [index for index in system.broken if system.within_one(index, grid.rows)]
    found = []
    for name, row in zip(grid.names, grid.rows, strict=True):
        mine = sum(system.within_one(index, (row,)) for index in broken)
        if mine == len(broken) and (mine or not system.unknown.isdisjoint(row)):
            found.append((name, row))
    return found


def _value(system: System, cell: int) -> int | None:
    return None if cell in system.unknown else system.values[cell]


def _is_blank(weighed: Scales, cell: int) -> bool:
    reading = weighed.cells.get(weighed.system.paths[cell])
    return reading is None or reading.value is None


def _has_gap(weighed: Scales, row: Cells) -> bool:
    """A cell of the row has no number: then that is where the numbers have come from."""
    return any(_is_blank(weighed, cell) for cell in row)


def _moved_back(system: System, row: Cells, start: int) -> dict[int, int | None]:
    """From ``start`` each cell takes the next one's number; the last one's is lost."""
    placed: dict[int, int | None] = {
        here: _value(system, after) for here, after in zip(row[start:], row[start + 1 :], strict=False)
    }
    placed[row[-1]] = None
    return placed


def _moved_on(system: System, row: Cells, start: int) -> dict[int, int | None]:
    """From ``start`` each cell gives its number to the next one; the first one's is lost."""
    placed: dict[int, int | None] = {
        after: _value(system, here) for here, after in zip(row[start:], row[start + 1 :], strict=False)
    }
    placed[row[start]] = None
    return placed


def _dropped(weighed: Scales, cell: int) -> float:
    if _is_blank(weighed, cell):
        return 0.0
    return DROPPED if weighed.system.values[cell] else DROPPED / 2


def _back(weighed: Scales, name: str, row: Cells) -> Iterator[Proposal]:
    has_gap = _has_gap(weighed, row)
    for start in range(len(row) - 1):
        params = {"row": name, "from": weighed.system.paths[row[start]], "way": "back"}
        dropped = _dropped(weighed, row[start])
        if not (dropped and has_gap):
            yield Proposal("column_shift", _moved_back(weighed.system, row, start), params, dropped)


def _on(weighed: Scales, name: str, row: Cells) -> Iterator[Proposal]:
    has_gap = _has_gap(weighed, row)
    for start in range(len(row) - 1):
        params = {"row": name, "from": weighed.system.paths[row[start]], "way": "on"}
        dropped = _dropped(weighed, row[-1])
        if not (dropped and has_gap):
            yield Proposal("column_shift", _moved_on(weighed.system, row, start), params, dropped)


def _rejoined(weighed: Scales, name: str, row: Cells) -> Iterator[Proposal]:
    """A number that stands in two cells: 2 and 0 for 20, all behind it one column too far."""
    system = weighed.system
    for at in range(len(row) - 1):
        head, tail = _value(system, row[at]), _value(system, row[at + 1])
        if not head or head < 0 or tail is None or tail < 0 or system.scale != 1 or _has_gap(weighed, row):
            continue
        params = {"row": name, "first": system.paths[row[at]], "second": system.paths[row[at + 1]]}
        for zeros in range(3):  # 608 cut into 6 and 08 leaves an 8
            whole = int(f"{head}{'0' * zeros}{tail}")
            placed = {**_moved_back(system, row, at + 1), row[at]: whole}
            yield Proposal("split_number", placed, {**params, "number": whole})


def _recut(weighed: Scales, name: str, row: Cells) -> Iterator[Proposal]:
    """Two numbers that were taken for one: 123 for 12 and 3, all behind them one column too early."""
    system = weighed.system
    if system.scale != 1 or not (_is_blank(weighed, row[-1]) or not system.values[row[-1]]):
        return
    for at in range(len(row) - 1):
        text = str(max(system.values[row[at]], 0))
        for cut in range(1, len(text)):
            if text[cut] == "0" and cut + 1 < len(text):
                continue
            placed = {
                **_moved_on(system, row, at + 1),
                row[at]: int(text[:cut]),
                row[at + 1]: int(text[cut:]),
            }
            params = {"row": name, "first": system.paths[row[at]], "second": system.paths[row[at + 1]]}
            yield Proposal(
                "joined_number", placed, {**params, "number": int(text)}, _dropped(weighed, row[-1]) / 2
            )


def _several(weighed: Scales, grid: Grid) -> Iterator[Proposal]:
    """All rows together whose first number is missing: theirs stand one column too far."""
    system = weighed.system
    rows = [
        (name, row)
        for name, row in zip(grid.names, grid.rows, strict=True)
        if _is_blank(weighed, row[0]) and any(not _is_blank(weighed, cell) for cell in row[1:])
    ]
    if len(rows) < _JOINED_ROWS:
        return
    placed: dict[int, int | None] = {}
    for _, row in rows:
        placed.update(_moved_back(system, row, 0))
    yield Proposal(
        "column_shift", placed, {"rows": tuple(name for name, _ in rows), "way": "back"}, 0.1 * len(rows)
    )


def run_shifts(weighed: Scales, grid: Grid) -> Iterator[Proposal]:
    """A number too many, or one lost: every number of the table behind it stands one cell off."""
    system = weighed.system
    first = _first_broken(system, grid)
    if first is None:
        return
    cells = grid.cells
    width = len(grid.heads)
    for start in range(first * width, (first + 1) * width):
        if start >= len(cells) - 1:
            return
        params = {"from": system.paths[cells[start]]}
        back: Placed = _moved_back(system, cells, start)
        yield Proposal("run_shift", back, {**params, "way": "back"}, 0.0)
        on: Placed = _moved_on(system, cells, start)
        yield Proposal("run_shift", on, {**params, "way": "on"}, _dropped(weighed, cells[-1]))


def _first_broken(system: System, grid: Grid) -> int | None:
    """The first of at least two rows whose own sums are off."""
    rows = [
        at for at, row in enumerate(grid.rows) if any(system.within_one(i, (row,)) for i in system.broken)
    ]
    return rows[0] if len(rows) >= 2 else None
