"""Which sessions of a ledger are alive, as the kernel knows it.

A session is a random number; while it lives, its process holds a POSIX record lock on that byte of
a lock file beside the database (the file itself stays empty). The kernel drops the lock with the
process, however that ends, and forked children do not inherit it. Closing any descriptor of a file
drops all locks that the process has on it, so each process keeps one descriptor per file and
closes it with its last session.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TURN = 0
"""The byte that is held for a moment by whoever looks at other sessions or builds the tables."""


@dataclass
class _Descriptor:
    number: int
    users: int = 0
    own: set[int] = field(default_factory=set)
    turn: threading.Lock = field(default_factory=threading.Lock)


_guard = threading.Lock()
_descriptors: dict[tuple[int, str], _Descriptor] = {}


def lock_file(database: Path) -> Path:
    """The lock file of a database."""
    return database.with_name(f"{database.name}-calls.lock")


@contextmanager
def _using(database: Path) -> Iterator[_Descriptor]:
    """Use this process's one descriptor of the lock file, opened at need."""
    path = lock_file(database)
    with _guard:
        key = (os.getpid(), os.path.realpath(path))
        if key not in _descriptors:
            _descriptors[key] = _Descriptor(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666))
        descriptor = _descriptors[key]
        descriptor.users += 1
    try:
        yield descriptor
    finally:
        with _guard:
            descriptor.users -= 1
            if descriptor.users == 0:
                os.close(descriptor.number)
                del _descriptors[key]


@contextmanager
def alive(database: Path) -> Iterator[int]:
    """Be a living session inside the block; gives its number."""
    session = secrets.randbits(62) + 1
    with _using(database) as descriptor:
        fcntl.lockf(descriptor.number, fcntl.LOCK_EX, 1, session)
        descriptor.own.add(session)
        try:
            yield session
        finally:
            descriptor.own.discard(session)
            fcntl.lockf(descriptor.number, fcntl.LOCK_UN, 1, session)


@contextmanager
def turn(database: Path) -> Iterator[None]:
    """Hold the turn: one process, and one thread of it, at a time."""
    with _using(database) as descriptor, descriptor.turn:
        fcntl.lockf(descriptor.number, fcntl.LOCK_EX, 1, TURN)
        try:
            yield
        finally:
            fcntl.lockf(descriptor.number, fcntl.LOCK_UN, 1, TURN)


def dead_among(database: Path, sessions: Iterable[int]) -> set[int]:
    """Those of ``sessions`` that no process holds any more. Call it while holding the turn."""
    with _using(database) as descriptor:
        return {
            session
            for session in sessions
            if session not in descriptor.own and _is_free(descriptor.number, session)
        }


def _is_free(number: int, session: int) -> bool:
    try:
        fcntl.lockf(number, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, session)
    except (BlockingIOError, PermissionError):
        return False
    fcntl.lockf(number, fcntl.LOCK_UN, 1, session)
    return True
