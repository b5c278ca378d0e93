"""Documents whose calls go out together: pass by pass over all that wait, until few calls are left.

A pass takes each document as far as replies in the ledger take it; what it lacks is gathered, and the
document waits. Then the batch is handed over and waited for, and the next pass finds its replies in the
ledger. A pass keeps nothing in memory, so a run that is killed anywhere goes on as one that was not.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from gouji.errors import GoujiError
from gouji.jobs.interrupt import Check
from gouji.jobs.rounds import Answers, Open, Submits, go_on
from gouji.models.call import Call, Reply
from gouji.store.workspace import Workspace

Value = TypeVar("Value")
LOOK_EVERY = 0.25
"""Seconds between two looks at whether somebody asked to stop."""


class PostponedError(Exception):
    """A document cannot go on before its calls come back; it is no failure, and it goes on waiting."""


class Batches(Protocol):
    """Where calls are gathered and what has come back is known: ``models.batch.Batches``, or a fake in tests."""

    def recall(self, call: Call, document: str) -> Reply | None:
        """The reply to ``call`` where there is one already."""
        ...

    def take(self, call: Call, document: str) -> None:
        """Gather ``call``, if it is one for a batch."""
        ...

    def submit(self, pause: Callable[[float], None]) -> bool:
        """Hand over what has been gathered; False where that is too little."""
        ...

    def harvest(self, pause: Callable[[float], None]) -> None:
        """Wait for whatever is out, and take in its replies."""
        ...


@dataclass(frozen=True, slots=True)
class Batching:
    """How batches take part: ``connect`` opens the model together with its batches; new ones are made if ``wanted``."""

    connect: Callable[[Workspace], AbstractContextManager[tuple[Answers, Batches]]]
    wanted: bool


def in_batches(workers: Submits, batches: Batches, work_off: Callable[[Submits], None], check: Check) -> None:
    """Work off what waits as far as batches take it. Raises ``Stopped`` on an interrupt while one is out.

    Left waiting are the documents with calls that no batch has answered, for somebody to ask one by one.
    """
    pause = partial(paused, check)
    while True:
        with Recalling(workers, batches) as recalling:
            work_off(recalling)
        if not batches.submit(pause):
            return
        batches.harvest(pause)


def paused(check: Check, seconds: float) -> None:
    """Sleep, looking every now and then at whether somebody asked to stop."""
    end = time.monotonic() + seconds
    check()
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, LOOK_EVERY))
        check()


class Recalling:
    """Workers together with what is known already: ``submit`` gives the future of what that comes to.

    It raises ``PostponedError`` where replies are missing, after all calls that lack one were gathered.
    """

    def __init__(self, workers: Submits, batches: Batches) -> None:
        self._workers = workers
        self._batches = batches
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="recall")
        self._closed = False
        self._closing = threading.Lock()

    def submit(self, function: Callable[..., Value], /, *args: object) -> Future[Value]:
        """Run ``function(*args)`` in a worker, and what it leaves open as far as replies are known."""
        outcome: Future[Value] = Future()
        outcome.set_running_or_notify_cancel()
        self._step(outcome, self._workers.submit(function, *args))
        return outcome

    def close(self) -> None:
        """Look nothing up any more."""
        with self._closing:
            self._closed = True
        self._thread.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _step(self, outcome: Future[Value], step: Future[Any]) -> None:
        step.add_done_callback(partial(self._settle, outcome))

    def _settle(self, outcome: Future[Value], step: Future[Any]) -> None:
        error = step.exception()
        if error is not None:
            outcome.set_exception(error)
        elif not isinstance(step.result(), Open):
            outcome.set_result(step.result())
        else:
            with self._closing:  # nothing may be submitted to a thread that is ending
                if self._closed:
                    return
                recalled = self._thread.submit(self._recall, step.result())
            # Outside of the lock: what is done already is called back here and now, and may come to it again.
            recalled.add_done_callback(partial(self._next, outcome, step.result()))

    def _recall(self, state: Open) -> Mapping[str, Reply] | None:
        """The replies to all open calls, or None; then those without one have been gathered."""
        replies: dict[str, Reply] = {}
        missing = False
        for call in state.calls:
            reply = self._batches.recall(call, state.document)
            if reply is None:
                missing = True
                self._batches.take(call, state.document)
            else:
                replies[call.id] = reply
        return None if missing else replies

    def _next(
        self, outcome: Future[Value], state: Open, recalled: Future[Mapping[str, Reply] | None]
    ) -> None:
        if recalled.cancelled():
            return
        error = recalled.exception()
        if error is not None:
            outcome.set_exception(error)
        elif (replies := recalled.result()) is None:
            outcome.set_exception(PostponedError())
        else:
            try:
                step = self._workers.submit(go_on, state, replies)
            except GoujiError as gone:  # the pool is gone: this runs in a callback, where nobody would hear
                outcome.set_exception(gone)
            else:
                self._step(outcome, step)
