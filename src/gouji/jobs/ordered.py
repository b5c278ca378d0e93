"""Process inputs in worker processes and give their reports back in input order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol, TypeVar

from gouji.document import Source
from gouji.errors import DocumentError
from gouji.jobs.inputs import Input, find, require
from gouji.report import DocumentFacts, Failure, Report
from gouji.settings import Settings

Value = TypeVar("Value")


class Submits(Protocol):
    """What runs a function elsewhere: ``convert.worker.Workers``, or a fake in tests."""

    def submit(self, function: Callable[..., Value], /, *args: object) -> Future[Value]:
        """Start ``function(*args)``."""
        ...


def reports(
    inputs: Iterable[Input], process: Callable[[Source], Report], workers: Submits, ahead: int
) -> Iterator[Report]:
    """Yield one report per input that is not skipped, in order; at most ``ahead`` are under way."""
    waiting: deque[tuple[Input, Future[Report] | None]] = deque()
    for found in inputs:
        if found.skipped:
            continue
        waiting.append((found, workers.submit(process, found.source) if found.source else None))
        if len(waiting) >= ahead:
            yield _outcome(*waiting.popleft())
    while waiting:
        yield _outcome(*waiting.popleft())


def _outcome(found: Input, future: Future[Report] | None) -> Report:
    if future is None:
        return found.failed()
    try:
        return future.result()
    except DocumentError as error:
        failure = Failure(error.code, error.message, error.remedy)
        return Report(DocumentFacts(found.name, found.sha256), "failed", failure=failure)


def read_all(paths: Sequence[Path], settings: Settings) -> Iterator[Report]:
    """Read everything under ``paths`` with this machine's workers; a missing path is a ``UsageError``."""
    require(paths)
    from gouji.convert.worker import PRELOADED, Workers  # noqa: PLC0415 - start-up stays fast

    alone = len(paths) == 1 and paths[0].is_file()
    count = 1 if alone else settings.process_count()
    preload = (*PRELOADED, "gouji.pipeline")
    with Workers(count, settings.timeout, settings.memory_mb, preload) as workers:
        yield from reports(find(paths), process_source, workers, ahead=4 * count)


def process_source(source: Source) -> Report:
    """Run the pipeline in a worker process, where its imports happen."""
    from gouji.pipeline import process  # noqa: PLC0415 - as said

    return process(source)
