"""Moved structures: labels and numbers move together, or the form is filled in differently. Gold follows.

Reading by position gets these wrong; reading by label does not.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from gouji.evaluate.chance import chance
from gouji.evaluate.copy import Expected, Missing
from gouji.evaluate.render.layout import Line, Sheet, Slot, Table
from gouji.evaluate.render.structure import Change, change_table, edit_slots
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.rules import COLUMNS, OTHER_LEAVES
from gouji.report import Blank


def rows_swapped(sheet: Sheet, rng: random.Random) -> Sheet:
    """Two rows of one group of table 3 change places, labels and numbers together; or two of table 2."""
    if chance(rng, 0.3):
        return change_table(sheet, "disclosure", lambda table: _swap_disclosure(table, rng))

    def change(table: Table) -> Table:
        groups = {i: line.key.partition(".")[0] for i, line in enumerate(table.lines) if "." in line.key}
        leaves = [i for i, group in groups.items() if list(groups.values()).count(group) > 1]
        if not leaves:
            return table
        first = rng.choice(leaves)
        second = rng.choice([i for i in leaves if groups[i] == groups[first] and i != first])
        return swap_lines(table, first, second)

    return change_table(sheet, "requests", change)


def _swap_disclosure(table: Table, rng: random.Random) -> Table:
    pair = rng.choice([("regulations", "normative_documents"), ("penalties", "coercion")])
    first, second = (next(i for i, line in enumerate(table.lines) if line.key == key) for key in pair)
    return swap_lines(table, first, second)


def swap_lines(table: Table, first: int, second: int) -> Table:
    """Swap label and numbers; group cells stay where they are."""
    lines = list(table.lines)

    def of(index: int, *, groups: bool) -> tuple[Slot, ...]:
        return tuple(slot for slot in table.lines[index].slots if (slot.role == "group") == groups)

    for here, there in ((first, second), (second, first)):
        slots = of(here, groups=True) + of(there, groups=False)
        lines[here] = replace(lines[here], slots=slots, key=table.lines[there].key)
    return replace(table, lines=tuple(lines))


def received_swapped(sheet: Sheet, rng: random.Random) -> Sheet:
    """一 and 二 change places, labels and numbers together."""
    del rng

    def change(table: Table) -> Table:
        at = {line.key: index for index, line in enumerate(table.lines)}
        return swap_lines(table, at["received"], at["carried_in"])

    return change_table(sheet, "requests", change)


def upheld_corrected_swapped(sheet: Sheet, rng: random.Random) -> Sheet:
    """维持 and 纠正 change places with their heads, in each block of table 4."""
    del rng
    places = {block * 5 + old: block * 5 + 1 - old for block in range(3) for old in range(2)}
    return change_table(sheet, "proceedings", lambda table: _columns_moved(table, places))


def _columns_moved(table: Table, places: Mapping[int, int]) -> Table:
    """Move columns with their heads; ``places`` maps old to new column for single-column slots."""

    def edit(slot: Slot, line: Line) -> list[Slot]:
        del line
        if slot.role in {"head", "number"} and slot.columns == 1 and slot.column in places:
            return [replace(slot, column=places[slot.column])]
        return [slot]

    moved = edit_slots(table, edit)
    lines = (replace(line, slots=tuple(sorted(line.slots, key=lambda s: s.column))) for line in moved.lines)
    return replace(moved, lines=tuple(lines))


def applicants_swapped(sheet: Sheet, rng: random.Random) -> Sheet:
    """Organisation columns change places, or natural persons or the total move to the other end."""
    how = rng.randrange(4)

    def change(table: Table) -> Table:
        if not _in_order(table, "requests.received.", 3):
            return table
        if how < 2:
            new = rng.sample(range(4, 9), 5)
            if new == list(range(4, 9)):
                new = [5, 4, 6, 7, 8]
            return _columns_moved(table, dict(zip(range(4, 9), new, strict=True)))
        first, places = (3, {3: 8, **{c: c - 1 for c in range(4, 9)}})
        if how == 3:
            first, places = (5, {9: 3, **{c: c + 1 for c in range(3, 9)}})

        def move_wide(slot: Slot, line: Line) -> list[Slot]:
            del line
            if slot.key == "organizations":
                return [replace(slot, column=first, columns=5)]
            if slot.key == "applicants" and how == 3 and slot.columns == 6:
                return [replace(slot, column=4)]
            return [slot]

        return _columns_moved(edit_slots(table, move_wide), places)

    return change_table(sheet, "requests", change)


def outcomes_swapped(sheet: Sheet, rng: random.Random) -> Sheet:
    """The five outcome columns of table 4 stand in another order, the same in each block."""
    order = rng.sample(range(5), 5)
    if order == list(range(5)):
        order = [1, 0, 2, 3, 4]
    places = {block * 5 + old: block * 5 + new for block in range(3) for old, new in enumerate(order)}
    return change_table(sheet, "proceedings", lambda table: _columns_moved(table, places))


def blocks_swapped(sheet: Sheet, rng: random.Random) -> Sheet:
    """Case blocks of table 4 change places with their heads."""
    swap_litigation = chance(rng, 0.6)
    order = [0, 2, 1] if swap_litigation else [2, 0, 1]
    places = {block * 5 + c: order[block] * 5 + c for block in range(3) for c in range(5)}
    wide = {
        "litigation_direct": order[1] * 5,
        "litigation_after_reconsideration": order[2] * 5,
        "reconsideration": order[0] * 5,
        "litigation": min(order[1], order[2]) * 5,
    }

    def edit(slot: Slot, line: Line) -> list[Slot]:
        del line
        return [replace(slot, column=wide[slot.key])] if slot.columns > 1 and slot.key in wide else [slot]

    def change(table: Table) -> Table:
        moved = _columns_moved(edit_slots(table, edit), places)
        return moved if _in_order(table, "proceedings.", 0) else table

    return change_table(sheet, "proceedings", change)


def _in_order(table: Table, start: str, first: int) -> bool:
    """Whether the numbers below ``start`` stand from column ``first`` on as the form orders them.

    Blocks and wide heads that were moved once cannot be moved again by the form's columns.
    """
    slots = (slot for line in table.lines for slot in line.numbers if slot.key.startswith(start))
    columns = {slot.key: slot.column for slot in slots}
    blocks = [path for path in FORM_2021.paths if path.startswith(start)]
    if start == "proceedings.":  # outcomes may be in another order within their block
        columns = {path: column // 5 for path, column in columns.items()}
        return all(columns.get(path) == at // 5 for at, path in enumerate(blocks))
    return all(columns.get(path) == first + at for at, path in enumerate(blocks))


_BLANKS: Mapping[str, Blank] = {
    "": "empty",
    "\u00a0": "empty",
    "-": "dash",
    "—": "dash",
    "－": "dash",
    "/": "dash",
    "／": "dash",
    "无": "not_applicable",
    "不适用": "not_applicable",
}


def _blank(sheet: Sheet, marks: tuple[str, ...], share: float, rng: random.Random) -> Sheet:
    mark = rng.choice(marks)
    changed: dict[str, Expected] = {}

    def edit(slot: Slot, line: Line) -> list[Slot]:
        del line
        if slot.role != "number" or sheet.expected.get(slot.key) != 0 or not chance(rng, share):
            return [slot]
        changed[slot.key] = Missing(_BLANKS[mark])
        return [replace(slot, text=mark)]

    for name in ("disclosure", "requests", "proceedings"):
        sheet = change_table(sheet, name, lambda table: edit_slots(table, edit))
    return sheet.expecting(changed)


def dashes_for_zero(sheet: Sheet, rng: random.Random) -> Sheet:
    """Some or all zeros are printed as a dash, a slash, 无 or 不适用."""
    return _blank(sheet, tuple(mark for mark in _BLANKS if mark.strip()), rng.choice([0.1, 0.5, 1.0]), rng)


def empty_for_zero(sheet: Sheet, rng: random.Random) -> Sheet:
    """Some or all zeros are left blank: where the copy loses empty cells the columns are in doubt."""
    return replace(_blank(sheet, ("", "\u00a0"), rng.choice([0.1, 0.5, 1.0]), rng), status=None)


def publisher_error(sheet: Sheet, rng: random.Random) -> Sheet:
    """One printed number contradicts the sums; gold is what is printed."""
    candidates = [
        p for p in FORM_2021.paths if p.startswith(("requests", "proceedings")) and p in sheet.expected
    ]
    totals = [p for p in candidates if p.endswith(".total") or ".concluded." in p]
    path = rng.choice(totals if chance(rng, 0.7) else candidates)
    old = sheet.expected[path]
    if isinstance(old, Missing):
        return sheet
    new = rng.choice([int(old) + rng.choice([1, -1, 9, 10]), int(old) * 10, 0, int(str(int(old))[::-1])])
    if new < 0 or new == old:
        new = int(old) + 1

    def edit(slot: Slot, line: Line) -> list[Slot]:
        del line
        return [replace(slot, text=str(new))] if slot.key == path else [slot]

    name = path.partition(".")[0]
    changed = change_table(sheet, name, lambda table: edit_slots(table, edit)).expecting({path: new})
    return changed.damaged(f"publisher:{path}", status="needs_review")


def other_undivided(sheet: Sheet, rng: random.Random) -> Sheet:
    """（六）其他处理 is one row; its three leaves are not in this copy's form."""
    del rng
    changed: dict[str, Expected] = {}
    for column in COLUMNS:
        total = 0
        for leaf in OTHER_LEAVES:
            value = sheet.expected[f"requests.{leaf}.{column}"]
            total += 0 if isinstance(value, Missing) else int(value)
            changed[f"requests.{leaf}.{column}"] = Missing("not_in_form")
        changed[f"requests.other_processing.{column}"] = total

    def change(table: Table) -> Table:
        lines: list[Line] = []
        for line in table.lines:
            if line.key == OTHER_LEAVES[0]:
                group = next(slot for slot in line.slots if slot.role == "group")
                label = replace(group, role="label", columns=2, rows=1, key="requests.other_processing")
                numbers = [
                    replace(slot, text=str(changed[key]), key=key)
                    for slot in line.numbers
                    for key in [f"requests.other_processing.{slot.key.rpartition('.')[2]}"]
                ]
                lines.append(Line((label, *numbers), key="other_processing"))
            elif line.key not in OTHER_LEAVES:
                lines.append(line)
        shorter = [
            replace(
                line,
                slots=tuple(
                    replace(slot, rows=slot.rows - 2) if slot.key == "results" else slot
                    for slot in line.slots
                ),
            )
            for line in lines
        ]
        return replace(table, lines=tuple(shorter))

    return change_table(sheet, "requests", change).expecting(changed)


MOVES: Mapping[str, Change] = {
    "rows_swapped": rows_swapped,
    "applicants_swapped": applicants_swapped,
    "outcomes_swapped": outcomes_swapped,
    "blocks_swapped": blocks_swapped,
    "dashes_for_zero": dashes_for_zero,
    "empty_for_zero": empty_for_zero,
    "publisher_error": publisher_error,
    "other_undivided": other_undivided,
}
