"""The tables of a workspace. Migrations in ``versions/`` build them; a test holds the two together."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

REVISION = "0001"
"""The migration that this program writes and reads."""

METADATA = MetaData()

DOCUMENTS = Table(
    "documents",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("size", Integer),  # null: there are no bytes, the input could not be read
    Column("state", String(16), nullable=False),  # waiting, running, done
    Column("status", String(16)),  # accepted, needs_review, failed
    Column("version", Text),  # program, form, reader versions and readers that made the report
    Column("error_code", String(64)),
    Column("media_type", String(128)),
    Column("form", String(16)),
    Column("agency", Text),
    Column("year", Integer),
    Column("title", Text),
    Column("attempts", Integer, nullable=False, default=0),
    Column("seconds", Float),
    Column("added", String(32), nullable=False),
    Column("finished", String(32)),
    Index("documents_left", "state", "status", "version"),
    sqlite_autoincrement=True,
)

REPORTS = Table(
    "reports",
    METADATA,
    Column("sha256", String(64), ForeignKey("documents.sha256"), primary_key=True),
    Column("report", Text, nullable=False),  # compact(report) as JSON
)

NAMES = Table(
    "names",
    METADATA,
    Column("path", Text, primary_key=True),
    Column("sha256", String(64), ForeignKey("documents.sha256"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("added", String(32), nullable=False),
    Index("names_of", "sha256"),
)

SKIPPED = Table(
    "skipped",
    METADATA,
    Column("path", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("added", String(32), nullable=False),
)
