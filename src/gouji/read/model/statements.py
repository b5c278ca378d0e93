"""The narrative's numbers: sentences quoted verbatim that print the number they are said to state."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from gouji.document import Document
from gouji.families.disclosure.narrative import STATEMENT_KINDS
from gouji.numbers import numbers_in
from gouji.read.grounding import find_quote
from gouji.read.model.answers import Stated, Statements
from gouji.report import Finding, Number, Statement

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
