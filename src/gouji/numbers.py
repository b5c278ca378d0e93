"""Numbers as reports print them, parsed in one place, exactly and loudly. No I/O here.

``parse_cell`` tells four things apart: a number, a printed blank (dash, 无), nothing printed, and
something that cannot be read as one number. It never guesses: ``1,2`` or ``007`` is unreadable.
``counted`` finds the numbers of a sentence, Chinese numerals among them, each with what it counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
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

IN_TEN_THOUSANDS = {
    "元": Decimal("0.0001"),
    "百元": Decimal("0.01"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "万": Decimal(1),
    "百万元": Decimal(100),
    "亿元": Decimal(10_000),
}
"""What one unit of money is in 万元, in which amounts are given."""


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


_SIZES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_NUMERALS = "〇○零一二两三四五六七八九"
_DIGITS = dict(zip(_NUMERALS, (0, 0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
# What follows a number of the calendar, a share, a clause of a law or a document's number.
_NO_COUNT = r"[年月日号%‰时分点度周岁]|个?工作日|个?月|小时"
_COUNTED = re.compile(
    rf"""(?:
    (?<![\d.A-Za-z第])(?<!\d,)(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+)(?P<fraction>\.\d+)?(?![\d.A-Za-z]|:\d)
    (?P<size>[万亿])?(?P<vague>[余多几])?(?P<unit>(?:[件个份]次|人次?|[百千]?元|[{COUNT_UNITS}人名笔位批篇条期场部本册张组家处]))?
    |(?<![第{_NUMERALS}十百千万亿数几])(?P<words>[{_NUMERALS}十百千万亿]{{1,20}})(?P<few>[余多几])?
    (?P<counter>(?:[件个份]次|人次?|元|[{COUNT_UNITS}人名笔位批](?!性|级|律)))
    )""",
    re.VERBOSE,
)
_ZERO = re.compile(r"(?<=为)零(?=[,;。、)]|$)")
# Digits apart by more than the end of a line, but for thousands set off by one space.
_APART = re.compile(r"(?<=\d)(?!(?<!\d{4})[ \u00a0]\d{3}(?!\d)|\n\d)\s+(?=\d)")
_ABOUT = re.compile("(?:约|近|逾|超过?|突破|将近|接近|不足|不到|不少于|至少|最多|高达)(?:为|有)?$")
_OVER_TIME = re.compile("累计|以来|算起|总量|年均|平均|历年")
_OR_MORE = re.compile("以上|以下|以内|左右|上下|之多|多[件条次人]|余")


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of a sentence from ``start`` to behind its unit at ``end``.

    Not ``exact`` where it is rounded (约, 余, 左右) or has added up over time (累计, 以来).
    """

    start: int
    end: int
    value: Number
    unit: str | None = None
    exact: bool = True


def run_together(sentence: str) -> tuple[str, list[int]]:
    """Half-width and without white space, as ``counted`` takes it, and where each character stood.

    Thousands set off by a space are one number, and digits that the end of a line parts; other digits
    apart are none: an x stands between them.
    """
    text = normalise(sentence)
    parted = {match.start() for match in _APART.finditer(text)}
    offsets = [at for at, char in enumerate(text) if at in parted or not char.isspace()]
    return "".join(["x" if at in parted else text[at] for at in offsets]), offsets


def counted(text: str) -> Iterator[Counted]:
    """The counts and amounts of a sentence that is ``run_together``, in their order; no dates, shares, ordinals."""
    since = 0
    found = [*_COUNTED.finditer(text), *_ZERO.finditer(text)]
    for match in sorted(found, key=re.Match.start):
        groups = match.groupdict()
        unit = groups.get("unit") or groups.get("counter")
        value = _count(groups) if groups else 0
        if value is None or (unit != "元" and re.match(_NO_COUNT, text[match.end() :])):
            continue
        if unit == "个" and re.match("月|工作", text[match.end() :]):
            continue
        before, behind = text[since : match.start()], text[match.end() : match.end() + 2]
        vague = groups.get("vague") or groups.get("few")
        rounded = bool(vague or _ABOUT.search(before) or _OVER_TIME.search(before) or _OR_MORE.match(behind))
        yield Counted(match.start(), match.end(), value, unit, exact=not rounded)
        since = match.end()


def numbers_in(sentence: str) -> set[Number]:
    """All numbers of a sentence: half- and full-width digits, thousands set off, Chinese numerals, 3.5万."""
    return {number.value for number in counted(run_together(sentence)[0])}


def _count(groups: dict[str, str | None]) -> Number | None:
    if words := groups["words"]:
        return chinese_number(words)
    digits = (groups["digits"] or "").replace(",", "")
    if len(digits) > _MAX_DIGITS:
        return None
    value: Number = Decimal(digits + groups["fraction"]) if groups["fraction"] else int(digits)
    scaled = value * _MYRIADS[groups["size"]] if groups["size"] else value
    return (
        int(scaled) if scaled == int(scaled) and not (groups["fraction"] and not groups["size"]) else scaled
    )


def chinese_number(words: str) -> int | None:
    """The count that Chinese numerals write (两, 十二, 一百零五, 三十万, 二〇二四), None where they write none.

    A last digit behind a size without 零 counts the next smaller size: 一百二 is 120, 三万五 is 35,000.
    """
    if all(char in _DIGITS for char in words):
        return int("".join(str(_DIGITS[char]) for char in words))
    total = section = 0
    digit: int | None = None
    last = 0
    for char in words:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
            last = 0 if digit == 0 else last
        elif char in _SIZES:
            size = _SIZES[char]
            section += (1 if digit is None else digit) * size
            digit, last = None, size
        else:
            size = _MYRIADS[char]
            whole_part = section + (digit or 0)
            if not whole_part and not total:
                return None
            total = (total + whole_part) * size if size > _MYRIADS["万"] else total + whole_part * size
            section, digit, last = 0, None, size
    colloquial = digit is not None and last > 10
    return total + section + (digit or 0) * (last // 10 if colloquial else 1)
