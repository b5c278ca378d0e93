"""The provider's side of batches: upload requests, create a batch, look at it, fetch what came out.

Nothing here decides or remembers; each function is one question to the provider, put again while the
provider is down or busy. Only ``create`` is never put again by itself: whoever does not know whether it
arrived has to look with ``find`` first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import httpx2
import openai
import tenacity
from openai.types import Batch

from gouji.errors import GoujiError, Stopped, UsageError
from gouji.models.batch_wire import URL
from gouji.models.connection import agent, refuse_encoded, trusted, vendor
from gouji.models.endpoint import Endpoint
from gouji.models.faults import LONGEST_NOTE, AttemptError, Failure, failure_of

Value = TypeVar("Value")
Pause = Callable[[float], None]
"""Waits so many seconds; may raise to end the waiting."""
TAG = "gouji"
"""The name under which the provider keeps our tag beside a batch."""
OVER = ("completed", "failed", "expired", "cancelled")
FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
TRANSFER = 300.0
"""Seconds that a provider may take to answer once the last byte of a large file is there, at least."""
MOST_FETCHED = 4 * 2**30
PAGE = 100


@dataclass(frozen=True, slots=True)
class Remote:
    """A batch as the provider shows it; ``output`` and ``errors`` name its result files, ``note`` says what failed."""

    id: str
    status: str
    total: int
    completed: int
    failed: int
    output: str | None
    errors: str | None
    note: str

    @property
    def over(self) -> bool:
        """Nothing will change any more."""
        return self.status in OVER


class BatchService:
    """Files and batches of one endpoint over a connection of their own. Use it as one thread.

    Raises ``UsageError`` where the endpoint has no batches or cannot be used as set, ``Stopped`` where it
    stays down for ``endpoint.patience`` seconds.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._http: httpx2.Client | None = None

    def close(self) -> None:
        """Let go of the connection."""
        if self._http is not None:
            self._http.close()

    @cached_property
    def _openai(self) -> openai.OpenAI:
        """The connection, made when it is first needed: most runs have no batch."""
        endpoint = self._endpoint
        seconds = max(endpoint.timeout, TRANSFER)
        self._http = httpx2.Client(
            trust_env=False,
            transport=httpx2.HTTPTransport(trust_env=False, verify=trusted(endpoint), proxy=endpoint.proxy),
            timeout=httpx2.Timeout(seconds, connect=min(endpoint.timeout, 10.0)),
            follow_redirects=False,
            event_hooks={"request": [self._dress], "response": [refuse_encoded]},
        )
        return vendor(endpoint, self._http)

    def upload(self, path: Path, pause: Pause) -> str:
        """Hand over the requests in ``path``; returns the provider's name of them. Nothing is billed by that."""

        def once() -> str:
            with path.open("rb") as file:
                return self._openai.files.create(
                    file=(path.name, file, "application/jsonl"), purpose="batch"
                ).id

        return self._persistently(once, pause)

    def create(self, file: str, tag: str) -> Remote:
        """Have the uploaded requests answered within a day. Raises ``AttemptError`` where it is not known to be so."""

        def once() -> Remote:
            return self._remote(
                self._openai.batches.create(
                    input_file_id=file,
                    endpoint=URL,
                    completion_window="24h",
                    metadata={TAG: tag},
                )
            )

        return self._once(once)

    def find(self, file: str, tag: str, pause: Pause) -> Remote | None:
        """Look for the batch of this tag or of these uploaded requests among all that the provider has."""

        def once() -> Remote | None:
            for batch in self._openai.batches.list(limit=PAGE):
                if batch.input_file_id == file or (batch.metadata or {}).get(TAG) == tag:
                    return self._remote(batch)
            return None

        return self._persistently(once, pause)

    def look(self, batch: str, pause: Pause) -> Remote | None:
        """How a batch stands; None where the provider does not know it."""
        return self._where_known(lambda: self._remote(self._openai.batches.retrieve(batch)), pause)

    def fetch(self, file: str, path: Path, pause: Pause) -> bool:
        """Write a result file to ``path``; False where the provider does not have it any more."""

        def once() -> bool:
            fetched = 0
            with (
                self._openai.files.with_streaming_response.content(file) as response,
                path.open("wb") as target,
            ):
                for chunk in response.iter_bytes():
                    fetched += len(chunk)
                    if fetched > MOST_FETCHED:
                        raise httpx2.RemoteProtocolError(f"the file is longer than {MOST_FETCHED} bytes")
                    target.write(chunk)
            return True

        return self._where_known(once, pause) or False

    def _where_known(self, action: Callable[[], Value], pause: Pause) -> Value | None:
        """What ``action`` brings, or None where the provider says that there is no such thing."""

        def once() -> Value | None:
            try:
                return action()
            except openai.NotFoundError:
                return None

        return self._persistently(once, pause)

    def _persistently(self, action: Callable[[], Value], pause: Pause) -> Value:
        patience = self._endpoint.patience
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(_may_pass),
            wait=tenacity.wait_random_exponential(multiplier=FIRST_WAIT, max=LONGEST_WAIT),
            stop=lambda state: state.idle_for >= patience,
            sleep=pause,
            reraise=True,
        )
        try:
            value: Value = retrying(self._once, action)
        except AttemptError as error:
            raise self.gave_up(error.failure) from error
        return value

    def _once(self, action: Callable[[], Value]) -> Value:
        """Raises ``AttemptError`` where asking again may help, what ``gave_up`` says where it cannot."""
        try:
            return action()
        except openai.APIStatusError as error:
            failure = failure_of(error, self._endpoint)
            if error.status_code in (404, 405, 501):
                raise _no_batches(self._endpoint) from error
        except openai.APIError as error:
            failure = failure_of(error, self._endpoint)
        except httpx2.HTTPError as error:
            note = self._endpoint.redact(f"{type(error).__name__}: {error}")[:LONGEST_NOTE]
            failure = Failure("down", "lost", note)
        if failure.kind in ("limited", "down"):
            raise AttemptError(failure)
        raise self.gave_up(failure)

    def gave_up(self, failure: Failure) -> GoujiError:
        """What to raise where ``failure`` is the last word."""
        if failure.error is not None:
            return failure.error
        if failure.kind in ("limited", "down"):
            return Stopped(
                "model_down",
                f"模型服务没有正常回应批量接口的请求（{failure.note}）。",
                "批次不会因此丢失；恢复后运行同一条命令即可继续。",
            )
        return UsageError(
            "batch_refused",
            f"模型服务（{self._endpoint.host}）拒绝了批量接口的请求（{failure.note}）。",
            "请按它的说明更改设置，或去掉 --batch。",
        )

    def _remote(self, batch: Batch) -> Remote:
        counts = batch.request_counts
        said = [
            each.message or each.code or "" for each in (batch.errors.data if batch.errors else None) or []
        ]
        return Remote(
            id=batch.id,
            status=str(batch.status),
            total=counts.total if counts else 0,
            completed=counts.completed if counts else 0,
            failed=counts.failed if counts else 0,
            output=batch.output_file_id,
            errors=batch.error_file_id,
            note=self._endpoint.redact("; ".join(each for each in said if each))[:LONGEST_NOTE],
        )

    def _dress(self, request: httpx2.Request) -> None:
        """Leave of the headers what the request needs; add ours."""
        needed = ("host", "content-type", "content-length", "transfer-encoding")
        headers = {name: request.headers[name] for name in needed if name in request.headers}
        headers |= {"User-Agent": agent(), "Accept": "application/json", "Accept-Encoding": "identity"}
        if self._endpoint.api_key:
            headers["Authorization"] = f"Bearer {self._endpoint.api_key}"
        request.headers = httpx2.Headers(headers)


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, AttemptError)


def _no_batches(endpoint: Endpoint) -> UsageError:
    return UsageError(
        "model_no_batch",
        f"模型服务（{endpoint.host}）没有批量接口。",
        "请去掉 --batch，用同一命令逐次提问。",
    )
