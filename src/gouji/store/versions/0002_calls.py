"""The ledger of model calls: what was asked, what came back, what it cost."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("messages", sa.LargeBinary),
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("question", sa.String(64), nullable=False),
        sa.Column("document", sa.String(64), nullable=False),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("session", sa.BigInteger, nullable=False),
        sa.Column("sent", sa.String(32), nullable=False),
        sa.Column("ended", sa.String(32)),
        sa.Column("seconds", sa.Float),
        sa.Column("input_estimate", sa.Integer, nullable=False),
        sa.Column("output_limit", sa.Integer, nullable=False),
        sa.Column("input_tokens", sa.Integer),
        sa.Column("output_tokens", sa.Integer),
        sa.Column("cached_tokens", sa.Integer),
        sa.Column("input_price", sa.String(32)),
        sa.Column("output_price", sa.String(32)),
        sa.Column("cached_price", sa.String(32)),
        sa.Column("currency", sa.String(3)),
        sa.Column("raw", sa.LargeBinary),
        sqlite_autoincrement=True,
    )
    op.create_index("calls_of_key", "calls", ["key"])
    op.create_index("calls_of_document", "calls", ["document"])
    op.create_index("calls_open", "calls", ["session"], sqlite_where=sa.text("state = 'open'"))
