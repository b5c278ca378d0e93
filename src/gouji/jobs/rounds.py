"""Documents whose reading needs a model: workers prepare calls, threads of this process ask them.

Worker processes reach no network. What one of them leaves open comes back here, is answered in
threads, and goes to a worker again, until nothing is open. To whoever submits, that is one future.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar, runtime_checkable

from gouji.errors import GoujiError
from gouji.models.call import Call, Model, Reply
from gouji.readers import Way
from gouji.store.workspace import Workspace

Value = TypeVar("Value")


class Submits(Protocol):
    """What runs a function elsewhere: ``convert.worker.Workers``, ``Rounds``, or a fake in tests."""

    def submit(self, function: Callable[..., Value], /, *args: object) -> Future[Value]:
        """Start ``function(*args)``."""
        ...


class Answers(Model, Protocol):
    """A model that can be told to stop."""

    def stop(self) -> None:
        """Begin nothing more, wait for nothing more; what is on the wire still comes in."""
        ...


@dataclass(frozen=True, slots=True)
class Asking:
    """How a model takes part: which readers, how many calls at once, and how to reach it.

    ``connect`` opens it with the ledger of a workspace, with one in a file of its own, or with one that
    forgets.
    ``announce`` tells a person, before the first call, where the text of how many documents goes.
    """

    way: Way
    threads: int
    connect: Callable[[Workspace | Path | None], AbstractContextManager[Answers]]
    announce: Callable[[int], None]


@contextmanager
def answering(workers: Submits, asking: Asking | None, ledger: Workspace | Path | None) -> Iterator[Submits]:
    """Workers as they are, or together with the model that answers what they leave open."""
    if asking is None:
        yield workers
        return
    with asking.connect(ledger) as model, Rounds(workers, model, asking.threads) as rounds:
        yield rounds


@runtime_checkable
class Open(Protocol):
    """Something under way that needs replies before it can go on. Crosses process borders."""

    @property
    def document(self) -> str:
        """The hash of the document that it is about."""
        ...

    @property
    def calls(self) -> tuple[Call, ...]:
        """What is to be asked now; never empty."""
        ...

    def go_on(self, replies: Mapping[str, Reply]) -> Any:
        """Take the replies by call ID: what came out, or something open again."""
        ...


class Rounds:
    """Workers together with a model: ``submit`` gives the future of what comes out in the end.

    ``threads`` bounds the calls under way. What the model raises (the budget is spent, the provider stays
    down, the key is wrong) is raised by the futures of the documents concerned.
    """

    def __init__(self, workers: Submits, model: Answers, threads: int) -> None:
        self._workers = workers
        self._model = model
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="ask")
        self._closed = False
        self._closing = threading.RLock()  # a call that is done at once is called back by who submits it

    def submit(self, function: Callable[..., Value], /, *args: object) -> Future[Value]:
        """Run ``function(*args)`` in a worker, and what it leaves open round by round."""
        outcome: Future[Value] = Future()
        outcome.set_running_or_notify_cancel()
        self._step(outcome, self._workers.submit(function, *args))
        return outcome

    def close(self) -> None:
        """Ask nothing more; calls on the wire are waited for, since they are paid."""
        with self._closing:
            self._closed = True
        self._model.stop()
        self._threads.shutdown(wait=True, cancel_futures=True)

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
            with self._closing:  # no call may be submitted to threads that are ending
                if not self._closed:
                    opened = _Round(step.result(), partial(self._next, outcome), outcome)
                    opened.ask(self._threads, self._model)

    def _next(self, outcome: Future[Value], state: Open, replies: Mapping[str, Reply]) -> None:
        try:
            step = self._workers.submit(go_on, state, replies)
        except GoujiError as error:  # the pool is gone: this runs in a callback, where nobody would hear
            outcome.set_exception(error)
        else:
            self._step(outcome, step)


class _Round:
    """The calls of one document that are under way together; the last reply moves it on."""

    def __init__(
        self, state: Open, then: Callable[[Open, Mapping[str, Reply]], None], outcome: Future[Any]
    ) -> None:
        self._state = state
        self._then = then
        self._outcome = outcome
        self._replies: dict[str, Reply] = {}
        self._left = len(state.calls)
        self._failed = False
        self._guard = threading.Lock()

    def ask(self, threads: ThreadPoolExecutor, model: Model) -> None:
        for call in self._state.calls:
            asked = threads.submit(model.ask, call, self._state.document)
            asked.add_done_callback(partial(self._take, call))

    def _take(self, call: Call, asked: Future[Reply]) -> None:
        error = None if asked.cancelled() else asked.exception()
        with self._guard:
            self._left -= 1
            first = error is not None and not self._failed
            self._failed |= error is not None or asked.cancelled()
            if not self._failed:
                self._replies[call.id] = asked.result()
            complete = not self._failed and self._left == 0
        if first:
            self._outcome.set_exception(error)
        elif complete:
            self._then(self._state, self._replies)


def go_on(state: Open, replies: Mapping[str, Reply]) -> Any:
    """Run in a worker: take the replies."""
    return state.go_on(replies)
