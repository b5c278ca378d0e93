"""Copies that other programs print, made beside the run: a program takes seconds to start.

They are printed in this process's own thread, not in the workers: a browser does not fit their memory
limits. A case whose copy is printed carries the path of the print.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from gouji.evaluate.case import Case, original
from gouji.evaluate.render.outside.shapes import BATCH, OUTSIDE_SHAPES, render_batch

FOLDER = ".prints"


class Prints:
    """Prints the cases that need a program, in batches by shape, while others are evaluated."""

    def __init__(self, cases: Sequence[Case], folder: Path) -> None:
        self._folder = folder / FOLDER
        self._thread = ThreadPoolExecutor(1)
        self._ready: dict[str, Future[None]] = {}
        by_shape: dict[str, list[Case]] = {}
        for case in cases:
            if case.shape in OUTSIDE_SHAPES:
                by_shape.setdefault(case.shape, []).append(case)
        for same in by_shape.values():
            for start in range(0, len(same), BATCH):
                batch = same[start : start + BATCH]
                printed = self._thread.submit(self._print, batch)
                self._ready.update((case.id, printed) for case in batch)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(cancel_futures=True)

    def ready(self, case: Case) -> Case:
        """The case with its print, once there is one. Raises ``OutsideError`` where the program failed."""
        if case.id not in self._ready:
            return case
        self._ready[case.id].result()
        return with_print(case, self._folder.parent)

    def _print(self, batch: Sequence[Case]) -> None:
        copies = render_batch(batch[0].shape, [original(case) for case in batch], self._folder / "cache")
        for case, copy in zip(batch, copies, strict=True):
            _path(self._folder, case).write_bytes(copy.content)


def with_print(case: Case, folder: Path) -> Case:
    """The case with its print below ``folder``; one that needs none, or has none yet, as it is."""
    if case.shape not in OUTSIDE_SHAPES:
        return case
    path = _path(folder / FOLDER, case)
    return replace(case, printed=str(path)) if path.is_file() else case


def _path(folder: Path, case: Case) -> Path:
    name = hashlib.sha256(case.id.encode()).hexdigest()[:20]
    return folder / (name + OUTSIDE_SHAPES[case.shape].target)
