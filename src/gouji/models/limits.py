"""How fast an endpoint is asked: requests in flight, requests and tokens a minute, all adapting to 429.

``Bucket`` and ``Share`` are plain arithmetic over a given time; ``Limits`` is the gate that threads pass
in the order of their coming.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from gouji.errors import Stopped

LEAST_SHARE = 0.05
CUT = 0.5
BURST_SECONDS = 2.0


Wait = Callable[[threading.Condition, float | None], object]
"""Waits on a condition that the caller holds, for some seconds at most (None: until it is notified)."""


def afresh(error: Stopped) -> Stopped:
    """The same error for another thread: one exception object holds one traceback."""
    return Stopped(error.code, error.message, error.remedy)


class Bucket:
    """A token bucket: ``per_minute`` units flow in, never more than two seconds' worth (one at least) wait.

    An amount beyond that may be taken from a full bucket, which then owes: a large call is slow, not
    impossible.
    """

    def __init__(self, per_minute: float, now: float) -> None:
        self._rate = per_minute / 60.0
        self._capacity = max(1.0, self._rate * BURST_SECONDS)
        self._level = self._capacity
        self._at = now

    def ready_at(self, now: float, amount: float, share: float) -> float:
        """When ``amount`` may be taken if the inflow is ``share`` of the full rate."""
        self._flow(now, share)
        lacking = min(amount, self._capacity) - self._level
        # What float arithmetic loses must not keep a caller waiting for the last billionth of a unit.
        return now if lacking <= 1e-9 else now + lacking / (self._rate * share)

    def take(self, amount: float) -> None:
        """Take ``amount``; a negative amount is given back."""
        self._level = min(self._level - amount, self._capacity)

    def _flow(self, now: float, share: float) -> None:
        self._level = min(self._capacity, self._level + (now - self._at) * self._rate * share)
        self._at = now


class Share:
    """The part of the allowed speed that the provider bears, 1 at first: cut at a 429, slowly won back.

    A 429 to a request that was sent before the last cut says nothing new and does not cut again.
    """

    def __init__(self, concurrency: int) -> None:
        self._concurrency = concurrency
        self._least = min(LEAST_SHARE, 1.0 / concurrency)
        self.value = 1.0
        self._cut_at = float("-inf")

    @property
    def window(self) -> int:
        """How many requests may be in flight."""
        return max(1, int(self.value * self._concurrency + 1e-9))

    def refused(self, sent: float, now: float) -> None:
        """A request sent at ``sent`` was refused as too fast."""
        if sent > self._cut_at:
            self.value = max(self.value * CUT, self._least)
            self._cut_at = now

    def served(self) -> None:
        """A request was answered: half a place more for every full window of answers."""
        self.value = min(1.0, self.value + 0.5 / (self._concurrency * self.window))


@dataclass(eq=False, slots=True)
class Ticket:
    """One caller's place: what it asked for, and when it was let through (seconds of the limits' clock)."""

    tokens: float
    sent: float = 0.0
    turn: threading.Event = field(default_factory=threading.Event)


class Limits:
    """The gate before an endpoint. Callers wait in the order of their coming; ``stop`` ends all waiting."""

    def __init__(
        self,
        concurrency: int,
        requests_per_minute: int | None = None,
        tokens_per_minute: int | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        wait: Wait = threading.Condition.wait,
    ) -> None:
        now = clock()
        self._clock = clock
        self._wait = wait
        self._share = Share(concurrency)
        self._requests = None if requests_per_minute is None else Bucket(requests_per_minute, now)
        self._tokens = None if tokens_per_minute is None else Bucket(tokens_per_minute, now)
        self._held_until = now
        self._in_flight = 0
        self._queue: deque[Ticket] = deque()
        self._changed = threading.Condition()
        self._stopped: Stopped | None = None

    @contextmanager
    def slot(self, tokens: float) -> Iterator[Ticket]:
        """Wait for a place for a request of about ``tokens`` tokens, and give it back at the end.

        Raises ``Stopped`` as soon as the limits are stopped.
        """
        ticket = self._enter(tokens)
        try:
            yield ticket
        finally:
            with self._changed:
                self._in_flight -= 1
                self._changed.notify_all()

    def settle(self, ticket: Ticket, tokens: int) -> None:
        """The request was answered and took ``tokens`` in truth."""
        with self._changed:
            self._share.served()
            if self._tokens is not None and tokens:
                self._tokens.take(tokens - ticket.tokens)
            self._changed.notify_all()

    def refused(self, ticket: Ticket) -> None:
        """The request was refused as too fast."""
        with self._changed:
            self._share.refused(ticket.sent, self._clock())
            if self._tokens is not None:
                self._tokens.take(-ticket.tokens)

    def hold(self, seconds: float) -> None:
        """The provider asks for a pause: nobody is let through before it is over."""
        with self._changed:
            self._held_until = max(self._held_until, self._clock() + seconds)

    def stop(self, reason: Stopped) -> None:
        """Let nobody through any more: all who wait or come raise ``reason``."""
        with self._changed:
            self._stopped = self._stopped or reason
            for ticket in self._queue:
                ticket.turn.set()
            self._changed.notify_all()

    @property
    def window(self) -> int:
        """How many requests may be in flight now."""
        with self._changed:
            return self._share.window

    def _enter(self, tokens: float) -> Ticket:
        ticket = Ticket(tokens)
        with self._changed:
            self._queue.append(ticket)
            if self._queue[0] is ticket:
                ticket.turn.set()
        ticket.turn.wait()
        with self._changed:
            try:
                self._await_place(ticket)
            finally:
                self._queue.remove(ticket)
                if self._queue:
                    self._queue[0].turn.set()
            self._in_flight += 1
            ticket.sent = self._clock()
            return ticket

    def _await_place(self, ticket: Ticket) -> None:
        while True:
            if self._stopped is not None:
                raise afresh(self._stopped)
            if self._in_flight >= self._share.window:
                self._wait(self._changed, None)
                continue
            now = self._clock()
            ready = self._ready_at(now, ticket)
            if ready <= now:
                break
            self._wait(self._changed, ready - now)
        if self._requests is not None:
            self._requests.take(1)
        if self._tokens is not None:
            self._tokens.take(ticket.tokens)

    def _ready_at(self, now: float, ticket: Ticket) -> float:
        ready = self._held_until
        if self._requests is not None:
            ready = max(ready, self._requests.ready_at(now, 1, self._share.value))
        if self._tokens is not None:
            ready = max(ready, self._tokens.ready_at(now, ticket.tokens, self._share.value))
        return ready
