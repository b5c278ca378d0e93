"""One contract object a line, with the document's names, whether it awaits a decision, what its reading cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from gouji.export.json_text import dumps
from gouji.messages import Language
from gouji.models.accounts import account, cost_per
from gouji.report import BORNE_OUT
from gouji.store.documents import Stored


def lines(stored: Iterable[Stored], language: Language) -> Iterator[str]:
    """Render each report with its review; ``pending`` is true unless machine or person let it pass."""
    for each in stored:
        report = each.report
        extra = {
            "review": each.review.as_json(),
            "names": list(each.names),
            "pending": not each.review.settled,
            "model": _model(each),
        }
        yield dumps({**report.as_json(language), **extra}) + "\n"


def _model(each: Stored) -> dict[str, Any] | None:
    """What the model calls about a document came to; null where there were none."""
    if not each.calls:
        return None
    spent = account(each.calls)
    verified = sum(grade in BORNE_OUT for grade in each.report.grades.values())
    return {
        "calls": spent.calls,
        "input_tokens": spent.tokens.input,
        "output_tokens": spent.tokens.output,
        "cost": spent.cost,
        "currency": spent.currency,
        "cost_per_verified_cell": cost_per(spent, verified),
    }
