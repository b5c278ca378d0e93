"""Pauses all calls while a provider is down, and lets them go on when it answers again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from gouji.errors import Stopped
from gouji.models.limits import Wait, afresh

THRESHOLD = 10
FIRST_PATIENCE = 30.0
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person is told while a run goes on: calls pause (``reason`` in the provider's words) or resume.

    ``seconds`` is how long the run waits at most before it stops ("paused"), or how long it has waited
    ("resumed").
    """

    kind: Literal["paused", "resumed"]
    reason: str
    seconds: float


class Breaker:
    """Counts failures of the provider in a row, over all threads; at ten, or at half the patience, the circuit opens.

    While it is open every caller of ``admit`` waits, and one of them at a time asks ``alive`` after 1, 2,
    4, … at most 30 seconds. When the provider answers, all go on. When it has been down for ``patience``
    seconds since the first of those failures (30 at most where it has never answered yet: then the
    address is probably wrong), all of them and all later ones raise ``Stopped``; an open circuit gets half
    of that time in any case.
    """

    def __init__(
        self,
        patience: float,
        alive: Callable[[], bool],
        notice: Callable[[Notice], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        wait: Wait = threading.Condition.wait,
    ) -> None:
        self._patience = patience
        self._alive = alive
        self._notice = notice
        self._clock = clock
        self._wait = wait
        self._changed = threading.Condition()
        self._in_a_row = 0
        self._failing_since = 0.0
        self._served = 0
        self._opened_at: float | None = None
        self._reason = ""
        self._next_check = 0.0
        self._pause = FIRST_PAUSE
        self._checking = False
        self._stopped: Stopped | None = None

    @property
    def served(self) -> int:
        """How many requests the provider has answered so far."""
        with self._changed:
            return self._served

    def admit(self) -> None:
        """Return at once while the provider answers, otherwise when it does so again.

        Raises ``Stopped`` when it stays down or the breaker is stopped.
        """
        while self._must_check():
            alive = False
            try:
                alive = self._alive()
            finally:
                with self._changed:
                    self._checking = False
                    self._pause = min(self._pause * 2, LONGEST_PAUSE)
                    self._next_check = self._clock() + self._pause
                    self._changed.notify_all()
            if alive:
                self.succeeded()

    def succeeded(self) -> None:
        """The provider has answered a request."""
        with self._changed:
            self._in_a_row = 0
            self._served += 1
            opened_at, self._opened_at = self._opened_at, None
            self._changed.notify_all()
        if opened_at is not None:
            self._notice(Notice("resumed", self._reason, self._clock() - opened_at))

    def failed(self, reason: str) -> None:
        """The provider has not answered a request, or with an error of its own."""
        with self._changed:
            now = self._clock()
            self._failing_since = self._failing_since if self._in_a_row else now
            self._in_a_row += 1
            enough = self._in_a_row >= THRESHOLD or now - self._failing_since >= self._patience / 2
        if enough:
            self.open(reason)

    def open(self, reason: str) -> None:
        """Pause all calls from now on, because of ``reason``."""
        with self._changed:
            if self._opened_at is not None or self._stopped is not None:
                return
            self._opened_at = self._clock()
            self._failing_since = self._failing_since if self._in_a_row else self._opened_at
            self._reason = reason
            self._pause = min(FIRST_PAUSE, self._limit() / 4)
            self._next_check = self._opened_at + self._pause
            left = self._end(self._opened_at) - self._opened_at
        self._notice(Notice("paused", reason, left))

    def stop(self, reason: Stopped) -> None:
        """End all waiting: those who wait or come raise ``reason``."""
        with self._changed:
            self._stopped = self._stopped or reason
            self._changed.notify_all()

    def _must_check(self) -> bool:
        """Wait while the circuit is open; True where it is this caller's turn to ask the provider."""
        with self._changed:
            while True:
                if self._stopped is not None:
                    raise afresh(self._stopped)
                if self._opened_at is None:
                    return False
                now = self._clock()
                end = self._end(self._opened_at)
                if now >= end:
                    self._stopped = self._down(now - self._failing_since)
                    self._changed.notify_all()
                    raise afresh(self._stopped)
                if not self._checking and now >= self._next_check:
                    self._checking = True
                    return True
                until = end if self._checking else min(end, self._next_check)
                self._wait(self._changed, until - now)

    def _end(self, opened_at: float) -> float:
        return max(self._failing_since + self._limit(), opened_at + self._limit() / 2)

    def _limit(self) -> float:
        return self._patience if self._served else min(self._patience, FIRST_PATIENCE)

    def _down(self, seconds: float) -> Stopped:
        return Stopped(
            "model_down",
            f"模型服务已有 {seconds:.0f} 秒没有正常回应（{self._reason}）。",
            "请检查 GOUJI_MODEL_BASE_URL 和网络；恢复后运行同一条命令即可继续，已付费的调用不会重做。",
        )
