"""The documents worth a look: which ones, and the document itself beside what was read from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pymupdf

from gouji.convert import convert
from gouji.document import Source
from gouji.errors import DocumentError
from gouji.evaluate.case import Case
from gouji.evaluate.result import DocumentResult
from gouji.evaluate.run import evaluate
from gouji.evaluate.subject import Subject

SHOWN = 40
"""Documents that a report shows: more would make the page heavy, and the first are the worst."""
PAGE_DPI = 80
PAGES_SHOWN = 8


def worth_showing(cases: Sequence[Case], documents: Sequence[DocumentResult]) -> list[Case]:
    """The worst documents: silent cells first, then sound reports that were not accepted as they are."""
    by_id = {case.id: case for case in cases}
    failing = [document for document in documents if _weight(document)]
    failing.sort(key=_weight, reverse=True)
    return [by_id[document.case] for document in failing[:SHOWN]]


def _weight(document: DocumentResult) -> tuple[int, ...]:
    """How bad: empty for a document that fared as it should."""
    one = document.score
    weights = (
        len(one.silently_wrong),
        len(one.laundered),
        int(document.undamaged and not one.straight_through),
        int(bool(document.problem)),
    )
    return (*weights, len(one.needlessly_named)) if any(weights) else ()


def look_at(case: Case, subject: Subject) -> dict[str, Any]:
    """The document of ``case`` with its text or pages, and the answer that it got."""
    evaluated = evaluate(case, subject)
    source = Source.of(evaluated.copy.file_name, evaluated.copy.content)
    try:
        document = convert(source)
    except DocumentError as error:
        return {"case": case.id, "file": source.name, "text": error.message, "report": evaluated.answer}
    shown: dict[str, Any] = {
        "case": case.id,
        "file": source.name,
        "text": document.text,
        "report": evaluated.answer,
    }
    if evaluated.copy.carrier == "pdf":
        shown["pages"] = _pages(source.content)
    return shown


def _pages(content: bytes) -> list[dict[str, Any]]:
    with pymupdf.open(stream=content, filetype="pdf") as document:
        return [
            {
                "png": page.get_pixmap(dpi=PAGE_DPI).tobytes("png"),
                "width": page.rect.width,
                "height": page.rect.height,
            }
            for page in document.pages(0, min(PAGES_SHOWN, document.page_count))
        ]
