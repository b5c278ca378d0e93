"""Calls in batches: gathered, handed over once, waited for, and taken into the ledger as live replies are.

A batch costs a part of the price and answers within a day, so its handle outlives the process: what was
handed over is found again by its tag, what came out goes into the ledger under the calls' own keys, and
whoever asks such a call later finds it answered.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal, Self
from urllib.parse import urlsplit

from gouji.errors import Stopped, UsageError
from gouji.models import batch_wire, wire
from gouji.models.batch_courier import Courier
from gouji.models.batch_file import BatchFile
from gouji.models.batch_service import BatchService, Pause
from gouji.models.budget import Budget, Reservation
from gouji.models.call import Call, Reply, Usage
from gouji.models.client import Client
from gouji.models.endpoint import Endpoint
from gouji.models.kept import KeptLedger
from gouji.models.tokens import most_tokens
from gouji.store import batches
from gouji.store.batches import Handle
from gouji.store.workspace import Workspace

FEWEST = 20
"""Fewer calls are not worth the wait: answered one by one they take a minute."""
FIRST_LOOK = 1.0
LONGEST_LOOK = 60.0
"""Seconds between two looks at a batch: the first is soon, each next one half as much later again."""
FOLDER = "batches"


@dataclass(frozen=True, slots=True)
class BatchNotice:
    """What a person is told of a batch. ``ended`` counts its calls by state once it is over."""

    kind: Literal["submitted", "waiting", "ended", "elsewhere"]
    handle: Handle
    completed: int = 0
    failed: int = 0
    ended: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """How batches are made: the fewest calls that are worth one, and the most requests and bytes of one."""

    fewest: int = FEWEST
    most_requests: int = batch_wire.MOST_REQUESTS
    most_bytes: int = batch_wire.MOST_BYTES


def ignore(notice: BatchNotice) -> None:
    """Tell nobody."""
    del notice


class Batches:
    """The batches of one workspace at one endpoint. One run at a time, one thread at a time.

    ``ledger`` writes intents at the price of calls in batches. ``client`` says what is known already and how
    the endpoint is spoken to. A batch that an earlier run left counts to ``budget`` from the moment it is
    waited for.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        client: Client,
        workspace: Workspace,
        ledger: KeptLedger,
        budget: Budget | None = None,
        notice: Callable[[BatchNotice], None] = ignore,
        terms: Terms = Terms(),
    ) -> None:
        self._endpoint = endpoint
        self._client = client
        self._workspace = workspace
        self._ledger = ledger
        self._budget = budget
        self._notice = notice
        self._terms = terms
        self._service = BatchService(endpoint)
        self._courier = Courier(endpoint, self._service, ledger.kept, workspace.folder / FOLDER)
        self._file: BatchFile | None = None
        self._sealed = 0
        self._keys: set[str] = set()
        self._reserved: dict[str, Reservation] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._file is not None:
            self._file.discard()
        self._service.close()

    def recall(self, call: Call, document: str) -> Reply | None:
        """The reply to ``call`` where the ledger holds one."""
        return self._client.ask(call, document) if self._client.known(call) else None

    def take(self, call: Call, document: str) -> None:
        """Gather ``call`` for the next batch.

        Not one that has gone in a batch before, whose answer was to be had and did not come, and not one
        that the budget does not hold now.
        """
        dialect = self._client.dialect or self._client.probe().dialect
        key = wire.key(self._endpoint.name, call, dialect)
        if key in self._keys or batches.was_sent(self._workspace, key):
            return
        most = Usage(most_tokens(call), call.max_tokens)
        if not self._fits(most):
            return
        line = batch_wire.line(self._endpoint.name, call, dialect)
        if self._file is not None and not self._file.holds(line):
            self._seal(self._file)
        if self._file is None:
            self._file = self._begin()
        self._file.add(line, self._ledger.intent(key, call, document, self._endpoint.name), most)
        self._keys.add(key)

    def submit(self, pause: Pause) -> bool:
        """Hand over what has been gathered; False where it is too little to be worth a batch."""
        if self._file is not None:
            if self._sealed or self._file.requests >= self._terms.fewest:
                self._seal(self._file)
            else:
                self._file.discard()
                self._file = None
        self._sealed = 0
        self._keys.clear()
        handed = 0
        with self._resumably():
            for handle in batches.outstanding(self._workspace):
                if handle.state == "sealed" and self._is_ours(handle):
                    handed += self._hand_over(handle, pause, certain=True) is not None
        return handed > 0

    def harvest(self, pause: Pause) -> None:
        """Wait for all batches that are out, and take their replies into the ledger.

        First what an earlier run left behind is brought in order: a batch that it began to hand over is looked
        for and handed over if it is not there. Raises ``Stopped`` where ``pause`` is interrupted: the batches
        run on at the provider.
        """
        with self._resumably():
            waiting = self._brought_in_order(pause)
            wait = FIRST_LOOK
            while waiting:
                waiting = [handle for handle in waiting if not self._is_over(handle, pause)]
                if waiting:
                    pause(wait)
                    wait = min(wait * 1.5, LONGEST_LOOK)

    def _brought_in_order(self, pause: Pause) -> list[Handle]:
        """All batches that are out at this endpoint, each of them with the provider."""
        out: list[Handle] = []
        for handle in batches.outstanding(self._workspace):
            if handle.state == "gathering":  # its run ended before anything was sent
                batches.discard(self._ledger.kept, handle.tag)
                self._courier.path(handle.tag).unlink(missing_ok=True)
            elif self._is_ours(handle):
                handed = self._hand_over(handle, pause, certain=False)
                out += [handed] if handed else []
            else:
                self._notice(BatchNotice("elsewhere", handle))
        return out

    def _hand_over(self, handle: Handle, pause: Pause, *, certain: bool) -> Handle | None:
        if self._budget and handle.tag not in self._reserved:
            most = self._budget.amount(Usage(handle.most_input, handle.most_output), batched=True)
            self._reserved[handle.tag] = self._budget.hold(most)
        if handle.state == "submitted":
            return handle
        try:
            handed = self._courier.hand_over(handle, pause, certain=certain)
        except UsageError:
            self._settle(handle)
            raise
        if handed is None:
            self._settle(handle)
        else:
            self._notice(BatchNotice("submitted", handed))
        return handed

    def _is_over(self, handle: Handle, pause: Pause) -> bool:
        """Look at a batch; where it is over, everything of it is in the ledger afterwards."""
        remote = self._courier.look(handle, pause)
        if not remote.over:
            self._notice(BatchNotice("waiting", handle, remote.completed, remote.failed))
            return False
        self._courier.take_in(handle, remote, pause)
        self._settle(handle)
        ended = tuple(batches.ended_as(self._workspace, handle.tag).items())
        self._notice(
            BatchNotice("ended", replace(handle, status=remote.status, note=remote.note), ended=ended)
        )
        return True

    def _settle(self, handle: Handle) -> None:
        """Put what a batch cost in the place of what was set aside for it; at most, where that is not known."""
        reservation = self._reserved.pop(handle.tag, None)
        if reservation is None or self._budget is None:
            return
        counted, unknown = batches.took(self._workspace, handle.tag)
        cost = self._budget.amount(Usage(counted.input, counted.output, counted.cached), batched=True)
        self._budget.end(reservation, cost + reservation.amount * unknown / max(handle.requests, 1))

    def _fits(self, most: Usage) -> bool:
        if self._budget is None:
            return True
        gathered = self._file.most if self._file else Usage()
        whole = Usage(gathered.input + most.input, gathered.output + most.output)
        return self._budget.amount(whole, batched=True) <= self._budget.room

    def _begin(self) -> BatchFile:
        tag = secrets.token_hex(8)
        batches.begin(self._ledger.kept, tag, self._endpoint.base_url, self._endpoint.name)
        return BatchFile(
            self._ledger.kept,
            tag,
            self._courier.path(tag),
            self._terms.most_requests,
            self._terms.most_bytes,
        )

    def _seal(self, file: BatchFile) -> None:
        file.seal()
        self._file = None
        self._sealed += 1
        if self._budget:
            self._reserved[file.tag] = self._budget.hold(self._budget.amount(file.most, batched=True))

    def _is_ours(self, handle: Handle) -> bool:
        """Whether a batch went to this endpoint's model. Raises ``UsageError`` where it went elsewhere in its name.

        Another model's calls are other calls; those of this model would be paid a second time.
        """
        if handle.model != self._endpoint.name or handle.state == "gathering":
            return False
        if handle.address.rstrip("/") != self._endpoint.base_url.rstrip("/"):
            raise UsageError(
                "batch_elsewhere",
                f"有一个批次还在 {urlsplit(handle.address).netloc} 处理，而现在设置的地址是 {self._endpoint.host}。",
                "请先改回原来的 GOUJI_MODEL_BASE_URL 取回它；"
                f"或用 gouji calls --give-up {handle.tag} 放弃它，它的调用会按可能丢失记录。",
            )
        return True

    @contextmanager
    def _resumably(self) -> Iterator[None]:
        """Turn an interrupt into word of the batches that run on."""
        try:
            yield
        except KeyboardInterrupt:
            out = [each for each in batches.outstanding(self._workspace) if each.state != "gathering"]
            if not out:
                raise
            requests = sum(each.requests for each in out)
            raise Stopped(
                "batch_running",
                f"已停止等待；{len(out)} 个批次（{requests} 次调用）仍在模型服务那里处理，不会丢失。",
                "稍后运行同一条命令取回答复，已提交的不会再付费；用 gouji calls 可以看到它们。",
            ) from None
