"""How a run shows how far it is: a bar with counts and time left on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from gouji.present.console import console

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

EVERY = 5.0
"""Seconds between plain lines."""


class Lines:
    """Progress as plain lines on stderr: at the start, every few seconds, at the end."""

    def __init__(self) -> None:
        self._registered = 0
        self._total = 0
        self._done = 0
        self._failed = 0
        self._began = self._told = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._done:
            self._tell()

    def found(self, count: int) -> None:
        """Count registered inputs; says so now and then."""
        self._registered += count
        if self._is_time():
            console.tell(
                console.say(f"已登记 {self._registered} 个文件……", f"{self._registered} files registered…")
            )

    def begin(self, total: int) -> None:
        """Say how much there is to do."""
        self._total = total
        self._began = time.monotonic()
        console.tell(console.say(f"待处理 {total} 份。", f"{total} to process."))

    def done(self, status: str) -> None:
        """Count a finished document; says so now and then."""
        self._done += 1
        self._failed += status == "failed"
        if self._is_time():
            self._tell()

    def _is_time(self) -> bool:
        now = time.monotonic()
        if now - self._told < EVERY:
            return False
        self._told = now
        return True

    def _tell(self) -> None:
        speed = self._done / max(time.monotonic() - self._began, 0.001)
        left = round(max(self._total - self._done, 0) / speed)
        console.tell(
            console.say(
                f"已处理 {self._done}/{self._total}，失败 {self._failed}，每秒 {speed:.1f} 份，约剩 {left} 秒。",
                f"{self._done}/{self._total} done, {self._failed} failed, {speed:.1f} a second, about {left} s left.",
            )
        )


@dataclass(frozen=True, slots=True)
class Work:
    """What a bar says it does, and the statuses that it counts, each in Chinese and English."""

    name: tuple[str, str]
    counted: Mapping[str, tuple[str, str]]


RUN = Work(
    ("处理", "Processing"),
    {
        "accepted": ("通过", "accepted"),
        "needs_review": ("待核对", "to review"),
        "failed": ("失败", "failed"),
    },
)
MAKING = Work(("生成", "Making"), {"made": ("完成", "made"), "failed": ("失败", "failed")})


class Bar:
    """Progress as one moving line on a terminal's stderr."""

    def __init__(self, work: Work = RUN) -> None:
        from rich.console import Console  # noqa: PLC0415 - start-up stays fast
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415
        from rich.progress import TimeRemainingColumn as Remaining  # noqa: PLC0415

        self._work = work
        self._counts = dict.fromkeys(work.counted, 0)
        self._progress: Progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn(console.say("剩余", "left")),
            Remaining(),
            TextColumn("{task.fields[counts]}"),
            console=Console(stderr=True),
        )
        self._task: TaskID = self._progress.add_task(
            console.say("登记", "Registering"), total=None, counts=""
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def found(self, count: int) -> None:
        """Count registered inputs."""
        self._progress.advance(self._task, count)

    def begin(self, total: int) -> None:
        """Start the bar over for the processing."""
        label = console.say(*self._work.name)
        self._progress.reset(self._task, total=total, description=label, counts=self._line())

    def done(self, status: str) -> None:
        """Count a finished document."""
        self._counts[status] += 1
        self._progress.update(self._task, advance=1, counts=self._line())

    def _line(self) -> str:
        return " ".join(
            f"{console.say(*self._work.counted[status])} {count}" for status, count in self._counts.items()
        )


def progress(work: Work = RUN) -> Bar | Lines:
    """Choose by what stderr is."""
    return Bar(work) if sys.stderr.isatty() else Lines()
