"""One contract object a line, with all names of the document and whether it still awaits a decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gouji.export.json_text import dumps
from gouji.messages import Language
from gouji.store.documents import Stored


def lines(stored: Iterable[Stored], language: Language) -> Iterator[str]:
    """Render each report; ``pending`` is true unless it is accepted."""
    for each in stored:
        report = each.report
        extra = {"names": list(each.names), "pending": report.status != "accepted"}
        yield dumps({**report.as_json(language), **extra}) + "\n"
