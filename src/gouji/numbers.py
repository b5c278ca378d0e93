"""Numbers as reports print them, parsed in one place, exactly and loudly. No I/O here.

``parse_cell`` tells four things apart: a number, a printed blank (dash, 无), nothing printed, and
something that cannot be read as one number. It never guesses: ``1,2`` or ``007`` is unreadable.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

Number = int | Decimal
PrintedBlank = Literal["empty", "dash", "not_applicable"]

DASHES = "-‐‑‒–—―−─━﹣－"
BARS = "¦│┃｜∣❘"
NOT_APPLICABLE = frozenset({"无", "不适用", "N/A", "n/a", "NA", "暂无", "没有", "空"})
COUNT_UNITS = "件条宗个起次份项例"
_UNIT = rf"(?:[{COUNT_UNITS}]|[千百亿万]?元|万|人次?)"
REMARK = r"(?:\([^()\n]{0,60}\)|\[[^\[\]\n]{0,60}\])"
DIGITS = r"(?:\d{1,3}(?:[,']\d{3})+|\d{1,3}(?: \d{3})+|\d+)"
_NUMBER = re.compile(
    rf"(?P<sign>[+-]?)\s*(?P<digits>{DIGITS})(?P<fraction>\.\d+)?\s*(?P<unit>{_UNIT})?\s*(?P<remark>{REMARK})?"
)
_LETTERS = str.maketrans({"O": "0", "o": "0", "〇": "0", "○": "0", "Ｏ": "0", "零": "0", "l": "1", "I": "1"})
_LETTER_NUMBER = re.compile(rf"(?P<digits>[0-9OolI〇○零]{{1,9}})\s*(?P<unit>{_UNIT})?")
_MAX_DIGITS = 15


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A number with what stood beside it; ``confusable`` when letters were read as digits."""

    value: Number
    unit: str | None = None
    remark: str | None = None
    confusable: bool = False


def squeeze(char: str) -> str:
    """The NFKC form of one character where that keeps the length; all dashes become ``-``."""
    if char in DASHES:
        return "-"
    if char in BARS:
        return "|"
    if unicodedata.category(char) == "No":
        return char  # ① and ² are marks beside a number, never digits of it
    form = unicodedata.normalize("NFKC", char)
    return form if len(form) == 1 else char


_KNOWN: dict[int, str] = {}


def normalise(text: str) -> str:
    """Half-width twin of ``text`` with the same length, so that offsets stay true."""
    table = {}
    for char in set(text):
        if char < "\x80":
            continue
        code = ord(char)
        form = _KNOWN.get(code)
        if form is None:
            form = _KNOWN[code] = squeeze(char)
        if form != char:
            table[code] = form
    return text.translate(table) if table else text


@lru_cache(maxsize=4096)
def parse_cell(printed: str) -> ParsedNumber | PrintedBlank | None:
    """Read one cell's text: a number, a kind of blank, or None when it is neither for certain."""
    text = normalise(printed).strip()
    if not text:
        return "empty"
    if not text.strip("-"):
        return "dash"
    if text in {"/", "\\", "//"}:
        return "dash"
    if text in NOT_APPLICABLE:
        return "not_applicable"
    match = _NUMBER.fullmatch(text)
    if match:
        return _from_match(match)
    match = _LETTER_NUMBER.fullmatch(text)
    return _from_letters(match) if match else None


def _from_match(match: re.Match[str]) -> ParsedNumber | None:
    digits = re.sub(r"[,' ]", "", match["digits"])
    if len(digits) > 1 and digits[0] == "0":
        return None
    if len(digits) > _MAX_DIGITS:
        return None
    value: Number = Decimal(digits + match["fraction"]) if match["fraction"] else int(digits)
    if match["sign"] == "-":
        value = -value
    return ParsedNumber(value, match["unit"], match["remark"])


def _from_letters(match: re.Match[str]) -> ParsedNumber | None:
    digits = match["digits"].translate(_LETTERS)
    if len(digits) > 1 and digits[0] == "0":
        return None
    return ParsedNumber(int(digits), match["unit"], confusable=digits != match["digits"])


def whole(value: Number) -> int | None:
    """``value`` as a count: a non-negative integer (``12.00`` is 12), else None."""
    if isinstance(value, Decimal):
        if value != value.to_integral_value():
            return None
        value = int(value)
    return value if value >= 0 else None
