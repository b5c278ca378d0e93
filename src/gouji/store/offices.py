"""What the panel takes from the store: a line per finished document, and sheets of some of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from gouji.compact import restore
from gouji.panel.sheet import Entry, Sheet, sheet_of
from gouji.review.standing import review_of
from gouji.store import revisions
from gouji.store.documents import first_name, standing
from gouji.store.tables import DOCUMENTS, REPORTS
from gouji.store.workspace import Workspace

PAGE = 100
"""Reports to fetch in one statement."""


def entries(workspace: Workspace) -> list[Entry]:
    """Every finished document, in the order in which they came."""
    query = (
        select(
            DOCUMENTS.c.sha256,
            first_name().label("name"),
            DOCUMENTS.c.agency,
            DOCUMENTS.c.year,
            DOCUMENTS.c.form,
            standing().label("state"),
        )
        .where(DOCUMENTS.c.state == "done")
        .order_by(DOCUMENTS.c.number)
    )
    with workspace.begin() as connection:
        return [
            Entry(row.sha256, row.name or row.sha256, row.agency, row.year, row.form, row.state)
            for row in connection.execute(query)
        ]


def sheets(workspace: Workspace, wanted: Sequence[Entry]) -> Iterator[Sheet]:
    """Yield the sheet of each of these documents, in the same order; a person's values before the machine's."""
    for start in range(0, len(wanted), PAGE):
        page = wanted[start : start + PAGE]
        hashes = [entry.sha256 for entry in page]
        query = (
            select(REPORTS.c.sha256, REPORTS.c.report, DOCUMENTS.c.revision)
            .join(DOCUMENTS, DOCUMENTS.c.sha256 == REPORTS.c.sha256)
            .where(REPORTS.c.sha256.in_(hashes))
        )
        with workspace.begin() as connection:
            found = {row.sha256: row for row in connection.execute(query)}
        decided = revisions.of(workspace, [sha256 for sha256, row in found.items() if row.revision])
        for entry in page:
            report = restore(json.loads(found[entry.sha256].report))
            yield sheet_of(entry, review_of(report, decided.get(entry.sha256, ())))
