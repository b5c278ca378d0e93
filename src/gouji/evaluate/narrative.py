"""Sentences that state numbers, in several phrasings and scopes, each with what it states.

A sentence is its words and what it says between them; ``speak`` prints the numbers as offices write
them: plain, spaced, full-width, with thousands set off, or in Chinese.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gouji.evaluate.chance import chance
from gouji.evaluate.copy import Statement
from gouji.families.disclosure.rules import APPLICANTS, CASES, LEAVES
from gouji.report import Number

_DIGITS = "〇一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_TEN_THOUSAND = 10_000
_STYLES = ("plain", "spaced", "wide", "chinese", "thousands")


@dataclass(frozen=True, slots=True)
class Said:
    """A number in a sentence: the cells whose sum it is, or a ``number`` of its own.

    ``words`` say it without a number (未收到…): then it is 0. ``exact`` False: 约, 累计 or 元, which
    nothing is compared with. ``agrees`` is what such a number of its own says of itself.
    """

    kind: str
    cells: tuple[str, ...] = ()
    unit: str = "件"
    number: int | None = None
    words: str = ""
    exact: bool = True
    agrees: bool | None = None


Sentence = tuple[str | Said, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement as it stands in the text: where its number begins in the quote, and how it is written."""

    statement: Statement
    start: int
    text: str


def total_of(row: str) -> tuple[str, ...]:
    """The total of one row of table 3, or of all rows of a group."""
    rows = [leaf for leaf in LEAVES if leaf.startswith(f"{row}.")] or [row]
    return tuple(f"requests.{each}.total" for each in rows)


_LITIGATION = tuple(f"proceedings.{case}.total" for case in CASES if case.startswith("litigation"))
_DECIDED = tuple(f"proceedings.reconsideration.{outcome}" for outcome in ("upheld", "corrected", "other"))
_ORGANIZATIONS = tuple(f"requests.received.{a}" for a in APPLICANTS if a != "natural_person")

RECEIVED = Said("received", total_of("received"))
CARRIED_IN = Said("carried_in", total_of("carried_in"))
HANDLED = Said("handled", (*total_of("received"), *total_of("carried_in")))
CONCLUDED = Said("concluded", total_of("concluded"))
CARRIED_OUT = Said("carried_out", total_of("carried_out"))
GRANTED = Said("granted", total_of("granted"))
PARTLY = Said("partly_granted", total_of("partly_granted"))
REFUSED = Said("refused", total_of("refused"))
UNAVAILABLE = Said("unavailable", total_of("unavailable"))
NOT_PROCESSED = Said("not_processed", total_of("not_processed"))
OTHER = Said("other_processing", total_of("other"))
PEOPLE = Said("natural_person", ("requests.received.natural_person",))
COMPANIES = Said("business", ("requests.received.business",))
ORGANIZATIONS = Said("organizations", _ORGANIZATIONS)
RECONSIDERATION = Said("reconsideration", ("proceedings.reconsideration.total",))
DECIDED = Said("reconsideration", _DECIDED)
UPHELD = Said("upheld", ("proceedings.reconsideration.upheld",))
CORRECTED = Said("corrected", ("proceedings.reconsideration.corrected",))
LITIGATION = Said("litigation", _LITIGATION)
DIRECT = Said("litigation_direct", ("proceedings.litigation_direct.total",))
AFTER = Said("litigation_after_reconsideration", ("proceedings.litigation_after_reconsideration.total",))


def none_of(said: Said, words: str) -> Said:
    """The same, said to be none without a number."""
    return replace(said, words=words)


def nearly(said: Said, cells: Mapping[str, Number]) -> Said:
    """The same, rounded: nothing that could be compared exactly."""
    value = value_of(said, cells)
    step = 10 if value < 200 else 100
    return replace(said, number=max(value // step * step, 10), exact=False)


def value_of(said: Said, cells: Mapping[str, Number]) -> int:
    """The number that is said."""
    return said.number if said.number is not None else sum(int(cells[path]) for path in said.cells)


def speak(sentence: Sentence, cells: Mapping[str, Number], rng: random.Random) -> tuple[str, list[Spoken]]:
    """Print one sentence; the quote of each of its statements is the sentence."""
    text, style = "", rng.choices(_STYLES, (66, 10, 8, 10, 6))[0]
    places: list[tuple[Said, int, str]] = []
    for part in sentence:
        if isinstance(part, str):
            text += part
            continue
        written = part.words or write(value_of(part, cells), style)
        places.append((part, len(text), written))
        text += written
    quote = text.strip()
    lead = len(text) - len(text.lstrip())
    return text, [
        Spoken(_stated(said, cells, quote), start - lead, "" if said.words else written)
        for said, start, written in places
    ]


def _stated(said: Said, cells: Mapping[str, Number], quote: str) -> Statement:
    agrees = said.agrees if not said.cells else True if said.exact else None
    value = 0 if said.words else value_of(said, cells)
    return Statement(said.kind, value, said.unit, quote, said.cells, agrees)


def write(number: int, style: str) -> str:
    """A number as offices write it in a sentence; long ones are rarely put in Chinese numerals."""
    if style == "spaced":
        return f" {number} "
    if style == "wide":
        return str(number).translate(_FULL_WIDTH)
    if style == "chinese" and (number < 100 or number % 100 == 0):
        return chinese(number)
    return f"{number:,}" if style == "thousands" else str(number)


def chinese(number: int) -> str:
    """A count in Chinese numerals: 〇, 两, 十二, 一百零五, 三十万. Up to 99,999,999."""
    if number == 2:
        return "两"
    if number == 0:
        return "〇"
    high, low = divmod(number, _TEN_THOUSAND)
    text = f"{_below(high)}万" if high else ""
    if low:
        text += ("零" if high and low < 1000 else "") + _below(low)
    return text.removeprefix("一") if text.startswith("一十") else text


def _below(number: int) -> str:
    """A number from 1 to 9,999."""
    text = ""
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            text += _DIGITS[digit] + name
        elif text and number and not text.endswith("零"):
            text += "零"
    return text


def request_sentences(
    rng: random.Random, me: str, year: int, cells: Mapping[str, Number]
) -> Sequence[Sentence]:
    """What the report says of requests: one to three sentences, or that there were none."""
    if not value_of(HANDLED, cells):
        return _no_requests(rng, me, year, cells)
    received = value_of(RECEIVED, cells)
    ever = Said("received", number=received * rng.randint(3, 9) + rng.randint(1, 50), exact=False)
    pool: list[Sentence] = [
        ("全年新收政府信息公开申请", RECEIVED, "件，其中自然人申请", PEOPLE, "件。"),
        (f"{me}共收到申请", RECEIVED, "件，上年结转", CARRIED_IN, "件，合计收办", HANDLED, "件。"),
        (f"{year}年度受理申请", RECEIVED, "件，已办结", CONCLUDED, "件（含上年结转", CARRIED_IN, "件）。"),
        ("当面受理、邮寄和网上提交的申请共", RECEIVED, "件，结转下年度继续办理", CARRIED_OUT, "件。"),
        ("依法办理群众提出的公开申请，答复均在法定期限内作出。",),
        ("共办理公开申请", HANDLED, "件（含上年结转", CARRIED_IN, "件），按期答复", CONCLUDED, "件。"),
        ("新收申请", RECEIVED, "件，其中自然人", PEOPLE, "件、法人或其他组织", ORGANIZATIONS, "件。"),
        ("申请人以自然人为主，自然人提出申请", PEOPLE, "件，商业企业提出申请", COMPANIES, "件。"),
        ("从施行公开制度算起累计收到申请", ever, "件，本年新收", RECEIVED, "件。"),
        ("年内顺延至下一年度办理的申请有", CARRIED_OUT, "件。"),
        (
            *("办结的申请中，予以公开", GRANTED, "件、部分公开", PARTLY, "件、不予公开", REFUSED),
            *("件、无法提供", UNAVAILABLE, "件、不予处理", NOT_PROCESSED, "件、其他处理", OTHER, "件。"),
        ),
        ("经审查不予公开", REFUSED, "件，本机关无法提供", UNAVAILABLE, "件，均已告知理由。"),
    ]
    if value_of(CONCLUDED, cells) > 30:
        pool.append(("全年办结申请约", nearly(CONCLUDED, cells), "件，平均用时较上年缩短。"))
    if not received:
        pool = [sentence for sentence in pool if RECEIVED not in sentence]
        pool.append((f"{year}年", none_of(RECEIVED, "未新收政府信息公开申请"), "。"))
    return rng.sample(pool, rng.choices([1, 2, 3], [5, 3, 2])[0])


def _no_requests(rng: random.Random, me: str, year: int, cells: Mapping[str, Number]) -> Sequence[Sentence]:
    del cells
    no_fee = Said("fee", unit="元", words="未收取信息处理费", exact=False)
    return (
        rng.choice(
            [
                (f"{year}年{me}", none_of(RECEIVED, "未收到政府信息公开申请"), "。"),
                ("全年收到信息公开申请", RECEIVED, "件，也", no_fee, "。"),
                (
                    f"{me}本年度",
                    none_of(RECEIVED, "没有收到公开申请"),
                    "，亦",
                    none_of(CARRIED_OUT, "无结转下年度办理的申请"),
                    "。",
                ),
                ("书面和网上渠道新收申请均为", RECEIVED, "件，结转下年度", CARRIED_OUT, "件。"),
                (none_of(RECEIVED, "没有公民、法人或者其他组织提出公开申请的情况"), "。"),
            ]
        ),
    )


def case_sentences(rng: random.Random, cells: Mapping[str, Number]) -> Sequence[Sentence]:
    """What the report says of reconsideration and litigation: nothing, one sentence, or that there was none."""
    visits: Sentence = (f"全年接待咨询{rng.randint(5, 300)}人次，平均办理时间{rng.randint(5, 18)}个工作日。",)
    if chance(rng, 0.25):
        return ()
    if chance(rng, 0.25):
        return (visits,)
    if not value_of(RECONSIDERATION, cells) and not value_of(LITIGATION, cells):
        pool: list[Sentence] = [
            (
                *("全年未发生因公开工作引起的", none_of(RECONSIDERATION, "行政复议")),
                *("、", none_of(LITIGATION, "行政诉讼"), "。"),
            ),
            (none_of(RECONSIDERATION, "没有因信息公开被申请行政复议"), "的情况。"),
            ("因信息公开被申请行政复议", RECONSIDERATION, "件，被提起行政诉讼", LITIGATION, "件。"),
        ]
        return (rng.choice(pool),)
    cases = replace(RECONSIDERATION, unit="起"), replace(LITIGATION, unit="起")
    pool = [
        ("因政府信息公开被申请行政复议", RECONSIDERATION, "件。"),
        ("全年发生行政复议", cases[0], "起、行政诉讼", cases[1], "起。"),
        ("审结涉及信息公开的行政复议", DECIDED, "件，其中维持", UPHELD, "件、纠正", CORRECTED, "件。"),
        ("被提起行政诉讼", LITIGATION, "件，其中直接起诉", DIRECT, "件、复议后起诉", AFTER, "件。"),
    ]
    return tuple(rng.sample(pool, rng.choices([1, 2], [3, 1])[0]))


def published_sentence(parts: tuple[int, int, int]) -> Sentence:
    """A sum within one sentence, about nothing in the tables."""
    site, channel, board = parts
    total = Said("published", unit="条", number=sum(parts), agrees=True)
    return (
        *("全年通过各类渠道公开信息", total, f"条，其中门户网站{site}条、微信公众号{channel}条"),
        f"、村务公开栏{board}条。",
    )


def fee_sentence(rng: random.Random, me: str, year: int) -> Sentence:
    """What was collected for handling information: 元, and about nothing in the tables."""
    none = Said("fee", unit="元", words="没有收取信息处理费", exact=False)
    some = Said("fee", unit="元", number=rng.randint(1, 40) * 10, exact=False)
    return rng.choice(
        [
            (f"{year}年度，{me}", none, "。"),
            (f"按照信息处理费管理办法，全年发出收费通知{rng.randint(1, 4)}件，收取信息处理费", some, "元。"),
            ("本年度依规收取信息处理费", some, "元，已全额缴入国库。"),
        ]
    )
