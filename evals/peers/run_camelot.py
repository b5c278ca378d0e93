"""camelot: its ``auto`` flavour chooses for each page between ruled tables (lattice) and aligned words (network)."""

from __future__ import annotations

import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

from mapping import Table
from peer import serve

camelot: Any = import_module("camelot")


def tables(file: Path) -> list[Table]:
    """The tables of all pages."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it reports its choices as warnings
        found = camelot.read_pdf(str(file), pages="all", flavor="auto", line_scale=40, split_text=True)
    return [table.df.values.tolist() for table in found]


if __name__ == "__main__":
    serve("camelot-py", tables)
