"""An environment for each peer, beside gouji's own: made once, made again when its requirements change.

The requirements name every package by exact version, so nothing else is resolved or installed.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENTS = HERE.parent.parent / ".venv-peers"
_MINUTES = 5


class NotInstallableError(Exception):
    """The packages of a peer cannot be installed here; the message says why."""


def python_of(peer: str) -> Path:
    """The interpreter of ``peer``'s environment, which is made where it is missing or out of date.

    Raises NotInstallableError.
    """
    requirements = HERE / "requirements" / f"{peer}.txt"
    folder = ENVIRONMENTS / peer
    python, stamp = folder / "bin" / "python", folder / "requirements.sha256"
    wanted = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.is_file() and python.exists() and stamp.read_text() == wanted:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(folder)])
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps"]
    _run([*pip, "-r", str(requirements)])
    stamp.write_text(wanted)
    return python


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60 * _MINUTES, check=False)
    except subprocess.TimeoutExpired:
        raise NotInstallableError(f"not installed within {_MINUTES} minutes") from None
    if done.returncode:
        told = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise NotInstallableError((told or done.stderr.splitlines() or ["pip failed"])[-1])
