"""Programs of the system: found by name, started with a time limit, ended with all their children."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache


class OutsideError(Exception):
    """A program did not do its work; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program under the names that systems give it; ``package`` brings it on Debian."""

    name: str
    commands: tuple[str, ...]
    package: str

    @property
    def path(self) -> str | None:
        """Where it is installed, if it is."""
        return next((found for command in self.commands if (found := shutil.which(command))), None)

    def require(self) -> str:
        """Its path. Raises ``OutsideError`` where it is absent."""
        if self.path is None:
            raise OutsideError(f"{self.name} is not installed (apt-get install {self.package})")
        return self.path


OFFICE = Program("LibreOffice", ("soffice", "libreoffice"), "libreoffice-writer")
BROWSER = Program(
    "Chromium", ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"), "chromium"
)


@cache
def version(program: Program) -> str:
    """What the program says of itself, on one line."""
    done = run([program.require(), "--version"], 30)
    return " ".join(done.split())


def run(command: Sequence[str], seconds: float, environ: Mapping[str, str] | None = None) -> str:
    """Run ``command`` to its end and return its output. Raises ``OutsideError`` when it fails or overruns."""
    process = start(command, environ=environ)
    try:
        out, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise OutsideError(f"{command[0]} overran its limit of {seconds:g} s") from error
    finally:
        end(process)
    if process.returncode:
        tail = errors.decode("utf-8", "replace").strip()[-300:]
        raise OutsideError(f"{command[0]} ended with code {process.returncode}: {tail}")
    return out.decode("utf-8", "replace")


def start(
    command: Sequence[str], *, environ: Mapping[str, str] | None = None, pass_fds: tuple[int, ...] = ()
) -> subprocess.Popen[bytes]:
    """Start ``command`` as the head of a process group of its own."""
    return subprocess.Popen(  # noqa: S603 - a program found by its name, with arguments of ours
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        pass_fds=pass_fds,
        env={**os.environ, **(environ or {})},
    )


def end(process: subprocess.Popen[bytes]) -> None:
    """End a program and its children, whatever state they are in."""
    with suppress(ProcessLookupError):  # it has ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()
