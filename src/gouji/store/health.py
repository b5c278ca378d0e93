"""What could keep this program from working here: libraries, the workspace's folder and its disk."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from gouji.store.storage import network_type

LIBRARIES = (
    "alembic", "instructor", "lxml", "openai", "pebble", "pydantic", "pymupdf", "rapidfuzz", "rich", "sqlalchemy",
    "tenacity", "typer",
)  # fmt: skip
OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 35)
LEAST_FREE = 1 << 30


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: its name, what was found, whether that will do, and what to do if not."""

    name: str
    found: str
    good: bool = True
    remedy: str = ""


def examine(workspace: Path) -> list[Check]:
    """Look at everything; nothing is left behind, and the workspace need not exist yet."""
    folder = _nearest(workspace)
    return [
        _python(),
        *(_library(name) for name in LIBRARIES),
        _sqlite(),
        _place(workspace, folder),
        _disk(folder),
        _writable(folder),
    ]


def _python() -> Check:
    good = tuple(map(int, platform.python_version_tuple()[:2])) >= OLDEST_PYTHON
    return Check("Python", platform.python_version(), good, "请安装 Python 3.11 或更高版本。")


def _library(name: str) -> Check:
    try:
        return Check(name, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Check(name, "未安装", good=False, remedy="请重新安装 gouji。")


def _sqlite() -> Check:
    good = sqlite3.sqlite_version_info >= OLDEST_SQLITE
    return Check("SQLite", sqlite3.sqlite_version, good, "请升级 Python 所带的 SQLite。")


def _place(workspace: Path, folder: Path) -> Check:
    kind = network_type(folder)
    if kind is None:
        return Check("工作区", str(workspace.absolute()))
    return Check(
        "工作区",
        f"{workspace.absolute()} 在网络文件系统（{kind}）上",
        good=False,
        remedy="数据库的锁在网络盘上不可靠，请用 --workspace 换到本机磁盘。",
    )


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    return Check("剩余空间", f"{free / (1 << 30):.1f} GB", free >= LEAST_FREE, "请腾出至少 1 GB。")


def _writable(folder: Path) -> Check:
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".gouji-") as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return Check("可以写入", f"否（{error.strerror}）", good=False, remedy="请检查权限，或换一个文件夹。")
    return Check("可以写入", "是")


def _nearest(path: Path) -> Path:
    """Find the folder itself or the nearest one above it that exists."""
    absolute = path.absolute()
    return next(each for each in (absolute, *absolute.parents) if each.is_dir())
