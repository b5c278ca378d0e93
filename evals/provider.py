"""The stand-in model provider of the tests, started for a measurement: real HTTP, its own process."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).resolve().parent.parent / "tests" / "standin"


@dataclass(frozen=True, slots=True)
class Provider:
    """A running stand-in; ``base_url`` ends in ``/v1``."""

    base_url: str

    def reset(self, **settings: Any) -> None:
        """Set it to its first settings and these, and empty its journal."""
        self._open("/control/reset", json.dumps(settings).encode())

    def entries(self) -> list[dict[str, Any]]:
        """One entry per request to chat/completions, in order of arrival."""
        found: list[dict[str, Any]] = self._open("/control/log")
        return found

    def stats(self) -> dict[str, Any]:
        """Counts, and the CPU seconds that the server took."""
        found: dict[str, Any] = self._open("/control/stats")
        return found

    def environment(self, readers: str, **settings: object) -> Mapping[str, str]:
        """The environment in which ``gouji`` reads with this model; settings as ``GOUJI_MODEL_<NAME>``."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("GOUJI_")}
        model = {"name": "standin", "base_url": self.base_url, "api_key": "sk-standin", **settings}
        named = {f"GOUJI_MODEL_{name.upper()}": str(value) for name, value in model.items()}
        return {**own, **named, "GOUJI_READERS": readers}

    def _open(self, path: str, body: bytes | None = None) -> Any:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.base_url.removesuffix("/v1") + path, body, timeout=60) as reply:
            return json.load(reply)


@contextlib.contextmanager
def running_provider(**settings: Any) -> Iterator[Provider]:
    """A stand-in on a free port of this machine; it ends with the block."""
    command = [sys.executable, str(PROGRAM), "--until-stdin-closes", "--settings", json.dumps(settings)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            base_url = process.stdout.readline().strip()
            if not base_url:
                raise SystemExit("the stand-in did not start")
            yield Provider(base_url)
        finally:
            process.stdin.close()
            process.terminate()
