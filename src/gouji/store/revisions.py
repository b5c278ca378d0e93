"""The revisions of documents: added, read, never changed; and the queue of what wants a person.

Whoever adds says which revision they had seen last; where another has come in between, nothing is
written. Each document keeps beside its rows what follows from them (``assess``): its review's state
and what is still open, so that counting and ordering read no report.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Float, and_, cast, func, insert, or_, select, update

from gouji.compact import restore
from gouji.errors import WorkspaceError
from gouji.review.burden import burden
from gouji.review.revision import Draft, Revision, pack, unpack
from gouji.review.standing import Review, review_of
from gouji.store.tables import DOCUMENTS, NAMES, REPORTS, REVISIONS
from gouji.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Queued:
    """A document that wants a person: how many errors are open, and how many cells to look at for them."""

    sha256: str
    name: str | None
    agency: str | None
    year: int | None
    review: str | None
    open_findings: int
    open_cells: int
    risk: int


def append(
    workspace: Workspace, sha256: str, drafts: Sequence[Draft], *, by: str, reason: str | None, expect: int
) -> Review:
    """Add the rows of one act by ``by`` and return the review as it then stands.

    Raises ``WorkspaceError`` where the document's last revision is not ``expect`` any more.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with workspace.begin() as connection:
        # The first statement writes, so that no other writer comes between what is checked and what is added.
        taken = connection.execute(
            update(DOCUMENTS)
            .where(DOCUMENTS.c.sha256 == sha256, DOCUMENTS.c.revision == expect)
            .values(revision=expect + len(drafts))
        )
        if taken.rowcount != 1:
            raise WorkspaceError(
                "review_conflict",
                f"{sha256[:16]} 已不在第 {expect} 号修订：在此期间有别的判定。",
                f"请先看 gouji review history {sha256[:16]}，再重新判定；没有写入任何内容。",
            )
        connection.execute(
            insert(REVISIONS),
            [
                {
                    "sha256": sha256,
                    "number": expect + at,
                    "act": expect + 1,
                    "by": by,
                    "at": now,
                    "reason": reason,
                    "draft": json.dumps(pack(draft)),
                }
                for at, draft in enumerate(drafts, start=1)
            ],
        )
        return assess(connection, [sha256])[sha256]


def of(workspace: Workspace, hashes: Sequence[str]) -> dict[str, list[Revision]]:
    """The revisions of each of these documents, oldest first; one without any is left out."""
    if not hashes:
        return {}
    with workspace.begin() as connection:
        return _of(connection, hashes)


def assess(connection: Connection, hashes: Sequence[str]) -> dict[str, Review]:
    """Write down what follows from report and revisions of those documents that have any, and return it."""
    reviewed = (
        select(DOCUMENTS.c.sha256, REPORTS.c.report)
        .join(REPORTS, REPORTS.c.sha256 == DOCUMENTS.c.sha256)
        .where(DOCUMENTS.c.sha256.in_(hashes), DOCUMENTS.c.revision > 0)
    )
    found = connection.execute(reviewed).all() if hashes else []
    rows = _of(connection, [row.sha256 for row in found]) if found else {}
    reviews: dict[str, Review] = {}
    for sha256, report in found:
        review = reviews[sha256] = review_of(restore(json.loads(report)), rows[sha256])
        weight = burden(each.finding for each in review.open)
        connection.execute(
            update(DOCUMENTS)
            .where(DOCUMENTS.c.sha256 == sha256)
            .values(
                review=None if review.state == "none" else review.state,
                open_findings=weight.findings,
                open_cells=weight.cells,
                risk=weight.risk,
            )
        )
    return reviews


def queue(workspace: Workspace, limit: int = -1) -> list[Queued]:
    """List what wants a person, most risk for the least looking first; a negative ``limit`` is none."""
    name = (
        select(NAMES.c.name)
        .where(NAMES.c.sha256 == DOCUMENTS.c.sha256)
        .order_by(NAMES.c.added, NAMES.c.path)
        .limit(1)
        .scalar_subquery()
    )
    columns = [DOCUMENTS.c[each] for each in Queued.__dataclass_fields__ if each != "name"]
    effort = func.max(DOCUMENTS.c.open_cells, 1)
    query = (
        select(*columns, name.label("name"))
        .where(
            DOCUMENTS.c.state == "done",
            DOCUMENTS.c.status != "failed",
            or_(
                DOCUMENTS.c.review == "open",
                and_(DOCUMENTS.c.review.is_(None), DOCUMENTS.c.status == "needs_review"),
            ),
        )
        .order_by(
            (cast(DOCUMENTS.c.risk, Float) / effort).desc(), DOCUMENTS.c.open_findings, DOCUMENTS.c.number
        )
        .limit(limit)
    )
    with workspace.begin() as connection:
        return [Queued(**row) for row in connection.execute(query).mappings()]


def _of(connection: Connection, hashes: Sequence[str]) -> dict[str, list[Revision]]:
    query = select(REVISIONS).where(REVISIONS.c.sha256.in_(hashes)).order_by(REVISIONS.c.number)
    found: dict[str, list[Revision]] = {}
    for row in connection.execute(query):
        revision = Revision(row.number, row.act, row.by, row.at, row.reason, unpack(json.loads(row.draft)))
        found.setdefault(row.sha256, []).append(revision)
    return found
