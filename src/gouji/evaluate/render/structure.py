"""Structural mess that keeps every number under its own label: cuts, lost groups, joined tables.

Each verb takes a sheet and dice and returns a sheet; ``expected`` stays true.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from gouji.evaluate.chance import chance
from gouji.evaluate.render.layout import Line, Paragraph, Sheet, Slot, Table

Change = Callable[[Sheet, random.Random], Sheet]


def indices_of(sheet: Sheet, name: str) -> list[int]:
    """Indices of the pieces that are the table ``name``, or its parts after a cut."""
    return [
        i
        for i, piece in enumerate(sheet.pieces)
        if isinstance(piece, Table) and piece.name == name and not piece.foreign
    ]


def index_of(sheet: Sheet, name: str) -> int:
    """Index of the piece that is the table ``name``, or its first part."""
    return indices_of(sheet, name)[0]


def change_table(sheet: Sheet, name: str, change: Callable[[Table], Table]) -> Sheet:
    """Replace the table ``name``, or its first part; a sheet without it stays as it is."""
    table = next(iter(sheet.tables(name)), None)
    return sheet if table is None else sheet.with_tables({index_of(sheet, name): change(table)})


def edit_slots(table: Table, edit: Callable[[Slot, Line], Sequence[Slot]]) -> Table:
    """Replace every slot by what ``edit`` makes of it."""
    return replace(
        table,
        lines=tuple(
            replace(line, slots=tuple(new for slot in line.slots for new in edit(slot, line)))
            for line in table.lines
        ),
    )


def _is_group(slot: Slot) -> bool:
    return slot.role == "group" and slot.key.startswith("（")


def markers_lost(sheet: Sheet, rng: random.Random) -> Sheet:
    """Some of （三）…（六） lose their marker, slip it into the first child, or vanish."""
    fate = {
        key: rng.choice(["keep", "lost", "slipped", "gone"])
        for key in ("（三）", "（四）", "（五）", "（六）")
    }

    def change(table: Table) -> Table:
        lines: list[Line] = []
        for line in table.lines:
            group = next((slot for slot in line.slots if _is_group(slot)), None)
            if group is None:
                lines.append(line)
                continue
            how = fate[group.key[:3]]
            written = group.text.replace("\n", "")
            bare = written[3:].strip()
            slots: list[Slot] = []
            for slot in line.slots:
                if slot is group and how in {"lost", "slipped"}:
                    slots.append(replace(slot, text=bare))
                elif slot is group and how == "gone":
                    slots.append(replace(slot, text=""))
                elif slot.role == "label" and how == "slipped":
                    slots.append(replace(slot, text=f"{written[:3]} {slot.text}"))
                else:
                    slots.append(slot)
            lines.append(replace(line, slots=tuple(slots)))
        return replace(table, lines=tuple(lines))

    return change_table(sheet, "requests", change)


def groups_in_the_middle(sheet: Sheet, rng: random.Random) -> Sheet:
    """Group labels stand beside the middle row of their group, as a vertically centred cell prints."""
    del rng

    def change(table: Table) -> Table:
        moved: dict[int, list[Slot]] = {}
        for index, line in enumerate(table.lines):
            for slot in line.slots:
                if slot.role == "group" and slot.rows > 1:
                    moved.setdefault(index + slot.rows // 2, []).append(replace(slot, rows=1))
        lines = []
        for index, line in enumerate(table.lines):
            kept = [slot for slot in line.slots if slot.role != "group" or slot.rows == 1]
            slots = sorted([*moved.get(index, []), *kept], key=lambda slot: slot.column)
            lines.append(replace(line, slots=tuple(slots)))
        return replace(table, lines=tuple(lines))

    return change_table(sheet, "requests", change)


def groups_on_own_lines(sheet: Sheet, rng: random.Random) -> Sheet:
    """Each group label gets a row of its own above its children."""
    del rng

    def change(table: Table) -> Table:
        lines: list[Line] = []
        for line in table.lines:
            groups = [slot for slot in line.slots if slot.role == "group"]
            lines += [Line((replace(group, rows=1),), head=True) for group in groups]
            lines.append(replace(line, slots=tuple(slot for slot in line.slots if slot.role != "group")))
        return replace(table, lines=tuple(lines))

    return change_table(sheet, "requests", change)


def heads_flattened(sheet: Sheet, rng: random.Random) -> Sheet:
    """Table 3 has one head row; table 4 one, with or without the case in front of each outcome."""

    def requests(table: Table) -> Table:
        heads = [slot for line in table.lines if line.head for slot in line.slots]
        note = [replace(slot, rows=1) for slot in heads if slot.role == "note"]
        names = [slot for slot in heads if slot.role == "head" and slot.columns == 1]
        names.sort(key=lambda slot: slot.column)
        flat = Line((*note, *(replace(slot, rows=1) for slot in names)), head=True)
        return replace(table, lines=(flat, *(line for line in table.lines if not line.head)))

    full = chance(rng, 0.5)

    def proceedings(table: Table) -> Table:
        heads = [slot for line in table.lines if line.head for slot in line.slots]
        names = {slot.key: slot.text.replace("\n", "") for slot in heads if slot.columns > 1}
        leaves = sorted((slot for slot in heads if slot.columns == 1), key=lambda slot: slot.column)
        flat = []
        for slot in leaves:
            case = slot.key.partition(".")[0]
            before = names.get(case, "") if full or slot.key.endswith("upheld") else ""
            flat.append(replace(slot, rows=1, text=before + slot.text.replace("\n", "")))
        return replace(
            table, lines=(Line(tuple(flat), head=True), *(line for line in table.lines if not line.head))
        )

    return change_table(change_table(sheet, "requests", requests), "proceedings", proceedings)


def headings_lost(sheet: Sheet, rng: random.Random) -> Sheet:
    """One to three section headings are missing."""
    places = [i for i, p in enumerate(sheet.pieces) if isinstance(p, Paragraph) and p.block == "heading"]
    lost = set(rng.sample(places, min(rng.randint(1, 3), len(places))))
    return sheet.with_pieces([piece for i, piece in enumerate(sheet.pieces) if i not in lost])


def tables_joined(sheet: Sheet, rng: random.Random) -> Sheet:
    """The headings between tables 2, 3 and 4 (or only two of them) are gone."""
    if not all(indices_of(sheet, name) for name in ("disclosure", "requests", "proceedings")):
        return sheet
    first = index_of(sheet, "disclosure")
    last = index_of(sheet, "proceedings" if chance(rng, 0.5) else "requests")
    return sheet.with_pieces(
        [p for i, p in enumerate(sheet.pieces) if isinstance(p, Table) or not first < i < last]
    )


def page_break(rng: random.Random, number: int) -> list[Paragraph]:
    """What a page break leaves in a text: nothing, blank lines, a page number in some style, a form feed."""
    style = rng.randrange(7)
    texts = {
        0: [],
        1: [""],
        2: [str(number)],
        3: ["", f"- {number} -", ""],
        4: [f"— {number} —"],
        5: [f"第 {number} 页 共 {number + 3} 页"],
        6: ["", f"{number}/{number + 2}", ""],
    }[style]
    feed = "\f" if chance(rng, 0.4) else ""
    lines = [*texts]
    if feed:
        lines = [*lines, feed] if style else [feed]
    return [Paragraph("\n".join(lines), "page")] if lines else []


def table_cut(sheet: Sheet, rng: random.Random) -> Sheet:
    """Table 3 goes over two or three pages: cut between any rows, heads repeated or not, group torn or not."""
    at = index_of(sheet, "requests")
    table = sheet.pieces[at]
    assert isinstance(table, Table)
    body = [i for i, line in enumerate(table.lines) if line.numbers]
    cuts = sorted(rng.sample(body[1:], min(rng.randint(1, 2), len(body) - 1)))
    repeat, tear = chance(rng, 0.5), chance(rng, 0.5)
    heads = tuple(line for line in table.lines if line.head and len(line.slots) > 1)
    parts: list[Table | Paragraph] = []
    start = 0
    page = rng.randint(2, 9)
    for part, end in enumerate([*cuts, len(table.lines)]):
        lines = list(table.lines[start:end])
        if part and tear:
            lines = _carry_group(table, start, lines, rng)
        if part and repeat:
            lines = [*heads, *lines]
        parts.append(replace(table, lines=tuple(lines), part=part))
        if end < len(table.lines):
            parts += page_break(rng, page + part)
        start = end
    return sheet.with_tables({at: parts})


def _carry_group(table: Table, start: int, lines: list[Line], rng: random.Random) -> list[Line]:
    """The group that the cut runs through shows its last character, or its whole label, after the cut."""
    open_group = None
    for index, line in enumerate(table.lines[:start]):
        for slot in line.slots:
            if _is_group(slot) and index + slot.rows > start:
                open_group = (slot, index + slot.rows - start)
    if open_group is None or not lines:
        return lines
    slot, rows = open_group
    text = slot.text.replace("\n", "")
    carried = replace(slot, text=text if chance(rng, 0.4) else text[-rng.randint(1, 2) :], rows=rows)
    return [replace(lines[0], slots=(carried, *lines[0].slots)), *lines[1:]]


def extra_column(sheet: Sheet, rng: random.Random) -> Sheet:
    """An empty column stands somewhere in table 3: before, among or after the numbers."""
    at = rng.randint(0, 10)

    def change(table: Table) -> Table:
        lines = []
        for line in table.lines:
            slots = tuple(
                replace(slot, column=slot.column + 1)
                if slot.column >= at
                else replace(slot, columns=slot.columns + (slot.column + slot.columns > at))
                for slot in line.slots
            )
            lines.append(replace(line, slots=slots))
        return replace(table, lines=tuple(lines), columns=table.columns + 1)

    return change_table(sheet, "requests", change)


def numbers_shifted(sheet: Sheet, rng: random.Random) -> Sheet:
    """In some rows of table 3 all numbers stand one column to the right."""
    rows = rng.sample(range(25), rng.randint(3, 12))

    def change(table: Table) -> Table:
        body = [line for line in table.lines if line.numbers]
        moved = {id(body[row]) for row in rows if row < len(body)}
        lines = [
            replace(
                line,
                slots=tuple(
                    replace(slot, column=slot.column + 1) if slot.role == "number" else slot
                    for slot in line.slots
                ),
            )
            if id(line) in moved
            else line
            for line in table.lines
        ]
        return replace(table, lines=tuple(lines), columns=table.columns + 1)

    return change_table(sheet, "requests", change)


def publication_box(sheet: Sheet, rng: random.Random) -> Sheet:
    """A box with publisher, index number and dates stands before the title."""
    agency = sheet.office
    year = (sheet.identity.year or 2023) + 1
    date = f"{year}-0{rng.randint(1, 3)}-{rng.randint(10, 28)}"
    rows = [
        f"索 引 号：{rng.randint(10**8, 10**9)}/{year}-{rng.randint(1000, 99999):05d}",
        f"发布机构：{agency}",
        f"发布日期：{date} 0{rng.randint(8, 9)}:{rng.randint(10, 59)}",
        f"浏览次数：{rng.randint(10, 4000)}",
        "字体：[ 大 中 小 ]  打印  关闭",
    ]
    chosen = [row for i, row in enumerate(rows) if i == 1 or chance(rng, 0.6)]
    if chance(rng, 0.3):
        chosen = ["  ".join(chosen)]
    box = [Paragraph(row) for row in chosen]
    names = tuple(sorted({*sheet.identity.agencies, agency}, key=lambda name: (-len(name), name)))
    boxed = sheet.with_pieces([*box, *sheet.pieces])
    return replace(boxed, identity=replace(sheet.identity, agencies=names))


def filter_marks(sheet: Sheet, rng: random.Random) -> Sheet:
    """Marks that export filters leave: bookmarks, picture names, zero-width characters, odd spaces."""
    marks = ("[bookmark: _GoBack]", "\u200b", "\ufeff", "\u00a0\u00a0", "\u3000\u3000", "[image: image1.png]")
    pieces: list[Paragraph | Table] = []
    for piece in sheet.pieces:
        if isinstance(piece, Paragraph) and piece.block != "page" and chance(rng, 0.15):
            mark = rng.choice(marks if piece.block == "prose" else marks[:-1])
            pieces.append(replace(piece, text=mark + piece.text))
        else:
            pieces.append(piece)
    return sheet.with_pieces(pieces)


def prose_torn(sheet: Sheet, rng: random.Random) -> Sheet:
    """A page break runs through one or two paragraphs."""
    pieces: list[Paragraph | Table] = []
    for piece in sheet.pieces:
        if (
            isinstance(piece, Paragraph)
            and piece.block == "prose"
            and len(piece.text) > 30
            and chance(rng, 0.2)
        ):
            cut = rng.randint(10, len(piece.text) - 10)
            pieces += [Paragraph(piece.text[:cut]), *page_break(rng, 1), Paragraph(piece.text[cut:])]
        else:
            pieces.append(piece)
    return sheet.with_pieces(pieces)
