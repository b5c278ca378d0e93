"""Batches of model calls: what was handed over, under which names, and which calls went in which."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batches",
        sa.Column("tag", sa.String(32), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("requests", sa.Integer, nullable=False),
        sa.Column("most_input", sa.BigInteger, nullable=False),
        sa.Column("most_output", sa.BigInteger, nullable=False),
        sa.Column("file", sa.Text),
        sa.Column("batch", sa.Text),
        sa.Column("status", sa.String(32)),
        sa.Column("note", sa.Text),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("ended", sa.String(32)),
    )
    op.add_column("calls", sa.Column("batch", sa.String(32)))
    op.create_index("calls_of_batch", "calls", ["batch"], sqlite_where=sa.text("batch IS NOT NULL"))
