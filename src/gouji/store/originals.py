"""Originals, kept by content: ``originals/ab/<sha256>``, written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from gouji.document import Source


def path_of(folder: Path, sha256: str) -> Path:
    """Say where the original with this hash stands."""
    return folder / sha256[:2] / sha256


def keep(folder: Path, source: Source) -> Path:
    """Store the bytes of ``source`` durably and return their path; bytes that are there stay untouched."""
    path = path_of(folder, source.sha256)
    if _is_whole(path, len(source.content)):
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{source.sha256}.{os.getpid()}")
    try:
        with partial.open("wb") as file:
            file.write(source.content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    return path


def _is_whole(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False
