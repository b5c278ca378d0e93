"""Errors of the copy: the file is at fault, gold stays the true cell.

Where labels and numbers move together a reader by labels loses nothing: no cell is wrong and the
outcome stays. Where facts are lost, every cell that the file no longer shows is noted: a blank total
or a lost row has to be reviewed; where a reader may find the way back, either outcome is right.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise, zip_longest

from gouji.evaluate import damage
from gouji.evaluate.chance import chance
from gouji.evaluate.copy import Injected, Missing
from gouji.evaluate.inject.planted import PLANTED
from gouji.evaluate.inject.rewrite import totals_of
from gouji.evaluate.render import moves, slips
from gouji.evaluate.render.early import Early
from gouji.evaluate.render.layout import Line, Sheet, Slot, Table
from gouji.evaluate.render.structure import Change, edit_slots, indices_of

# Carriers that can hold what no reader of the page sees.
HIDING = frozenset({"html", "docx", "pdf"})
# Cuts a row's numbers anew: the texts by column after it.
_Cut = Callable[[Sequence[str], random.Random], list[str] | None]


def noted(kind: str, change: Change, sheet: Sheet, rng: random.Random) -> Sheet:
    """Make a change that exists apart from this table, and note the cells that it takes out of the file."""
    after = change(sheet, rng)
    if after == sheet:
        return sheet
    lost = {path: truth for path, truth in sheet.expected.items() if after.expected[path] != truth}
    return after.noting(Injected(kind, "copy", tuple(lost), lost), after.status)


def row_shift(sheet: Sheet, rng: random.Random) -> Sheet:
    """An all-zero row of table 3 is lost with its label, and the rest has moved up."""

    def all_zero(line: Line) -> bool:
        return bool(line.numbers) and all(sheet.expected.get(slot.key) == 0 for slot in line.numbers)

    return damage.lose_row(sheet, rng, all_zero)


def forgotten_total(sheet: Sheet, rng: random.Random) -> Sheet:
    """A printed total is blank although its parts are not 0."""
    numbers = {path: v for path, v in sheet.expected.items() if not isinstance(v, Missing)}
    printed = {slot.key for table in sheet.tables() for line in table.lines for slot in line.numbers}
    totals = [path for path, _ in totals_of(numbers) if numbers.get(path) and path in printed]
    if not totals:
        return sheet
    path = rng.choice(totals)

    def edit(slot: Slot, line: Line) -> list[Slot]:
        del line
        return [replace(slot, text="")] if slot.key == path else [slot]

    for at in indices_of(sheet, path.partition(".")[0]):
        piece = sheet.pieces[at]
        if isinstance(piece, Table):
            sheet = sheet.with_tables({at: edit_slots(piece, edit)})
    return sheet.expecting({path: Missing("empty")}).ending("needs_review")


def number_split(texts: Sequence[str], rng: random.Random) -> list[str] | None:
    """20 as 2 and 0: the row has one cell more, or the neighbour's cell takes the rest."""
    spots = [at for at, text in enumerate(texts[:-1]) if text.isdigit() and len(text) > 1]
    if not spots:
        return None
    at = rng.choice(spots)
    cut = rng.randint(1, len(texts[at]) - 1)
    first, rest = texts[at][:cut], texts[at][cut:]
    if chance(rng, 0.5):
        return [*texts[:at], first, rest, *texts[at + 1 :]]
    return [*texts[:at], first, rest + texts[at + 1], *texts[at + 2 :]]


def numbers_joined(texts: Sequence[str], rng: random.Random) -> list[str] | None:
    """12 and 3 as 123: the row has one cell less, or an empty one."""
    spots = [
        at
        for at, (text, after) in enumerate(pairwise(texts))
        if text.isdigit() and after.isdigit() and int(text)
    ]
    if not spots:
        return None
    at = rng.choice(spots)
    gap = [""] if chance(rng, 0.5) else []
    return [*texts[:at], texts[at] + texts[at + 1], *gap, *texts[at + 2 :]]


def recut(kind: str, cut: _Cut, sheet: Sheet, rng: random.Random) -> Sheet:
    """Cut the numbers of one row of table 3 anew; the cells that show another number are noted."""
    rows = [
        (at, index, made)
        for at in indices_of(sheet, "requests")
        if isinstance(piece := sheet.pieces[at], Table)
        for index, line in enumerate(piece.lines)
        if all(slot.key for slot in line.numbers)
        if (made := cut([slot.text for slot in line.numbers], rng)) is not None
    ]
    if not rows:
        return sheet
    at, index, texts = rng.choice(rows)
    table = sheet.pieces[at]
    assert isinstance(table, Table)
    line = table.lines[index]
    slots, wrong = _lay(line, texts)
    right = {path: sheet.expected[path] for path in wrong}
    lines = (*table.lines[:index], replace(line, slots=slots), *table.lines[index + 1 :])
    width = max(table.columns, *(slot.column + slot.columns for slot in slots))
    after = sheet.with_tables({at: replace(table, lines=lines, columns=width)})
    return after.noting(Injected(kind, "copy", wrong, right), None)


def _lay(line: Line, texts: Sequence[str]) -> tuple[tuple[Slot, ...], tuple[str, ...]]:
    """The slots of a row with ``texts`` for its numbers, and the paths that now show something else."""
    numbers = line.numbers
    first = numbers[0].column
    laid: list[Slot] = []
    wrong: list[str] = []
    for step, (slot, text) in enumerate(zip_longest(numbers, texts)):
        if slot is not None and (text is None or _shown(text) != _shown(slot.text)):
            wrong.append(slot.key)
        if text is not None:
            key = slot.key if slot is not None and slot.key not in wrong else ""
            laid.append(Slot(text, "number", slot.column if slot else first + step, key=key))
    after = max(slot.column for slot in laid) + 1
    kept = [slot for slot in line.slots if slot.role not in {"number", "stray"}]
    strays = [replace(slot, column=max(slot.column, after)) for slot in line.strays]
    return (*kept, *laid, *strays), tuple(wrong)


def _shown(text: str) -> object:
    return int(text) if text.isdigit() else text


_WHOLE: Mapping[str, Change] = {
    "row_swap": Early(moves.rows_swapped),
    "column_swap": Early(moves.applicants_swapped),
    "received_carried_in_swap": Early(moves.received_swapped),
    "upheld_corrected_swap": Early(moves.upheld_corrected_swapped),
    "case_blocks_swap": Early(moves.blocks_swapped),
    "fee_unit": Early(slips.fee_in_yuan),
    "row_shift": row_shift,
    "forgotten_total": forgotten_total,
    "labels_damaged": damage.labels,
    "letters_for_digits": damage.letters,
    "page_numbers": damage.page_numbers,
    "row_missing": damage.row_missing,
    "row_doubled": damage.row_doubled,
    "numbers_lost": damage.numbers_lost,
    "heads_lost": damage.heads_lost,
    "half_report": damage.half_report,
}


def _noted(kind: str, change: Change) -> Change:
    if isinstance(change, Early):
        return Early(partial(noted, kind, change.change))
    return partial(noted, kind, change)


COPY: Mapping[str, Change] = {
    **{kind: _noted(kind, change) for kind, change in _WHOLE.items()},
    "number_split": partial(recut, "number_split", number_split),
    "numbers_joined": partial(recut, "numbers_joined", numbers_joined),
    **PLANTED,
}
