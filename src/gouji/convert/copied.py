"""What copying puts around a text: quote marks of mail, line numbers, heads and feet of printed pages.

Each is taken away only where the whole text shows it; of running heads and feet one copy stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

FEWEST_LINES = 10
QUOTED = 0.9
"""Share of the lines with words that begin with a quote mark in quoted mail."""

MOST_WORDS = 60

_QUOTE = re.compile(r"[ \u3000]?(?:>[ \t]?)+")
_NUMBERED = re.compile(r"[ ]{0,6}(\d{1,5})(?:\t|[:.|] ?| {1,2})")
_DIGITS = re.compile(r"\d+")
_ADDRESS = re.compile(r"(?:https?|file)://|\bwww\.")
_COLUMNS = re.compile(r"\t| {3,}\d|\|")


def uncopied(text: str) -> str:
    """Return ``text`` without what copying put around it."""
    lines = text.split("\n")
    if ">" in text:
        lines = _unquoted(lines)
    lines = _unnumbered(lines)
    if "://" in text or "www." in text or "\f" in text:
        lines = list(_without_running(lines))
    return "\n".join(lines)


def _unquoted(lines: Sequence[str]) -> list[str]:
    filled = [line for line in lines if line.strip()]
    quoted = sum(1 for line in filled if _QUOTE.match(line))
    if quoted < FEWEST_LINES or quoted < QUOTED * len(filled):
        return list(lines)
    return [_QUOTE.sub("", line, count=1) for line in lines]


def _unnumbered(lines: Sequence[str]) -> list[str]:
    """Lines without their numbers, where each line bears the next number of all."""
    body = list(lines)
    while body and not body[-1].strip():
        body.pop()
    found = [_NUMBERED.match(f"{line} ") for line in body]
    numbers = [int(match[1]) for match in found if match]
    if len(body) < FEWEST_LINES or numbers != list(range(numbers[0] if numbers else 0, len(body) + 1)):
        return list(lines)
    return [line[match.end() :] for line, match in zip(body, found, strict=True) if match]


def _without_running(lines: Sequence[str]) -> Iterator[str]:
    """Lines without the repeated heads and feet of printed pages; page breaks stay.

    A head stays where it begins the text, else one copy goes behind everything, as a foot's does.
    """
    feet = _feet(lines)
    starts = [index for index in range(len(lines)) if _begins_page(lines, index, feet)]
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    title = _DIGITS.sub("0", lines[first].strip("\f "))
    heads = Counter(_shape(lines, index, feet) for index in {first, *starts})
    last: dict[str, str] = {}
    for index, line in enumerate(lines):
        shape = _shape(lines, index, feet)
        is_head = index in starts and heads[shape] > 1 and not _COLUMNS.search(shape)
        if index == first or not (index in feet or is_head):
            yield line
            continue
        if "\f" in line:
            yield "\f"
        if _DIGITS.sub("0", shape) != title:
            last[shape] = line.strip("\f ")
    if last:
        yield from last.values()
        yield ""


def _shape(lines: Sequence[str], index: int, feet: frozenset[int]) -> str:
    """What a line says; beside a foot that counts pages all numbers are alike."""
    text = lines[index].strip("\f ")
    return _DIGITS.sub("0", text) if index in feet or index - 1 in feet or index + 1 in feet else text


def _feet(lines: Sequence[str]) -> frozenset[int]:
    """Lines with an address and a number that counts the pages, as browsers print them."""
    shapes: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if _ADDRESS.search(line) and len(line) < 4 * MOST_WORDS:
            shapes.setdefault(_DIGITS.sub("0", line.strip("\f ")), []).append(index)
    found: set[int] = set()
    for indexes in shapes.values():
        columns = list(zip(*(map(int, _DIGITS.findall(lines[index])) for index in indexes), strict=True))
        varying = [column for column in columns if len(set(column)) > 1]
        counting = all(list(column) == list(range(column[0], column[0] + len(column))) for column in varying)
        if len(indexes) > 1 and counting and len(varying) <= 1:
            found.update(indexes)
    return frozenset(found)


def _begins_page(lines: Sequence[str], index: int, feet: frozenset[int]) -> bool:
    """Whether a line with words is the first behind a page break or a foot."""
    if not 0 < len(lines[index].strip()) <= MOST_WORDS or index in feet:
        return False
    if "\f" in lines[index]:
        return True
    above = index - 1
    while above >= 0 and not lines[above].strip(" "):
        above -= 1
    return above >= 0 and (above in feet or lines[above].strip(" ") == "\f" or lines[above].endswith("\f"))
