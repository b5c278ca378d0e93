"""Every kind of injected error at every level where it means something: one table, and its selectors."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gouji.errors import UsageError
from gouji.evaluate.copy import Expected, Injected, Level
from gouji.evaluate.gold import GoldReport
from gouji.evaluate.inject.office import OFFICE, OfficeError
from gouji.evaluate.inject.reading import READING, ReadingError
from gouji.evaluate.inject.sheet import COPY, HIDING
from gouji.evaluate.render.structure import Change
from gouji.report import Reading


class UnknownKindError(UsageError, ValueError):
    """A suite asks for a kind of error that does not exist."""


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """One kind at one level; ``apply`` makes it."""

    name: str
    level: Level
    title: str
    english: str
    apply: OfficeError | Change | ReadingError

    @property
    def key(self) -> str:
        """As suites write it: ``row_swap@reading``."""
        return f"{self.name}@{self.level}"


# The kinds in the order of reports: Chinese and English title.
_TITLES: Mapping[str, tuple[str, str]] = {
    "digit_1_7": ("1、7 相混", "1 and 7 confused"),
    "digit_3_8": ("3、8 相混", "3 and 8 confused"),
    "digit_0_6": ("0、6 相混", "0 and 6 confused"),
    "digit_5_6": ("5、6 相混", "5 and 6 confused"),
    "lost_zero": ("少一个 0", "a zero lost"),
    "gained_zero": ("多一个 0", "a zero gained"),
    "transposition": ("数字颠倒", "digits transposed"),
    "two_cells": ("两格同时错", "two cells at once"),
    "three_cells": ("三格同时错", "three cells at once"),
    "number_split": ("一数拆成两格", "a number split over two cells"),
    "numbers_joined": ("两数连成一数", "two numbers joined"),
    "row_shift": ("漏全零行、整体上移", "an all-zero row lost, the rest moved up"),
    "row_swap": ("两行互换", "two rows swapped"),
    "column_swap": ("两列互换", "two columns swapped"),
    "received_carried_in_swap": ("新收与结转互换", "received and carried in swapped"),
    "upheld_corrected_swap": ("维持与纠正互换", "upheld and corrected swapped"),
    "case_blocks_swap": ("复议诉讼区块互换", "case blocks swapped"),
    "columns_shifted": ("整行右移一列", "rows one column to the right"),
    "stray_number": ("页码计入单元格", "a stray number counted as a cell"),
    "wrong_total": ("合计印错", "a printed total is wrong"),
    "forgotten_total": ("漏填合计", "a total forgotten"),
    "repaired_total": ("错误合计被改算", "a wrong printed total silently repaired"),
    "wrong_applicant": ("申请人归类错", "a case under the wrong applicant"),
    "fee_unit": ("元与万元混淆", "yuan for ten thousand yuan"),
    "other_year": ("他年表格", "a table of another year"),
    "narrative_contradiction": ("正文与表格不符", "narrative contradicts the table"),
    "labels_damaged": ("标签残损", "labels damaged"),
    "letters_for_digits": ("字母代数字", "letters for digits"),
    "page_numbers": ("夹杂页码", "stray page numbers"),
    "row_missing": ("缺一行", "a row missing"),
    "row_doubled": ("一行重复", "a row doubled"),
    "numbers_lost": ("一行数字缺失", "a row without its numbers"),
    "heads_lost": ("表头缺失", "column heads lost"),
    "half_report": ("报告不完整", "half a report"),
    "hidden_text": ("隐藏文字", "hidden text"),
    "orders": ("对模型下指令的文字", "text that gives orders to a model"),
    "blank_as_zero": ("空白当作 0", "a blank taken for 0"),
    "default_zeros": ("截断处以 0 填充", "zeros in place of what was cut off"),
}


def _kinds() -> dict[str, ErrorKind]:
    levels: tuple[tuple[Level, Mapping[str, OfficeError | Change | ReadingError]], ...] = (
        ("office", OFFICE),
        ("copy", COPY),
        ("reading", READING),
    )
    found: list[ErrorKind] = []
    for name, (title, english) in _TITLES.items():
        found += [ErrorKind(name, lvl, title, english, made[name]) for lvl, made in levels if name in made]
    return {kind.key: kind for kind in found}


KINDS: Mapping[str, ErrorKind] = _kinds()


# Kinds that need a carrier of some sort.
_ONLY: Mapping[str, frozenset[str]] = {"hidden_text@copy": HIDING}


_SEPARATES = frozenset({"number_split@copy", "numbers_joined@copy"})


def fits(name: str, carrier: str, shape: str = "") -> bool:
    """Whether the kind ``name`` can occur in a copy of this carrier and shape.

    Plain text hides nothing; where all separators are lost no number can be split or joined.
    """
    glued = shape.startswith("glued") and name in _SEPARATES
    return carrier in _ONLY.get(name, {carrier}) and not glued


def checked(names: Sequence[str]) -> tuple[ErrorKind, ...]:
    """The kinds of ``names`` in their order. Raises ``UnknownKindError`` for one that there is not."""
    unknown = [name for name in names if name not in KINDS]
    if unknown:
        raise UnknownKindError(
            "unknown_error_kind",
            f"没有这样的错误种类：{'、'.join(unknown)}。",
            f"可用：{'、'.join(KINDS)}。",
        )
    return tuple(KINDS[name] for name in names)


def office_errors(names: Sequence[str]) -> tuple[OfficeError, ...]:
    """Those of ``names`` that are made before printing."""
    return tuple(OFFICE[kind.name] for kind in checked(names) if kind.level == "office")


def copy_changes(names: Sequence[str]) -> tuple[Change, ...]:
    """Those of ``names`` that are made in the file."""
    return tuple(COPY[kind.name] for kind in checked(names) if kind.level == "copy")


def reading_errors(names: Sequence[str]) -> tuple[ReadingError, ...]:
    """Those of ``names`` that are made in the reading."""
    return tuple(READING[kind.name] for kind in checked(names) if kind.level == "reading")


def inject_office(gold: GoldReport, names: Sequence[str], rng: random.Random) -> GoldReport:
    """``gold`` with all office errors of ``names``; what cannot occur in it is left out."""
    for error in office_errors(names):
        gold = error(gold, rng)
    return gold


def inject_reading(
    reading: Reading, expected: Mapping[str, Expected], names: Sequence[str], rng: random.Random
) -> tuple[Reading, tuple[Injected, ...]]:
    """``reading`` with all reading errors of ``names`` and their notes; what cannot occur is left out."""
    notes: list[Injected] = []
    for error in reading_errors(names):
        if (made := error(reading, expected, rng)) is not None:
            reading, note = made
            notes.append(note)
    return reading, tuple(notes)
