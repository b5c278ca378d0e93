"""Draw a table with merged cells as text: CJK characters take two columns, borders join up."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Style = Literal["plain", "error", "warning", "dim", "good"]

CODES: Mapping[Style, str] = {
    "plain": "",
    "error": "\x1b[1;31m",
    "warning": "\x1b[33m",
    "dim": "\x1b[2m",
    "good": "\x1b[32m",
}
RESET = "\x1b[0m"
LEFT, RIGHT, UP, DOWN = 1, 2, 4, 8
BORDERS = {
    LEFT | RIGHT: "─", UP | DOWN: "│", RIGHT | DOWN: "┌", LEFT | DOWN: "┐", RIGHT | UP: "└", LEFT | UP: "┘",
    UP | DOWN | RIGHT: "├", UP | DOWN | LEFT: "┤", LEFT | RIGHT | DOWN: "┬", LEFT | RIGHT | UP: "┴",
    LEFT | RIGHT | UP | DOWN: "┼",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell of the grid at ``row``/``column`` with its spans; ``path`` marks a cell that holds a value."""

    row: int
    column: int
    text: str = ""
    rows: int = 1
    columns: int = 1
    path: str | None = None
    style: Style = "plain"


def width(text: str) -> int:
    """Count the terminal columns of ``text``."""
    return sum(_width(character) for character in text)


def clean(text: str) -> str:
    """Show control and direction characters as a mark: a document must not steer the terminal."""
    return "".join("�" if _steers(character) else character for character in text)


def paint(text: str, style: Style, *, colour: bool) -> str:
    """Colour ``text`` where colours are wanted."""
    return f"{CODES[style]}{text}{RESET}" if colour and CODES[style] else text


def pad(text: str, columns: int) -> str:
    """Fill ``text`` with blanks up to ``columns``."""
    return text + " " * max(columns - width(text), 0)


def wrap(text: str, columns: int) -> list[str]:
    """Break ``text`` into lines of at most ``columns`` terminal columns."""
    lines = [""]
    used = 0
    for character in text:
        size = _width(character)
        if used + size > columns and lines[-1]:
            lines.append("")
            used = 0
        lines[-1] += character
        used += size
    return lines


def draw(slots: Sequence[Slot], widths: Sequence[int], *, colour: bool) -> str:
    """Draw the grid; every column has its width of ``widths``, rows are as high as their text needs."""
    slots = [replace(slot, text=clean(slot.text)) for slot in slots]
    lefts = _edges(widths)
    wrapped = [wrap(slot.text, lefts[slot.column + slot.columns] - lefts[slot.column] - 1) for slot in slots]
    tops = _edges(_heights(slots, wrapped))
    canvas = [[" "] * (lefts[-1] + 1) for _ in range(tops[-1] + 1)]
    _draw_borders(canvas, slots, lefts, tops)
    for slot, lines in zip(slots, wrapped, strict=True):
        space = tops[slot.row + slot.rows] - tops[slot.row] - 1
        first = tops[slot.row] + 1 + max(space - len(lines), 0) // 2
        for offset, line in enumerate(lines):
            _write(canvas[first + offset], lefts[slot.column] + 1, line, slot.style if colour else "plain")
    return "\n".join("".join(line).rstrip() for line in canvas) + "\n"


def _edges(sizes: Sequence[int]) -> list[int]:
    edges = [0]
    for size in sizes:
        edges.append(edges[-1] + size + 1)
    return edges


def _heights(slots: Sequence[Slot], wrapped: Sequence[Sequence[str]]) -> list[int]:
    heights = [1] * max(slot.row + slot.rows for slot in slots)
    for slot, lines in sorted(zip(slots, wrapped, strict=True), key=lambda pair: pair[0].rows):
        spanned = heights[slot.row : slot.row + slot.rows]
        lacking = len(lines) - (sum(spanned) + slot.rows - 1)
        if lacking > 0:
            heights[slot.row + slot.rows - 1] += lacking
    return heights


def _draw_borders(
    canvas: list[list[str]], slots: Sequence[Slot], lefts: Sequence[int], tops: Sequence[int]
) -> None:
    joined: dict[tuple[int, int], int] = {}
    for slot in slots:
        left, right = lefts[slot.column], lefts[slot.column + slot.columns]
        top, bottom = tops[slot.row], tops[slot.row + slot.rows]
        for y in (top, bottom):
            for x in range(left, right + 1):
                ways = (LEFT if x > left else 0) | (RIGHT if x < right else 0)
                joined[y, x] = joined.get((y, x), 0) | ways
        for x in (left, right):
            for y in range(top, bottom + 1):
                ways = (UP if y > top else 0) | (DOWN if y < bottom else 0)
                joined[y, x] = joined.get((y, x), 0) | ways
    for (y, x), ways in joined.items():
        canvas[y][x] = BORDERS[ways]


def _write(line: list[str], at: int, text: str, style: Style) -> None:
    start = at
    for character in text:
        size = _width(character)
        if size == 0:
            line[at - 1] += character
            continue
        line[at] = character
        if size == 2:
            line[at + 1] = ""
        at += size
    if CODES[style] and at > start:
        line[start] = CODES[style] + line[start]
        line[at - 1] += RESET


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _steers(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind in ("Cc", "Cs") or "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"
