"""What every peer's program does: read the documents named on the command line, map it, print one JSON line.

Runs in the peer's own environment, so it knows the standard library and the mapping only. The first
line, ``{"peer", "version", "ready": time}``, comes when everything is imported and loaded: the time until then is the start-up. Then
for each file ``{"file", "cells": {path: number or null}, "seconds", "cpu", "error", "tables"}``; ``cpu`` counts
all threads, ``tables`` are what the mapping was given, to look at when a cell is wrong.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mapping import Table, map_cells

Tables = Callable[[Path], Sequence[Table]]
"""Finds the tables of a document, in reading order."""


def serve(package: str, tables: Tables) -> None:
    """Answer for every file named on the command line; whatever the peer prints itself goes to stderr."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)  # below Python: libraries in C print, too
        for line in _answers(package, tables, [Path(name) for name in sys.argv[1:]]):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()


def _answers(package: str, tables: Tables, files: Sequence[Path]) -> Iterator[dict[str, Any]]:
    yield {"peer": package, "version": version(package), "ready": time.time()}
    for file in files:
        begun, worked = time.perf_counter(), time.process_time()
        found: Sequence[Table] = []
        try:
            found = tables(file)
            cells, error = map_cells(found), None
        except Exception as problem:  # noqa: BLE001 - the boundary: a peer that breaks has read nothing
            cells, error = {}, f"{type(problem).__name__}: {problem}"
        spent = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - worked}
        yield {"file": file.name, "cells": cells, **spent, "error": error, "tables": found}
