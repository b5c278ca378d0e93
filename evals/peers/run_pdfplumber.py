"""pdfplumber: its table finder with default settings; on a page without columns its text strategy.

Where a page has ruled rows only, columns come from the alignment of words; where it has no rulings, rows too.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from mapping import Table
from peer import serve

pdfplumber: Any = import_module("pdfplumber")

_RULED_ROWS = {"vertical_strategy": "text", "horizontal_strategy": "lines"}
_UNRULED = {"vertical_strategy": "text", "horizontal_strategy": "text"}


def tables(file: Path) -> list[Table]:
    """The tables of all pages."""
    with pdfplumber.open(file) as document:
        return [table for page in document.pages for table in _of_page(page)]


def _of_page(page: Any) -> list[Table]:
    found: list[Table] = page.extract_tables()
    if any(len(row) >= 4 for table in found for row in table):
        return found
    ruled = bool(page.lines or page.rects)
    by_words: list[Table] = page.extract_tables(_RULED_ROWS if ruled else _UNRULED)
    return by_words


if __name__ == "__main__":
    serve("pdfplumber", tables)
