"""The one HTTP connection to an endpoint: nothing comes in from the environment, nothing extra goes out.

Variables of other programs (``OPENAI_*``, proxies, certificate stores) have no effect, redirects are not
followed, cookies are not kept, and each request carries exactly the headers written here. The vendors'
log records hold whole requests, documents included, so they are dropped.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import time
import weakref
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

import httpx2
import openai

from gouji.errors import UsageError
from gouji.models.endpoint import Endpoint

PATH = "/chat/completions"
MOST_BYTES = 16 * 2**20
LONGEST_CONNECT = 10.0
"""Seconds: an answer may take minutes, but a server that takes this long to connect is not there."""
VENDORS = ("openai", "instructor", "httpx2", "httpcore2")


class Connection:
    """A pooled, thread-safe connection to one endpoint. ``post`` raises the errors of ``openai``."""

    def __init__(self, endpoint: Endpoint, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._endpoint = endpoint
        self._agent = agent()
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        size = httpx2.Limits(
            max_connections=endpoint.concurrency + 2, max_keepalive_connections=endpoint.concurrency + 2
        )
        transport = _Bounded(
            httpx2.HTTPTransport(
                trust_env=False, verify=trusted(endpoint), limits=size, proxy=endpoint.proxy
            ),
            clock,
        )
        self._http = httpx2.Client(
            trust_env=False,
            transport=transport,
            timeout=self._within(endpoint.timeout),
            follow_redirects=False,
            event_hooks={"request": [self._dress], "response": [refuse_encoded]},
        )
        self._openai = vendor(endpoint, self._http)

    def post(self, body: dict[str, Any], seconds: float | None = None) -> str:
        """Send one chat completion request; returns the body of the 200 reply as text.

        ``seconds`` bounds it where the endpoint's own time limit is longer.
        """
        limit = self._within(min(self._endpoint.timeout, seconds or self._endpoint.timeout))
        response = self._openai.post(PATH, cast_to=httpx2.Response, body=body, options={"timeout": limit})
        return response.content.decode("utf-8", errors="replace")

    def close(self) -> None:
        """Close at once: threads that wait for a reply get a connection error now, not after the timeout."""
        for connected in list(self._sockets):
            with contextlib.suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)
        self._http.close()

    def _within(self, seconds: float) -> httpx2.Timeout:
        return httpx2.Timeout(seconds, connect=min(seconds, LONGEST_CONNECT, self._endpoint.patience))

    def _dress(self, request: httpx2.Request) -> None:
        headers = {
            "Host": request.url.netloc.decode("ascii"),
            "User-Agent": self._agent,
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Connection": "keep-alive",
            "Content-Type": "application/json",
            "Content-Length": str(len(request.content)),
        }
        if self._endpoint.api_key:
            headers["Authorization"] = f"Bearer {self._endpoint.api_key}"
        request.headers = httpx2.Headers(headers)
        request.extensions = {**request.extensions, "trace": self._note_socket}

    def _note_socket(self, event: str, details: dict[str, Any]) -> None:
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            connected = details["return_value"].get_extra_info("socket")
            if connected is not None:
                self._sockets.add(connected)


class _Bounded(httpx2.BaseTransport):
    """A transport whose replies end in time and in size, however slowly their bytes trickle."""

    def __init__(self, inner: httpx2.HTTPTransport, clock: Callable[[], float]) -> None:
        self._inner = inner
        self._clock = clock

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        deadline = self._clock() + request.extensions["timeout"]["read"]
        response = self._inner.handle_request(request)
        assert isinstance(response.stream, httpx2.SyncByteStream)
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_BoundedStream(response.stream, deadline, self._clock),
            extensions=response.extensions,
        )

    def close(self) -> None:
        self._inner.close()


class _BoundedStream(httpx2.SyncByteStream):
    def __init__(self, inner: httpx2.SyncByteStream, deadline: float, clock: Callable[[], float]) -> None:
        self._inner = inner
        self._deadline = deadline
        self._clock = clock

    def __iter__(self) -> Iterator[bytes]:
        received = 0
        for chunk in self._inner:
            received += len(chunk)
            if received > MOST_BYTES:
                raise httpx2.RemoteProtocolError(f"the reply is longer than {MOST_BYTES} bytes")
            if self._clock() > self._deadline:
                raise httpx2.ReadTimeout("the reply was not complete in time")
            yield chunk

    def close(self) -> None:
        self._inner.close()


def agent() -> str:
    """How every request of this program names its sender."""
    return f"gouji/{version('gouji')}"


def refuse_encoded(response: httpx2.Response) -> None:
    """Raise ``RemoteProtocolError`` for a compressed reply, before a byte of it is read.

    None is asked for, all bounds are of bytes on the wire, and kilobytes may unpack to gigabytes.
    """
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity"):
        raise httpx2.RemoteProtocolError(
            f"the reply is encoded as {encoding[:40]!r}, which was not asked for"
        )


def vendor(endpoint: Endpoint, http: httpx2.Client) -> openai.OpenAI:
    """The vendor's client over ``http``, without its own retries, environment variables and log records.

    Explicit values keep it from reading its variables; whatever it reads nevertheless
    (OPENAI_CUSTOM_HEADERS) ends in headers, and those the caller's hook replaces.
    """
    client = openai.OpenAI(
        base_url=endpoint.base_url,
        api_key=endpoint.api_key or "none",
        admin_api_key="",
        organization="",
        project="",
        webhook_secret="",
        max_retries=0,
        http_client=http,
    )
    _silence_vendors()  # last: the libraries make some of their loggers on first use
    return client


def trusted(endpoint: Endpoint) -> ssl.SSLContext | bool:
    """The certificates that a server's is checked against. Raises ``UsageError`` where the set file is none."""
    if endpoint.ca_file is None:
        return True
    try:
        return ssl.create_default_context(cafile=str(endpoint.ca_file))
    except (OSError, ssl.SSLError) as error:
        raise UsageError(
            "model_ca_file",
            f"证书文件 {endpoint.ca_file} 无法使用（{error.strerror or error}）。",
            "请把 GOUJI_MODEL_CA_FILE 设为 PEM 格式的证书文件。",
        ) from error


def _silence_vendors() -> None:
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in VENDORS:
            vendor = logging.getLogger(name)
            vendor.setLevel(logging.CRITICAL + 1)
            if _SILENCE not in vendor.filters:
                vendor.addFilter(_SILENCE)


class _Silence(logging.Filter):
    """Drops every record, also where somebody has asked the vendor for its debugging records."""

    def filter(self, record: logging.LogRecord) -> bool:
        del record
        return False


_SILENCE = _Silence()
