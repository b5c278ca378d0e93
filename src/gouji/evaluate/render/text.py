"""Print a sheet as plain text in one of many arrangements; every mess of a text copy is a choice here."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from gouji.evaluate.chance import chance
from gouji.evaluate.render.aligned import AlignedStyle, print_aligned
from gouji.evaluate.render.layout import Line, Paragraph, Sheet, Table, grid

Arrangement = Literal[
    "grid",
    "cell_lines",
    "pipes_garbled",
    "csv",
    "markdown",
    "aligned",
    "row_lines",
    "label_then_numbers",
    "label_then_cells",
    "labels_then_numbers",
    "labels_then_cells",
    "labels_then_columns",
    "glued",
]


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a copy is printed.

    ``right``/``down`` say what positions covered by a merged cell leave behind: an empty cell each
    (``full``), one for the whole merge (``one``), or nothing (``none``). ``breaks`` replaces a line
    break inside a cell. ``groups`` puts a group's label before its first child on the same line or
    on a line of its own in arrangements by row. ``straddle`` is the chance that a label is wrapped
    around its numbers, ``wrap_numbers`` that a row of numbers goes on in the next line.
    """

    arrangement: Arrangement = "grid"
    separator: str = "\t"
    lead: str = ""
    tail: str = ""
    ragged: bool = False
    right: Literal["full", "one", "none"] = "full"
    down: Literal["full", "none"] = "full"
    repeat_merged: bool = False
    breaks: str = ""
    row_gap: str = ""
    prefix: str = "\t"
    groups: Literal["inline", "own_line"] = "inline"
    straddle: float = 0.0
    wrap_numbers: float = 0.0
    one_line: bool = False
    paragraph_gap: int = 1
    indent: str = ""
    wrap: int = 0
    heading: str = ""
    final_newline: bool = True
    aligned: AlignedStyle = field(default_factory=AlignedStyle)


def print_sheet(
    sheet: Sheet, style: TextStyle, rng: random.Random, tables: Mapping[str, TextStyle] | None = None
) -> str:
    """The whole copy as text; ``tables`` gives single tables a style of their own."""
    lines: list[str] = []
    for piece in sheet.pieces:
        if isinstance(piece, Table):
            lines += print_table(piece, (tables or {}).get(piece.name, style), rng)
            lines += [""] * style.paragraph_gap
        else:
            lines += _print_paragraph(piece, style)
    text = "\n".join(lines)
    return text.rstrip("\n") + "\n" if style.final_newline else text.rstrip("\n")


def _print_paragraph(paragraph: Paragraph, style: TextStyle) -> list[str]:
    if paragraph.block == "page":
        return paragraph.text.split("\n")
    gap = [""] * style.paragraph_gap
    if paragraph.block in {"title", "heading"}:
        return [*(style.heading + line for line in paragraph.text.split("\n")), *gap]
    text = style.indent + paragraph.text
    if not style.wrap:
        return [text, *gap]
    return [*(text[at : at + style.wrap] for at in range(0, len(text), style.wrap)), *gap]


def print_table(table: Table, style: TextStyle, rng: random.Random) -> list[str]:
    """One table as lines of text."""
    match style.arrangement:
        case "grid" | "csv" | "cell_lines" | "markdown":
            return _print_cells(table, style, rng)
        case "pipes_garbled":
            return _print_pipes_garbled(table, rng)
        case "aligned":
            return print_aligned(table, style.aligned, rng)
        case "glued":
            return _print_glued(table, style)
        case _:
            return _print_by_rows(table, style, rng)


def row_cells(table: Table, style: TextStyle) -> list[list[str]]:
    """The cells of each row as printed texts, covered positions by the style's choice."""
    merged: dict[int, str] = {}
    rows: list[list[str]] = []
    for row in grid(table):
        cells: list[str] = []
        right_run = 0
        for column, (slot, covered) in enumerate(row):
            right_run = right_run + 1 if covered == "right" else 0
            if slot is not None:
                merged[column] = slot.text.replace("\n", style.breaks)
                cells.append(merged[column])
            elif covered == "right":
                if style.right == "full" or (style.right == "one" and right_run == 1):
                    cells.append("")
            elif style.down == "full":
                cells.append(merged.get(column, "") if style.repeat_merged and covered == "down" else "")
        rows.append(cells)
    return rows


def _print_cells(table: Table, style: TextStyle, rng: random.Random) -> list[str]:
    rows = row_cells(table, style)
    if style.arrangement == "cell_lines":
        lines: list[str] = []
        for cells in rows:
            lines += [style.prefix + cell for cell in cells]
            lines += [style.row_gap] if style.row_gap != "-" else []
        return lines
    if style.arrangement == "csv":
        out = io.StringIO()
        csv.writer(out, delimiter=style.separator, lineterminator="\n").writerows(rows)
        return out.getvalue().rstrip("\n").split("\n")
    if style.arrangement == "markdown":
        width = max(len(cells) for cells in rows)
        printed = [
            "| " + " | ".join([*cells, *[""] * (width - len(cells))]).replace("\n", "<br>") + " |"
            for cells in rows
        ]
        return ["", printed[0], "|" + rng.choice([" --- |", "---|", ":---:|"]) * width, *printed[1:]]
    return [
        style.lead
        + style.separator.join(cells)
        + style.tail
        + (style.separator if style.ragged and chance(rng, 0.4) else "")
        for cells in rows
    ]


def _print_pipes_garbled(table: Table, rng: random.Random) -> list[str]:
    """Every cell on a line of its own between pipes; merged cells leave a run of pipes at the end."""
    lines: list[str] = []
    for line in table.lines:
        for index, slot in enumerate(line.slots):
            first, broken, rest = slot.text.partition("\n")
            if broken and slot.role == "head" and table.name == "proceedings" and chance(rng, 0.8):
                lines.append(("| " if not index else "") + first + " |")
                continue
            lines += [("| " if not index else "") + first, *([rest] if broken else []), "|"]
        voids = table.columns - len(line.slots)
        if voids > 0:
            lines.append("|" * voids)
    return lines


def _labels(line: Line, style: TextStyle) -> list[str]:
    return [slot.text.replace("\n", style.breaks) for slot in line.labels if slot.text]


def _print_by_rows(table: Table, style: TextStyle, rng: random.Random) -> list[str]:
    lines: list[str] = []
    later: list[list[str]] = []
    for line in table.lines:
        labels = _labels(line, style)
        numbers = [slot.text for slot in line.numbers]
        if not numbers:
            if later and table.name == "disclosure":
                lines, later = [*lines, *_later(later, style)], []
            lines += [style.separator.join(labels)] if style.groups == "inline" else labels
            continue
        if style.groups == "own_line":
            lines += labels[:-1]
            labels = labels[-1:]
        label = style.separator.join(labels) if len(style.separator) else " ".join(labels)
        numbers += [slot.text for slot in line.strays]
        run = style.separator.join(numbers)
        if len(numbers) > 3 and chance(rng, style.wrap_numbers):
            cut = rng.randint(2, len(numbers) - 1)
            run = style.separator.join(numbers[:cut]) + "\n" + style.separator.join(numbers[cut:])
        if style.arrangement == "row_lines":
            lines += _row_line(label, run, style, rng)
        elif style.arrangement == "label_then_numbers":
            lines += [label, run] if label else [run]
        elif style.arrangement == "label_then_cells":
            lines += [label, *numbers] if label else numbers
        else:
            lines += [label] if label else []
            later.append(numbers)
    return [*lines, *_later(later, style)]


def _later(rows: list[list[str]], style: TextStyle) -> list[str]:
    """Numbers that stand after all labels: a line per row, per cell, or per cell column by column."""
    if style.arrangement == "labels_then_numbers":
        return [style.separator.join(row) for row in rows]
    if style.arrangement == "labels_then_cells":
        return [number for row in rows for number in row]
    width = max((len(row) for row in rows), default=0)
    return [row[at] for at in range(width) for row in rows if at < len(row)]


def _row_line(label: str, run: str, style: TextStyle, rng: random.Random) -> list[str]:
    if len(label) > 8 and chance(rng, style.straddle):
        first = rng.randint(2, len(label) - 2)
        if chance(rng, 0.5):
            return [label[:first], run, label[first:]]
        last = rng.randint(first, len(label) - 1)
        return [label[:first], label[first:last] + style.separator + run, label[last:]]
    return [label + style.separator + run] if label else [run]


def _print_glued(table: Table, style: TextStyle) -> list[str]:
    rows = [
        "".join((*_labels(line, style), *(slot.text for slot in (*line.numbers, *line.strays))))
        for line in table.lines
    ]
    return ["".join(rows)] if style.one_line else rows
