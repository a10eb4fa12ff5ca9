"""How the last night was, good, ok or bad, beside its hours. NULL in what phones sent before: nobody was asked."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.add_column("check_in", sa.Column("sleep_quality", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("check_in", "sleep_quality")
