"""What a course came to at the end of its acute phase, and whether the patient fell ill again, in its summary.

The summaries that are there are of older rules and are computed anew within a minute of the upgrade.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    with op.batch_alter_table("summary") as summary:
        # With a default for the rows that are there, until they are computed anew.
        summary.add_column(sa.Column("acute_sessions", sa.Integer(), nullable=False, server_default="0"))
        summary.add_column(sa.Column("last_acute_on", sa.Date(), nullable=True))
        summary.add_column(sa.Column("end_total", sa.Double(), nullable=True))
        summary.add_column(sa.Column("end_on", sa.Date(), nullable=True))
        summary.add_column(sa.Column("end_outcome", sa.String(), nullable=True))
        summary.add_column(sa.Column("relapsed_on", sa.Date(), nullable=True))
    with op.batch_alter_table("summary") as summary:
        summary.alter_column("acute_sessions", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("summary") as summary:
        for name in ("relapsed_on", "end_outcome", "end_on", "end_total", "last_acute_on", "acute_sessions"):
            summary.drop_column(name)
