"""What evidence says about one cell being wrong: how likely at all, and how likely this number for that.

Weights add up over the cells of an explanation; fewer cells win where evidence is equal. No I/O here.
"""

from __future__ import annotations

from collections.abc import Mapping

from gouji.report import CellReading, Number

CELL = 1.0
LEAST = 0.2
AGREED = 0.5
DISPUTED = 0.6
UNSURE = 0.3
ILLEGIBLE = 0.5
UNLIKE = 0.3
"""The weight of a cell with ordinary evidence, and the least one; what is added where readers agree, taken off
where they disagree, where the place of a number is unsure, where its recognition is (times 1 - certainty);
and the largest digit-confusion distance, which is added too."""

ALIKE = frozenset(
    frozenset(pair)
    for pair in (
        "17",
        "38",
        "06",
        "56",
        "08",
        "68",
        "89",
        "49",
        "27",
        "35",
        "69",
        "14",
        "12",
        "09",
        "47",
        "39",
    )
)
_FIRST = frozenset(frozenset(pair) for pair in ("17", "38", "06", "56", "08", "68"))


def suspicion(
    cell: CellReading | None, witnesses: Mapping[str, Number | None], certainty: float | None
) -> float:
    """The weight of changing this cell before the new number is known; ``LEAST`` at the least."""
    weight = CELL
    values = set(witnesses.values())
    if len(witnesses) > 1:
        weight += AGREED if len(values) == 1 and None not in values else -DISPUTED
    if cell is not None and (not cell.sure or cell.by_equation):
        weight -= UNSURE
    if certainty is not None:
        weight -= ILLEGIBLE * (1.0 - min(max(certainty, 0.0), 1.0))
    return max(weight, LEAST)


def objection(cell: CellReading | None, witnesses: Mapping[str, Number | None], suggested: Number) -> float:
    """What is added for this number in the cell: its digit distance, more if disputed and no reader took it."""
    values = set(witnesses.values())
    if len(values) > 1:
        return 0.0 if suggested in values else DISPUTED + UNLIKE
    printed = cell.value if cell is not None else None
    return slip(printed, suggested)


def slip(printed: Number | None, suggested: Number) -> float:
    """How far from a usual slip of eye or hand ``printed`` is for ``suggested``, 0 to ``UNLIKE``.

    Nothing or 0 where a number belongs is a forgotten number.
    """
    if printed is None:
        return 0.0
    if printed == 0:
        return _from_zero(suggested)
    read, true = str(printed), str(suggested)
    if is_transposed(read, true):
        return 0.04
    if len(read) == len(true):
        return _changed(read, true)
    found = _dropped(read, true)
    if found is not None:
        return found
    return 0.22 if -9 <= printed - suggested <= 9 else UNLIKE


def _from_zero(suggested: Number) -> float:
    if suggested == 6:
        return 0.03
    return 0.1 if 0 < suggested < 10 else 0.15


def is_transposed(read: str, true: str) -> bool:
    """Two neighbouring digits have changed places."""
    if len(read) != len(true) or read == true:
        return False
    at = next(index for index, (a, b) in enumerate(zip(read, true, strict=True)) if a != b)
    return read[at : at + 2] == true[at : at + 2][::-1] and read[at + 2 :] == true[at + 2 :]


def is_factor_ten(printed: Number, suggested: Number) -> bool:
    """One number is ten times the other: a zero lost or gained at the end."""
    return bool(printed) and bool(suggested) and (printed == suggested * 10 or suggested == printed * 10)


def _changed(read: str, true: str) -> float:
    """Numbers with as many digits: one digit alike, a small miscount, one other digit, or more."""
    differing = [frozenset((a, b)) for a, b in zip(read, true, strict=True) if a != b]
    if len(differing) == 1:
        if differing[0] in _FIRST:
            return 0.03
        if differing[0] in ALIKE:
            return 0.08
        return 0.12 if read[:-1] == true[:-1] else 0.16
    if all(pair in ALIKE for pair in differing):
        return 0.2
    return 0.22 if abs(int(read.replace(".", "")) - int(true.replace(".", ""))) <= 9 else UNLIKE


def _dropped(read: str, true: str) -> float | None:
    """One digit lost or gained: a zero, a doubled one, another one; else None."""
    if abs(len(read) - len(true)) != 1:
        return None
    longer, shorter = (read, true) if len(read) > len(true) else (true, read)
    lost = [digit for at, digit in enumerate(longer) if longer[:at] + longer[at + 1 :] == shorter]
    if not lost:
        return None
    if "0" in lost:
        return 0.04
    return 0.08 if len(lost) > 1 else 0.14
