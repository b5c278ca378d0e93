"""Starts the stand-in model provider in a process of its own, and speaks to its control."""

import contextlib
import json
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAM = Path(__file__).resolve().parent / "standin"


@dataclass(frozen=True)
class StandinServer:
    """A running stand-in: ``base_url`` ends in ``/v1``; ``log`` is its journal's file, or None."""

    base_url: str
    process: subprocess.Popen
    log: Path | None = None

    def control(self, **settings):
        """Change settings; faults and dice start anew."""
        return self._post("/control", settings)

    def reset(self, **settings):
        """The settings that it was started with, and these; the journal is emptied."""
        return self._post("/control/reset", settings)

    def entries(self):
        """The journal: one dict per request to chat/completions, in order of arrival."""
        return self._get("/control/log")

    def stats(self):
        """Counts, and the CPU seconds that the server took."""
        return self._get("/control/stats")

    def _post(self, path, settings):
        request = urllib.request.Request(self._root + path, json.dumps(settings).encode(), method="POST")
        return self._open(request)

    def _get(self, path):
        return self._open(urllib.request.Request(self._root + path))

    @property
    def _root(self):
        return self.base_url.removesuffix("/v1")

    @staticmethod
    def _open(request):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as reply:
            return json.load(reply)


@contextlib.contextmanager
def running_standin(log=None, **settings):
    """A stand-in on a free port; it ends with the block, and with this process however that ends."""
    command = [sys.executable, str(PROGRAM), "--until-stdin-closes", "--settings", json.dumps(settings)]
    command += ["--log", str(log)] if log else []
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        base_url = process.stdout.readline().strip()
        if not base_url:
            pytest.fail("the stand-in did not start")
        yield StandinServer(base_url, process, log)
    finally:
        process.stdin.close()
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


@pytest.fixture(scope="session")
def shared_provider():
    """One stand-in for the whole session."""
    with running_standin() as server:
        yield server


@pytest.fixture
def provider(shared_provider):
    """The stand-in without faults and with an empty journal."""
    shared_provider.reset()
    return shared_provider
