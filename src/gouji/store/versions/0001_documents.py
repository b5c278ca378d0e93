"""Documents, their reports, the names they came under, and what was skipped."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("size", sa.Integer),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16)),
        sa.Column("version", sa.Text),
        sa.Column("error_code", sa.String(64)),
        sa.Column("media_type", sa.String(128)),
        sa.Column("form", sa.String(16)),
        sa.Column("agency", sa.Text),
        sa.Column("year", sa.Integer),
        sa.Column("title", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Float),
        sa.Column("added", sa.String(32), nullable=False),
        sa.Column("finished", sa.String(32)),
        sqlite_autoincrement=True,
    )
    op.create_index("documents_left", "documents", ["state", "status", "version"])
    op.create_table(
        "reports",
        sa.Column("sha256", sa.String(64), sa.ForeignKey("documents.sha256"), primary_key=True),
        sa.Column("report", sa.Text, nullable=False),
    )
    op.create_table(
        "names",
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("documents.sha256"), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("added", sa.String(32), nullable=False),
    )
    op.create_index("names_of", "names", ["sha256"])
    op.create_table(
        "skipped",
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("added", sa.String(32), nullable=False),
    )
