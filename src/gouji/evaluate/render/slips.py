"""Further slips of real copies: torn and cut labels, other orders, titles in pieces, fees in 元. Gold follows."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from gouji.evaluate.chance import chance
from gouji.evaluate.copy import Missing
from gouji.evaluate.render.layout import Line, Paragraph, Sheet, Slot, Table
from gouji.evaluate.render.structure import change_table, edit_slots, index_of, page_break


def label_torn_by_page(sheet: Sheet, rng: random.Random) -> Sheet:
    """A page break runs through a label of table 3: its numbers stay with the first or the second half."""
    at = index_of(sheet, "requests")
    table = sheet.pieces[at]
    assert isinstance(table, Table)
    rows = [i for i, line in enumerate(table.lines) if line.numbers and len(line.labels[-1].text) > 6]
    torn = rng.choice(rows[1:])
    line = table.lines[torn]
    label = line.labels[-1]
    cut = rng.randint(3, len(label.text) - 2)
    first, second = (replace(label, text=part.strip("\n")) for part in (label.text[:cut], label.text[cut:]))
    groups = line.labels[:-1]
    if chance(rng, 0.5):
        upper = Line((*groups, first, *line.numbers), key=line.key)
        lower = Line((second,), head=True)
    else:
        upper = Line((*groups, first), head=True)
        lower = Line((second, *line.numbers), key=line.key)
    parts: list[Table | Paragraph] = [
        replace(table, lines=(*table.lines[:torn], upper)),
        *page_break(rng, rng.randint(2, 9)),
        replace(table, lines=(lower, *table.lines[torn + 1 :]), part=1),
    ]
    return sheet.with_tables({at: parts})


def labels_cut_in_cells(sheet: Sheet, rng: random.Random) -> Sheet:
    """The ordinals of some wide row labels stand in a cell of their own."""

    def edit(slot: Slot, line: Line) -> list[Slot]:
        del line
        at = slot.text.find("、") + 1
        if slot.role != "label" or slot.columns != 3 or not at or at > 3 or not chance(rng, 0.7):
            return [slot]
        return [
            replace(slot, text=slot.text[:at], columns=1, role="group", key=""),
            replace(slot, text=slot.text[at:], column=slot.column + 1, columns=2),
        ]

    return change_table(sheet, "requests", lambda table: edit_slots(table, edit))


def groups_torn_between_rows(sheet: Sheet, rng: random.Random) -> Sheet:
    """Pieces of a group's label stand on lines of their own between the rows of the group."""

    def change(table: Table) -> Table:
        torn: dict[int, list[Slot]] = {}
        for index, line in enumerate(table.lines):
            for slot in line.slots:
                text = slot.text.replace("\n", "")
                if slot.role != "group" or slot.rows < 2 or len(text) < 4:
                    continue
                cuts = sorted(rng.sample(range(1, len(text)), min(rng.randint(1, 2), slot.rows)))
                parts = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
                rows = sorted(rng.sample(range(index, index + slot.rows), min(len(parts), slot.rows)))
                parts[len(rows) - 1 :] = ["".join(parts[len(rows) - 1 :])]
                for row, part in zip(rows, parts, strict=True):
                    torn.setdefault(row, []).append(replace(slot, text=part, rows=1))
        lines: list[Line] = []
        for index, line in enumerate(table.lines):
            lines += [Line((slot,), head=True) for slot in torn.get(index, [])]
            lines.append(replace(line, slots=tuple(s for s in line.slots if s.role != "group" or s.rows < 2)))
        return replace(table, lines=tuple(lines))

    return change_table(sheet, "requests", change)


def tables_split(sheet: Sheet, rng: random.Random) -> Sheet:
    """Table 2 is four tables, one per article; table 4 is three, one per kind of case."""
    at = index_of(sheet, "disclosure")
    table = sheet.pieces[at]
    assert isinstance(table, Table)
    starts = [i for i, line in enumerate(table.lines) if line.slots[0].role == "group"]
    ends = [*starts[1:], len(table.lines)]
    pieces: list[Table | Paragraph] = [
        replace(table, lines=table.lines[a:b], part=part)
        for part, (a, b) in enumerate(zip(starts, ends, strict=True))
    ]
    sheet = sheet.with_tables({at: pieces})
    if chance(rng, 0.3):
        return sheet
    at = index_of(sheet, "proceedings")
    table = sheet.pieces[at]
    assert isinstance(table, Table)
    wide = [slot for line in table.lines for slot in line.slots if slot.columns == 5]
    if len(wide) != 3:
        return sheet
    blocks = sorted(wide, key=lambda slot: slot.column)
    return sheet.with_tables({at: [_block(table, head, part) for part, head in enumerate(blocks)]})


def _block(table: Table, head: Slot, part: int) -> Table:
    first, last = head.column, head.column + 5
    text = head.text if head.key == "reconsideration" else f"行政诉讼 {head.text}"
    slots = [slot for line in table.lines for slot in line.slots if first <= slot.column < last]
    leaves = [replace(s, column=s.column - first, rows=1) for s in slots if s.columns == 1]
    lines = (
        Line((replace(head, text=text, column=0, rows=1),), head=True),
        Line(tuple(s for s in leaves if s.role == "head"), head=True),
        Line(tuple(s for s in leaves if s.role == "number"), key="proceedings"),
    )
    return replace(table, columns=5, lines=lines, part=part)


def tables_reordered(sheet: Sheet, rng: random.Random) -> Sheet:
    """Tables stand in another order with their headings, or all after the narrative."""
    pieces = list(sheet.pieces)
    blocks: list[list[Paragraph | Table]] = []
    for name in ("disclosure", "requests", "proceedings"):
        at = next(i for i, p in enumerate(pieces) if isinstance(p, Table) and p.name == name)
        start = at - 1 if at and isinstance(pieces[at - 1], Paragraph) and _is_heading(pieces[at - 1]) else at
        blocks.append(pieces[start : at + 1])
        del pieces[start : at + 1]
        if not name.startswith("d"):
            continue
        place = start
    if chance(rng, 0.5):
        return sheet.with_pieces([*pieces, *(piece for block in blocks for piece in block)])
    rng.shuffle(blocks)
    mixed = [piece for block in blocks for piece in block]
    return sheet.with_pieces([*pieces[:place], *mixed, *pieces[place:]])


def _is_heading(piece: Paragraph | Table) -> bool:
    return isinstance(piece, Paragraph) and piece.block == "heading"


def title_in_pieces(sheet: Sheet, rng: random.Random) -> Sheet:
    """The title is spaced out, broken over lines, or both."""
    title = sheet.identity.title
    if not title:
        return sheet
    broken = title
    if chance(rng, 0.6) and "政府信息公开" in title[3:]:
        at = title.index("政府信息公开", 3)
        broken = title[:at] + "\n" + title[at:]
    if chance(rng, 0.5):
        broken = broken.replace("年度报告", "年度报 告").replace("工作", " 工作")
    pieces = [
        replace(piece, text=broken) if isinstance(piece, Paragraph) and piece.block == "title" else piece
        for piece in sheet.pieces
    ]
    accepted = tuple(line for line in (broken.replace("\n", ""), broken.split("\n")[-1]) if line)
    identity = replace(sheet.identity, title=" ".join(broken.split()), titles=accepted)
    return replace(sheet.with_pieces(pieces), identity=identity)


def fee_in_yuan(sheet: Sheet, rng: random.Random) -> Sheet:
    """The fee is printed in 元, said by the head or by the cell; gold stays in 万元."""
    path = "disclosure.fees.amount"
    value = sheet.expected[path]
    if isinstance(value, Missing) or not value:
        return sheet
    yuan = (Decimal(value) * 10000).normalize()
    text = f"{yuan:f}"
    by_head = chance(rng, 0.5)

    def edit(slot: Slot, line: Line) -> list[Slot]:
        del line
        if slot.key == path:
            return [replace(slot, text=text if by_head else text + "元")]
        if by_head and slot.key.startswith("本年收费金额"):
            return [replace(slot, text=slot.text.replace("万元", "元").replace("万\n元", "元"))]
        return [slot]

    return change_table(sheet, "disclosure", lambda table: edit_slots(table, edit))


def year_conflict(sheet: Sheet, rng: random.Random) -> Sheet:
    """The preamble speaks of another year than the title: either year is defensible, a finding is due."""
    year = sheet.identity.year
    titled = [p for p in sheet.pieces if isinstance(p, Paragraph) and p.block == "title"]
    if year is None or not titled or str(year) not in titled[0].text:
        return sheet
    other = year + rng.choice([-1, 1])
    pieces = list(sheet.pieces)
    for at, piece in enumerate(pieces):
        if _is_heading(piece):
            break
        if isinstance(piece, Paragraph) and piece.block == "prose" and str(year) in piece.text:
            pieces[at] = replace(piece, text=piece.text.replace(str(year), str(other)))
            changed = replace(sheet, identity=replace(sheet.identity, years=(other,)))
            return changed.with_pieces(pieces).damaged("year_conflict")
    return sheet
