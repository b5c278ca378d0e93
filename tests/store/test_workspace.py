import json
import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from gouji.errors import UsageError, WorkspaceError
from gouji.store import documents
from gouji.store.documents import Arrival
from gouji.store.storage import network_type
from gouji.store.tables import METADATA
from gouji.store.workspace import DATABASE, create, existing


def test_migrations_build_exactly_the_declared_tables(tmp_path):
    workspace = create(tmp_path)
    with workspace.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, METADATA)
    workspace.close()
    assert difference == []


def test_a_workspace_opens_again(tmp_path):
    create(tmp_path).close()
    existing(tmp_path).close()
    assert (tmp_path / DATABASE).is_file()


def test_a_folder_that_is_no_workspace_stays_as_it_was(tmp_path):
    with pytest.raises(WorkspaceError) as caught:
        existing(tmp_path / "none")
    assert (caught.value.code, list(tmp_path.iterdir())) == ("no_workspace", [])


def test_a_workspace_of_a_newer_program_is_refused(tmp_path):
    create(tmp_path).close()
    with sqlite3.connect(tmp_path / DATABASE) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(WorkspaceError) as caught:
        existing(tmp_path)
    assert (caught.value.code, "9999" in caught.value.message) == ("newer_workspace", True)


REVIEW_COLUMNS = ("revision", "review", "open_findings", "open_cells", "risk")
OLD_REPORT = {
    "document": {"name": "b.txt", "sha256": "b" * 64, "media_type": "text/plain", "pages": []},
    "status": "failed",
    "failure": None,
    "reading": {
        "reader": "aligned", "form": "2021", "cells": {}, "findings": [], "title": "旧报告", "agency": None,
        "year": 2023, "period": None, "sections": {},
    },
    "grades": {},
    "findings": [
        {"rule": rule, "severity": severity, "cells": ["a", cell], "params": {}, "equation": None, "verdict": "unknown"}
        for rule, severity, cell in [("row_sum", "error", "b"), ("flow", "error", "c"), ("no_title", "warning", "d")]
    ],
}  # fmt: skip
OLD = Arrival("b" * 64, 3, "b.txt", "/in/b.txt", json.dumps(OLD_REPORT))


def test_a_workspace_of_the_first_version_is_brought_up_and_keeps_its_documents(tmp_path):
    workspace = create(tmp_path)
    documents.take_in(workspace, [Arrival("a" * 64, 3, "a.txt", "/in/a.txt"), OLD])
    with workspace.begin() as connection:
        for statement in (
            "DROP TABLE batches",
            "DROP TABLE calls",
            "DROP TABLE questions",
            "ALTER TABLE documents DROP COLUMN verified",
            "DROP TABLE revisions",
            "DROP INDEX documents_to_review",
            *(f"ALTER TABLE documents DROP COLUMN {name}" for name in REVIEW_COLUMNS),
            "UPDATE alembic_version SET version_num = '0001'",
        ):
            connection.exec_driver_sql(statement)
    workspace.close()
    reopened = existing(tmp_path)
    with reopened.begin() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), METADATA)
        burdens = "SELECT open_findings, open_cells, risk FROM documents ORDER BY number"
        assert connection.exec_driver_sql(burdens).all() == [(0, 0, 0), (2, 3, 4)]
    assert (difference, documents.counts(reopened, "1")["waiting"]) == ([], 1)
    (old,) = documents.reports(reopened, ["failed"])
    assert (old.report.reading.title, old.report.reading.statements) == ("旧报告", ())
    reopened.close()


def test_a_damaged_database_is_named(tmp_path):
    create(tmp_path).close()
    for name in (DATABASE, f"{DATABASE}-wal"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / DATABASE).write_bytes(b"no database at all, whatever its name says" * 50)
    with pytest.raises(WorkspaceError) as caught:
        existing(tmp_path)
    assert caught.value.code == "workspace_damaged"


@pytest.mark.parametrize("url", ["postgresql://localhost/x", "nonsense"])
def test_a_database_that_this_version_cannot_use_is_refused(tmp_path, url):
    with pytest.raises(UsageError) as caught:
        create(tmp_path, url)
    assert caught.value.code == "database_url"


def test_the_database_may_stand_elsewhere(tmp_path):
    create(tmp_path / "a", f"sqlite:///{tmp_path}/b.sqlite").close()
    assert (tmp_path / "b.sqlite").is_file()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/data/x", None),
        ("/data/share/x", "nfs4"),
        ("/data/shareholders", None),
        ("/mnt/my disk/x", "cifs"),
        ("/home/u", "fuse.sshfs"),
    ],
)
def test_network_file_systems_are_found_by_the_deepest_mount(tmp_path, path, kind):
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\n"
        "/dev/sda2 /data ext4 rw 0 0\n"
        "server:/x /data/share nfs4 rw 0 0\n"
        "//server/y /mnt/my\\040disk cifs rw 0 0\n"
        "/dev/sda3 /home ext4 rw 0 0\n"
        "u@host:/ /home/u fuse.sshfs rw 0 0\n"
    )
    assert network_type(path, mounts) == kind
