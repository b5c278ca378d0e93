"""Damage to a copy: labels hurt, strays, lost rows and numbers, half a report. Gold stays what is printed."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace

from gouji.evaluate.chance import chance
from gouji.evaluate.copy import Expected, Missing
from gouji.evaluate.render.layout import Line, Paragraph, Sheet, Slot, Table
from gouji.evaluate.render.structure import Change, change_table, edit_slots, index_of, indices_of

_STRANGERS = "囗亍甫丙宋朱曰夲甲尔未末土士干千己巳人入八大太天夫失矢午牛日目且由申田"


def labels(sheet: Sheet, rng: random.Random) -> Sheet:
    """One label in ten loses, doubles or replaces a character."""
    tags: list[str] = []

    def edit(slot: Slot, line: Line) -> list[Slot]:
        del line
        if slot.role not in {"label", "head", "group"} or not chance(rng, 0.1):
            return [slot]
        spots = [at for at, char in enumerate(slot.text) if "一" <= char <= "鿿"]
        if not spots:
            return [slot]
        at = rng.choice(spots)
        how = rng.choice(["dropped", "doubled", "replaced"])
        new = {"dropped": "", "doubled": slot.text[at] * 2, "replaced": rng.choice(_STRANGERS)}[how]
        tags.append(f"label:{slot.key}:{how}")
        return [replace(slot, text=slot.text[:at] + new + slot.text[at + 1 :])]

    for at, piece in enumerate(sheet.pieces):
        if isinstance(piece, Table):
            sheet = sheet.with_tables({at: edit_slots(piece, edit)})
    return sheet.damaged(*tags)


def page_numbers(sheet: Sheet, rng: random.Random) -> Sheet:
    """Page numbers stand beside one to three rows, or on lines of their own inside table 3."""
    if not sheet.tables("requests"):
        return sheet
    at = index_of(sheet, "requests")
    table = sheet.pieces[at]
    assert isinstance(table, Table)
    numbered = [i for i, line in enumerate(table.lines) if line.numbers]
    if not numbered:
        return sheet
    rows = rng.sample(numbered, min(rng.randint(1, 3), len(numbered)))
    if chance(rng, 0.5):
        lines = [
            replace(line, slots=(*line.slots, Slot(str(rng.randint(1, 30)), "stray", table.columns)))
            if i in rows
            else line
            for i, line in enumerate(table.lines)
        ]
        beside = replace(table, lines=tuple(lines), columns=table.columns + 1)
        return sheet.with_tables({at: beside}).damaged("stray:beside")
    parts: list[Table | Paragraph] = []
    start = 0
    for part, end in enumerate([*sorted(rows), len(table.lines)]):
        parts.append(replace(table, lines=table.lines[start:end], part=part))
        if end < len(table.lines):
            parts.append(Paragraph(str(rng.randint(1, 30)), "page"))
        start = end
    return sheet.with_tables({at: parts}).damaged("stray:line")


def row_missing(sheet: Sheet, rng: random.Random) -> Sheet:
    """A whole row of table 3, label and numbers, is gone and the next one has moved up."""
    return lose_row(sheet, rng, _own)


def lose_row(sheet: Sheet, rng: random.Random, wanted: Callable[[Line], bool]) -> Sheet:
    """Lose one of the ``wanted`` rows of table 3; a sheet without one stays as it is."""
    changed: dict[str, Expected] = {}

    def change(table: Table) -> Table:
        gone = rng.choice([i for i, line in enumerate(table.lines) if wanted(line)])
        lost = table.lines[gone]
        changed.update({slot.key: Missing("missing") for slot in lost.numbers})
        groups = [slot for slot in lost.slots if slot.role == "group" and slot.rows > 1]
        lines = [_shorter(line, i, gone) for i, line in enumerate(table.lines)]
        if groups and gone + 1 < len(lines):
            follower = lines[gone + 1]
            kept = tuple(replace(slot, rows=slot.rows - 1) for slot in groups)
            lines[gone + 1] = replace(follower, slots=(*kept, *follower.slots))
        del lines[gone]
        return replace(table, lines=tuple(lines))

    damaged = _change_part(sheet, wanted, change)
    if damaged is None:
        return sheet
    row = next(iter(changed)).rpartition(".")[0]
    return damaged.expecting(changed).damaged(f"row_missing:{row}", status="needs_review")


def _own(line: Line) -> bool:
    """Whether a row's numbers are the form's."""
    return any(slot.key for slot in line.numbers)


def _change_part(
    sheet: Sheet, wanted: Callable[[Line], bool], change: Callable[[Table], Table]
) -> Sheet | None:
    """Change the first part of table 3 that has a ``wanted`` row; None where no part has."""
    for at in indices_of(sheet, "requests"):
        table = sheet.pieces[at]
        if isinstance(table, Table) and any(wanted(line) for line in table.lines):
            return sheet.with_tables({at: change(table)})
    return None


def _shorter(line: Line, index: int, gone: int) -> Line:
    slots = tuple(
        replace(slot, rows=slot.rows - 1) if index < gone < index + slot.rows else slot for slot in line.slots
    )
    return replace(line, slots=slots)


def numbers_lost(sheet: Sheet, rng: random.Random) -> Sheet:
    """One row of table 3 keeps its label and loses its numbers."""
    changed: dict[str, Expected] = {}

    def change(table: Table) -> Table:
        hurt = rng.choice([line for line in table.lines if _own(line)])
        changed.update({slot.key: Missing("missing") for slot in hurt.numbers})
        lines = [replace(line, slots=line.labels) if line is hurt else line for line in table.lines]
        return replace(table, lines=tuple(lines))

    damaged = _change_part(sheet, _own, change)
    if damaged is None:
        return sheet
    # Where the copy keeps its empty cells, an all-zero row left blank is a fact, no error.
    return damaged.expecting(changed).damaged(f"numbers_lost:{next(iter(changed)).rpartition('.')[0]}")


def half_report(sheet: Sheet, rng: random.Random) -> Sheet:
    """The file ends inside table 3, or before table 4."""
    if not sheet.tables("requests"):
        return sheet
    at = index_of(sheet, "requests")
    table = sheet.pieces[at]
    assert isinstance(table, Table)
    end = rng.randint(min(4, len(table.lines)), len(table.lines))
    kept = replace(table, lines=table.lines[:end])
    printed = {
        slot.key
        for piece in (*sheet.pieces[:at], kept)
        if isinstance(piece, Table)
        for line in piece.lines
        for slot in line.numbers
    }
    lost: dict[str, Expected] = {
        path: Missing("missing")
        for path, value in sheet.expected.items()
        if path not in printed and not (isinstance(value, Missing) and value.kind == "not_in_form")
    }
    cut = sheet.with_pieces([*sheet.pieces[:at], kept]).expecting(lost)
    return cut.damaged("half_report")


def digit_hurt(sheet: Sheet, rng: random.Random) -> Sheet:
    """One digit of one number is dropped or doubled; gold is the damaged number."""
    name = rng.choice(["disclosure", "requests", "requests", "requests", "proceedings"])
    lines = [line for table in sheet.tables(name)[:1] for line in table.lines]
    numbers = [slot for line in lines for slot in line.numbers if slot.key and slot.text.isdigit()]
    if not numbers:
        return sheet
    hurt = rng.choice(numbers)
    at = rng.randrange(len(hurt.text))
    double = chance(rng, 0.5)
    text = hurt.text[:at] + (hurt.text[at] * 2 if double else "") + hurt.text[at + 1 :]

    def edit(slot: Slot, line: Line) -> list[Slot]:
        del line
        return [replace(slot, text=text)] if slot.key == hurt.key else [slot]

    truth: Expected = int(text) if text else Missing("empty")
    changed = change_table(sheet, name, lambda t: edit_slots(t, edit)).expecting({hurt.key: truth})
    return changed.damaged(f"digit_{'doubled' if double else 'dropped'}:{hurt.key}")


def row_doubled(sheet: Sheet, rng: random.Random) -> Sheet:
    """A leaf row of table 3 is printed twice."""

    def leaf(line: Line) -> bool:
        return _own(line) and "." in line.key

    def change(table: Table) -> Table:
        at = rng.choice([i for i, line in enumerate(table.lines) if leaf(line)])
        again = replace(
            table.lines[at],
            slots=tuple(
                replace(slot, key="") for slot in table.lines[at].slots if slot.role in {"label", "number"}
            ),
        )
        tags.append(f"row_doubled:{table.lines[at].key}")
        longer = [_taller(line, i, at) for i, line in enumerate(table.lines)]
        return replace(table, lines=(*longer[: at + 1], again, *longer[at + 1 :]))

    tags: list[str] = []
    doubled = _change_part(sheet, leaf, change)
    return sheet if doubled is None else doubled.damaged(*tags)


def _taller(line: Line, index: int, at: int) -> Line:
    slots = tuple(
        replace(slot, rows=slot.rows + 1) if slot.rows > 1 and index <= at < index + slot.rows else slot
        for slot in line.slots
    )
    return replace(line, slots=slots)


def heads_lost(sheet: Sheet, rng: random.Random) -> Sheet:
    """One table has no column heads at all: what the columns are stands nowhere."""
    name = rng.choice(["disclosure", "requests", "proceedings"])

    def change(table: Table) -> Table:
        return replace(table, lines=tuple(line for line in table.lines if not line.head))

    if not sheet.tables(name):
        return sheet
    return change_table(sheet, name, change).damaged(f"heads_lost:{name}")


def letters(sheet: Sheet, rng: random.Random) -> Sheet:
    """A few numbers are printed with O for 0 and l for 1."""
    tags: list[str] = []

    def edit(slot: Slot, line: Line) -> list[Slot]:
        del line
        if slot.role != "number" or not set(slot.text) & set("01") or not chance(rng, 0.02):
            return [slot]
        tags.append(f"letters:{slot.key}")
        return [replace(slot, text=slot.text.replace("0", "O").replace("1", "l"))]

    for at, piece in enumerate(sheet.pieces):
        if isinstance(piece, Table):
            sheet = sheet.with_tables({at: edit_slots(piece, edit)})
    return sheet.damaged(*tags)


DAMAGES: Mapping[str, Change] = {
    "labels": labels,
    "page_numbers": page_numbers,
    "row_missing": row_missing,
    "numbers_lost": numbers_lost,
    "half_report": half_report,
    "digit_hurt": digit_hurt,
    "row_doubled": row_doubled,
    "heads_lost": heads_lost,
    "letters": letters,
}
