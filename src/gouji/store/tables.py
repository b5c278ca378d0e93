"""The tables of a workspace. Migrations in ``versions/`` build them; a test holds the two together."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

REVISION = "0005"
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
    Column("verified", Integer),  # cells graded verified or agreed
    Column("revision", Integer, nullable=False, default=0, server_default="0"),  # number of its last revision
    Column("review", String(8)),  # open, closed; null: nobody has decided anything
    Column("open_findings", Integer, nullable=False, default=0, server_default="0"),  # errors nobody decided
    Column("open_cells", Integer, nullable=False, default=0, server_default="0"),  # cells that these name
    Column("risk", Integer, nullable=False, default=0, server_default="0"),  # see review.burden
    Index("documents_left", "state", "status", "version"),
    Index("documents_to_review", "state", "review", "status"),
    sqlite_autoincrement=True,
)

REPORTS = Table(
    "reports",
    METADATA,
    Column("sha256", String(64), ForeignKey("documents.sha256"), primary_key=True),
    Column("report", Text, nullable=False),  # compact(report) as JSON
)

REVISIONS = Table(
    "revisions",
    METADATA,
    Column("sha256", String(64), ForeignKey("documents.sha256"), primary_key=True),
    Column("number", Integer, primary_key=True),  # counts from 1 within the document
    Column("act", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("reason", Text),
    Column("draft", Text, nullable=False),  # review.revision.pack(draft) as JSON
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

QUESTIONS = Table(
    "questions",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("messages", LargeBinary),  # the request's messages as compressed JSON; null: pruned
)

CALLS = Table(
    "calls",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String(64), nullable=False),
    Column("question", String(64), nullable=False),  # Call.id: the key without model and parameters
    Column("document", String(64), nullable=False),  # sha256; no foreign key: a ledger may stand alone
    Column("prompt", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("state", String(16), nullable=False),  # open, kept, rejected, lost
    Column("note", Text),
    Column("session", BigInteger, nullable=False),  # whose intent it is, see store.holders
    Column("sent", String(32), nullable=False),
    Column("ended", String(32)),
    Column("seconds", Float),
    Column("input_estimate", Integer, nullable=False),  # tokens
    Column("output_limit", Integer, nullable=False),
    Column("input_tokens", Integer),  # null: not reported, or no reply
    Column("output_tokens", Integer),
    Column("cached_tokens", Integer),
    Column("input_price", String(32)),  # decimal text, per million tokens; null: no price was set
    Column("output_price", String(32)),
    Column("cached_price", String(32)),
    Column("currency", String(3)),
    Column("raw", LargeBinary),  # the reply as it came, compressed JSON; null: none, or pruned
    Column("batch", String(32)),  # the tag of the batch that it goes in; null: asked on its own
    Index("calls_of_key", "key"),
    Index("calls_of_document", "document"),
    Index("calls_open", "session", sqlite_where=text("state = 'open'")),
    Index("calls_of_batch", "batch", sqlite_where=text("batch IS NOT NULL")),
    sqlite_autoincrement=True,
)

BATCHES = Table(
    "batches",
    METADATA,
    Column("tag", String(32), primary_key=True),  # ours; the provider keeps it beside the batch
    Column("state", String(16), nullable=False),  # gathering, sealed, uploaded, submitted, ended
    Column("address", Text, nullable=False),  # where it was sent: the endpoint's base URL
    Column("model", Text, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("most_input", BigInteger, nullable=False),  # tokens: what all of it can cost at most
    Column("most_output", BigInteger, nullable=False),
    Column("file", Text),  # the provider's names of the uploaded requests and of the batch
    Column("batch", Text),
    Column("status", String(32)),  # the provider's word for how it ended
    Column("note", Text),
    Column("created", String(32), nullable=False),
    Column("ended", String(32)),
)
