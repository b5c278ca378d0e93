"""img2table: bordered and borderless tables of every page as a picture, their texts from the PDF's own text layer.

Version 1.4.2: 2.0.0 finds fewer of these tables. Scans are left out: 1.4.2 has no OCR that reads Chinese without
downloading models.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from mapping import Table
from peer import serve

documents: Any = import_module("img2table.document")


def tables(file: Path) -> list[Table]:
    """The tables of all pages; the text of a merged cell is repeated in every place it covers."""
    pages = documents.PDF(str(file)).extract_tables(borderless_tables=True)
    return [
        [[cell.value for cell in row] for row in table.content.values()]
        for page in pages.values()
        for table in page
    ]


if __name__ == "__main__":
    serve("img2table", tables)
