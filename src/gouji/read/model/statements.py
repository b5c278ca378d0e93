"""The narrative's numbers: sentences quoted verbatim that print the number they are said to state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel

from gouji.document import Document
from gouji.families.disclosure.narrative import STATEMENT_KINDS
from gouji.numbers import COUNT_UNITS, normalise
from gouji.read.grounding import find_quote
from gouji.read.model.answers import Stated, Statements
from gouji.report import Finding, Number, Statement

_ARABIC = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?")
# Only before what it counts: 统一, 进一步 and 一是 are no numbers.
_CHINESE = re.compile(
    rf"(?P<words>[〇○零一二两三四五六七八九十百千万亿]+)\s*[余多几]?\s*(?:[{COUNT_UNITS}人名笔位批]|[百千万亿]?元)"
)
_DATES = frozenset("年月日")
_DIGITS = {
    char: value
    for value, chars in enumerate(["〇○零", "一", "二两", "三", "四", "五", "六", "七", "八", "九"])
    for char in chars
}
_SIZES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_NONE = re.compile("未|没有|无|零|不存在|不涉及")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class StatementsReading:
    """What the narrative states; ``unfit`` counts, answer by answer, statements that the document does not print."""

    statements: tuple[Statement, ...]
    unfit: tuple[int, ...]
    findings: tuple[Finding, ...]


def read_statements(document: Document, answers: Sequence[BaseModel | None]) -> StatementsReading:
    """Keep what stands in the document as quoted; the rest is named by a warning."""
    kept: dict[tuple[str, Number | None, int], Statement] = {}
    unfit: list[int] = []
    findings: list[Finding] = []
    for answer in answers:
        count = 0
        for stated in answer.statements if isinstance(answer, Statements) else ():
            span = find_quote(document.text, stated.quote)
            if span is None or not _prints(stated, document.text[slice(*span)]):
                count += 1
                params = {"printed": " ".join(stated.quote.split())[:_SHOWN], "key": str(len(findings) + 1)}
                findings.append(Finding("unquoted_statement", "warning", (), params))
                continue
            kept.setdefault((stated.kind, stated.value, span[0]), _statement(document, stated, span))
        unfit.append(count)
    return StatementsReading(tuple(kept.values()), tuple(unfit), tuple(findings))


def _statement(document: Document, stated: Stated, span: tuple[int, int]) -> Statement:
    """The statement with the first of the sums that its kind may have; nothing is compared here."""
    scopes = STATEMENT_KINDS[stated.kind].scopes
    return Statement(
        kind=stated.kind,
        value=stated.value,
        unit=stated.unit,
        quote=document.text[slice(*span)],
        place=document.place(*span),
        cells=scopes[0] if scopes else (),
    )


def _prints(stated: Stated, quote: str) -> bool:
    """Whether the quoted sentence has the number; no number, or none at all said in words, needs no digits."""
    if stated.value is None or stated.value in numbers_in(quote):
        return True
    return stated.value == 0 and _NONE.search(quote) is not None


def numbers_in(sentence: str) -> set[Number]:
    """All numbers of a sentence: half- and full-width digits, thousands set off, Chinese numerals, 3.5万."""
    text = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", normalise(sentence))
    return {number for number in (*_arabic(text), *_chinese(text)) if number is not None}


def _arabic(text: str) -> Iterator[Number]:
    for match in _ARABIC.finditer(text):
        if text[match.end() :].lstrip()[:1] in _DATES:
            continue
        digits = match[0].replace(",", "")
        value: Number = Decimal(digits) if "." in digits else int(digits)
        size = _MYRIADS.get(text[match.end() : match.end() + 1])
        scaled = value * size if size else value
        yield int(scaled) if scaled == int(scaled) else scaled


def _chinese(text: str) -> Iterator[int | None]:
    for match in _CHINESE.finditer(text):
        yield chinese_number(match["words"])


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
            whole = section + (digit or 0)
            if not whole and not total:
                return None
            total, section = (total + whole) * size if size > _MYRIADS["万"] else total + whole * size, 0
            digit, last = None, size
    colloquial = digit is not None and last > 10
    return total + section + (digit or 0) * (last // 10 if colloquial else 1)
