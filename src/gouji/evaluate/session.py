"""``gouji eval`` from suite to files: run, measure, hold against gates and baseline, write the reports."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gouji.errors import Stopped, UsageError
from gouji.evaluate import gate
from gouji.evaluate.case import Case
from gouji.evaluate.compare import Comparison, as_baseline, compare
from gouji.evaluate.failures import look_at, worth_showing
from gouji.evaluate.prints import with_print
from gouji.evaluate.report.html import render_html
from gouji.evaluate.report.junit import render_junit
from gouji.evaluate.report.markdown import render_markdown
from gouji.evaluate.result import DocumentResult
from gouji.evaluate.results import Baseline, Results, baseline_text, gather
from gouji.evaluate.run import AHEAD, Checkpoint, Progress, program_fingerprint, run_cases
from gouji.evaluate.subject import Subject, gouji
from gouji.evaluate.suite import Suite
from gouji.export.json_text import dumps
from gouji.jobs import interrupt, lock
from gouji.jobs.ordered import Limits, awaited
from gouji.jobs.rounds import Asking, answering
from gouji.messages import Language
from gouji.models.accounts import account, cost_per
from gouji.pipeline import VERSION
from gouji.report import BORNE_OUT
from gouji.store.calls import by_document
from gouji.store.ledger import opened_alone

CHECKPOINT = "documents.jsonl"
LEDGER = "calls.sqlite"
PRELOADED = "gouji.evaluate.run"


@dataclass(frozen=True, slots=True)
class Request:
    """What to evaluate, what to hold it against, where to write; ``save`` takes the figures as a baseline.

    ``asking`` tells how a model takes part; its ledger stands in ``folder``, so that no run pays twice.
    """

    suite: Suite
    folder: Path
    limits: tuple[gate.Limit, ...] = ()
    against: Baseline | None = None
    language: Language = "zh"
    save: Path | None = None
    version: str = ""
    asking: Asking | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The results of a session, and how they compare."""

    results: Results
    comparison: Comparison | None

    def summary(self) -> dict[str, Any]:
        """The figures, gates and comparison, without the documents."""
        whole = self.results.as_json()
        del whole["documents"], whole["slices"]
        return {**whole, "against": self.comparison.as_json() if self.comparison else None}


def evaluate_suite(request: Request, limits: Limits, progress: Progress, subject: Subject = gouji) -> Outcome:
    """Run the suite and write ``results.json``, ``junit.xml``, ``report.md`` and ``report.html``.

    Raises ``UsageError`` before the first document where suite, gate or baseline do not fit.
    """
    suite = request.suite
    cases = suite.cases()
    if not cases:
        raise UsageError(
            "suite", f"套件 {suite.name} 在这台机器上没有可做的文件。", "请看套件里各组的 shapes。"
        )
    if request.limits:
        gate.check(request.limits, request.against)
    documents = hashlib.sha256(f"{suite.fingerprint}:{cases_hash(cases)}".encode()).hexdigest()
    name = (
        f"{documents}:{program_fingerprint()}:{getattr(subject, '__name__', repr(subject))}:{request.version}"
    )
    # The checkpoint goes only when everything is written: a full disk at the end costs no document.
    with lock.held(request.folder), Checkpoint(request.folder / CHECKPOINT, name) as checkpoint:
        run = _run(request, cases, checkpoint, limits, progress, subject)
        results = gather(
            run.documents,
            suite=suite.name,
            title=suite.title.model_dump(),
            fingerprint=documents,
            version=request.version or VERSION,
            seconds=run.seconds,
            workers=limits.count,
            seed=suite.seed,
            model=run.model,
            skipped=tuple(row.as_json() for row in suite.skipped()),
        )
        results = replace(results, verdicts=gate.judge(request.limits, results, request.against))
        comparison = compare(request.against, as_baseline(results, suite.name)) if request.against else None
        try:
            _write(request, results, comparison, run.shown)
        except OSError as error:
            raise Stopped(
                "output_failed",
                f"评测结果写不出去：{error.filename or request.folder}（{error.strerror}）。",
                "请检查磁盘空间和这个位置，再用同一条命令继续；已完成的不会重做。",
            ) from error
    return Outcome(results, comparison)


@dataclass(frozen=True, slots=True)
class _Run:
    documents: list[DocumentResult]
    seconds: float
    shown: list[dict[str, Any]]
    model: Mapping[str, Any] | None


def _run(
    request: Request,
    cases: Sequence[Case],
    checkpoint: Checkpoint,
    limits: Limits,
    progress: Progress,
    subject: Subject,
) -> _Run:
    started = time.monotonic()
    ledger = request.folder / LEDGER
    with (
        interrupt.held_back() as check,
        limits.workers(PRELOADED) as pool,
        answering(pool, request.asking, ledger) as workers,
    ):
        ahead = AHEAD
        if request.asking:
            ahead = max(AHEAD, 2 * request.asking.threads)
            request.asking.announce(len(cases) - len(checkpoint.results))
        documents = run_cases(cases, workers, checkpoint, progress, check, subject, request.folder, ahead)
        seconds = round(time.monotonic() - started, 1)
        shown = worth_showing(cases, documents)
        looks = [
            awaited(workers.submit(look_at, with_print(case, request.folder), subject), check)
            for case in shown
        ]
    views = [_shown(case, look) for case, look in zip(shown, looks, strict=True)]
    return _Run(documents, seconds, views, _spent(ledger, documents) if request.asking else None)


def _spent(ledger: Path, documents: Sequence[DocumentResult]) -> dict[str, Any]:
    """What the calls about ``documents`` came to, earlier runs over the same ledger included."""
    with opened_alone(ledger) as (_, workspace):
        spent = account(
            each
            for sums in by_document(workspace, [one.sha256 for one in documents]).values()
            for each in sums
        )
    verified = sum(
        tally.cells for one in documents for grade, tally in one.score.grades.items() if grade in BORNE_OUT
    )
    return {
        **spent.as_json(),
        "cost_per_document": cost_per(spent, len(documents)),
        "cost_per_verified_cell": cost_per(spent, verified),
    }


def cases_hash(cases: Sequence[Case]) -> str:
    """What the suite comes to on this machine, where programs may be missing.

    A fixture counts by its bytes, not by where it stands: two checkouts have the same documents.
    """
    total = hashlib.sha256()
    for case in cases:
        total.update(dumps(replace(case, fixture="", printed="").as_json()).encode() + b"\n")
        for path in sorted(Path(case.fixture).iterdir()) if case.fixture else ():
            total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _shown(case: Case, look: Future[dict[str, Any]]) -> dict[str, Any]:
    error = look.exception()
    return (
        look.result() if error is None else {"case": case.id, "problem": f"{type(error).__name__}: {error}"}
    )


def _write(
    request: Request, results: Results, comparison: Comparison | None, shown: Sequence[dict[str, Any]]
) -> None:
    folder = request.folder
    whole = {**results.as_json(), "against": comparison.as_json() if comparison else None}
    language = request.language
    for name, text in (
        ("results.json", dumps(whole, indent=1) + "\n"),
        ("junit.xml", render_junit(whole)),
        ("report.md", render_markdown(whole, language)),
        ("report.html", render_html(whole, shown, language)),
    ):
        write_whole(folder / name, text)
    if request.save:
        write_whole(request.save, baseline_text(results))


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial_path = path.with_name(f".{path.name}.partial")
    partial_path.write_text(text, encoding="utf-8")
    partial_path.replace(path)
