"""What came over the wire: one JSON line when a request is whole, one when its reply is sent or lost."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

Entry = dict[str, Any]


class Journal:
    """Entries by number, in memory and, where a path is given, appended to a file line by line.

    ``outcome`` of an entry is ``waiting`` until the reply is handed to the system whole (``sent``), or the
    client is gone before (``unsent``), or a fault closed the connection on purpose (``dropped``).
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.entries: dict[int, Entry] = {}
        self.in_flight = self.peak = 0
        self._last = 0
        self._file = -1 if path is None else os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def received(self, **noted: Any) -> int:
        """Begin an entry; its number."""
        self._last += 1
        entry = {"number": self._last, "received": time.time(), "outcome": "waiting", **noted}
        self.entries[self._last] = entry
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        self._write(entry)
        return self._last

    def note(self, number: int, **noted: Any) -> None:
        """Add to an entry what became known of it."""
        if number in self.entries:
            self.entries[number].update(noted)

    def ended(self, number: int, outcome: str, **noted: Any) -> None:
        """End an entry once; a second end is none."""
        entry = self.entries.get(number)
        if entry is not None and entry["outcome"] == "waiting":
            entry.update(noted, outcome=outcome, ended=time.time())
            self.in_flight -= 1
            self._write(entry)

    def clear(self) -> None:
        """Forget all entries that have ended; numbers go on."""
        self.entries = {n: entry for n, entry in self.entries.items() if entry["outcome"] == "waiting"}
        self.peak = self.in_flight

    def _write(self, entry: Entry) -> None:
        if self._file >= 0:
            os.write(self._file, (json.dumps(entry, ensure_ascii=False) + "\n").encode())
