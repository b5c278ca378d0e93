"""Many threads, few commits: what waits while one transaction is written goes into the next one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine

from gouji.errors import GoujiError, Stopped
from gouji.store.storage import plainly

T = TypeVar("T")


@dataclass(eq=False)
class _Entry:
    work: Callable[[Connection], Any]
    value: Any = None
    error: GoujiError | None = None
    settled: bool = False


@dataclass
class GroupCommit:
    """One writer at a time over ``engine``.

    Each caller queues its work; whoever becomes the writer takes the whole queue into one
    transaction, so that 64 threads cost as many commits as the disk allows and never wait for each
    other's one by one. There is no thread of its own to start, to stop or to lose.
    """

    engine: Engine
    folder: Path
    _queue: list[_Entry] = field(default_factory=list)
    _queuing: threading.Lock = field(default_factory=threading.Lock)
    _writing: threading.Lock = field(default_factory=threading.Lock)

    def run(self, work: Callable[[Connection], T]) -> T:
        """Do ``work`` in a transaction and return its value once that is committed.

        Raises ``Stopped`` or ``WorkspaceError`` where the database cannot be written.
        """
        entry = _Entry(work)
        with self._queuing:
            self._queue.append(entry)
        with self._writing:
            if not entry.settled:
                self._commit()
        if entry.error is not None:
            raise type(entry.error)(entry.error.code, entry.error.message, entry.error.remedy)
        return cast("T", entry.value)

    def _commit(self) -> None:
        with self._queuing:
            batch, self._queue = self._queue, []
        # What stands here holds for all that are not settled below: an interrupt, or a mistake of ours.
        error: GoujiError = Stopped("ledger_unwritten", "调用记录没有写完。", "请用同一命令继续。")
        values: list[Any] | None = None
        try:
            with plainly(self.folder), self.engine.begin() as connection:
                made = [entry.work(connection) for entry in batch]
            values = made
        except GoujiError as problem:
            error = problem
        finally:
            for position, entry in enumerate(batch):
                entry.settled = True
                if values is None:
                    entry.error = error
                else:
                    entry.value = values[position]
