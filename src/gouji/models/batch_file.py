"""One batch while it is being gathered: its input file grows line by line, its intents page by page."""

from __future__ import annotations

import os
from pathlib import Path

from gouji.models.batch_wire import MOST_BYTES, MOST_REQUESTS
from gouji.models.call import Usage
from gouji.store import batches
from gouji.store.ledger import Intent, Ledger
from gouji.store.storage import plainly

PAGE = 200
"""Intents in one transaction."""


class BatchFile:
    """Gathers calls until ``seal``; ``most`` is what they can take together, in tokens.

    The file is private to the person who runs the program: it holds what documents say.
    """

    def __init__(self, ledger: Ledger, tag: str, path: Path, most_requests: int, most_bytes: int) -> None:
        self.tag = tag
        self.requests = 0
        self.most = Usage()
        self._ledger = ledger
        self._path = path
        self._most_requests = min(most_requests, MOST_REQUESTS)
        self._most_bytes = min(most_bytes, MOST_BYTES)
        self._bytes = 0
        self._page: list[Intent] = []
        with plainly(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")

    def holds(self, line: bytes) -> bool:
        """Whether ``line`` fits beside what is there, by the provider's limits."""
        return self.requests < self._most_requests and self._bytes + len(line) <= self._most_bytes

    def add(self, line: bytes, intent: Intent, most: Usage) -> None:
        """Take in one call that can take ``most``."""
        with plainly(self._path.parent):
            self._file.write(line)
        self.requests += 1
        self._bytes += len(line)
        self.most = Usage(self.most.input + most.input, self.most.output + most.output)
        self._page.append(intent)
        if len(self._page) >= PAGE:
            self._turn_page()

    def seal(self) -> None:
        """Bring all of it to the disk, and then say so."""
        self._turn_page()
        with plainly(self._path.parent):
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        batches.seal(self._ledger, self.tag, self.requests, self.most.input, self.most.output)

    def discard(self) -> None:
        """Forget all of it: nothing has been sent."""
        self._file.close()
        self._path.unlink(missing_ok=True)
        batches.discard(self._ledger, self.tag)

    def _turn_page(self) -> None:
        batches.add(self._ledger, self.tag, self._page)
        self._page = []
