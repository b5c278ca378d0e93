"""The stand-in itself: its routes, its control, and the process that serves them."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from standin.batches import Batches
from standin.completions import Asked, complete, understand
from standin.conduct import Conduct, ControlError
from standin.faults import COMPLETION, CONNECTION, GROUPS, REFUSALS
from standin.journal import Journal
from standin.lies import LIES
from standin.wire import Connection, Delivery, Request, error, json_delivery


class Standin:
    """The state of a running stand-in: settings, dice, journal, batches."""

    def __init__(self, conduct: Conduct, journal: Journal) -> None:
        self.first = self.conduct = conduct
        self.chooser = conduct.chooser()
        self.journal = journal
        self.batches = Batches(self._answer_line)
        self._recent: deque[float] = deque()

    def respond(self, request: Request) -> Delivery:
        """The reply to any request."""
        path = request.path.partition("?")[0]
        if path == "/v1/chat/completions" and request.method == "POST":
            return self._chat(request)
        if path.startswith(("/v1/files", "/v1/batches")):
            return self.batches.respond(request, self.conduct)
        if path.startswith("/control"):
            return self._control(request.method, path, request.body)
        if path == "/v1/models" and request.method == "GET":
            return json_delivery({"object": "list", "data": [_model(name) for name in self.conduct.models]})
        if path.startswith("/v1/models/") and path.removeprefix("/v1/models/") in self.conduct.models:
            return json_delivery(_model(path.removeprefix("/v1/models/")))
        return error(
            404, f"Unknown request URL: {request.method} {path}.", "invalid_request_error", "unknown_url"
        )

    def _chat(self, request: Request) -> Delivery:
        attempt, dice = self.chooser.attempt(request.body)
        digest = hashlib.sha256(request.body).hexdigest()
        number = self.journal.received(
            body=digest, attempt=attempt, bytes=len(request.body), **_headers(request)
        )
        delivery = self._limited(number) or self._answer(request, number, attempt, dice)
        delay = delivery.delay + self.conduct.latency.draw(dice)
        return replace(delivery, delay=delay, ended=lambda outcome: self.journal.ended(number, outcome))

    def _limited(self, number: int) -> Delivery | None:
        """429 or 503 where the real limits are met."""
        conduct, now = self.conduct, time.monotonic()
        while self._recent and self._recent[0] < now - 1:
            self._recent.popleft()
        crowded = conduct.at_once is not None and self.journal.in_flight > conduct.at_once
        if crowded or (conduct.per_second is not None and len(self._recent) >= conduct.per_second):
            self.journal.note(number, status=429, fault=None)
            refused = error(429, "Rate limit reached. Please slow down.", "requests", "rate_limit_exceeded")
            return replace(refused, headers={"Retry-After": f"{conduct.retry_after:g}"})
        self._recent.append(now)
        if conduct.down:
            self.journal.note(number, status=503, fault=None)
            return error(503, "The server is down.", "server_error")
        return None

    def _answer(self, request: Request, number: int, attempt: int, dice: Any) -> Delivery:
        asked = understand(request, self.conduct)
        if isinstance(asked, Delivery):
            self.journal.note(number, status=asked.status, fault=None)
            return asked
        text = "\n".join(asked.texts) if any(rule.contains for rule in self.chooser.rules) else ""
        faults = list(self.chooser.candidates(text, asked.schema_name, asked.prompt.mark, attempt, dice))
        drawn = complete(asked, request, self.conduct, faults, dice, number)
        self.journal.note(number, status=drawn.delivery.status, fault=drawn.fault, **_asked(asked))
        self.journal.note(number, input_tokens=drawn.input, output_tokens=drawn.output)
        return drawn.delivery

    def _answer_line(self, request: Request) -> tuple[int, Any]:
        """Status and body of one request of a batch; it has faults, but no connection to drop."""
        delivery = self._chat(request)
        delivery.ended("sent")
        try:
            return delivery.status, json.loads(delivery.body)
        except ValueError:
            return 500, {"error": {"message": "The server had an error.", "type": "server_error"}}

    def _control(self, method: str, path: str, body: bytes) -> Delivery:
        if method == "POST":
            try:
                if path == "/control/reset":
                    self.conduct = self.first
                    self.journal.clear()
                self.conduct = self.conduct.changed(json.loads(body or b"{}"))
            except (ControlError, ValueError) as wrong:
                return error(400, str(wrong), "control")
            self.chooser = self.conduct.chooser()
            self._recent.clear()
            return json_delivery(asdict(self.conduct))
        shown: Mapping[str, Callable[[], Any]] = {
            "/control": lambda: asdict(self.conduct),
            "/control/log": lambda: list(self.journal.entries.values()),
            "/control/faults": lambda: {**REFUSALS, **CONNECTION, **COMPLETION, **_lies()},
            "/control/groups": lambda: GROUPS,
            "/control/stats": self._stats,
        }
        if path not in shown:
            return error(404, f"there is {', '.join(shown)}", "control")
        return json_delivery(shown[path]())

    def _stats(self) -> dict[str, Any]:
        entries = self.journal.entries.values()
        return {
            "requests": len(entries),
            "in_flight": self.journal.in_flight,
            "peak": self.journal.peak,
            "sent": sum(entry["outcome"] == "sent" for entry in entries),
            "faults": sum(entry.get("fault") is not None for entry in entries),
            "input_tokens": sum(entry.get("input_tokens", 0) for entry in entries),
            "output_tokens": sum(entry.get("output_tokens", 0) for entry in entries),
            "cpu_seconds": time.process_time(),
        }


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "standin"}


def _headers(request: Request) -> dict[str, str]:
    wanted = ("x-request-id", "idempotency-key", "x-stainless-retry-count", "user-agent")
    return {"path": request.path} | {
        name: request.headers[name] for name in wanted if name in request.headers
    }


def _asked(asked: Asked) -> dict[str, Any]:
    return {"mark": asked.prompt.mark, "rows": list(asked.prompt.rows), "schema": asked.schema_name}


def _lies() -> dict[str, str]:
    return {name: (lie.__doc__ or "").strip().split("\n")[0] for name, lie in LIES.items()}


async def serve(standin: Standin, host: str, port: int, *, until_stdin_closes: bool) -> None:
    """Serve until told to stop; the first line on stdout is the base URL."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(lambda: Connection(standin.respond), host, port, backlog=1024)
    if until_stdin_closes:
        loop.add_reader(sys.stdin.fileno(), lambda: None if os.read(0, 4096) else stop.set())
    print(f"http://{host}:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await stop.wait()
    server.close()


def run(
    host: str, port: int, settings: Mapping[str, Any], log: Path | None, *, until_stdin_closes: bool
) -> None:
    """Start a stand-in with these settings, as ``POST /control`` knows them."""
    standin = Standin(Conduct().changed(settings), Journal(log))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(standin, host, port, until_stdin_closes=until_stdin_closes))
