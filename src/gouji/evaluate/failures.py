"""The documents worth a look: which ones, and the document itself beside what was read from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pymupdf

from gouji.convert import convert
from gouji.document import Source
from gouji.errors import DocumentError
from gouji.evaluate.case import Case
from gouji.evaluate.report.failures import SHOWN, failing
from gouji.evaluate.result import DocumentResult
from gouji.evaluate.run import Evaluated, evaluate
from gouji.evaluate.subject import Subject

PAGE_DPI = 80
PAGES_SHOWN = 8


def worth_showing(cases: Sequence[Case], documents: Sequence[DocumentResult]) -> list[Case]:
    """The worst of the failing documents, as many as a report shows."""
    by_id = {case.id: case for case in cases}
    return [by_id[document.case] for document in failing(documents)[:SHOWN]]


def look_at(case: Case, subject: Subject) -> Any:
    """The document of ``case`` with its text or pages and the answer that it got, or what has to be asked first."""
    return evaluate(case, subject, partial(_look, case.id))


def _look(case: str, evaluated: Evaluated) -> dict[str, Any]:
    source = Source.of(evaluated.copy.file_name, evaluated.copy.content)
    try:
        document = convert(source)
    except DocumentError as error:
        return {"case": case, "file": source.name, "text": error.message, "report": evaluated.answer}
    shown: dict[str, Any] = {
        "case": case,
        "file": source.name,
        "text": document.text,
        "report": evaluated.answer,
    }
    if evaluated.copy.carrier == "pdf":
        shown["pages"] = _pages(source.content)
    return shown


def _pages(content: bytes) -> list[dict[str, Any]]:
    """The first pages as they lie before any rotation, as boxes count them."""
    with pymupdf.open(stream=content, filetype="pdf") as document:
        return [_page(page) for page in document.pages(0, min(PAGES_SHOWN, document.page_count))]


def _page(page: pymupdf.Page) -> dict[str, Any]:
    page.set_rotation(0)
    png = page.get_pixmap(dpi=PAGE_DPI).tobytes("png")
    return {"png": png, "width": page.rect.width, "height": page.rect.height}
