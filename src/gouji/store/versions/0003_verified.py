"""How many cells of a report are borne out; older reports get what reports now hold beside their cells."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("verified", sa.Integer))
    op.execute(
        """
        UPDATE reports
        SET report = json_set(report, '$.reading.statements', json('[]'), '$.reading.witnesses', json('{}'))
        WHERE json_type(report, '$.reading') = 'object'
        """
    )
