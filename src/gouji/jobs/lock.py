"""One run at a time in a workspace; a run that was killed holds nothing.

The lock is a POSIX record lock on ``<workspace>/run.lock``: the kernel drops it with the process,
however that ends, and worker processes do not inherit it. The file's text only says who holds it.
"""

from __future__ import annotations

import fcntl
import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from gouji.errors import WorkspaceError
from gouji.store.storage import plainly

LOCK = "run.lock"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the workspace for one run. Raises ``WorkspaceError`` saying who holds it already."""
    with plainly(folder):
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK).open("a+", encoding="utf-8")
    with file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as error:
            file.seek(0)
            raise _busy(folder, file.read()) from error
        with plainly(folder):
            file.seek(0)
            file.truncate()
            file.write(json.dumps(_me()))
            file.flush()
        # Closing the file gives the lock back, on every way out.
        yield


def _me() -> dict[str, str | int]:
    started = datetime.now().astimezone().isoformat(timespec="seconds")
    return {"pid": os.getpid(), "host": platform.node(), "started": started}


def _busy(folder: Path, holder: str) -> WorkspaceError:
    try:
        who = json.loads(holder)
        name = f"进程 {who['pid']}（主机 {who['host']}，{who['started']} 开始）"
    except (ValueError, KeyError, TypeError):
        name = "另一个 gouji run"
    return WorkspaceError(
        "workspace_held", f"工作区 {folder} 正由{name}使用。", "请等它结束，或先停止它；已完成的不会重做。"
    )
