"""pymupdf4llm: ``to_markdown`` with its defaults (layout model on, OCR where it finds a page in need); tables from the Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from mapping import Table
from peer import serve

pymupdf4llm: Any = import_module("pymupdf4llm")


def tables(file: Path) -> Sequence[Table]:
    """The pipe tables of the Markdown: consecutive lines that begin with a bar."""
    text: str = pymupdf4llm.to_markdown(str(file))
    found: list[list[list[str]]] = []
    inside = False
    for line in text.splitlines():
        row = line.strip()
        if not row.startswith("|"):
            inside = False
            continue
        if not inside:
            found.append([])
            inside = True
        cells = [_plain(cell) for cell in re.split(r"(?<!\\)\|", row.removeprefix("|").removesuffix("|"))]
        if not all(re.fullmatch(r":?-{3,}:?", cell) for cell in cells):
            found[-1].append(cells)
    return found


def _plain(cell: str) -> str:
    """Text without line breaks, raised letters and emphasis."""
    return re.sub(r"<[^<>]+>|\*\*|~~|`", "", cell).strip().removeprefix("_").removesuffix("_")


if __name__ == "__main__":
    serve("pymupdf", tables)
