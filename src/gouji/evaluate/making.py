"""Copies written to a folder: a plan, one case folder per copy, and a manifest of every byte and pixel.

The folder appears whole or not at all: everything is written beside it under another name and
renamed at the end. The same plan, program versions and fonts give the same manifest, whatever the
locale, the time zone, the hash seed and the number of processes.
"""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from gouji import __version__
from gouji.errors import DocumentError, UsageError
from gouji.evaluate.case import Case, copies
from gouji.evaluate.copy import RenderedCopy
from gouji.evaluate.gold import GoldReport
from gouji.evaluate.pixels import pixel_hashes
from gouji.evaluate.plan import Plan
from gouji.evaluate.render.outside.program import OutsideError, version
from gouji.evaluate.render.outside.shapes import BATCH, OUTSIDE_SHAPES, make_original, render_batch
from gouji.evaluate.render.registry import SCANS, make_copy
from gouji.evaluate.render.structure import Change
from gouji.export.json_text import dumps
from gouji.jobs import interrupt
from gouji.jobs.interrupt import Check
from gouji.jobs.ordered import Limits, awaited
from gouji.jobs.rounds import Submits

MANIFEST = "manifest.json"
MADE_BY = "gouji fixtures make"
PRELOADED = "gouji.evaluate.making"


class Progress(Protocol):
    """Who wants to know how far the making is."""

    def begin(self, total: int) -> None:
        """The number of copies to make."""

    def done(self, status: str) -> None:
        """One more is ``made`` or ``failed``."""


@dataclass(frozen=True, slots=True)
class Made:
    """One copy on disk, or why there is none."""

    case: str
    files: tuple[Mapping[str, Any], ...] = ()
    traits: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


def make(plan: Plan, folder: Path, limits: Limits, progress: Progress, *, again: bool = False) -> list[Made]:
    """Make all copies of ``plan`` below ``folder`` and its manifest.

    Raises ``UsageError`` where the folder holds anything, unless an earlier making that ``again``
    replaces, or where nothing can be made.
    """
    require_free(folder, again=again)
    cases = plan.cases()
    if not cases:
        reasons = "；".join(f"{shape}：{reason}" for shape, reason in plan.left_out().items())
        raise UsageError("nothing_to_make", f"没有可以生成的文件。{reasons}", "请看 gouji fixtures shapes。")
    progress.begin(len(cases))
    with interrupt.held_back() as check, _staged(folder) as staging, limits.workers(PRELOADED) as workers:
        made = _make_all(cases, plan.dpi, staging, workers, progress, check)
        (staging / MANIFEST).write_text(dumps(_manifest(plan, made), indent=1) + "\n", encoding="utf-8")
        check()
    return made


def require_free(folder: Path, *, again: bool) -> None:
    """Raise ``UsageError`` unless ``folder`` is new, empty, or an earlier making to be replaced."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    listed = _listed(folder)
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    if listed is None or not present <= listed:
        raise UsageError(
            "folder_in_use", f"{folder} 里已有别的文件，不会改动。", "请换一个新的或空的文件夹。"
        )
    if not again:
        raise UsageError(
            "folder_in_use", f"{folder} 里已有生成过的样例。", "要重新生成请加 --again，或换一个文件夹。"
        )


def _listed(folder: Path) -> set[str] | None:
    """The files of an earlier making by its manifest; None where there is none of ours."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["made_by"] != MADE_BY:
            return None
        return {MANIFEST, *(file["path"] for file in manifest["files"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """A folder beside ``folder`` that takes its place when all went well, and is gone when not."""
    target = folder.resolve()
    staging, old = (target.with_name(f".{target.name}.{word}") for word in ("partial", "old"))
    for left in (staging, old):
        shutil.rmtree(left, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        yield staging
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    if target.exists():
        target.rename(old)
    staging.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _make_all(
    cases: Sequence[Case], dpi: int | None, staging: Path, workers: Submits, progress: Progress, check: Check
) -> list[Made]:
    """Our own shapes in worker processes, those of other programs meanwhile from here, many in one start."""
    futures = {
        case.id: workers.submit(make_case, case, dpi, str(staging))
        for case in cases
        if case.shape not in OUTSIDE_SHAPES
    }
    made: dict[str, Made] = {}
    for batch in _batches(cases):
        check()
        for one in _make_outside(batch, staging):
            made[one.case] = one
            progress.done("failed" if one.problem else "made")
    for name, future in futures.items():
        made[name] = _outcome(name, awaited(future, check))
        progress.done("failed" if made[name].problem else "made")
    return [made[case.id] for case in cases]


def _outcome(case: str, future: Future[Made]) -> Made:
    """What a worker made, or why it could not: out of time or memory, or crashed."""
    error = future.exception()
    if isinstance(error, DocumentError) and error.code != "stopped":
        return Made(case, problem=error.message)
    return future.result()


def make_case(case: Case, dpi: int | None, folder: str) -> Made:
    """Make one copy in a worker process and write it below ``folder``."""
    copy = next((copy for copy, _ in copies(case, partial(_render, dpi))), None)
    return _write(case, copy, Path(folder)) if copy else _not_made(case)


def _render(
    dpi: int | None, shape: str, gold: GoldReport, seed: int, damage: tuple[Change, ...], severity: int
) -> RenderedCopy:
    if shape in SCANS and dpi is not None:
        return SCANS[shape](gold, seed, damage, severity, dpi=dpi)
    return make_copy(shape, gold, seed, damage, severity)


def _batches(cases: Sequence[Case]) -> Iterator[list[Case]]:
    by_shape: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        if case.shape in OUTSIDE_SHAPES:
            by_shape[case.shape].append(case)
    for of_shape in by_shape.values():
        for start in range(0, len(of_shape), BATCH):
            yield of_shape[start : start + BATCH]


def _make_outside(batch: Sequence[Case], staging: Path) -> Iterator[Made]:
    originals = {case.id: next((copy for copy, _ in copies(case, make_original)), None) for case in batch}
    found = {name: copy for name, copy in originals.items() if copy}
    try:
        printed = dict(zip(found, render_batch(batch[0].shape, list(found.values())), strict=True))
    except OutsideError as error:
        yield from (Made(case.id, problem=str(error)) for case in batch)
        return
    for case in batch:
        yield _write(case, printed[case.id], staging) if case.id in printed else _not_made(case)


def _not_made(case: Case) -> Made:
    return Made(case.id, problem=f"{' + '.join(case.errors)} fits no report in shape {case.shape}")


def _write(case: Case, copy: RenderedCopy, folder: Path) -> Made:
    """Write source and gold of a copy to its own folder."""
    own = folder / case.id
    own.mkdir(parents=True)
    gold = (dumps(copy.gold_json(), indent=1) + "\n").encode()
    files = []
    for name, content in ((f"source{copy.suffix}", copy.content), ("gold.json", gold)):
        (own / name).write_bytes(content)
        row = {
            "path": f"{case.id}/{name}",
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        pixels = pixel_hashes(Path(name).suffix, content)
        files.append({**row, "pixels": list(pixels)} if pixels else row)
    return Made(case.id, tuple(files), copy.traits)


def _manifest(plan: Plan, made: Sequence[Made]) -> dict[str, Any]:
    """Everything that a making depends on, and everything that came of it."""
    used = {one.traits["font"] for one in made if "font" in one.traits}
    failed = [{"case": one.case, "reason": one.problem} for one in made if one.problem]
    return {
        "made_by": MADE_BY,
        "parameters": plan.as_json(),
        "programs": _programs(plan),
        "fonts": _fonts(used),
        "left_out": [{"shape": shape, "reason": reason} for shape, reason in plan.left_out().items()],
        "failed": failed,
        "files": [row for one in made for row in one.files],
    }


def _programs(plan: Plan) -> dict[str, str]:
    import numpy as np  # noqa: PLC0415 - only its version is wanted, and only here
    import PIL  # noqa: PLC0415 - same
    import pymupdf  # noqa: PLC0415 - same

    outside = {OUTSIDE_SHAPES[shape].program for shape in plan.shapes if shape in OUTSIDE_SHAPES}
    present = sorted((each for each in outside if each.path), key=lambda each: each.name)
    return {
        "gouji": __version__,
        "python": platform.python_version(),
        "pymupdf": str(pymupdf.VersionBind),
        "pillow": PIL.__version__,
        "numpy": np.__version__,
        **{each.name: version(each) for each in present},
    }


def _fonts(used: set[str]) -> list[dict[str, object]]:
    """The font files that pages were printed in, in the order of the table."""
    from gouji.evaluate.render.fonts import CARRIED, installed  # noqa: PLC0415 - as above

    faces = [*installed().values(), CARRIED]
    return [face.as_json() for face in faces if face.name in used]
