"""Where an export goes: stdout, or a file that appears whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

from gouji.errors import UsageError

Item = TypeVar("Item")


class Counted(Generic[Item]):
    """An iterator that knows how many items it has given."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = iter(items)
        self.count = 0

    def __iter__(self) -> Iterator[Item]:
        for item in self._items:
            self.count += 1
            yield item


def write_all(texts: Iterable[str], out: Path | None, emit: Callable[[str], None]) -> None:
    """Write ``texts`` to ``out``, replacing it in one step; to ``emit`` where there is none.

    Raises ``UsageError`` when the file cannot be written; an old file then stays as it was.
    """
    if out is None:
        for text in texts:
            emit(text)
        return
    partial = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            file.writelines(texts)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(out)
    except OSError as error:
        raise UsageError(
            "export_target", f"{out} 写不进去（{error.strerror}）。", "请检查路径、权限和磁盘空间。"
        ) from error
    finally:
        partial.unlink(missing_ok=True)
