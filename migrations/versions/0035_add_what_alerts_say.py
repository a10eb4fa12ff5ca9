"""How the sentences of alerts were made, so that the desk says them in the reader's language.

NULL: before that was kept. The English sentence stays the record, and is what the desk shows of such an alert.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

TABLES = ("alert", "alert_step", "system_alert")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("said", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "said")
