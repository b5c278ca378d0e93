"""The smallest HTTP/1.1 server that the stand-in needs: keep-alive, bodies by length, replies on time.

One process, one thread: a request costs one pass over its bytes, and waiting costs nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal

MOST_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """A whole request; header names are lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """A reply and how it is delivered.

    ``delay`` are seconds until its first byte; ``manner`` whether it comes whole, in pieces over
    ``seconds``, half with the connection closed behind it, or not at all, closed or left open.
    ``ended`` hears the outcome once: ``sent``, ``unsent`` or ``dropped``.
    """

    status: int
    body: bytes
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    manner: Literal["whole", "pieces", "half", "closed", "open"] = "whole"
    seconds: float = 0.0
    ended: Callable[[str], None] = lambda outcome: None


def json_delivery(value: Any, status: int = 200, **how: Any) -> Delivery:
    """A reply that is a JSON document."""
    return Delivery(status, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), **how)


def error(
    status: int, message: str, kind: str, code: str | None = None, param: str | None = None
) -> Delivery:
    """An error as the wire format words it."""
    return json_delivery({"error": {"message": message, "type": kind, "param": param, "code": code}}, status)


class Connection(asyncio.Protocol):
    """One client's connection: requests one after the other."""

    def __init__(self, respond: Callable[[Request], Delivery]) -> None:
        self._respond = respond
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._delivery: Delivery | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.set_write_buffer_limits(high=0)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer:
            self._timer.cancel()
        self._transport = None
        self._end("unsent")

    def resume_writing(self) -> None:
        """Called when the last byte of a reply has gone to the system."""
        if self._delivery is not None and self._timer is None:
            self._end("sent")
            self._next()

    def _end(self, outcome: str) -> None:
        delivery, self._delivery = self._delivery, None
        if delivery is not None:
            delivery.ended(outcome)

    def _next(self) -> None:
        """Answer the next request, if it is here whole and the last one is done."""
        if self._delivery is not None or self._transport is None:
            return
        request = self._take_request()
        if request is None:
            return
        self._delivery = delivery = self._respond(request)
        if delivery.manner == "open":
            return
        self._timer = asyncio.get_running_loop().call_later(delivery.delay, self._deliver)

    def _take_request(self) -> Request | None:
        head_end = self._received.find(b"\r\n\r\n")
        if head_end < 0:
            return None
        lines = self._received[:head_end].decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ", 2)
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        length = int(headers.get("content-length", "0"))
        if "chunked" in headers.get("transfer-encoding", "") or length > MOST_BYTES:
            self._close()
            return None
        whole = head_end + 4 + length
        if (
            headers.get("expect") == "100-continue"
            and len(self._received) == head_end + 4
            and self._transport
        ):
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if len(self._received) < whole:
            return None
        body = bytes(self._received[head_end + 4 : whole])
        del self._received[:whole]
        return Request(method, target, headers, body)

    def _deliver(self) -> None:
        self._timer = None
        delivery, transport = self._delivery, self._transport
        if delivery is None or transport is None:
            return
        head = [f"HTTP/1.1 {delivery.status} {HTTPStatus(delivery.status).phrase}"]
        named = {"Content-Type": delivery.kind, "Content-Length": str(len(delivery.body)), **delivery.headers}
        head += [f"{name}: {value}" for name, value in named.items()]
        reply = ("\r\n".join(head) + "\r\n\r\n").encode("latin-1") + delivery.body
        if delivery.manner == "closed":
            self._end("dropped")
            self._close()
        elif delivery.manner == "half":
            transport.write(reply[: len(reply) - len(delivery.body) // 2 - 1])
            self._end("dropped")
            self._close()
        elif delivery.manner == "pieces":
            self._trickle(reply, max(len(reply) // 12, 1), delivery.seconds / 12)
        else:
            self._write_last(reply)

    def _trickle(self, rest: bytes, size: int, pause: float) -> None:
        self._timer = None
        if self._transport is None:
            return
        if len(rest) <= size:
            self._write_last(rest)
            return
        self._transport.write(rest[:size])
        self._timer = asyncio.get_running_loop().call_later(pause, self._trickle, rest[size:], size, pause)

    def _write_last(self, rest: bytes) -> None:
        transport = self._transport
        if transport is None:
            return
        transport.write(rest)
        if transport.get_write_buffer_size() == 0 and not transport.is_closing():
            self._end("sent")
            self._next()

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()
