"""Worker processes for untrusted input: limits on time and memory, and a failure stays one document's.

``Workers`` runs picklable functions. What a function raises comes back as it was raised; a worker
that overruns, runs out of memory or dies becomes a ``DocumentError`` of that call alone, and a new
worker takes its place.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import resource
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from functools import partial
from multiprocessing.connection import wait
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from gouji.errors import DocumentError, Stopped

if TYPE_CHECKING:
    from pebble import ProcessPool

Value = TypeVar("Value")

PRELOADED = ("gouji.convert", "lxml.html", "pymupdf")
"""Modules that the fork server imports once, so that each worker starts with them."""

TASKS_PER_WORKER = 1000
"""A worker is replaced after so many calls: what a vendor library leaks stays bounded."""

SHARED_MB = 1024
"""Address space beside the data limit: program text and shared libraries."""


class Workers:
    """A fixed number of worker processes; ``timeout`` in seconds counts from a call's start.

    ``memory_mb`` bounds a worker's data. ``preload`` names modules that every worker needs.
    """

    def __init__(
        self, count: int, timeout: float, memory_mb: int, preload: Sequence[str] = PRELOADED
    ) -> None:
        from pebble import ProcessPool  # noqa: PLC0415 - start-up stays fast

        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(preload))
        self._timeout = timeout
        self._memory_mb = memory_mb
        self._stopping = False
        self._open: set[Future[Any]] = set()
        self._pool: ProcessPool = ProcessPool(
            max_workers=count,
            max_tasks=TASKS_PER_WORKER,
            initializer=_limit,
            initargs=(memory_mb,),
            context=context,
        )

    def submit(self, function: Callable[..., Value], *args: Any) -> Future[Value]:
        """Run ``function(*args)`` in a worker; the future holds its value or the reason of its failure."""
        outcome: Future[Value] = Future()
        outcome.set_running_or_notify_cancel()
        self._open.add(outcome)
        try:
            future = self._pool.schedule(_sendable, args=(function, *args), timeout=self._timeout)
        except RuntimeError as error:  # the pool broke while it started, mostly by Ctrl-C
            self._open.discard(outcome)
            raise Stopped(
                "workers_stopped", "工作进程没有启动，或被中断。", "用同一条命令可以接着做。"
            ) from error
        future.add_done_callback(partial(self._settle, outcome))
        return outcome

    def _settle(self, outcome: Future[Value], future: Future[Value]) -> None:
        self._open.discard(outcome)
        if future.cancelled():
            outcome.set_exception(_stopped())
            return
        error = future.exception()
        if error is None:
            outcome.set_result(future.result())
        else:
            outcome.set_exception(self._reason(error))

    def _reason(self, error: BaseException) -> BaseException:
        from pebble import ProcessExpired  # noqa: PLC0415 - as above

        if isinstance(error, DocumentError):
            return error
        if self._stopping:
            return _stopped()
        if isinstance(error, FutureTimeoutError):
            return DocumentError(
                "timeout",
                f"处理超过了 {self._timeout:g} 秒的时限，已中止。",
                "请检查文件是否异常（页数过多、嵌套过深），拆分或另存后再试。",
            )
        if isinstance(error, MemoryError):
            return DocumentError(
                "out_of_memory",
                f"处理所需内存超过了 {self._memory_mb} MB 的上限，已中止。",
                "请检查文件是否异常（页面过大、压缩异常），拆分或另存后再试。",
            )
        if isinstance(error, ProcessExpired):
            return DocumentError(
                "crashed",
                f"处理这个文件的进程意外退出（退出码 {error.exitcode}）。",
                "文件可能已损坏，请用原来的软件打开并另存后再试。",
            )
        return error

    def close(self, *, wait: bool = True) -> None:
        """End the workers: after their last call, or at once with ``wait=False``."""
        if wait:
            self._pool.close()  # type: ignore[no-untyped-call]
        else:
            self._stopping = True
            self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
        for outcome in self._open:  # calls that never reached a worker
            outcome.set_exception(_stopped())
        self._open.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close(wait=kind is None)


def _sendable(function: Callable[..., Value], *args: Any) -> Value:
    """Run ``function`` in the worker; an error that pickle cannot bring back goes as its name and message.

    One that could not be unpickled would end the thread that receives results, and the whole run with it.
    """
    try:
        return function(*args)
    except Exception as error:
        try:
            pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes, just made
        except Exception:  # noqa: BLE001 - whatever a class does while it is pickled
            raise RuntimeError(f"{type(error).__name__}: {error}") from None
        raise


def _stopped() -> DocumentError:
    return DocumentError("stopped", "处理在完成之前被停止。", "请用同一命令重新运行，会从未完成的文件继续。")


def _limit(memory_mb: int) -> None:
    """Bound this worker: memory, no core files, no Ctrl-C of its own, no life without its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_DATA, memory_mb << 20)
    _lower(resource.RLIMIT_AS, (memory_mb + SHARED_MB) << 20)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _lower(kind: int, limit: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(kind, (limit, limit))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
