"""What a run would ask a model, without asking it and without changing the workspace."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

from gouji.document import Source
from gouji.errors import DocumentError
from gouji.jobs import interrupt
from gouji.jobs.inputs import find, require
from gouji.jobs.local import Request
from gouji.jobs.ordered import Limits, awaited
from gouji.jobs.original import read_original
from gouji.models.forecast import Asked
from gouji.readers import Way
from gouji.store import documents, originals
from gouji.store.workspace import Workspace


def foresee(
    workspace: Workspace | None, request: Request, way: Way, version: str, limits: Limits
) -> Iterator[Asked]:
    """Yield what each document that a run of ``request`` would process has to ask.

    ``workspace`` is None where there is none yet. A document that cannot be converted asks nothing.
    """
    require(request.paths)
    under_way: deque[Future[Asked]] = deque()
    with interrupt.held_back() as check, limits.workers() as workers:
        for source in _sources(workspace, request, version):
            check()
            under_way.append(workers.submit(_questions, source, way))
            if len(under_way) >= 4 * limits.count:
                yield _settled(under_way.popleft(), check)
        while under_way:
            yield _settled(under_way.popleft(), check)


def _sources(workspace: Workspace | None, request: Request, version: str) -> Iterator[Source | Path]:
    seen: set[str] = set()
    if workspace is not None:
        for left in documents.left(workspace, version, stale=request.again, failed=request.retry_failed):
            seen.add(left.sha256)
            yield originals.path_of(workspace.originals, left.sha256)
    exclude = workspace.folder if workspace else None
    for found in find(request.paths, exclude=exclude, skip_named=True):
        if found.source is None or found.sha256 in seen:
            continue
        seen.add(found.sha256)
        if workspace is None or not documents.is_known(workspace, found.sha256):
            yield found.source


def _settled(future: Future[Asked], check: interrupt.Check) -> Asked:
    error = awaited(future, check).exception()
    if isinstance(error, DocumentError):
        return Asked(0, ())
    return future.result()


def _questions(source: Source | Path, way: Way) -> Asked:
    """Run in a worker process."""
    from gouji.pipeline import Pending, begin  # noqa: PLC0415 - start-up stays fast

    if isinstance(source, Path):
        source = read_original(str(source), source.name, source.name)
    state = begin(source, way)
    if isinstance(state, Pending):
        return Asked(len(state.facts.pages), state.calls)
    return Asked(len(state.document.pages), ())
