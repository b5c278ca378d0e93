"""Process inputs in worker processes and give their reports back in input order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from gouji.document import Document, Source
from gouji.errors import DocumentError, GoujiError
from gouji.jobs import interrupt
from gouji.jobs.inputs import Input, find, read, require
from gouji.jobs.interrupt import Check
from gouji.jobs.rounds import Asking, Submits, answering
from gouji.readers import ALIGNED, Way
from gouji.report import DocumentFacts, Failure, Report

if TYPE_CHECKING:
    from gouji.convert.worker import Workers
    from gouji.pipeline import Pending

Value = TypeVar("Value")
LOOK_EVERY = 0.25
"""Seconds between two looks at whether somebody asked to stop."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many processes, and what one document may use: seconds and megabytes."""

    count: int
    timeout: float
    memory_mb: int

    def workers(self, *preload: str) -> Workers:
        """Start worker processes within these limits; each begins with the modules ``preload`` loaded."""
        from gouji.convert.worker import PRELOADED, Workers  # noqa: PLC0415 - start-up stays fast

        return Workers(self.count, self.timeout, self.memory_mb, (*PRELOADED, "gouji.pipeline", *preload))


def read_all(paths: Sequence[Path], limits: Limits, asking: Asking | None = None) -> Iterator[Report]:
    """Read everything under ``paths`` in order; a missing path is a ``UsageError`` before the first."""
    require(paths)
    if asking:
        asking.announce(sum(not found.skipped for found in find(paths)))
    process = partial(process_source, way=asking.way) if asking else process_source
    ahead = max(4 * limits.count, asking.threads if asking else 0)
    with (
        interrupt.held_back() as check,
        limits.workers() as workers,
        answering(workers, asking, None) as submits,
    ):
        yield from reports(find(paths), process, submits, ahead, check)


def reports(
    inputs: Iterable[Input],
    process: Callable[[Source], Any],
    workers: Submits,
    ahead: int,
    check: Check = interrupt.never,
) -> Iterator[Report]:
    """Yield one report per input that is not skipped, in order; at most ``ahead`` are under way."""
    waiting: deque[tuple[Input, Future[Report] | None]] = deque()
    for found in inputs:
        if found.skipped:
            continue
        waiting.append((found, workers.submit(process, found.source) if found.source else None))
        if len(waiting) >= ahead:
            yield _outcome(*waiting.popleft(), check)
    while waiting:
        yield _outcome(*waiting.popleft(), check)


def convert_one(path: Path, limits: Limits) -> Document:
    """Convert one file in a worker process. Raises ``DocumentError`` where it cannot be read."""
    require([path])
    source = read(path)
    with interrupt.held_back() as check, limits.workers() as workers:
        return awaited(workers.submit(_convert, source), check).result()


def awaited(future: Future[Value], check: Check) -> Future[Value]:
    """Wait until ``future`` is done; ``check`` may end the waiting."""
    while not future.done():
        check()
        wait([future], timeout=LOOK_EVERY)
    return future


def process_source(source: Source, way: Way = ALIGNED) -> Report | Pending:
    """Run the pipeline in a worker process, where its imports happen, as far as it goes without a model."""
    from gouji.pipeline import begin  # noqa: PLC0415 - as said

    return begin(source, way)


def _convert(source: Source) -> Document:
    from gouji.convert import convert  # noqa: PLC0415 - as above

    return convert(source)


def _outcome(found: Input, future: Future[Report] | None, check: Check) -> Report:
    if future is None:
        return found.failed()
    error = awaited(future, check).exception()
    if error is None:
        return future.result()
    return failed(DocumentFacts(found.name, found.sha256), error)


def failed(facts: DocumentFacts, error: BaseException) -> Report:
    """Turn what a worker raised into the failed report of its document; an interrupt is raised again.

    So is what concerns all documents: a wrong key, a spent budget. This is the one boundary where a mistake
    of our own costs one document and not the whole run.
    """
    if isinstance(error, DocumentError):
        return Report(facts, "failed", failure=Failure(error.code, error.message, error.remedy))
    if isinstance(error, GoujiError) or not isinstance(error, Exception):
        raise error
    failure = Failure(
        "internal_error",
        f"处理 {facts.name} 时程序出错（{type(error).__name__}：{error}）。",
        "这是程序的缺陷，请连同文件报告给开发者。",
    )
    return Report(facts, "failed", failure=failure)
