"""A run on this machine: take in all inputs, process what waits in workers, keep each outcome.

A run first registers everything under the given paths, then works off whatever the workspace still
has waiting, what an interrupted run left behind included. Killed at any moment, it loses at most
the documents then in the workers; the same command goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from gouji.document import Source
from gouji.jobs import interrupt, lock
from gouji.jobs.batch import Batching, PostponedError, in_batches, paused
from gouji.jobs.inputs import Input, find, readable, require
from gouji.jobs.interrupt import Check
from gouji.jobs.ordered import Limits, failed, process_source
from gouji.jobs.original import process_original, stored_text, summary
from gouji.jobs.rounds import Asking, Rounds, Submits, answering
from gouji.readers import Way
from gouji.report import DocumentFacts
from gouji.store import documents, originals
from gouji.store.documents import Arrival, Processed, Waiting
from gouji.store.storage import plainly
from gouji.store.workspace import Workspace, create

BATCH = 64
COMMIT_EVERY = 0.25
"""Seconds between commits at most: what a kill can cost beside the documents in the workers."""


class Progress(Protocol):
    """What is told of a run while it goes on."""

    def found(self, count: int) -> None:
        """``count`` more inputs have been registered."""
        ...

    def begin(self, total: int) -> None:
        """``total`` documents are to be processed."""
        ...

    def done(self, status: str) -> None:
        """One more document has ended with ``status``."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """What a run is asked for."""

    paths: tuple[Path, ...] = ()
    again: bool = False
    retry_failed: bool = False


@dataclass(slots=True)
class Tally:
    """What one run has done so far: the documents it concerns, and how those it processed ended."""

    concerned: set[str] = field(default_factory=set)
    inputs: int = 0
    skipped: int = 0
    processed: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("accepted", "needs_review", "failed"), 0)
    )


@dataclass(frozen=True)
class Run:
    """One run: where, by which version, in which workers, telling whom."""

    workspace: Workspace
    version: str
    workers: Submits
    window: int
    progress: Progress
    process: Callable[[Source], Any] = process_source
    check: Check = interrupt.never
    announce: Callable[[int], None] | None = None

    def work(self, request: Request, tally: Tally) -> None:
        """Do what is asked, filling ``tally`` on the way. The caller holds the workspace's lock."""
        self.register(request, tally)
        self.work_off(tally)

    def register(self, request: Request, tally: Tally) -> None:
        """Take in all inputs, queue what is to be done once more, and say how much that is."""
        require(request.paths)
        documents.put_back(self.workspace)
        take_in(self.workspace, self._inputs(request.paths), tally, self.progress)
        documents.wait_again(self.workspace, self.version, stale=request.again, failed=request.retry_failed)
        if self.announce:
            self.announce(self.left())

    def left(self) -> int:
        """How many documents wait."""
        return documents.counts(self.workspace, self.version)["waiting"]

    def work_off(self, tally: Tally) -> None:
        """Process what waits; what its calls postpone goes on waiting."""
        self.progress.begin(self.left())
        try:
            self._work_off(tally)
        finally:
            documents.put_back(self.workspace)

    def _inputs(self, paths: Sequence[Path]) -> Iterator[Input]:
        for found in find(paths, exclude=self.workspace.folder, skip_named=True):
            self.check()
            yield found

    def _work_off(self, tally: Tally) -> None:
        left = _waiting(self.workspace)
        flying: dict[Future[Processed], Waiting] = {}
        started: list[str] = []
        finished: list[Processed] = []
        committed = time.monotonic()
        try:
            while True:
                self.check()
                for document in _take(left, self.window - len(flying)):
                    flying[self._submit(document)] = document
                    started.append(document.sha256)
                if not flying:
                    return
                done, _ = wait(flying, timeout=COMMIT_EVERY, return_when=FIRST_COMPLETED)
                for future in done:
                    processed = self._outcome(flying.pop(future), future)
                    if processed is None:
                        continue
                    finished.append(processed)
                    tally.concerned.add(processed.sha256)
                    tally.processed[processed.status] += 1
                    self.progress.done(processed.status)
                if time.monotonic() - committed > COMMIT_EVERY or len(finished) >= BATCH:
                    self._commit(started, finished)
                    committed = time.monotonic()
        finally:
            self._commit(started, finished)

    def _commit(self, started: list[str], finished: list[Processed]) -> None:
        ended = {processed.sha256 for processed in finished}
        documents.record(self.workspace, [sha256 for sha256 in started if sha256 not in ended], finished)
        started.clear()
        finished.clear()

    def _submit(self, document: Waiting) -> Future[Processed]:
        path = originals.path_of(self.workspace.originals, document.sha256)
        process: Callable[..., Any] = process_original  # what it leaves open, rounds of calls settle
        return self.workers.submit(
            process, str(path), document.name, document.sha256, self.version, self.process
        )

    def _outcome(self, document: Waiting, future: Future[Processed]) -> Processed | None:
        error = future.exception()
        if error is None:
            return future.result()
        if isinstance(error, PostponedError):
            return None
        # A signal to the whole group ends the workers too: that is no fault of their documents.
        self.check()
        return summary(failed(DocumentFacts(document.name, document.sha256), error), self.version, 0.0)


def take_in(workspace: Workspace, inputs: Iterable[Input], tally: Tally, progress: Progress) -> None:
    """Register ``inputs``: originals first, then their rows, batch by batch."""
    batch: list[Arrival] = []
    skipped: list[tuple[str, str]] = []
    for found in inputs:
        if found.skipped:
            skipped.append((readable(found.path), found.name))
            continue
        if found.source is not None:
            with plainly(workspace.folder):
                originals.keep(workspace.originals, found.source)
        batch.append(_arrival(found))
        tally.concerned.add(found.sha256)
        if len(batch) >= BATCH:
            progress.found(len(batch))
            tally.inputs += len(batch)
            documents.take_in(workspace, batch)
            batch = []
    progress.found(len(batch))
    tally.inputs += len(batch)
    tally.skipped = len(skipped)
    documents.take_in(workspace, batch)
    documents.note_skipped(workspace, skipped)


def _arrival(found: Input) -> Arrival:
    size = len(found.source.content) if found.source else None
    report = None if found.source else found.failed()
    return Arrival(
        sha256=found.sha256,
        size=size,
        name=found.name,
        path=readable(found.path),
        report=stored_text(report) if report else None,
        error_code=report.failure.code if report and report.failure else None,
    )


def _waiting(workspace: Workspace) -> Iterator[Waiting]:
    after = 0
    while page := documents.waiting(workspace, after):
        yield from page
        after = page[-1].number


def _take(left: Iterator[Waiting], count: int) -> Iterable[Waiting]:
    for _ in range(count):
        document = next(left, None)
        if document is None:
            return
        yield document


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run leaves: counts of the whole workspace, its own tally, whether one of its documents failed."""

    counts: dict[str, int]
    tally: Tally
    failed: bool


def run_here(
    folder: Path,
    database_url: str | None,
    *,
    request: Request,
    limits: Limits,
    progress: Progress,
    version: str,
    asking: Asking | None = None,
    batching: Batching | None = None,
) -> Outcome:
    """Run in the workspace at ``folder`` (made where there is none), with this machine's processes.

    With ``batching``, batches that an earlier run left are waited for before anything is asked. Raises
    ``WorkspaceError`` where another run holds the workspace, ``Stopped`` when the disk is full.
    """
    require(request.paths)
    tally = Tally()
    with (
        lock.held(folder),
        closing(create(folder, database_url)) as workspace,
        interrupt.held_back() as check,
        limits.workers() as workers,
    ):
        window = max(4 * limits.count, 2 * asking.threads if asking else 0)
        process = partial(process_source, way=asking.way) if asking else process_source
        announce = asking.announce if asking else None
        run = Run(workspace, version, workers, window, progress, process, check, announce)
        run.register(request, tally)
        _work_off(run, asking, batching, tally)
        return Outcome(
            counts=documents.counts(workspace, version),
            tally=tally,
            failed=documents.failed_among(workspace, tally.concerned),
        )


def _work_off(run: Run, asking: Asking | None, batching: Batching | None, tally: Tally) -> None:
    """Process what waits with whoever answers: batches as far as they do, then a model call by call."""

    def work_off(submits: Submits) -> None:
        replace(run, workers=submits).work_off(tally)

    if asking is None or batching is None:
        with answering(run.workers, asking, run.workspace) as submits:
            work_off(submits)
        return
    with batching.connect(run.workspace) as (model, batches):
        batches.harvest(partial(paused, run.check))
        if batching.wanted:
            in_batches(run.workers, batches, work_off, run.check)
        if run.left() or not batching.wanted:
            with Rounds(run.workers, model, asking.threads) as rounds:
                work_off(rounds)


def current_version(way: Way, model: str | None = None) -> str:
    """Name what makes a report: a report of another version is stale."""
    from gouji.pipeline import version  # noqa: PLC0415 - start-up stays fast

    return version(way, model)
