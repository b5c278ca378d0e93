"""How many cells of a report are borne out; older reports get what reports now hold beside their cells."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REPORTS = sa.table("reports", sa.column("sha256", sa.String), sa.column("report", sa.Text))


def upgrade() -> None:
    op.add_column("documents", sa.Column("verified", sa.Integer))
    connection = op.get_bind()
    for (sha256,) in connection.execute(sa.select(REPORTS.c.sha256)).all():
        one = REPORTS.c.sha256 == sha256
        report = json.loads(connection.execute(sa.select(REPORTS.c.report).where(one)).scalar_one())
        text = json.dumps(completed(report), ensure_ascii=False)
        connection.execute(sa.update(REPORTS).where(one).values(report=text))


def completed(report: dict[str, Any]) -> dict[str, Any]:
    """The report with empty places for what its version did not know."""
    report.setdefault("suspects", [])
    findings = list(report["findings"])
    reading = report["reading"]
    if reading:
        reading.setdefault("statements", [])
        reading.setdefault("witnesses", {})
        findings += reading["findings"]
    for finding in findings:
        finding.setdefault("suspects", None)
    return report
