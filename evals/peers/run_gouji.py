"""gouji itself, through its pipeline; each line holds the contract's whole object as ``report``."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gouji import __version__
from gouji.document import Source
from gouji.export.json_text import dumps
from gouji.pipeline import process


def answers(files: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """The lines that ``peer.py`` describes."""
    yield {"peer": "gouji", "version": __version__, "ready": time.time()}
    for file in files:
        content = file.read_bytes()
        begun, worked = time.perf_counter(), time.process_time()
        report = process(Source.of(file.name, content))
        spent = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - worked}
        answer = report.as_json()
        error = answer["error"]["code"] if answer["error"] else None
        yield {"file": file.name, "report": answer, **spent, "error": error}


if __name__ == "__main__":
    for line in answers([Path(name) for name in sys.argv[1:]]):
        sys.stdout.write((dumps(line) if "report" in line else json.dumps(line)) + "\n")
        sys.stdout.flush()
