"""Advice by side effect in the clinic's own words, for phones to show after an entry. NULL: the words we ship."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.add_column("clinic", sa.Column("advice", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("clinic", "advice")
