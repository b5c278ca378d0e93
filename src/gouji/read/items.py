"""The items of one cell's text: CJK words, numbers, printed blanks, and a label's own list numbers.

A number that is qualified (约 12, 12 余, 12 %), touches a character that could not be read (1□) or has
another unit than the form's is printed but not read: it becomes a glued item, which nothing takes for
a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from gouji.lexicon import IDEOGRAPH
from gouji.numbers import COUNT_UNITS, ParsedNumber, parse_cell

# (kind, start, end, parsed): kind is ``text``, ``index`` or a token's kind.
Item = tuple[str, int, int, ParsedNumber | str | None]

UNIT = rf"(?:[千百亿万]?元|人次|[{COUNT_UNITS}人])(?![{IDEOGRAPH}])"
_REMARK = r"\((?=[^()]*(?:\d|其中|含|包括))[^()]{1,60}\)"
_ITEM = re.compile(
    rf"(?P<text>[{IDEOGRAPH}]+)"
    r"|(?P<letter>(?<![0-9A-Za-z])(?:[OolI](?![.,][0-9OolI])|N/A|(?=[0-9.,]*[OolI])(?=[OolI.,]*[0-9])[0-9OolI][0-9OolI.,]*)(?![0-9A-Za-z]))"
    r"|(?P<number>[+-]?(?:\d{1,3}(?:[,']\d{3})+(?![,'\d])|\d+)(?:\.\d+)?)"
    r"|(?P<dash>-+|/)"
)
_TAIL = re.compile(rf"\s?(?:{UNIT})?\s?(?:{_REMARK})?")
_INDEX_TAIL = re.compile(rf"\s?[.、]\s*$|\s?[.、](?=\s)|\s*[.、:)。]\s*(?=[\"'“”‘’(\[《]*[{IDEOGRAPH}])")
_BEFORE_WORD = re.compile(rf"\s*[.、:)。]\s*[\"'“”‘’(\[《]*[{IDEOGRAPH}]")
_COMMA_INDEX = re.compile(rf"[,，]\s*[\"“'(]?[{IDEOGRAPH}]")
_AMONG_NUMBERS = re.compile(r"\s+(?:\d|(?:无|不适用|[-/])(?=\s|$))")
# What stands where a character could not be read; touching a number it may be one of its digits.
MARKS = "?\ufffd\u25a0-\u25ff\ue000-\uf8ff"
_TORN_BEFORE = re.compile(f"[{MARKS}]+[.,]?$")
_TORN_AFTER = re.compile(f"[.,、]?[{MARKS}][0-9.,{MARKS}]*")
_BROKEN_DECIMAL = re.compile(rf"\d+\. +\d+(?:{UNIT})?")
_QUALIFIED_BEFORE = re.compile(r"(?:约|近|超过?|逾|大于|小于|不足|不到|至少|[<>≈≥≤~=])\s*$|[.A-Za-z#!&@$€¥]$")
_QUALIFIED_AFTER = re.compile(
    r"\s?(?:余|多(?!次)|以上|以下|左右|以内|上下|页)|[%‰+~*^A-Za-z#!&@$€¥]|\s?(?:[亿千百](?!元)|万(?!元|$|\s))|[至-]\d"
)


@lru_cache(maxsize=20_000)
def items(text: str, *, celled: bool) -> tuple[Item, ...]:
    """The items of one cell's text: (kind, start, end, parsed), kind being ``text`` or a token kind."""
    stripped = text.strip()
    if not stripped:
        return ()
    begin = text.index(stripped[0])
    if _BROKEN_DECIMAL.fullmatch(stripped):
        return (("glued", begin, begin + len(stripped), None),)
    if celled or " " not in stripped:
        whole = parse_cell(stripped)
        if isinstance(whole, ParsedNumber):
            return (("number", begin, begin + len(stripped), whole),)
        if whole is not None:
            if whole == "not_applicable" and not celled and len(stripped) > 1 and stripped[0] not in "不N":
                return (("text", begin, begin + len(stripped), None),)
            return (("blank", begin, begin + len(stripped), whole),)
    return tuple(_scan_items(text))


def _scan_items(text: str) -> Iterator[Item]:
    position = 0
    numbers = 0
    while match := _ITEM.search(text, position):
        kind = match.lastgroup
        begin, finish = match.span()
        position = finish
        if kind == "text":
            word = _word(text, begin, finish, numbers)
            numbers += word[0] == "blank"
            yield word
        elif kind == "dash":
            if _stands_alone(text, begin, finish):
                numbers += 1
                yield "blank", begin, finish, "dash"
        elif kind == "letter":
            has_digit = any(char.isdigit() for char in match.group())
            torn = _torn(text, begin, finish)
            if torn is not None:
                numbers += 1
                position = torn[1]
                yield "glued", *torn, None
                continue
            tail = _TAIL.match(text, finish)
            position = finish + len(tail.group().rstrip()) if tail else finish
            if numbers or has_digit or re.match(r"\s+[\d-]", text[position:]):
                numbers += 1
                parsed = parse_cell(text[begin:position])
                number = isinstance(parsed, ParsedNumber)
                yield ("number" if number else "glued" if has_digit else "blank"), begin, position, parsed
        else:
            taken, position = _number(text, begin, finish, numbers)
            if taken is None:
                yield "index", begin, finish, None
                continue
            numbers += 1
            span = _qualified(text, taken[1], taken[2]) or _qualified(text, begin, finish)
            if span is not None:
                position = max(position, span[1])
                yield "glued", min(begin, span[0]), max(finish, span[1]), None
                continue
            yield taken
            if taken[0] != "glued" and _INDEX_TAIL.match(text, finish) and taken[2] < finish:
                yield "index", taken[2], finish, None


def _word(text: str, begin: int, finish: int, numbers: int) -> Item:
    word = text[begin:finish]
    if (
        word in {"无", "不适用"}
        and (numbers or _AMONG_NUMBERS.match(text, finish))
        and _stands_alone(text, begin, finish)
    ):
        return "blank", begin, finish, "not_applicable"
    return "text", begin, finish, None


def _stands_alone(text: str, begin: int, finish: int) -> bool:
    before = text[begin - 1] if begin else " "
    after = text[finish] if finish < len(text) else " "
    return before in " ,;:|" and after in " ,;:|"


def _number(text: str, begin: int, finish: int, numbers: int) -> tuple[Item | None, int]:
    """The number token at ``text[begin:finish]`` and where to go on; no token for a label's own index."""
    before = text[begin - 1] if begin else ""
    after = text[finish : finish + 1]
    if before == "第" or (after in {"年", "月", "日", "号", "款"} and after):
        return None, finish
    digits = text[begin:finish]
    if not numbers and not text[:begin].strip() and _COMMA_INDEX.match(text, finish):
        return None, finish
    tail = _INDEX_TAIL.match(text, finish)
    if tail and len(digits) > 2 and not _BEFORE_WORD.match(text, finish):
        return _parsed(text, begin, finish), tail.end()
    if tail:
        # One or two digits are the label's list number; of glued digits only the last one is.
        alone = len(digits) == 1 or (
            len(digits) == 2 and before in ({"", " "} if numbers else {"", " ", "("})
        )
        return (None, finish) if alone else (_parsed(text, begin, finish - 1), finish)
    if re.match(f"[{IDEOGRAPH}]", after or " "):
        tail = _TAIL.match(text, finish)
        if not tail or tail.end() == finish:
            if not numbers and len(digits) <= 2 and before in {"", " ", "("}:
                return None, finish
            return _parsed(text, begin, finish), finish
    tail = _TAIL.match(text, finish)
    stop = finish + len(tail.group().rstrip()) if tail else finish
    return _parsed(text, begin, stop), stop


def _qualified(text: str, begin: int, finish: int) -> tuple[int, int] | None:
    """The span of a number with the words that make it no plain number, if any stand there."""
    if text[begin - 1 : begin] == "(" and text[finish : finish + 1] == ")":
        return begin - 1, finish + 1
    before = _QUALIFIED_BEFORE.search(text[:begin]) or _TORN_BEFORE.search(text[:begin])
    after = _QUALIFIED_AFTER.match(text, finish) or _TORN_AFTER.match(text, finish)
    if not before and not after:
        return None
    return (before.start() if before else begin), (after.end() if after else finish)


def _torn(text: str, begin: int, finish: int) -> tuple[int, int] | None:
    """The span of letters read as digits with the unreadable marks that touch them, if any do."""
    before, after = _TORN_BEFORE.search(text[:begin]), _TORN_AFTER.match(text, finish)
    if not before and not after:
        return None
    return (before.start() if before else begin), (after.end() if after else finish)


def _parsed(text: str, begin: int, finish: int) -> Item:
    parsed = parse_cell(text[begin:finish])
    if isinstance(parsed, ParsedNumber):
        return "number", begin, finish, parsed
    return "glued", begin, finish, None
