"""Plain whole-page OCR: every page as a picture of 200 dpi, RapidOCR with its bundled models and default settings.

Rows and columns come from the places of the boxes alone (``boxes.py``).
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

from boxes import Box, page_rows
from mapping import Table
from peer import serve

pdfium: Any = import_module("pypdfium2")
rapidocr: Any = import_module("rapidocr")

_DPI = 200


def tables(file: Path) -> list[Table]:
    """One table a page: its rows from the top."""
    document = pdfium.PdfDocument(file)
    return [page_rows(_boxes(page.render(scale=_DPI / 72).to_numpy())) for page in document]


def _boxes(picture: Any) -> list[Box]:
    found = _ENGINE(picture)
    if found.txts is None:
        return []
    return [
        Box(
            float(min(x for x, _ in corners)),
            float(min(y for _, y in corners)),
            float(max(x for x, _ in corners)),
            float(max(y for _, y in corners)),
            text,
        )
        for corners, text in zip(found.boxes, found.txts, strict=True)
    ]


if __name__ == "__main__":
    _ENGINE: Any = rapidocr.RapidOCR(
        params={
            "EngineConfig.onnxruntime.intra_op_num_threads": os.cpu_count() or 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Global.log_level": "error",
        }
    )
    serve("rapidocr", tables)
