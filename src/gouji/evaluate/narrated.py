"""Statements of the narrative: those that the document makes against those that the report found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from gouji.evaluate.copy import Statement

OVERLAP = 0.5
"""Share of the shorter quote, white space apart, that two quotes of one statement have in common."""


@dataclass(frozen=True, slots=True)
class Narrated:
    """Counts: statements that the document makes, that the report gives, that are in both.

    All 0 where it is not known what the document states; precision and recall do not count it then.
    """

    stated: int = 0
    found: int = 0
    right: int = 0


def compare_statements(stated: Sequence[Statement], found: Sequence[Mapping[str, Any]]) -> Narrated:
    """Pair statements one to one: same kind, same value, quotes that overlap; as many pairs as can be."""
    if not stated:
        return Narrated()
    fits = [[at for at, given in enumerate(found) if _match(truth, given)] for truth in stated]
    taken: dict[int, int] = {}
    right = sum(_pair(at, fits, taken, set()) for at in range(len(stated)))
    return Narrated(len(stated), len(found), right)


def _pair(at: int, fits: Sequence[Sequence[int]], taken: dict[int, int], tried: set[int]) -> bool:
    """Give statement ``at`` a partner, moving others on where that helps (augmenting path)."""
    for partner in fits[at]:
        if partner in tried:
            continue
        tried.add(partner)
        if partner not in taken or _pair(taken[partner], fits, taken, tried):
            taken[partner] = at
            return True
    return False


def _match(truth: Statement, given: Mapping[str, Any]) -> bool:
    if given["kind"] != truth.kind or given["value"] is None or Decimal(str(given["value"])) != truth.value:
        return False
    return _overlap("".join(truth.quote.split()), "".join(given["quote"].split()))


def _overlap(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    if not shorter:
        return False
    common = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return common.size >= OVERLAP * shorter
