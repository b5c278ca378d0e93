"""What the store knows of documents: take them in, hand out what is left, keep what came out.

Done means: same bytes, same version (program, form, readers). An accepted or reviewed-to-be report
of another version is *stale*: counted as such, redone on request. A failed document is tried again
only on request, whatever its version. A document that a person has closed counts as closed, one that a
person has opened again as one to review. So every document is in exactly one count.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, case, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from gouji.compact import restore
from gouji.errors import UsageError
from gouji.report import Report
from gouji.review.burden import Burden
from gouji.review.revision import Revision
from gouji.review.standing import Review, review_of
from gouji.store import revisions
from gouji.store.calls import Sum, by_document
from gouji.store.tables import CALLS, DOCUMENTS, NAMES, REPORTS, SKIPPED
from gouji.store.workspace import Workspace

COUNTS = ("waiting", "running", "accepted", "needs_review", "failed", "closed", "stale", "skipped")
PAGE = 200


@dataclass(frozen=True, slots=True)
class Arrival:
    """An input to take in: its hash and names; ``report`` is set where it failed before it had bytes."""

    sha256: str
    size: int | None
    name: str
    path: str
    report: str | None = None
    error_code: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document to process, under its first name."""

    number: int
    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class Processed:
    """What became of one document: the columns to find it by, and its compact report as JSON."""

    sha256: str
    status: str
    version: str
    report: str
    seconds: float
    media_type: str | None = None
    form: str | None = None
    agency: str | None = None
    year: int | None = None
    title: str | None = None
    error_code: str | None = None
    verified: int = 0
    burden: Burden = field(default_factory=Burden)


@dataclass(frozen=True)
class Stored:
    """A finished document as it leaves the store.

    Its report, all names it came under, its model calls, and the rows of its review, oldest first.
    """

    report: Report
    names: tuple[str, ...]
    version: str
    calls: tuple[Sum, ...] = ()
    revisions: tuple[Revision, ...] = ()

    @cached_property
    def review(self) -> Review:
        """What people decided, and what is still open."""
        return review_of(self.report, self.revisions)


def take_in(workspace: Workspace, arrivals: Sequence[Arrival]) -> None:
    """Register inputs. Known bytes only gain a name; what failed without bytes is done at once."""
    if not arrivals:
        return
    now = _now()
    rows = [
        {
            "sha256": arrival.sha256,
            "size": arrival.size,
            "state": "done" if arrival.report else "waiting",
            "status": "failed" if arrival.report else None,
            "error_code": arrival.error_code,
            "attempts": 0,
            "added": now,
        }
        for arrival in arrivals
    ]
    names = [
        {"path": arrival.path, "sha256": arrival.sha256, "name": arrival.name, "added": now}
        for arrival in arrivals
    ]
    reports = [(arrival.sha256, arrival.report) for arrival in arrivals if arrival.report]
    with workspace.begin() as connection:
        # Whatever kept these very paths from being read is over, or comes again below.
        _forget_unreadable(connection, [arrival.path for arrival in arrivals])
        connection.execute(insert(DOCUMENTS).on_conflict_do_nothing(), rows)
        _put_reports(connection, reports)
        connection.execute(insert(NAMES).on_conflict_do_nothing(), names)


def note_skipped(workspace: Workspace, skipped: Sequence[tuple[str, str]]) -> None:
    """Remember the (path, name) of inputs that hold nothing to read."""
    with workspace.begin() as connection:
        for path, name in skipped:
            connection.execute(
                insert(SKIPPED).values(path=path, name=name, added=_now()).on_conflict_do_nothing()
            )


def put_back(workspace: Workspace) -> None:
    """Make ``running`` rows wait again: their run is over. Only the holder of the lock may call this."""
    with workspace.begin() as connection:
        connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.state == "running").values(state="waiting"))


def wait_again(workspace: Workspace, version: str, *, stale: bool, failed: bool) -> None:
    """Queue what is stale, what failed, or both, once more; their old reports stay until replaced."""
    chosen = _again(version, stale=stale, failed=failed)
    if not chosen:
        return
    with workspace.begin() as connection:
        connection.execute(
            update(DOCUMENTS).where(DOCUMENTS.c.state == "done", or_(*chosen)).values(state="waiting")
        )


def left(workspace: Workspace, version: str, *, stale: bool, failed: bool) -> list[Waiting]:
    """List what a run would process: what is not done, and what ``wait_again`` would queue."""
    query = (
        select(DOCUMENTS.c.number, DOCUMENTS.c.sha256, first_name())
        .where(or_(DOCUMENTS.c.state != "done", *_again(version, stale=stale, failed=failed)))
        .order_by(DOCUMENTS.c.number)
    )
    with workspace.begin() as connection:
        return [Waiting(number, sha256, name or sha256) for number, sha256, name in connection.execute(query)]


def is_known(workspace: Workspace, sha256: str) -> bool:
    """Tell whether a document with these bytes is registered."""
    query = select(DOCUMENTS.c.number).where(DOCUMENTS.c.sha256 == sha256)
    with workspace.begin() as connection:
        return connection.execute(query).first() is not None


def waiting(workspace: Workspace, after: int, limit: int = PAGE) -> list[Waiting]:
    """List the next documents to process, in the order in which they came, after number ``after``."""
    query = (
        select(DOCUMENTS.c.number, DOCUMENTS.c.sha256, first_name())
        .where(DOCUMENTS.c.state == "waiting", DOCUMENTS.c.number > after)
        .order_by(DOCUMENTS.c.number)
        .limit(limit)
    )
    with workspace.begin() as connection:
        return [Waiting(number, sha256, name or sha256) for number, sha256, name in connection.execute(query)]


def record(workspace: Workspace, started: Sequence[str], finished: Sequence[Processed]) -> None:
    """In one transaction: mark ``started`` as running and keep what is ``finished``."""
    now = _now()
    with workspace.begin() as connection:
        if started:
            connection.execute(
                update(DOCUMENTS)
                .where(DOCUMENTS.c.sha256.in_(started))
                .values(state="running", attempts=DOCUMENTS.c.attempts + 1)
            )
        if finished:
            connection.execute(_FINISH, [_columns(processed, now) for processed in finished])
        _put_reports(connection, [(processed.sha256, processed.report) for processed in finished])
        revisions.assess(connection, [processed.sha256 for processed in finished])


def counts(workspace: Workspace, version: str) -> dict[str, int]:
    """Count every document once, by what is left to do or what came out; ``skipped`` are no documents."""
    kind = case(
        (DOCUMENTS.c.state != "done", DOCUMENTS.c.state),
        (_is_stale(version), "stale"),
        else_=standing(),
    )
    found = dict.fromkeys(COUNTS, 0)
    with workspace.begin() as connection:
        for name, count in connection.execute(select(kind, func.count()).group_by(kind)):
            found[name] = count
        found["skipped"] = connection.execute(select(func.count()).select_from(SKIPPED)).scalar_one()
    return found


def verified_cells(workspace: Workspace) -> int:
    """How many cells are verified or agreed, of the documents that a model was asked about."""
    asked = select(CALLS.c.document)
    query = select(func.coalesce(func.sum(DOCUMENTS.c.verified), 0)).where(DOCUMENTS.c.sha256.in_(asked))
    with workspace.begin() as connection:
        return int(connection.execute(query).scalar_one())


def documents_asked(workspace: Workspace) -> int:
    """How many documents a model was asked about."""
    query = (
        select(func.count()).select_from(DOCUMENTS).where(DOCUMENTS.c.sha256.in_(select(CALLS.c.document)))
    )
    with workspace.begin() as connection:
        return connection.execute(query).scalar_one()


def failed_among(workspace: Workspace, hashes: Iterable[str]) -> bool:
    """Tell whether one of these documents has failed."""
    wanted = set(hashes)
    query = select(DOCUMENTS.c.sha256).where(DOCUMENTS.c.state == "done", DOCUMENTS.c.status == "failed")
    with workspace.begin() as connection:
        return any(sha256 in wanted for (sha256,) in connection.execute(query))


def find(workspace: Workspace, start: str) -> Stored | None:
    """Return the document whose hash begins with ``start``; None while it has no report.

    Raises ``UsageError`` when none or several begin so.
    """
    start = start.lower()
    query = select(DOCUMENTS.c.sha256).where(func.substr(DOCUMENTS.c.sha256, 1, len(start)) == start).limit(6)
    with workspace.begin() as connection:
        found = [sha256 for (sha256,) in connection.execute(query)]
    if not found:
        raise UsageError(
            "no_such_document",
            f"工作区里没有编号以 {start} 开头的文件。",
            "编号见 gouji export 或 gouji extract。",
        )
    if len(found) > 1:
        shown = "、".join(sha256[:16] for sha256 in found[:5])
        raise UsageError("ambiguous_id", f"编号 {start} 不唯一：{shown}。", "请多写几位。")
    return next(_reports(workspace, DOCUMENTS.c.sha256 == found[0]), None)


def reports(workspace: Workspace, statuses: Sequence[str]) -> Iterator[Stored]:
    """Yield the finished reports with one of ``statuses`` in the order in which they came.

    ``closed`` by a person outranks what the machine made of it; opened by a person, it needs review.
    """
    last = 0
    while True:
        page = _page(workspace, and_(standing().in_(statuses), DOCUMENTS.c.number > last))
        if not page:
            return
        last = page[-1].number
        yield from _stored(workspace, page)


def _reports(workspace: Workspace, condition: Any) -> Iterator[Stored]:
    yield from _stored(workspace, _page(workspace, condition))


def _page(workspace: Workspace, condition: Any) -> Sequence[Row[Any]]:
    query: Select[Any] = (
        select(
            DOCUMENTS.c.number,
            DOCUMENTS.c.sha256,
            DOCUMENTS.c.version,
            DOCUMENTS.c.revision,
            REPORTS.c.report,
        )
        .join(REPORTS, REPORTS.c.sha256 == DOCUMENTS.c.sha256)
        .where(condition)
        .order_by(DOCUMENTS.c.number)
        .limit(PAGE)
    )
    with workspace.begin() as connection:
        return connection.execute(query).all()


def _stored(workspace: Workspace, page: Sequence[Row[Any]]) -> Iterator[Stored]:
    hashes = [row.sha256 for row in page]
    names, spent = _names(workspace, hashes), by_document(workspace, hashes)
    rows = revisions.of(workspace, [row.sha256 for row in page if row.revision])
    for row in page:
        yield Stored(
            report=restore(json.loads(row.report)),
            names=tuple(names.get(row.sha256, ())),
            version=row.version or "",
            calls=tuple(spent.get(row.sha256, ())),
            revisions=tuple(rows.get(row.sha256, ())),
        )


def _names(workspace: Workspace, hashes: Sequence[str]) -> Mapping[str, list[str]]:
    query = (
        select(NAMES.c.sha256, NAMES.c.name)
        .where(NAMES.c.sha256.in_(hashes))
        .order_by(NAMES.c.added, NAMES.c.path)
    )
    found: dict[str, list[str]] = {}
    with workspace.begin() as connection:
        for sha256, name in connection.execute(query):
            found.setdefault(sha256, []).append(name)
    return found


def first_name() -> Any:
    """The name under which a document first came, as a subquery beside ``DOCUMENTS``."""
    return (
        select(NAMES.c.name)
        .where(NAMES.c.sha256 == DOCUMENTS.c.sha256)
        .order_by(NAMES.c.added, NAMES.c.path)
        .limit(1)
        .scalar_subquery()
    )


def _again(version: str, *, stale: bool, failed: bool) -> list[Any]:
    chosen = [_is_stale(version)] if stale else []
    if failed:
        chosen.append(and_(DOCUMENTS.c.status == "failed", DOCUMENTS.c.size.is_not(None)))
    return chosen


def _is_stale(version: str) -> Any:
    return and_(DOCUMENTS.c.status.in_(("accepted", "needs_review")), DOCUMENTS.c.version != version)


def standing() -> Any:
    """How a finished document stands: ``closed``, ``accepted``, ``needs_review`` or ``failed``."""
    review, status = DOCUMENTS.c.review, DOCUMENTS.c.status
    return case(
        (review == "closed", "closed"),
        (and_(review == "open", status == "accepted"), "needs_review"),
        else_=status,
    )


def _columns(processed: Processed, now: str) -> dict[str, object]:
    return {
        "key": processed.sha256,
        "state": "done",
        "status": processed.status,
        "version": processed.version,
        "error_code": processed.error_code,
        "media_type": processed.media_type,
        "form": processed.form,
        "agency": processed.agency,
        "year": processed.year,
        "title": processed.title,
        "seconds": processed.seconds,
        "verified": processed.verified,
        "open_findings": processed.burden.findings,
        "open_cells": processed.burden.cells,
        "risk": processed.burden.risk,
        "finished": now,
    }


# One statement for many rows: built anew for each row, it costs ten times as much as SQLite itself.
_FINISH = update(DOCUMENTS).where(DOCUMENTS.c.sha256 == bindparam("key"))


def _put_reports(connection: Connection, reports: Sequence[tuple[str, str]]) -> None:
    if reports:
        row = insert(REPORTS)
        row = row.on_conflict_do_update(index_elements=["sha256"], set_={"report": row.excluded.report})
        connection.execute(row, [{"sha256": sha256, "report": report} for sha256, report in reports])


def _forget_unreadable(connection: Connection, paths: Sequence[str]) -> None:
    gone = (
        select(DOCUMENTS.c.sha256)
        .join(NAMES, NAMES.c.sha256 == DOCUMENTS.c.sha256)
        .where(NAMES.c.path.in_(paths), DOCUMENTS.c.size.is_(None))
    )
    hashes = [sha256 for (sha256,) in connection.execute(gone)]
    for table in (NAMES, REPORTS, DOCUMENTS) if hashes else ():
        connection.execute(delete(table).where(table.c.sha256.in_(hashes)))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
