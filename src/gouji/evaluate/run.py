"""Run a suite: every document made, read and scored in worker processes, checkpointed line by line.

A run that was interrupted goes on where it stopped, as long as program and suite are the same; a
finished run is never mixed with another one.
"""

from __future__ import annotations

import hashlib
import json
import resource
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, Self, get_args

from gouji.document import Source
from gouji.errors import DocumentError, Stopped, UsageError
from gouji.evaluate.case import Case, copies
from gouji.evaluate.chance import dice
from gouji.evaluate.copy import Injected, Level, RenderedCopy
from gouji.evaluate.inject import kinds as inject
from gouji.evaluate.prints import Prints
from gouji.evaluate.render.groups import carrier_of
from gouji.evaluate.render.outside.program import OutsideError
from gouji.evaluate.render.outside.shapes import OUTSIDE_SHAPES
from gouji.evaluate.result import Cost, DocumentResult
from gouji.evaluate.score import nothing_read, score
from gouji.evaluate.subject import Answer, Subject, gouji
from gouji.export.json_text import dumps
from gouji.jobs import interrupt
from gouji.jobs.interrupt import Check
from gouji.jobs.ordered import awaited
from gouji.jobs.rounds import Open, Submits
from gouji.models.call import Call, Reply
from gouji.report import Reading

AHEAD = 16
"""Documents under way at a time: enough for every core, few enough to stop soon."""


class Progress(Protocol):
    """Who wants to know how far the run is."""

    def begin(self, total: int) -> None:
        """The number of documents to go."""

    def done(self, status: str) -> None:
        """One more is scored."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One document with everything that was made of it."""

    copy: RenderedCopy
    answer: Answer
    result: DocumentResult


def itself(evaluated: Evaluated) -> Evaluated:
    """The whole."""
    return evaluated


@dataclass(frozen=True, slots=True)
class Underway:
    """A document whose reading needs replies of a model; ``seconds`` of work so far, without waiting.

    ``then`` takes what was evaluated in the end. It is ``jobs.rounds.Open``.
    """

    case: Case
    copy: RenderedCopy
    kind: str
    state: Answer | Open
    seconds: float
    then: Callable[[Evaluated], Any]

    @property
    def document(self) -> str:
        """The hash of the document."""
        return self._open.document

    @property
    def calls(self) -> tuple[Call, ...]:
        """What is to be asked now."""
        return self._open.calls

    def go_on(self, replies: Mapping[str, Reply]) -> Any:
        """Take the replies: what ``then`` makes of the scored document, or this again."""
        started = time.perf_counter()
        state = self._open.go_on(replies)
        return replace(self, state=state, seconds=self.seconds + time.perf_counter() - started).settled()

    def settled(self) -> Any:
        """What comes of it where nothing is open, else this."""
        return self if isinstance(self.state, Open) else self.then(_scored(self))

    @property
    def _open(self) -> Open:
        if not isinstance(self.state, Open):
            raise TypeError(f"{self.case.id}: nothing is open")
        return self.state


def evaluate(case: Case, subject: Subject = gouji, then: Callable[[Evaluated], Any] = itself) -> Any:
    """Make, read and score one document: what ``then`` makes of it, or what has to be asked first.

    Whatever the subject raises is raised.
    """
    latest: Underway | None = None
    for copy, kind in copies(case):
        spoiler = _Spoiler(case, copy)
        started = time.perf_counter()
        state = subject(Source.of(copy.file_name, copy.content), spoiler)
        seconds = time.perf_counter() - started
        whole = replace(copy, injected=(*copy.injected, *spoiler.injected))
        latest = Underway(case, whole, kind, state, seconds, then)
        if not spoiler.called or len(spoiler.injected) == len(spoiler.errors):
            break
    if latest is None:
        raise NotMadeError(f"{case.id}: {' + '.join(case.errors)} fits no report in shape {case.shape}")
    return latest.settled()


class NotMadeError(Exception):
    """No report of this recipe shows its errors, whatever the seed."""


class _Spoiler:
    """Puts the errors of level ``reading`` into the reading, and remembers what it did."""

    def __init__(self, case: Case, copy: RenderedCopy) -> None:
        self.errors = [name for name in case.errors if inject.KINDS[name].level == "reading"]
        self.injected: tuple[Injected, ...] = ()
        self.called = False
        self._expected = copy.expected
        self._rng = dice("misread", case.id, case.seed)

    def __call__(self, reading: Reading) -> Reading:
        self.called = True
        spoiled, self.injected = inject.inject_reading(reading, self._expected, self.errors, self._rng)
        return spoiled


def _scored(done: Underway) -> Evaluated:
    case, copy, answer = done.case, done.copy, done.state
    if isinstance(answer, Open):
        raise TypeError(f"{case.id}: something is open")
    result = DocumentResult(
        case=case.id,
        file=copy.file_name,
        sha256=hashlib.sha256(copy.content).hexdigest(),
        labels=labels(case, done.kind, copy),
        undamaged=copy.undamaged,
        score=score(copy, answer),
        cost=Cost(done.seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    )
    return Evaluated(copy, answer, result)


def labels(case: Case, kind: str, copy: RenderedCopy) -> dict[str, str]:
    """What results are sliced by."""
    levels = [level for level in get_args(Level) if any(e.level == level for e in copy.injected)]
    return {
        "group": case.group,
        "carrier": copy.carrier,
        "shape": copy.shape,
        "severity": str(copy.severity),
        "kind": kind,
        "error": "+".join(error.name for error in copy.injected) or "none",
        "level": "+".join(levels) or "none",
    }


def run_cases(
    cases: Sequence[Case],
    workers: Submits,
    checkpoint: Checkpoint,
    progress: Progress,
    check: Check = interrupt.never,
    subject: Subject = gouji,
    folder: Path | None = None,
    ahead: int = AHEAD,
) -> list[DocumentResult]:
    """Evaluate ``cases`` in worker processes; what an interrupted run has finished is not done again.

    ``folder`` takes the prints of other programs; without it no case may need one. Raises
    ``KeyboardInterrupt`` between two documents once ``check`` does.
    """
    left = [case for case in cases if case.id not in checkpoint.results]
    left.sort(key=lambda case: case.shape in OUTSIDE_SHAPES)  # printed meanwhile
    progress.begin(len(left))
    with Prints(left if folder else (), folder or Path()) as prints:

        def submit(case: Case) -> Future[DocumentResult]:
            return workers.submit(_evaluate_case, subject, prints.ready(case))

        for result in _in_order(left, submit, check, ahead):
            checkpoint.add(result)
            progress.done(result.score.status)
    return [checkpoint.results[case.id] for case in cases]


def _evaluate_case(subject: Subject, case: Case) -> Any:
    return evaluate(case, subject, _result)


def _result(evaluated: Evaluated) -> DocumentResult:
    return evaluated.result


def _in_order(
    cases: Sequence[Case], submit: Callable[[Case], Future[DocumentResult]], check: Check, ahead: int
) -> Iterator[DocumentResult]:
    waiting: deque[tuple[Case, Future[DocumentResult]]] = deque()
    for case in cases:
        waiting.append((case, _started(case, submit)))
        if len(waiting) >= ahead:
            yield _outcome(*waiting.popleft(), check)
    while waiting:
        yield _outcome(*waiting.popleft(), check)


def _started(case: Case, submit: Callable[[Case], Future[DocumentResult]]) -> Future[DocumentResult]:
    """The future of a case; one whose program failed has its reason already."""
    try:
        return submit(case)
    except OutsideError as error:
        failed: Future[DocumentResult] = Future()
        failed.set_exception(error)
        return failed


def _outcome(case: Case, future: Future[DocumentResult], check: Check) -> DocumentResult:
    """The result, or a row that says what broke: an evaluation never loses a document."""
    error = awaited(future, check).exception()
    if error is None:
        return future.result()
    if isinstance(error, DocumentError) and error.code == "stopped":
        raise error
    if isinstance(error, Stopped | UsageError) or not isinstance(error, Exception):
        raise error  # no fault of this document: a spent budget, a wrong key, a signal
    return _broken(case, f"{type(error).__name__}: {error}")


def _broken(case: Case, problem: str) -> DocumentResult:
    """The row of a document whose evaluation broke: its copy may never have been made.

    It counts as undamaged where nothing in its recipe says otherwise, so that a break is never a gain.
    """
    kinds = [inject.KINDS[name] for name in case.errors]
    plain = not case.errors and case.severity < 3 and not case.shape.startswith("two:")
    return DocumentResult(
        case=case.id,
        file="",
        sha256="",
        labels={
            "group": case.group,
            "carrier": carrier_of(case.shape),
            "shape": case.shape,
            "severity": str(case.severity),
            "kind": "fixture" if case.fixture else case.kind,
            "error": "+".join(case.errors) or "none",
            "level": "+".join(dict.fromkeys(kind.level for kind in kinds)) or "none",
        },
        undamaged=plain,
        score=nothing_read(),
        problem=problem,
    )


class Checkpoint:
    """Results on disk, a line each; the first line says of which program and suite they are."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        self._path = path
        self._fingerprint = fingerprint
        self.results: dict[str, DocumentResult] = {}

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        kept = list(self._kept())
        # Written anew beside the old one: a kill in between loses nothing of it.
        fresh = self._path.with_name(f".{self._path.name}.partial")
        self._file = fresh.open("w", encoding="utf-8")
        self._write({"fingerprint": self._fingerprint})
        for result in kept:
            self.add(result)
        fresh.replace(self._path)
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._file.close()
        if kind is None:
            self._path.unlink()

    def add(self, result: DocumentResult) -> None:
        """Keep ``result``, on disk before anything else is done."""
        self.results[result.case] = result
        self._write(result.as_json())

    def _write(self, row: dict[str, Any]) -> None:
        self._file.write(dumps(row) + "\n")
        self._file.flush()

    def _kept(self) -> Iterator[DocumentResult]:
        """What an earlier run of the same program and suite has left; a torn last line is dropped."""
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return
        rows = []
        for line in lines:
            try:
                rows.append(json.loads(line))
            except json.JSONDecodeError:
                break
        if not rows or rows[0] != {"fingerprint": self._fingerprint}:
            return
        for row in rows[1:]:
            try:
                yield DocumentResult.from_json(row)
            except (KeyError, TypeError, ValueError, AttributeError):
                return  # what follows a line of somebody else's is not trusted


PACKAGE = Path(__file__).resolve().parents[1]


def program_fingerprint(package: Path = PACKAGE) -> str:
    """A hash of the program's own files: results of another program are never taken for today's."""
    total = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        total.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
