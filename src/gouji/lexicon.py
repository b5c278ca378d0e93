"""The shape of a form's vocabulary: what labels, heads and headings copies print. No I/O here.

All words hold CJK characters only; ``ideographs`` brings any text to that form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

IDEOGRAPH = "一-鿿"
_IDEOGRAPHS = re.compile(f"[{IDEOGRAPH}]+")


def ideographs(text: str) -> str:
    """Only the CJK characters of ``text``."""
    return "".join(_IDEOGRAPHS.findall(text))


@dataclass(frozen=True)
class TableWords:
    """One table's words: its section heading, what opens it, row labels, and other printed words.

    ``labels`` maps rows in form order to their spellings, the fullest first; ``optional`` rows
    exist only in some copies, in place of the rows they ``replace``; ``markers`` are CJK list numerals printed before a label, ``numbers``
    Arabic ones; ``fillers`` are heads and group labels, which own no numbers.
    """

    heading: tuple[str, ...]
    opening: tuple[str, ...]
    labels: Mapping[str, tuple[str, ...]]
    fillers: tuple[str, ...]
    optional: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    markers: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    replaces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def fullest(self) -> dict[str, str]:
        """The fullest spelling of every row's label."""
        return {row: labels[0] for row, labels in (*self.labels.items(), *self.optional.items())}


@dataclass(frozen=True)
class Lexicon:
    """A form's words: tables, column heads, narrative headings, and words of other forms."""

    tables: Mapping[str, TableWords]
    applicants: Mapping[str, tuple[str, ...]]
    outcomes: Mapping[str, tuple[str, ...]]
    cases: Mapping[str, tuple[str, ...]]
    case_group: str
    applicant_group: str
    sections: Mapping[str, tuple[str, ...]]
    foreign: Mapping[str, tuple[str, ...]]
