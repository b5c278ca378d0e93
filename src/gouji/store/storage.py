"""The storage under a workspace: which file system, how much room, and what its errors mean."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError, OperationalError

from gouji.errors import Stopped, WorkspaceError

NETWORK_TYPES = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb3",
        "smbfs",
        "9p",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "ncpfs",
        "beegfs",
    }
    | {
        "fuse.sshfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.glusterfs",
        "fuse.ceph",
        "davfs",
        "fuse.davfs2",
        "fuse.smbnetfs",
    }
)
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
MOUNTS = Path("/proc/mounts")


def network_type(path: Path, mounts: Path = MOUNTS) -> str | None:
    """Name the network file system that ``path`` stands on; None for a local one or where mounts are unknown.

    SQLite's locks and its WAL need a local file system.
    """
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    where = os.path.realpath(path)
    found = ("", "")
    for line in lines:
        _, point, kind, *_ = line.split(" ")
        # Octal escapes stand for blanks in names; the last of equally long mount points is on top.
        point = point.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        inside = where == point or where.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(found[0]):
            found = (point, kind)
    return found[1] if found[1] in NETWORK_TYPES else None


@contextmanager
def plainly(folder: Path) -> Iterator[None]:
    """Turn what storage and database raise into what a person can act on."""
    try:
        yield
    except OperationalError as error:
        raise _database(folder, str(error.orig)) from error
    except DatabaseError as error:
        raise _damaged(folder, str(error.orig)) from error
    except OSError as error:
        if error.errno in FULL:
            raise full(folder) from error
        raise WorkspaceError(
            "workspace_unusable",
            f"工作区 {folder} 无法读写（{error.strerror}）。",
            "请检查路径和权限，或用 --workspace 换一个文件夹。",
        ) from error


def full(folder: Path) -> Stopped:
    """Say that the disk is full; what is done stays done."""
    return Stopped(
        "disk_full",
        f"磁盘已满，工作区 {folder} 写不进去。",
        "请腾出空间，再用同一命令运行，会从停下的地方继续。",
    )


def _database(folder: Path, reason: str) -> Stopped | WorkspaceError:
    if "full" in reason:
        return full(folder)
    if "locked" in reason or "busy" in reason:
        return WorkspaceError("workspace_busy", f"工作区 {folder} 正被另一个程序占用。", "请稍后再试。")
    if "readonly" in reason or "unable to open" in reason:
        return WorkspaceError(
            "workspace_unusable",
            f"工作区 {folder} 的数据库打不开或不能写。",
            "请检查权限，或用 --workspace 换一个文件夹。",
        )
    return _damaged(folder, reason)


def _damaged(folder: Path, reason: str) -> WorkspaceError:
    return WorkspaceError(
        "workspace_damaged",
        f"工作区 {folder} 的数据库无法使用（{reason}）。",
        "请从备份恢复，或换一个工作区重新运行；originals 文件夹里的原件还在。",
    )
