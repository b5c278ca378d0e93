"""Sends one request until it is answered: the gate, the breaker, the ledger and the only retry layer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import openai
import tenacity

from gouji.errors import Stopped
from gouji.models import wire
from gouji.models.breaker import Breaker, Notice
from gouji.models.call import Call, Message
from gouji.models.connection import Connection
from gouji.models.endpoint import Endpoint
from gouji.models.faults import AttemptError, Failure, failure_of, no_completion
from gouji.models.ledger import Ledger
from gouji.models.limits import Limits, Ticket, Wait
from gouji.models.probe import DOCUMENT, ProbeAnswer

ATTEMPTS = 8
FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0


@dataclass(frozen=True, slots=True)
class World:
    """What a sender takes from outside: two clocks in seconds (steady, and time of day), and two ways to wait.

    ``sleep`` None is a sleep that ``stop`` ends.
    """

    clock: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], None] | None = None
    wait: Wait = threading.Condition.wait


@dataclass(frozen=True, slots=True)
class Errand:
    """One request to be sent: its body, under which key and for which document, about how many tokens."""

    key: str
    call: Call
    document: str
    body: dict[str, Any]
    tokens: int


class Sender:
    """Sends errands over one connection. Safe to use from threads; ``stop`` ends all waiting at once."""

    def __init__(
        self,
        endpoint: Endpoint,
        ledger: Ledger,
        notice: Callable[[Notice], None],
        pause: Callable[[float], None],
        world: World,
    ) -> None:
        self._endpoint = endpoint
        self._ledger = ledger
        self._world = world
        self._connection = Connection(endpoint, clock=world.clock)
        self._limits = Limits(
            endpoint.concurrency,
            endpoint.requests_per_minute,
            endpoint.tokens_per_minute,
            clock=world.clock,
            wait=world.wait,
        )
        self._breaker = Breaker(endpoint.patience, self._alive, notice, clock=world.clock, wait=world.wait)
        self._sleep = world.sleep or pause

    def send(self, errand: Errand) -> str:
        """The completion as it came (JSON text), already in the ledger.

        Raises ``AttemptError`` where this request gets none, ``UsageError`` and ``Stopped`` as ``Model.ask``.
        """
        served = self._breaker.served

        def hopeless(state: tenacity.RetryCallState) -> bool:
            if state.attempt_number < ATTEMPTS:
                return False
            if self._breaker.served > served:
                return True
            # Nobody else is answered either: the provider is at fault, not this request.
            assert state.outcome is not None
            self._breaker.open(str(state.outcome.exception()))
            return False

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(_may_pass),
            wait=tenacity.wait_random_exponential(
                multiplier=FIRST_WAIT, max=min(LONGEST_WAIT, self._endpoint.patience / 2)
            ),
            stop=hopeless,
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(self._attempt, errand)

    def stop(self, reason: Stopped) -> None:
        """Send nothing more; whoever waits raises ``reason``. Requests on their way may still be answered."""
        self._limits.stop(reason)
        self._breaker.stop(reason)

    def close(self) -> None:
        """Break the connection, also under requests on their way: those stay in the ledger as lost."""
        self._connection.close()

    def _attempt(self, errand: Errand) -> str:
        self._breaker.admit()
        with self._limits.slot(errand.tokens) as ticket:
            self._breaker.admit()  # the circuit may have opened while this one waited for its place
            try:
                raw = self._exchange(errand)
            except AttemptError as error:
                self._learn(error.failure, ticket)
                raise
            counted = wire.usage(raw)
            self._limits.settle(ticket, counted.input + counted.output)
        self._breaker.succeeded()
        return raw

    def _exchange(self, errand: Errand, seconds: float | None = None) -> str:
        """One HTTP request with its entry in the ledger; ``seconds`` bounds it where the endpoint's limit is longer."""
        intent = self._ledger.intend(errand.key, errand.call, errand.document, self._endpoint.name)
        begun = self._world.clock()
        failure = Failure("down", "lost", "interrupted")
        kept = False
        try:
            # Redacted before it is judged: what is kept is what was found to be a completion.
            raw = self._endpoint.redact_reply(self._connection.post(errand.body, seconds))
            failed = None if wire.is_completion(raw) else no_completion(raw, self._endpoint)
            if failed is None:
                self._ledger.keep(intent, raw, wire.usage(raw), self._world.clock() - begun)
                kept = True
                return raw
            failure = failed
        except openai.APIError as error:
            failure = failure_of(error, self._endpoint, self._world.wall)
        finally:
            if not kept:
                self._ledger.drop(intent, failure.outcome, failure.note)
        raise AttemptError(failure)

    def _learn(self, failure: Failure, ticket: Ticket) -> None:
        """Slow down, pause or give up as ``failure`` says."""
        if failure.error is not None and (failure.kind == "fatal" or not self._breaker.served):
            raise failure.error
        if failure.retry_after is not None:
            if failure.retry_after > self._endpoint.patience:
                raise _asked_to_wait(failure.retry_after)
            self._limits.hold(failure.retry_after)
        if failure.kind == "limited":
            self._limits.refused(ticket)
        elif failure.unreachable and not self._breaker.served:
            self._breaker.open(failure.note)  # a wrong address or a server that does not run: said at once
        elif failure.kind == "down":
            self._breaker.failed(failure.note)

    def _alive(self) -> bool:
        """Ask the provider one tiny question, past the gate, to see whether it answers any."""
        call = Call("alive", "1", (Message("user", "1"),), ProbeAnswer, 1, int(self._world.wall()))
        dialect = wire.Dialect("text")
        errand = Errand(
            wire.key(self._endpoint.name, call, dialect),
            call,
            DOCUMENT,
            {"model": self._endpoint.name, "messages": [{"role": "user", "content": "1"}], "max_tokens": 1},
            1,
        )
        try:
            self._exchange(errand, self._endpoint.patience)
        except AttemptError as error:
            if error.failure.error is not None and error.failure.kind == "fatal":
                raise error.failure.error from error
            return error.failure.kind in ("rejected", "unsupported")
        return True


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, AttemptError) and error.failure.kind in ("limited", "down")


def _asked_to_wait(seconds: float) -> Stopped:
    return Stopped(
        "model_busy",
        f"模型服务要求等待 {seconds:.0f} 秒，比 GOUJI_MODEL_PATIENCE 允许的更久。",
        "请稍后运行同一条命令继续，或调大 GOUJI_MODEL_PATIENCE；已付费的调用不会重做。",
    )
