"""One thread at a time per key: who comes second waits and then finds what the first has brought."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Single:
    """Locks by key that exist only while somebody holds or awaits them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, tuple[threading.Lock, int]] = {}

    @contextmanager
    def __call__(self, key: str) -> Iterator[None]:
        """Hold ``key``."""
        with self._lock:
            own, waiting = self._held.get(key, (threading.Lock(), 0))
            self._held[key] = (own, waiting + 1)
        try:
            with own:
                yield
        finally:
            with self._lock:
                own, waiting = self._held.pop(key)
                if waiting > 1:
                    self._held[key] = (own, waiting - 1)
