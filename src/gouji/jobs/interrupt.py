"""Ctrl-C at a safe moment: a signal becomes a flag that the work looks at between two steps.

An exception raised in the middle of a queue's own code can leave its locks in a state that never
ends; a flag cannot. A second signal ends the process at once, which costs no more than a kill.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
Check = Callable[[], None]


def never() -> None:
    """Never interrupt: for callers that do not listen to signals."""


@contextmanager
def held_back() -> Iterator[Check]:
    """Hold SIGINT and SIGTERM back; the given function raises ``KeyboardInterrupt`` once one has come."""
    if threading.current_thread() is not threading.main_thread():
        yield never  # only the main thread gets signals
        return
    came = threading.Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        if came.is_set():
            os._exit(130)
        came.set()

    def check() -> None:
        if came.is_set():
            raise KeyboardInterrupt

    before = [signal.signal(number, note) for number in SIGNALS]
    try:
        yield check
    finally:
        for number, handler in zip(SIGNALS, before, strict=True):
            signal.signal(number, handler)
