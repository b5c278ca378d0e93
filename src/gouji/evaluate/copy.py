"""A rendered copy: a messy file and what must be found in it. Plain values, no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from gouji.report import Blank, Number, Status


@dataclass(frozen=True, slots=True)
class Missing:
    """Why no number is to be found at a path."""

    kind: Blank


Expected = Number | Missing
Level = Literal["office", "copy", "reading"]
CARRIERS: Mapping[str, str] = {
    ".txt": "text",
    ".csv": "text",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".pdf": "pdf",
}


STATEMENT_KINDS: Mapping[str, str] = {
    "received": "新收申请",
    "carried_in": "上年结转",
    "handled": "收办（新收与上年结转之和）",
    "concluded": "办结",
    "carried_out": "结转下年度",
    "granted": "予以公开",
    "partly_granted": "部分公开",
    "refused": "不予公开（各项之和）",
    "unavailable": "无法提供（各项之和）",
    "not_processed": "不予处理（各项之和）",
    "other_processing": "其他处理（各项之和）",
    "natural_person": "自然人",
    "business": "商业企业",
    "organizations": "法人或其他组织（各列之和）",
    "reconsideration": "行政复议（全部，或仅审结的）",
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "litigation": "行政诉讼（两类之和）",
    "litigation_direct": "未经复议直接起诉",
    "litigation_after_reconsideration": "复议后起诉",
    "published": "公开信息（与表格无关，句内各项之和）",
    "fee": "信息处理费（元，与表格无关）",
}
"""Kinds of statements and what they speak of; the cells of a statement tell its scope."""


@dataclass(frozen=True, slots=True)
class Injected:
    """An error put in on purpose.

    ``level`` says where: ``office`` before rendering (gold is what is printed), ``copy`` in the file
    (gold is the true cell), ``reading`` after conversion (gold is the document). ``cells`` are wrong
    through it, ``right`` what they would be without it; both empty where no cell changes.
    """

    kind: str
    level: Level
    cells: tuple[str, ...] = ()
    right: Mapping[str, Expected] = field(default_factory=dict)
    note: str = ""

    @property
    def name(self) -> str:
        """Kind and level as suites write them: ``row_swap@copy``."""
        return f"{self.kind}@{self.level}"


@dataclass(frozen=True, slots=True)
class Statement:
    """A number that the narrative states, as the contract's ``statements`` describe one.

    ``kind`` is one of ``STATEMENT_KINDS``: what the sentence says the number is. ``cells`` are those that
    the sentence speaks of (a sum where there are several), empty where it is about nothing in the tables.
    ``agrees`` is None where the number is not comparable (约, 累计, 元).
    """

    kind: str
    value: Number
    unit: str
    quote: str
    cells: tuple[str, ...] = ()
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """What the copy states about itself: any of ``agencies`` is right, the first is the fullest.

    ``titles`` and ``years`` are further right answers. ``year_unsure`` tells that the year stands only in
    the narrative: the year or null is right.
    """

    title: str | None
    agencies: tuple[str, ...]
    year: int | None
    year_unsure: bool = False
    titles: tuple[str, ...] = ()
    years: tuple[int, ...] = ()

    @property
    def agency(self) -> str | None:
        """The fullest stated name."""
        return max(self.agencies, key=len) if self.agencies else None


Spot = tuple[int, float, float, float, float]
"""Where a number stands in a copy made of pictures: page from 1, box in the pixels of its picture."""


@dataclass(frozen=True, slots=True)
class RenderedCopy:
    """A messy file with its truth: identity, and value or kind of blank at every path.

    ``status`` is the outcome that a good reader reaches, None where more than one is right.
    ``severity`` is the dial of the renderer, 0 (as the form prints it) to 3. Copies that are pictures
    say where each printed number stands (``places``) and how they were made (``traits``: font, dpi,
    tone …); ``traits["carrier"]`` tells them from text in the same kind of file.
    """

    name: str
    shape: str
    content: bytes
    suffix: str
    identity: Identity
    expected: Mapping[str, Expected]
    damage: tuple[str, ...] = ()
    status: Status | None = "accepted"
    injected: tuple[Injected, ...] = ()
    statements: tuple[Statement, ...] = ()
    severity: int = 1
    places: Mapping[str, Spot] = field(default_factory=dict)
    traits: Mapping[str, str] = field(default_factory=dict)

    @property
    def carrier(self) -> str:
        """The kind of file: text, markdown, html, docx, pdf, that of pictures, or the bare suffix."""
        if "carrier" in self.traits:
            return self.traits["carrier"]
        return CARRIERS.get(self.suffix, self.suffix.removeprefix("."))

    @property
    def undamaged(self) -> bool:
        """A sound report in a copy that loses nothing: a good reader accepts it with every cell right."""
        return self.status == "accepted" and not self.damage and not self.injected

    @property
    def file_name(self) -> str:
        """Name to store or pass the copy under."""
        return self.name + self.suffix

    def gold_json(self) -> dict[str, Any]:
        """The copy's gold as ``gold.json`` holds it; blanks are ``{"blank": kind}``."""
        return {
            "agency": self.identity.agency,
            "year": self.identity.year,
            "title": self.identity.title,
            "template": "2021",
            "cells": {path: _value_json(value) for path, value in self.expected.items()},
            "expect": self.status,
            "agency_accepts": list(self.identity.agencies) or [None],
            "title_accepts": [self.identity.title, *self.identity.titles],
            "year_accepts": [
                self.identity.year,
                *self.identity.years,
                *([None] if self.identity.year_unsure else []),
            ],
            "damage": list(self.damage),
            "statements": [_statement_json(statement) for statement in self.statements],
            **({"injected": [_injected_json(error) for error in self.injected]} if self.injected else {}),
            **({"traits": dict(self.traits)} if self.traits else {}),
            **({"places": {path: list(spot) for path, spot in self.places.items()}} if self.places else {}),
        }


def _statement_json(statement: Statement) -> dict[str, Any]:
    return {
        "kind": statement.kind,
        "value": statement.value,
        "unit": statement.unit,
        "quote": statement.quote,
        "cells": list(statement.cells),
        "agrees": statement.agrees,
    }


def _injected_json(error: Injected) -> dict[str, Any]:
    return {
        "name": error.name,
        "cells": list(error.cells),
        "right": {path: _value_json(value) for path, value in error.right.items()},
        "note": error.note,
    }


def _value_json(value: Expected) -> Any:
    if isinstance(value, Missing):
        return {"blank": value.kind}
    return value


def expected_from_json(cells: Mapping[str, Any]) -> dict[str, Expected]:
    """Read ``gold.json``'s cells back; pass ``parse_float=Decimal`` to the JSON parser."""
    found: dict[str, Expected] = {}
    for path, value in cells.items():
        if isinstance(value, dict):
            found[path] = Missing(value["blank"])
        elif isinstance(value, int | Decimal):
            found[path] = value
        else:
            raise TypeError(f"{path}: gold values are int or Decimal, not {type(value).__name__}")
    return found


def statements_from_json(rows: Sequence[Mapping[str, Any]]) -> tuple[Statement, ...]:
    """Read ``gold.json``'s statements back."""
    return tuple(Statement(**{**row, "cells": tuple(row["cells"])}) for row in rows)


def injected_from_json(rows: Sequence[Mapping[str, Any]]) -> tuple[Injected, ...]:
    """Read ``gold.json``'s injected errors back."""
    return tuple(_injected(row) for row in rows)


def _injected(row: Mapping[str, Any]) -> Injected:
    kind, _, level = row["name"].partition("@")
    return Injected(kind, level, tuple(row["cells"]), expected_from_json(row["right"]), row["note"])
