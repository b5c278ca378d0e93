"""Chromium without a window, spoken to through a pipe: many pages printed by one process, no network."""

from __future__ import annotations

import base64
import json
import os
import select
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from gouji.evaluate.render.outside.program import BROWSER, OutsideError, end, start

_FLAGS = (
    "--headless",
    "--no-sandbox",  # containers have no user namespaces; the pages are ours
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",  # this machine's own servers too go by the proxy that is not there
)
_SECONDS = 60.0
# Chromium reads descriptor 3 and writes 4: a step between puts them there and becomes Chromium.
_DESCRIPTORS = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for number, end in enumerate(ends, 3):
    os.dup2(end, number)
    os.close(end)
nothing = os.open(os.devnull, os.O_WRONLY)
os.dup2(nothing, 1)
os.dup2(nothing, 2)
os.execv(sys.argv[3], sys.argv[3:])
"""


def print_pages(pages: Sequence[bytes], options: Sequence[Mapping[str, object]]) -> list[bytes]:
    """Print HTML files as PDF, each with its own ``options`` of ``Page.printToPDF``.

    Raises ``OutsideError`` when Chromium is absent, fails or takes longer than a minute for a page.
    """
    with tempfile.TemporaryDirectory(prefix="gouji-browser-") as place:
        folder = Path(place)
        found: list[bytes] = []
        with _Browser(folder) as browser:
            session = browser.attach()
            for at, (content, chosen) in enumerate(zip(pages, options, strict=True)):
                path = folder / f"{at:04}.html"
                path.write_bytes(content)
                browser.load(path.as_uri(), session)
                printed = browser.ask("Page.printToPDF", dict(chosen), session)
                found.append(base64.b64decode(printed["data"]))
        return found


@dataclass
class _Browser:
    """A running Chromium and the pipe to it: JSON messages, each ended by a zero byte."""

    folder: Path
    _sent: int = 0
    _buffer: bytes = b""
    _events: list[dict[str, Any]] = field(default_factory=list)

    def __enter__(self) -> Self:
        theirs_in, self._ours_out = os.pipe()
        self._ours_in, theirs_out = os.pipe()
        profile = f"--user-data-dir={self.folder / 'profile'}"
        step = [sys.executable, "-I", "-S", "-c", _DESCRIPTORS, str(theirs_in), str(theirs_out)]
        command = [*step, BROWSER.require(), *_FLAGS, "--remote-debugging-pipe", profile]
        environ = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8", "HOME": str(self.folder)}
        self._process = start([*command, "about:blank"], environ=environ, pass_fds=(theirs_in, theirs_out))
        os.close(theirs_in)
        os.close(theirs_out)
        return self

    def __exit__(self, *_: object) -> None:
        end(self._process)
        os.close(self._ours_out)
        os.close(self._ours_in)

    def attach(self) -> str:
        """Open a page; returns the session that it is spoken to in."""
        target = self.ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        session = self.ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        self.ask("Page.enable", {}, session)
        return str(session)

    def load(self, url: str, session: str) -> None:
        """Go to ``url`` and wait until all of it is there."""
        self._events.clear()
        if problem := self.ask("Page.navigate", {"url": url}, session).get("errorText"):
            raise OutsideError(f"{BROWSER.name}: {problem}")
        while not any(event.get("method") == "Page.loadEventFired" for event in self._events):
            self._events.append(self._receive(time.monotonic() + _SECONDS))

    def ask(self, method: str, parameters: Mapping[str, object], session: str = "") -> dict[str, Any]:
        """Send a command and wait for its answer; events that come before it are kept."""
        self._sent += 1
        message = {"id": self._sent, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        try:
            os.write(self._ours_out, json.dumps(message).encode() + b"\0")
        except BrokenPipeError as error:
            raise OutsideError(f"{BROWSER.name} ended before it was asked for {method}") from error
        deadline = time.monotonic() + _SECONDS
        while True:
            answer = self._receive(deadline)
            if answer.get("id") != self._sent:
                self._events.append(answer)
            elif "error" in answer:
                raise OutsideError(f"{BROWSER.name}: {method}: {answer['error'].get('message')}")
            else:
                result: dict[str, Any] = answer["result"]
                return result

    def _receive(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._ours_in], [], [], max(deadline - time.monotonic(), 0))
            if not ready:
                raise OutsideError(f"{BROWSER.name} did not answer within {_SECONDS:g} s")
            chunk = os.read(self._ours_in, 1 << 20)
            if not chunk:
                raise OutsideError(f"{BROWSER.name} ended while it was printing")
            self._buffer += chunk
        message, _, self._buffer = self._buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found
