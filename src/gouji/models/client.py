"""The model client: answers calls from the ledger or over the network, and never raises over one answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Self

from gouji.errors import Stopped, UsageError
from gouji.models import wire
from gouji.models.breaker import Notice
from gouji.models.call import Call, Reply
from gouji.models.endpoint import MODES, Endpoint, Mode
from gouji.models.faults import SHAPE_FIELDS, AttemptError, Failure
from gouji.models.ledger import Ledger, MemoryLedger
from gouji.models.probe import DOCUMENT, Probe, explore
from gouji.models.sender import Errand, Sender, World
from gouji.models.single import Single
from gouji.models.tokens import input_tokens, output_tokens, vocabulary_of
from gouji.models.wire import Dialect


def ignore(notice: Notice) -> None:
    """Tell nobody."""
    del notice


class Client:
    """A ``Model`` over one endpoint, with its ledger. Use it as a context manager, from any threads.

    With ``endpoint.mode`` "auto" and no ``dialect`` known, the first call that must be sent explores what
    the endpoint obeys. ``notice`` is told when calls pause and resume.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        ledger: Ledger,
        *,
        dialect: Dialect | None = None,
        notice: Callable[[Notice], None] = ignore,
        world: World | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._ledger = ledger
        self._world = world or World()
        self._halt = threading.Event()
        self._sender = Sender(endpoint, ledger, notice, self._pause, self._world)
        self._single = Single()
        self._settling = threading.Lock()
        self._unusable: tuple[str, str, str] | None = None
        if endpoint.mode != "auto" and (dialect is None or dialect.mode != endpoint.mode):
            dialect = Dialect(endpoint.mode)
        self._dialect = dialect

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def dialect(self) -> Dialect | None:
        """How the endpoint is spoken to, as far as it is known: worth keeping for the next run."""
        return self._dialect

    def known(self, call: Call) -> bool:
        """The ledger holds a reply to ``call``: asking costs nothing and reaches for no network."""
        return self._kept(call) is not None

    def ask(self, call: Call, document: str) -> Reply:
        """Answer ``call``; see ``Model.ask``. A reply that was paid once is never asked for again."""
        kept = self._kept(call)
        if kept is not None:
            raw, mode = kept
            return wire.reply(call, raw, mode, replayed=True)
        dialect = self._dialect or self._explore().dialect
        return self._ask_in(call, document, dialect)[0]

    def probe(self) -> Probe:
        """Find out what the endpoint obeys, by asking it, and speak to it so from now on."""
        with self._settling:
            return self._settle()

    def stop(self) -> None:
        """Send nothing more: waiting callers raise ``Stopped`` now, requests on their way may come back."""
        self._halt.set()
        self._sender.stop(
            Stopped(
                "interrupted",
                "已按要求停止，没有再发出模型调用。",
                "运行同一条命令即可继续，已付费的调用不会重做。",
            )
        )

    def close(self) -> None:
        """Stop, and break the requests on their way; they stay in the ledger as possibly paid."""
        self.stop()
        self._sender.close()

    def _pause(self, seconds: float) -> None:
        self._halt.wait(seconds)

    def _kept(self, call: Call) -> tuple[str, Mode] | None:
        """The reply in the ledger and the mode it was asked in; in any mode while none is settled."""
        settled = self._dialect
        dialects = (
            [settled]
            if settled is not None
            else [Dialect(mode, temperature=warm) for mode in MODES for warm in (True, False)]
        )
        for dialect in dialects:
            raw = self._ledger.find(wire.key(self._endpoint.name, call, dialect))
            if raw is not None:
                return raw, dialect.mode
        return None

    def _explore(self) -> Probe:
        """Settle the dialect once, whoever comes first."""
        with self._settling:
            if self._dialect is not None:
                return Probe(self._dialect, (), 0.0, counts_tokens=True)
            if self._unusable is not None:  # whoever waited meanwhile need not ask again
                raise UsageError(*self._unusable)
            try:
                return self._settle()
            except UsageError as error:
                self._unusable = (error.code, error.message, error.remedy)
                raise

    def _settle(self) -> Probe:
        def ask(call: Call, mode: Mode) -> tuple[Reply, Dialect]:
            return self._ask_in(call, DOCUMENT, Dialect(mode), fixed_mode=True)

        probe = explore(self._endpoint, ask, self._world.clock)
        self._dialect = probe.dialect
        return probe

    def _ask_in(
        self, call: Call, document: str, dialect: Dialect, *, fixed_mode: bool = False
    ) -> tuple[Reply, Dialect]:
        """Ask in ``dialect``, or in the next one that the endpoint takes; returns which it was."""
        tried: set[Dialect] = set()
        while True:
            try:
                raw, replayed = self._fetch(call, document, dialect)
            except AttemptError as error:
                failure = error.failure
                tried.add(dialect)
                following = self._following(dialect, failure, fixed_mode=fixed_mode)
                if following is None or following in tried:
                    passing = failure.kind in ("limited", "down")
                    return Reply(None, "unavailable" if passing else "rejected", failure.note), dialect
                dialect = following
                continue
            if not fixed_mode:
                self._dialect = dialect
            return wire.reply(call, raw, dialect.mode, replayed=replayed), dialect

    def _following(self, dialect: Dialect, failure: Failure, *, fixed_mode: bool) -> Dialect | None:
        """The dialect to try after ``failure``, if any. Raises ``UsageError`` where the set mode is unknown."""
        if failure.field not in SHAPE_FIELDS:
            return _adapted(dialect, failure.field)
        if fixed_mode:
            return None
        if self._endpoint.mode != "auto":
            raise UsageError(
                "model_mode",
                f"模型服务（{self._endpoint.host}）不支持 GOUJI_MODEL_MODE={self._endpoint.mode}（{failure.note}）。",
                "请改为 GOUJI_MODEL_MODE=auto，或用 gouji doctor --model 查看它支持哪种。",
            )
        later = MODES[MODES.index(dialect.mode) + 1 :]
        return replace(dialect, mode=later[0]) if later else None

    def _fetch(self, call: Call, document: str, dialect: Dialect) -> tuple[str, bool]:
        """The completion, and whether it was in the ledger; one thread at a time asks for it."""
        key = wire.key(self._endpoint.name, call, dialect)
        with self._single(key):
            raw = self._ledger.find(key)
            if raw is not None:
                return raw, True
            body = wire.body(self._endpoint.name, call, dialect)
            return self._sender.send(Errand(key, call, document, body, self._tokens(call))), False

    def _tokens(self, call: Call) -> int:
        """What the call will take from the token rate, about; not worth computing where there is none."""
        if self._endpoint.tokens_per_minute is None:
            return 0
        return input_tokens(call, vocabulary_of(self._endpoint.name)) + output_tokens(call)


def _adapted(dialect: Dialect, field: str | None) -> Dialect | None:
    """The same dialect without ``field``, which the endpoint does not know; None where there is no other."""
    if field == "max_tokens" and dialect.limit == "max_tokens":
        return replace(dialect, limit="max_completion_tokens")
    if field == "max_completion_tokens" and dialect.limit == "max_completion_tokens":
        return replace(dialect, limit="max_tokens")
    if field == "temperature" and dialect.temperature:
        return replace(dialect, temperature=False)
    return None


def probe(
    endpoint: Endpoint, *, notice: Callable[[Notice], None] = ignore, world: World | None = None
) -> Probe:
    """What ``endpoint`` obeys, found by a few tiny calls that no ledger keeps (``gouji doctor --model``)."""
    with Client(endpoint, MemoryLedger(), notice=notice, world=world) as client:
        return client.probe()
