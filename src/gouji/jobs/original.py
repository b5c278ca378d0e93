"""One original in a worker process: read it, process it, reduce what came out to what the store keeps."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gouji.compact import compact
from gouji.document import Source
from gouji.errors import DocumentError
from gouji.export.json_text import dumps
from gouji.jobs.rounds import Open
from gouji.models.call import Call, Reply
from gouji.report import BORNE_OUT, Report
from gouji.review.burden import burden
from gouji.store.documents import Processed


@dataclass(frozen=True, slots=True)
class Underway:
    """An original whose reading needs replies of a model; ``seconds`` of work so far, without waiting."""

    state: Open
    version: str
    seconds: float

    @property
    def document(self) -> str:
        """The hash of the document."""
        return self.state.document

    @property
    def calls(self) -> tuple[Call, ...]:
        """What is to be asked now."""
        return self.state.calls

    def go_on(self, replies: Mapping[str, Reply]) -> Processed | Underway:
        """Take the replies, in a worker."""
        began = time.perf_counter()
        return _kept(self.state.go_on(replies), self.version, self.seconds + time.perf_counter() - began)


def process_original(
    path: str, name: str, sha256: str, version: str, process: Callable[[Source], Any]
) -> Processed | Underway:
    """Process one original in a worker process; only the small summary travels back, or what is open."""
    began = time.perf_counter()
    return _kept(process(read_original(path, name, sha256)), version, time.perf_counter() - began)


def read_original(path: str, name: str, sha256: str) -> Source:
    """Read a kept original under ``name``. Raises ``DocumentError`` where it is gone or no longer the same."""
    try:
        source = Source.of(name, Path(path).read_bytes())
    except OSError as error:
        raise DocumentError(
            "original_missing",
            f"{name} 的原件读不出来（{error.strerror}）。",
            "请重新运行原来的文件，再用 --retry failed。",
        ) from error
    if source.sha256 != sha256:
        raise DocumentError(
            "original_damaged",
            f"{name} 的原件已损坏，与登记的内容不符。",
            "请从备份恢复，或删去它后重新运行原来的文件。",
        )
    return source


def _kept(came: Any, version: str, seconds: float) -> Processed | Underway:
    return Underway(came, version, seconds) if isinstance(came, Open) else summary(came, version, seconds)


def summary(report: Report, version: str, seconds: float) -> Processed:
    """Reduce a report to what the store keeps."""
    reading = report.reading
    return Processed(
        sha256=report.document.sha256,
        status=report.status,
        version=version,
        report=stored_text(report),
        seconds=round(seconds, 4),
        media_type=report.document.media_type,
        form=reading.form if reading else None,
        agency=reading.agency if reading else None,
        year=reading.year if reading else None,
        title=reading.title if reading else None,
        error_code=report.failure.code if report.failure else None,
        verified=sum(grade in BORNE_OUT for grade in report.grades.values()),
        burden=burden(report.findings),
    )


def stored_text(report: Report) -> str:
    """Write a report as the JSON that the store keeps."""
    return dumps(compact(report))
