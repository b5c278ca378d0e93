"""Print a table as ``pdftotext -layout`` does: columns by character index, labels wrapped, numbers mid-way."""

from __future__ import annotations

import random
from dataclasses import dataclass

from gouji.evaluate.render.layout import Slot, Table


@dataclass(frozen=True, slots=True)
class AlignedStyle:
    """Widths in characters of the label columns and of a number column; where numbers stand in it."""

    labels: tuple[int, ...] = (6, 9, 16)
    number: int = 8
    align: str = "centre"
    margin: int = 2
    blank_rows: bool = False
    jitter: int = 0


def print_aligned(table: Table, style: AlignedStyle, rng: random.Random) -> list[str]:
    """Lay the slots on a canvas of characters; a CJK character takes one position like any other."""
    starts = _starts(table, style)
    wrapped = {id(slot): _wrap(slot, starts) for line in table.lines for slot in line.slots}
    heights = _heights(table, wrapped)
    tops = [sum(heights[:index]) for index in range(len(heights) + 1)]
    placed: list[list[tuple[int, str]]] = [[] for _ in range(tops[-1])]
    for index, line in enumerate(table.lines):
        last = {row: min(index + row, len(table.lines)) for row in {slot.rows for slot in line.slots}}
        middle = tops[index] + (heights[index] - 1) // 2
        for slot in line.slots:
            texts = wrapped[id(slot)]
            room = tops[last[slot.rows]] - tops[index]
            top = middle if slot.role == "number" else tops[index] + (room - len(texts)) // 2
            width = starts[min(slot.column + slot.columns, table.columns)] - starts[slot.column]
            for offset, text in enumerate(texts):
                at = starts[slot.column] + _shift(text, width, slot, style, rng)
                placed[top + offset].append((at, text))
    lines = [_set(texts) for texts in placed]
    if not style.blank_rows:
        return lines
    spaced: list[str] = []
    for index, line_text in enumerate(lines):
        spaced += ["", line_text] if index in tops else [line_text]
    return spaced


def _starts(table: Table, style: AlignedStyle) -> list[int]:
    if table.name == "requests":
        widths = [*style.labels, *[style.number] * (table.columns - 3)]
    elif table.name == "disclosure":
        widths = [14, *[max(style.number + 4, 10)] * (table.columns - 1)]
    else:
        widths = [max(style.number, 6)] * table.columns
    return [style.margin + sum(widths[:index]) for index in range(len(widths) + 1)]


def _wrap(slot: Slot, starts: list[int]) -> list[str]:
    end = min(slot.column + slot.columns, len(starts) - 1)
    room = max(starts[end] - starts[slot.column] - 1, 2)
    if slot.role == "number":
        return [slot.text]
    pieces: list[str] = []
    for part in slot.text.split("\n"):
        pieces += [part[at : at + room] for at in range(0, len(part), room)] or [""]
    return pieces


def _heights(table: Table, wrapped: dict[int, list[str]]) -> list[int]:
    heights = [
        max([len(wrapped[id(slot)]) for slot in line.slots if slot.rows == 1] or [1]) for line in table.lines
    ]
    for index, line in enumerate(table.lines):
        for slot in line.slots:
            end = min(index + slot.rows, len(table.lines))
            short = len(wrapped[id(slot)]) - sum(heights[index:end])
            if short > 0:
                heights[end - 1] += short
    return heights


def _shift(text: str, width: int, slot: Slot, style: AlignedStyle, rng: random.Random) -> int:
    free = max(width - len(text) - 1, 0)
    if slot.role in {"label", "note"}:
        return 0
    if slot.role == "number" and style.align == "right":
        return free
    if slot.role == "number" and style.align == "left":
        return 0
    return max(free // 2 + (rng.randint(-style.jitter, style.jitter) if style.jitter else 0), 0)


def _set(texts: list[tuple[int, str]]) -> str:
    """One line of the canvas; a text moves right where its neighbour runs into its place."""
    line = ""
    for at, text in sorted(texts):
        if text:
            line += " " * max(at - len(line), 1 if line else 0) + text
    return line.rstrip()
