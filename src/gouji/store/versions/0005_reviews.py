"""Decisions of people, row by row; what is open of each document, to put the queue in order."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "revisions",
        sa.Column("sha256", sa.String(64), sa.ForeignKey("documents.sha256"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("act", sa.Integer, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("draft", sa.Text, nullable=False),
    )
    op.add_column("documents", sa.Column("revision", sa.Integer, nullable=False, server_default="0"))
    op.add_column("documents", sa.Column("review", sa.String(8)))
    for name in ("open_findings", "open_cells", "risk"):
        op.add_column("documents", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    op.create_index("documents_to_review", "documents", ["state", "review", "status"])
    # Older documents weigh every error alike until they are processed again.
    op.execute(
        """
        UPDATE documents SET open_findings = (
            SELECT count(*) FROM reports, json_each(reports.report, '$.findings') AS finding
            WHERE reports.sha256 = documents.sha256
              AND json_extract(finding.value, '$.severity') = 'error'
        ), open_cells = (
            SELECT count(DISTINCT cell.value) FROM reports, json_each(reports.report, '$.findings') AS finding,
                json_each(finding.value, '$.cells') AS cell
            WHERE reports.sha256 = documents.sha256
              AND json_extract(finding.value, '$.severity') = 'error'
        )
        """
    )
    op.execute("UPDATE documents SET risk = 2 * open_findings")
